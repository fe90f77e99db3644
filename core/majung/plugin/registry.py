"""The plugins of one platform, checked and in order, with what each of them contributes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar, overload

import msgspec
import pluggy

from majung.events.event import Event
from majung.plugin.answering import AnsweringHook
from majung.plugin.contract import (
    ConsultationKind,
    DemoShare,
    Exclusion,
    Fact,
    Importer,
    Listener,
    Plugin,
    ProgramDeclaration,
    ScheduledWork,
    Scope,
    SearchSource,
    TaskSource,
)
from majung.plugin.hooks import OPENED_LATER, Answers, Expected, answer_problem, ask
from majung.plugin.problem import StartupError, refuse
from majung.plugin.tables import Stored
from majung.storage.migrations import App
from majung.storage.table import Table

if TYPE_CHECKING:
    import typer

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Registry:
    """Plugins in order (required ones first, then by name) and their answers. Pairs are (plugin's name, value)."""

    plugins: tuple[Plugin, ...]
    settings: Mapping[str, msgspec.Struct]
    answers: Answers
    stored: Stored
    manager: pluggy.PluginManager

    @overload
    def collect(self, hook: str) -> list[tuple[str, object]]: ...
    @overload
    def collect(self, hook: str, of: type[T]) -> list[tuple[str, T]]: ...
    def collect(self, hook: str, of: type[T] | None = None) -> list[tuple[str, T]] | list[tuple[str, object]]:
        """What the plugins answered to a hook, one pair for each that implements it; `of` gives the answers a type."""
        if hook not in self.answers:
            raise LookupError(f"no hook {hook!r} was asked; asked were {', '.join(sorted(self.answers))}")
        pairs = self.answers[hook]
        return list(pairs) if of is None else [(name, value) for name, value in pairs if isinstance(value, of)]

    def each(self, hook: str, of: type[T]) -> list[tuple[str, T]]:
        """The single values of a hook that is answered with a list, one pair for each value."""
        return [
            (name, value)
            for name, values in self.collect(hook)
            if isinstance(values, Sequence)
            for value in values
            if isinstance(value, of)
        ]

    def plugin(self, name: str) -> Plugin | None:
        """The plugin of this name, if it runs here."""
        return next((p for p in self.plugins if p.name == name), None)

    def apps(self) -> list[App]:
        """Whose tables there are: the core first, then each plugin that has some, in order."""
        return list(self.stored.apps)

    def tables(self, plugin: str | None = None) -> list[type[Table]]:
        """All tables in the order of their apps, or those of one plugin (``core``: of the core)."""
        apps = self.stored.tables
        return [t for name, tables in apps.items() if plugin in (None, name) for t in tables]

    @cached_property
    def programs(self) -> Mapping[str, tuple[str, ProgramDeclaration]]:
        """Programs by code."""
        return {p.code: (name, p) for name, p in self.each("majung_programs", ProgramDeclaration)}

    @cached_property
    def events(self) -> Mapping[str, type[Event]]:
        """Event types of plugins by their name in the log (``growth_fund.LoanRecommended``)."""
        found: dict[str, type[Event]] = {}
        for _, kind in self.each("majung_events", type):
            if issubclass(kind, Event):
                found[kind.type_name()] = kind
        return found

    @cached_property
    def scopes(self) -> Mapping[str, tuple[str, Scope]]:
        """Permissions that plugins check, by name."""
        return {s.name: (name, s) for name, s in self.each("majung_scopes", Scope)}

    @cached_property
    def facts(self) -> Mapping[str, tuple[str, Fact]]:
        """Eligibility facts by name."""
        return {f.name: (name, f) for name, f in self.each("majung_facts", Fact)}

    @cached_property
    def importers(self) -> Mapping[str, tuple[str, Importer]]:
        """Importers by name."""
        return {i.name: (name, i) for name, i in self.each("majung_importers", Importer)}

    @cached_property
    def exclusions(self) -> Sequence[tuple[str, Exclusion]]:
        """Supports that stand against those of a plugin's programs."""
        return self.each("majung_exclusions", Exclusion)

    @cached_property
    def listeners(self) -> Sequence[tuple[str, Listener]]:
        """Functions to be called for events."""
        return self.each("majung_listeners", Listener)

    @cached_property
    def answering_hooks(self) -> Mapping[str, AnsweringHook]:
        """Questions that partner systems answer, by name."""
        return {hook.name: hook for _, hook in self.each("majung_answering_hooks", AnsweringHook)}

    @cached_property
    def scheduled_work(self) -> Sequence[tuple[str, ScheduledWork]]:
        """Work done on time without anyone asking."""
        return self.each("majung_scheduled_work", ScheduledWork)

    @cached_property
    def search_sources(self) -> Sequence[tuple[str, SearchSource]]:
        """Tables of plugins that `search(text:)` covers."""
        return self.each("majung_search_sources", SearchSource)

    @cached_property
    def consultation_kinds(self) -> Sequence[tuple[str, ConsultationKind]]:
        """Kinds of consultations beside the general one."""
        return self.each("majung_consultation_kinds", ConsultationKind)

    @cached_property
    def task_sources(self) -> Sequence[tuple[str, TaskSource]]:
        """Records of plugins that wait for officials."""
        return self.each("majung_task_sources", TaskSource)

    @cached_property
    def demo_shares(self) -> Sequence[tuple[str, DemoShare]]:
        """Plugins' shares of the demonstration data, required plugins first."""
        return self.collect("majung_demo", DemoShare)

    @cached_property
    def commands(self) -> Mapping[str, typer.Typer]:
        """Command groups by plugin."""
        import typer

        return dict(self.collect("majung_commands", typer.Typer))

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Enter what each plugin holds open while a server runs, required ones first; leave it in reverse."""
        expected = Expected(kind=AbstractAsyncContextManager)
        async with AsyncExitStack() as stack:
            for plugin in self.plugins:
                values, problems = ask(self.manager, plugin, OPENED_LATER, self.settings[plugin.name])
                refuse(problems)
                for value in values:
                    if not isinstance(value, AbstractAsyncContextManager):
                        problem = answer_problem(plugin, OPENED_LATER, value, expected)
                        raise StartupError([problem] if problem else [])
                    await stack.enter_async_context(value)
            yield


def absence(registry: Registry, name: str) -> list[str]:
    """What breaks when a plugin is removed, each in one sentence; empty when nothing does."""
    if registry.plugin(name) is None:
        raise LookupError(f"plugin {name!r} does not run here")
    gone = {name}
    broken: list[str] = []
    for plugin in registry.plugins:
        needed = sorted(plugin.requires.keys() & gone)
        if needed:
            gone.add(plugin.name)
            broken.append(f"plugin {plugin.name!r} does not start: it requires {', '.join(map(repr, needed))}")
    for code, (owner, program) in registry.programs.items():
        if owner in gone:
            broken.append(f"program {code} ({program.title.en}) loses its code: what it decided stays readable only")
    for owner, work in registry.scheduled_work:
        if owner in gone:
            broken.append(f"scheduled work {work.name} ({work.title.en}) is not done")
    for owner, listener in registry.listeners:
        silent = [t for t in listener.types if t.partition(".")[0] in gone]
        if owner not in gone and silent:
            broken.append(f"listener {listener.name} of plugin {owner!r} hears no more of {', '.join(silent)}")
    return broken
