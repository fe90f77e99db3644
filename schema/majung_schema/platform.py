"""The platform opened: settings, plugins, schema, database, and how one operation reads them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import AbstractContextManager, AsyncExitStack, asynccontextmanager, contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from majung.access import records
from majung.access.actor import Actor
from majung.access.authentication import Authentication
from majung.access.cipher import Keys, use_keys
from majung.access.scopes import CORE_SCOPES
from majung.access.sealing import sealing_work
from majung.applications.lifecycle import core_scopes as application_scopes
from majung.consultations.declared import declared_kinds, use_consultation_kinds
from majung.deadlines.passing import due_dates_work
from majung.deliveries.targets import Targets
from majung.documents.scanning import Scanner, scanner_at
from majung.documents.scopes import DOCUMENT_SCOPES
from majung.documents.sweeping import documents_work
from majung.errors import Refusal
from majung.events import sequencer
from majung.events.retention import retention
from majung.evidence.scopes import EVIDENCE_SCOPES
from majung.logins.sessions import sessions_work
from majung.logins.verification import Issuers
from majung.merging.scopes import MERGING_SCOPES
from majung.money.scopes import MONEY_SCOPES
from majung.notices.messages import FolderMessenger, Messenger, NoMessenger, notice_messages
from majung.outcomes.scopes import OUTCOME_SCOPES
from majung.plugin.contract import Listener, ScheduledWork, Scope
from majung.plugin.loader import load
from majung.plugin.registry import Registry
from majung.programs.declared import are_declared, use_declarations
from majung.programs.scopes import PROGRAM_SCOPES
from majung.questions.asking import Asking
from majung.retention.running import retention_work
from majung.retention.scopes import RETENTION_SCOPES
from majung.rights.scopes import RIGHTS_SCOPES
from majung.settings import Settings
from majung.storage.database import Database, open_database
from majung.storage.migrations import model_modules
from majung.tasks.passed import PASSED
from majung.tasks.scopes import WORK_SCOPES
from majung_schema.asking import RequestInfo
from majung_schema.build import build_schema, graph_of
from majung_schema.composition import ComposedSchema
from majung_schema.deliveries.selections import StoredSelections
from majung_schema.graph.context import Context, Graph
from majung_schema.graph.reading import Reading
from majung_schema.limits import Limits
from majung_schema.live.hub import Hub
from majung_schema.live.opened import PURPOSE_HEADER
from majung_schema.metering import Meter
from majung_schema.operations import Operations
from majung_schema.specs import SchemaSpecs
from majung_schema.trusted import TrustedDocuments

if TYPE_CHECKING:
    from majung.documents.store import DocumentStore


_AS_IT_IS: AbstractContextManager[None] = nullcontext()


class PluginsFileMissing(Refusal):
    """{file} does not exist. It says which programs run here; an empty file means none.
    Run the command in its folder, or name it in MAJUNG_PLUGINS_FILE.

    ko: {file} 파일이 없습니다. 이 파일은 실행할 사업을 정합니다. 빈 파일이면 실행하는 사업이 없습니다.
    그 파일이 있는 폴더에서 실행하거나, MAJUNG_PLUGINS_FILE로 지정하십시오.
    """


def read_registry(settings: Settings, also: Iterable[str] = ()) -> Registry:
    """The plugins that the settings' file enables, and `also` these, checked with what they give to the schema."""
    return load(read_plugins_file(settings), more_specs=(SchemaSpecs,), also=also)


def read_plugins_file(settings: Settings) -> str:
    """The text that says which programs run here."""
    path: Path = settings.plugins_file
    if not path.exists():
        raise PluginsFileMissing(file=str(path))
    return path.read_text(encoding="utf-8")


def all_scopes(registry: Registry) -> tuple[Scope, ...]:
    """Every permission there is: the core's, then the plugins'."""
    plugins = tuple(scope for _, scope in registry.scopes.values())
    return (
        *CORE_SCOPES,
        *PROGRAM_SCOPES,
        *application_scopes(),
        *MONEY_SCOPES,
        *EVIDENCE_SCOPES,
        *OUTCOME_SCOPES,
        *WORK_SCOPES,
        *DOCUMENT_SCOPES,
        *MERGING_SCOPES,
        *RETENTION_SCOPES,
        *RIGHTS_SCOPES,
        *plugins,
    )


