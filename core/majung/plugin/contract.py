"""The plugin contract: what a support program hands to the core, as values, once, at startup."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from uuid import UUID

import msgspec
import pluggy

from majung.plugin import forms
from majung.plugin.answering import AnsweringHook as AnsweringHook  # noqa: PLC0414 - plugins import it from here
from majung.plugin.lifecycle import Lifecycle
from majung.plugin.work import ConsultationKind as ConsultationKind  # noqa: PLC0414 - plugins import it from here
from majung.plugin.work import Listener as Listener  # noqa: PLC0414 - plugins import it from here
from majung.plugin.work import ScheduledWork as ScheduledWork  # noqa: PLC0414 - plugins import it from here
from majung.plugin.work import TaskSource as TaskSource  # noqa: PLC0414 - plugins import it from here
from majung.texts import Text

if TYPE_CHECKING:
    import typer

    from majung.access.actor import Actor
    from majung.applications.models import Application
    from majung.errors import Refusal
    from majung.events.event import Event
    from majung.imports.report import ImportSummary
    from majung.storage.database import Database

Field = forms.Field
Form = forms.Form
Section = forms.Section

SDK = "1.0.0"
"""Version of this contract; a plugin names the range it was written for."""

GROUP = "majung.plugins"
"""The entry point group in which an installed plugin names its manifest."""

hookspec = pluggy.HookspecMarker("majung")
hookimpl = pluggy.HookimplMarker("majung")


class NoSettings(msgspec.Struct, forbid_unknown_fields=True):
    """Settings of a plugin that has none."""


@dataclass(frozen=True, kw_only=True)
class Plugin:
    """The manifest: the one object a plugin's entry point names.

    `requires` maps other plugins to version ranges, `settings` is the type of its table in plugins.toml,
    `hooks` the module or object that holds its `@hookimpl` functions.
    """

    name: str
    version: str
    sdk: str
    package: str
    title: Text
    owner: str
    requires: Mapping[str, str] = field(default_factory=dict)
    settings: type[msgspec.Struct] = NoSettings
    hooks: object | None = None


@dataclass(frozen=True, kw_only=True)
class Tables:
    """Modules with a plugin's models and migrations; its tables' names begin with the plugin's name."""

    models: str
    migrations: str


@dataclass(frozen=True, kw_only=True)
class SubProgram:
    """A part of a program with its own code (세부사업)."""

    code: str
    title: Text


@dataclass(frozen=True, kw_only=True)
class DocumentKind:
    """A document that applicants hand in, and for how many days after issue it counts (None: no limit)."""

    code: str
    title: Text
    required: bool = True
    valid_days: int | None = None


Guard = Callable[["Actor", "Application"], Awaitable["Refusal | None"]]
"""Why a step may not be taken just now, or None; it runs inside the transaction that takes the step."""


@dataclass(frozen=True, kw_only=True)
class ProgramDeclaration:
    """A program a plugin runs: how it is called, who applies, what its applications go through.

    `benefit` is the kind of support (LOAN, GRANT, GUARANTEE, EDUCATION, CONSULTING, SALES, EXPORT, JOBS …);
    `rules` is the type of an Edition's rule data, entered by officials with validity dates; `guards` refuse
    single actions of the lifecycle.
    """

    code: str
    title: Text
    benefit: str
    applicant: Literal["firm", "person"]
    lifecycle: Lifecycle
    form: Form
    sub_programs: tuple[SubProgram, ...] = ()
    documents: tuple[DocumentKind, ...] = ()
    other_lifecycles: tuple[Lifecycle, ...] = ()
    rules: type[msgspec.Struct] | None = None
    guards: Mapping[str, Guard] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Scope:
    """A permission, and the roles that hold it unless staff say otherwise."""

    name: str
    title: Text
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Fact:
    """An eligibility fact about a firm or person: a title and a SQL expression over ``{row}`` (firm or person)."""

    name: str
    title: Text
    subject: Literal["firm", "person"]
    sql: str
    sql_type: str
    source: Text


@dataclass(frozen=True, kw_only=True)
class Exclusion:
    """A support of another program that stands against this one in the same year, as a warning or a block."""

    program: str
    against: str
    level: Literal["WARN", "BLOCK"]
    reason: Text


