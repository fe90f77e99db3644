"""Load the plugins of one platform: find, check and order them; nothing here is global."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points

import msgspec

from majung.events.event import Event
from majung.plugin import declarations as check
from majung.plugin.answering import AnsweringHook, answering_problems
from majung.plugin.contract import GROUP, Fact, Importer, Plugin, ProgramDeclaration, Scope, Tables
from majung.plugin.hooks import ask_all, register, specified
from majung.plugin.installed import Wanted, find, in_order, read_config, read_settings, version_problems
from majung.plugin.lifecycle import Lifecycle
from majung.plugin.migrations import migration_problems
from majung.plugin.problem import Problem, refuse
from majung.plugin.programs import program_problems
from majung.plugin.registry import Registry
from majung.plugin.tables import read_tables
from majung.storage.migrations import App


@dataclass(frozen=True, kw_only=True)
class Core:
    """What plugins are checked against: the core's tables, and the lifecycle that every application follows."""

    app: App
    spine: Lifecycle | None


def our_core() -> Core:
    """The core of this platform."""
    from majung.applications.lifecycle import SPINE
    from majung.storage.apps import CORE_MODELS

    return Core(app=App("core", CORE_MODELS, "majung.migrations"), spine=SPINE)


def load(
    config_text: str,
    *,
    available: Iterable[EntryPoint] | None = None,
    extra: Iterable[Plugin] = (),
    more_specs: Iterable[type] = (),
    core: Core | None = None,
    also: Iterable[str] = (),
) -> Registry:
    """The plugins that plugins.toml (`config_text`) enables, checked; raises StartupError with every problem.

    `available` stands for what is installed (None: the entry points of this environment), `extra` for manifests
    that need no entry point and go before installed ones of the same name; both run only if the text enables
    them. `more_specs` are classes with hooks that others than the core specify. `also` names plugins that are loaded
    whether the text enables them or not, for what is done to those that are switched off.
    """
    core = core or our_core()
    points = entry_points(group=GROUP) if available is None else available
    wanted, problems = read_config(config_text)
    wanted |= {name: msgspec.structs.replace(wanted.get(name, Wanted()), enabled=True) for name in also}
    found = find(wanted, points, extra)
    settings, bad_settings = read_settings(found)
    problems += [*found.problems, *version_problems(found), *bad_settings]
    plugins = in_order(found.plugins)
    manager, expected = specified(more_specs)
    for plugin in plugins:
        problems += register(manager, plugin, expected)
    answers, bad_answers = ask_all(manager, plugins, settings, expected)
    declared = {name: t for name, t in answers["majung_tables"] if isinstance(t, Tables)}
    apps = [App(name, (t.models,), t.migrations) for name, t in declared.items()]
    stored = read_tables([core.app, *apps], found.plugins)
    registry = Registry(plugins=plugins, settings=settings, answers=answers, stored=stored, manager=manager)
    problems += [*bad_answers, *stored.problems, *(p for app in apps for p in migration_problems(app))]
    problems += _declaration_problems(registry, core.spine)
    refuse(problems)
    return registry


def _declaration_problems(registry: Registry, spine: Lifecycle | None) -> list[Problem]:
    """What is wrong with the answers themselves; asked of the lists, because the maps by name hide doubles."""
    programs = registry.each("majung_programs", ProgramDeclaration)
    scopes = registry.each("majung_scopes", Scope)
    events: list[tuple[str, type[Event]]] = registry.each("majung_events", type)
    return [
        *program_problems(programs, spine),
        *check.name_problems("scope", scopes),
        *check.name_problems("fact", registry.each("majung_facts", Fact)),
        *check.name_problems("importer", registry.each("majung_importers", Importer)),
        *check.name_problems("listener", registry.listeners),
        *check.name_problems("scheduled work", registry.scheduled_work),
        *check.scope_problems(scopes, programs),
        *check.event_problems(events, registry.stored.prefixes()),
        *check.listener_problems(registry.listeners, events, [p.name for p in registry.plugins]),
        *check.name_problems("answering hook", registry.each("majung_answering_hooks", AnsweringHook)),
        *answering_problems(registry.each("majung_answering_hooks", AnsweringHook), registry.events),
        *check.exclusion_problems(registry.exclusions, programs),
        *check.kind_problems(registry.consultation_kinds),
        *check.name_problems("task source", registry.task_sources),
        *check.task_problems(registry.task_sources, registry.tables),
        *check.search_problems(registry.search_sources, registry.tables),
    ]