@dataclass
class Platform:
    """One installation, open and ready to answer; several may live in one process."""

    settings: Settings
    registry: Registry
    schema: ComposedSchema
    database: Database
    live: Hub | None = None
    """What follows the event log for subscriptions; there is one while a server runs."""
    graph: Graph = field(init=False)
    authentication: Authentication = field(init=False)
    meter: Meter = field(init=False)
    trusted: TrustedDocuments = field(init=False)
    operations: Operations = field(init=False)
    selections: StoredSelections = field(init=False)
    asking: Asking = field(init=False)

    def __post_init__(self) -> None:
        self.graph = graph_of(self.schema)
        self._programs = {code: declaration for code, (_, declaration) in self.registry.programs.items()}
        self._exclusions = tuple(exclusion for _, exclusion in self.registry.exclusions)
        self._kinds = [kind for _, kind in self.registry.consultation_kinds]
        production = self.settings.production
        issuers = Issuers(self.settings.issuers, insecure=not production)
        self.authentication = Authentication(
            self.database, production=production, issuers=issuers, times=self.settings.session_times
        )
        self.meter = Meter(self.settings.rates)
        self.trusted = TrustedDocuments(self.database.statement, only=self.settings.trusted_only)
        self.operations = Operations(
            self.schema, open_operation=self.open_operation, settings=self.limits, live=lambda: self.live
        )
        self.asking = Asking(self.registry.answering_hooks)
        self.selections = StoredSelections(self, Targets(loopback=self.settings.loopback_webhooks))

    @property
    def messenger(self) -> Messenger:
        """What tells firms and persons of notices outside the application: a folder while developing."""
        production = self.settings.production
        return NoMessenger() if production else FolderMessenger(self.settings.data_dir / "messages")

    @property
    def listeners(self) -> tuple[Listener, ...]:
        """Functions called for events: the core's, then the plugins'."""
        return (notice_messages(self.messenger), *(listener for _, listener in self.registry.listeners))

    @property
    def scheduled_work(self) -> tuple[ScheduledWork, ...]:
        """What is done on time by itself: the core's, then the plugins'."""
        own = (
            due_dates_work(PASSED),
            documents_work(lambda: self.documents, self.scanner),
            retention(self.settings.event_days),
            sessions_work(),
            sealing_work(),
            retention_work(),
        )
        return (*own, *(work for _, work in self.registry.scheduled_work))

    @property
    def limits(self) -> Limits:
        """What one request may cost and how long it may take."""
        return Limits(production=self.settings.production, meter=self.meter, trusted=self.trusted)

    @cached_property
    def documents(self) -> DocumentStore:
        """Where the bytes of documents are: the place that is set, else a folder beside the other data."""
        from majung.documents.store import DocumentStore  # five MB, of no use before the first document

        place = self.settings.documents_url or (self.settings.data_dir / "documents").absolute()
        return DocumentStore.at(place, self.settings.documents_endpoint)

    @cached_property
    def scanner(self) -> Scanner | None:
        """What looks for viruses in files, if the installation has something."""
        return scanner_at(self.settings.documents_scan)

    def open_operation(self, actor: Actor, info: RequestInfo) -> OpenedOperation:
        """The context of one operation; access records of what it read are written before it is answered."""
        return OpenedOperation(self, actor, info)

    def active(self) -> AbstractContextManager[None]:
        """Let reads and writes inside the block use this installation's database and programs."""
        return _AS_IT_IS if self._is_active() else self._activated()

    def _is_active(self) -> bool:
        """Whether that is so already, as it is for all requests of a server."""
        return (
            self.database.is_active()
            and are_declared(self._programs, self._exclusions)
            and declared_kinds() is self._kinds
        )

    @contextmanager
    def _activated(self) -> Iterator[None]:
        declarations = use_declarations(self._programs, self._exclusions)
        with self.database.activate(), declarations, use_consultation_kinds(self._kinds):
            yield


class OpenedOperation:
    """One operation from its beginning to its end, with this installation active. Made for each request, so plain."""

    __slots__ = ("_active", "_actor", "_info", "_platform", "_reading")

    def __init__(self, platform: Platform, actor: Actor, info: RequestInfo) -> None:
        purpose = info.headers.get(PURPOSE_HEADER)
        self._actor = actor.for_purpose(purpose[:500]) if purpose else actor
        self._platform = platform
        self._info = info
        self._active = platform.active()
        self._reading = Reading(platform.database, self._actor, info.request_id, info.note_personal)

    async def __aenter__(self) -> Context:
        self._active.__enter__()
        platform = self._platform
        return Context(
            actor=self._actor,
            reading=self._reading,
            database=platform.database,
            registry=platform.registry,
            graph=platform.graph,
            selections=platform.selections,
            idempotency=self._info.idempotency,
        )

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:  # what was read was read, also when the operation fails or is cancelled after it
            await self._reading.close()
        finally:
            self._active.__exit__(None, None, None)


@asynccontextmanager
async def open_platform(
    settings: Settings, registry: Registry | None = None, *, max_connections: int = 10
) -> AsyncIterator[Platform]:
    """Open an installation; the database must have been migrated."""
    use_keys(Keys(encryption=settings.keys, hashing=settings.hash_key))
    registry = registry or read_registry(settings)
    schema = build_schema(registry)
    async with AsyncExitStack() as stack:
        database = await open_database(settings, model_modules(registry.apps()), max_size=max_connections)
        stack.push_async_callback(database.close)
        stack.push_async_callback(records.settled, database)  # what was read is recorded before the connections close
        stack.push_async_callback(sequencer.settled, database)
        platform = Platform(settings=settings, registry=registry, schema=schema, database=database)
        with platform.active():
            yield platform