@dataclass(frozen=True, kw_only=True)
class Importer:
    """A file format a plugin takes in: ``majung import NAME FILE``."""

    name: str
    title: Text
    run: Callable[[Actor, Path, bool], Awaitable[ImportSummary]]


@dataclass(frozen=True, kw_only=True)
class DemoProvince:
    """What the core has already made when a plugin fills its part: ids by which it can refer to it."""

    firm_ids: Sequence[UUID]
    person_ids: Sequence[UUID]
    bank_ids: Mapping[str, UUID]
    official_account_id: UUID
    seed: int


@dataclass(frozen=True, kw_only=True)
class DemoShare:
    """A plugin's part of the demonstration province; yields how many rows it wrote as it goes.

    It runs in one transaction. Few rows go through the plugin's writes; those that grow with the province are
    copied (`majung.demo.blocks`, docs/demonstration.md).
    """

    title: Text
    fill: Callable[[Database, DemoProvince], AsyncIterator[int]]


@dataclass(frozen=True, kw_only=True)
class SearchSource:
    """A table searched by `search(text:)`: its id, its title column, and its three search columns (korean.py)."""

    table: str
    title_column: str


class Specs:
    """The questions the core asks each plugin once, at startup. An implementation may take `settings`."""

    @hookspec
    def majung_tables(self) -> Tables:
        """Modules that hold this plugin's models and migrations."""
        raise NotImplementedError

    @hookspec
    def majung_programs(self, settings: msgspec.Struct) -> Sequence[ProgramDeclaration]:
        """The programs this plugin runs."""
        raise NotImplementedError

    @hookspec
    def majung_events(self) -> Sequence[type[Event]]:
        """Types of the events this plugin appends; their owner is the plugin's name."""
        raise NotImplementedError

    @hookspec
    def majung_listeners(self, settings: msgspec.Struct) -> Sequence[Listener]:
        """Functions to be called for events, each with its own durable cursor."""
        raise NotImplementedError

    @hookspec
    def majung_scopes(self) -> Sequence[Scope]:
        """Permissions this plugin checks; their names begin with the plugin's name."""
        raise NotImplementedError

    @hookspec
    def majung_facts(self) -> Sequence[Fact]:
        """Facts about firms and persons that eligibility rules of any program may use."""
        raise NotImplementedError

    @hookspec
    def majung_exclusions(self) -> Sequence[Exclusion]:
        """Supports of other programs that stand against those of this plugin."""
        raise NotImplementedError

    @hookspec
    def majung_scheduled_work(self, settings: msgspec.Struct) -> Sequence[ScheduledWork]:
        """Work to be done on time without anyone asking: expiries, settlements, follow-ups."""
        raise NotImplementedError

    @hookspec
    def majung_importers(self) -> Sequence[Importer]:
        """Files this plugin takes into its tables."""
        raise NotImplementedError

    @hookspec
    def majung_demo(self) -> DemoShare:
        """This plugin's share of the demonstration data."""
        raise NotImplementedError

    @hookspec
    def majung_search_sources(self) -> Sequence[SearchSource]:
        """Tables of this plugin that `search(text:)` covers."""
        raise NotImplementedError

    @hookspec
    def majung_answering_hooks(self) -> Sequence[AnsweringHook]:
        """Questions that partner systems answer when something of this plugin happened."""
        raise NotImplementedError

    @hookspec
    def majung_consultation_kinds(self) -> Sequence[ConsultationKind]:
        """Kinds of consultations that officials of this plugin's programs hold."""
        raise NotImplementedError

    @hookspec
    def majung_task_sources(self) -> Sequence[TaskSource]:
        """Records of this plugin that wait for an official, for the task list (`viewer { tasks }`)."""
        raise NotImplementedError

    @hookspec
    def majung_commands(self) -> typer.Typer:
        """A group of commands, called as ``majung <plugin> …``."""
        raise NotImplementedError

    @hookspec
    def majung_lifespan(self, settings: msgspec.Struct) -> AbstractAsyncContextManager[None]:
        """What this plugin holds open while a server runs; entered at start, left at shutdown."""
        raise NotImplementedError
