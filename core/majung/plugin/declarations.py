"""Checks of what plugins declare beside programs and tables: scopes, facts, events, listeners, exclusions."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, TypeVar

from majung.events.event import Event
from majung.plugin.contract import (
    ConsultationKind,
    Exclusion,
    Listener,
    ProgramDeclaration,
    Scope,
    SearchSource,
    TaskSource,
)
from majung.plugin.problem import Code, Problem
from majung.storage.table import Table

T = TypeVar("T")
GENERAL = "GENERAL"
"""The kind of consultation that the core has."""

Owned = Sequence[tuple[str, T]]
"""Declarations, each with the name of its plugin."""


class Named(Protocol):
    """A declaration that others call by its name."""

    @property
    def name(self) -> str:
        """The name it is called by."""


def name_problems(kind: str, declared: Sequence[tuple[str, Named]]) -> list[Problem]:
    """Names that two declarations of one kind share, within one plugin or across plugins."""
    owners: dict[str, str] = {}
    problems: list[Problem] = []
    for plugin, value in declared:
        if value.name in owners:
            message = f"plugin {plugin!r} declares {kind} {value.name}, which plugin {owners[value.name]!r} declares"
            problems.append(_problem("NAME_TWICE", plugin, f"{message} already; expected is a name of its own"))
        owners.setdefault(value.name, plugin)
    return problems


def scope_problems(scopes: Owned[Scope], programs: Owned[ProgramDeclaration]) -> list[Problem]:
    """Scopes outside their plugin's name, and steps of lifecycles that ask for a scope nobody declares."""
    problems = [
        _problem("BAD_SCOPE", plugin, f"plugin {plugin!r} declares scope {s.name}; expected is {plugin}.SOMETHING")
        for plugin, s in scopes
        if not s.name.startswith(f"{plugin}.")
    ]
    own = {(plugin, s.name) for plugin, s in scopes}
    for plugin, program in programs:
        for lifecycle in (program.lifecycle, *program.other_lifecycles):
            for step in lifecycle.transitions:
                asked = step.scope or ""
                if asked.startswith(f"{plugin}.") and (plugin, asked) not in own:
                    message = f"plugin {plugin!r}: lifecycle {lifecycle.name}: step {step.action} asks for scope"
                    message += f" {asked}, which majung_scopes() does not declare"
                    problems.append(_problem("BAD_SCOPE", plugin, message))
    return problems


def event_problems(events: Owned[type[Event]], prefixes: Mapping[str, str]) -> list[Problem]:
    """Event types with a foreign owner, declared twice, or about a record of a kind nobody stores.

    `prefixes` maps the id prefix of each table to its app.
    """
    owners: dict[str, str] = {}
    problems: list[Problem] = []
    for plugin, event in events:
        name, subject = event.type_name(), getattr(event, "subject_type", None)
        if event.owner != plugin:
            message = f"plugin {plugin!r} declares event {name}, whose owner is {event.owner!r}; expected is {plugin!r}"
            problems.append(_problem("BAD_EVENT", plugin, message))
        if name in owners:
            message = f"plugin {plugin!r} declares event {name}, which plugin {owners[name]!r} declares already"
            problems.append(_problem("BAD_EVENT", plugin, f"{message}; expected is each type once"))
        if subject not in prefixes:
            found = f"subject_type {subject!r}, which is the id prefix of no table" if subject else "no subject_type"
            message = f"plugin {plugin!r}: event {name} has {found}; expected is one of {', '.join(sorted(prefixes))}"
            problems.append(_problem("BAD_EVENT", plugin, message))
        owners.setdefault(name, plugin)
    return problems


def listener_problems(listeners: Owned[Listener], events: Owned[type[Event]], plugins: Sequence[str]) -> list[Problem]:
    """Listeners for event types that their plugin, though it runs here, does not have."""
    known = {event.type_name() for _, event in events}
    return [
        _problem("BAD_LISTENER", plugin, _unheard(plugin, listener.name, wanted, known))
        for plugin, listener in listeners
        for wanted in listener.types
        if wanted.partition(".")[0] in plugins and wanted not in known
    ]


def exclusion_problems(exclusions: Owned[Exclusion], programs: Owned[ProgramDeclaration]) -> list[Problem]:
    """Exclusions that speak for a program of someone else."""
    owners = {program.code: plugin for plugin, program in programs}
    problems: list[Problem] = []
    for plugin, exclusion in exclusions:
        owner = owners.get(exclusion.program)
        if owner == plugin:
            continue
        belongs = f"belongs to plugin {owner!r}" if owner else "no plugin declares"
        own = ", ".join(code for code, name in owners.items() if name == plugin) or "none"
        message = f"plugin {plugin!r} declares an exclusion for program {exclusion.program}, which {belongs};"
        problems.append(_problem("BAD_EXCLUSION", plugin, f"{message} expected is a program of its own ({own})"))
    return problems


def search_problems(sources: Owned[SearchSource], tables: Callable[[str], Sequence[type[Table]]]) -> list[Problem]:
    """Search sources over a table or column that the plugin does not have."""
    problems: list[Problem] = []
    for plugin, source in sources:
        own = {t.table_name(): t for t in tables(plugin)}
        place = f"plugin {plugin!r} declares search over {source.table}"
        if source.table not in own:
            message = f"{place}, which is not its table; expected is one of {', '.join(sorted(own)) or 'none'}"
            problems.append(_problem("BAD_SEARCH_SOURCE", plugin, message))
        elif source.title_column not in own[source.table].column_names():
            columns = ", ".join(own[source.table].column_names())
            message = f"{place} by {source.title_column}, which is not a column of it; expected is one of {columns}"
            problems.append(_problem("BAD_SEARCH_SOURCE", plugin, message))
    return problems


def kind_problems(kinds: Owned[ConsultationKind]) -> list[Problem]:
    """Kinds of consultations that two plugins declare, or that the core has."""
    owners: dict[str, str] = {GENERAL: "core"}
    problems: list[Problem] = []
    for plugin, kind in kinds:
        if kind.code in owners:
            message = f"plugin {plugin!r} declares kind of consultation {kind.code}, which {owners[kind.code]!r}"
            problems.append(
                _problem("NAME_TWICE", plugin, f"{message} declares already; expected is a code of its own")
            )
        owners.setdefault(kind.code, plugin)
    return problems


_SQL_TEXT = re.compile(r"'|\{row\}")
"""What an id prefix in SQL has: PostgreSQL takes a bare word for a column, and would say so only when it is asked."""


def task_problems(sources: Owned[TaskSource], tables: Callable[[str], Sequence[type[Table]]]) -> list[Problem]:
    """Task sources outside their plugin's name, or over a table that the plugin does not have."""
    problems: list[Problem] = []
    for plugin, source in sources:
        own = sorted(t.table_name() for t in tables(plugin))
        place = f"plugin {plugin!r} declares task source {source.name}"
        if not source.name.startswith(f"{plugin}."):
            problems.append(_problem("BAD_TASK_SOURCE", plugin, f"{place}; expected is {plugin}.SOMETHING"))
        if source.table not in own:
            message = f"{place} over {source.table}, which is not its table; expected is one of"
            problems.append(_problem("BAD_TASK_SOURCE", plugin, f"{message} {', '.join(own) or 'none'}"))
        if source.subject_type is not None and not _SQL_TEXT.search(source.subject_type):
            message = f"{place} with the subject type {source.subject_type}, which PostgreSQL takes for a column"
            expected = f"expected is '{source.subject_type}' in quotes, or {{row}}.COLUMN"
            problems.append(_problem("BAD_TASK_SOURCE", plugin, f"{message}; {expected}"))
    return problems


def _unheard(plugin: str, listener: str, wanted: str, known: set[str]) -> str:
    owner = wanted.partition(".")[0]
    has = ", ".join(sorted(n for n in known if n.startswith(f"{owner}."))) or "none"
    words = f"plugin {plugin!r}: listener {listener} waits for {wanted}, but plugin {owner!r} has no such event"
    return f"{words}; expected is one of {has}"


def _problem(code: Code, plugin: str, message: str) -> Problem:
    return Problem(code=code, plugin=plugin, message=message)
