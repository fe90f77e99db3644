"""Migrations of core and plugins: each app has its own, some wait for another app's, one process runs them."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import asyncpg
from tortoise.backends.base.executor import EXECUTOR_CACHE
from tortoise.migrations.executor import MigrationExecutor, MigrationTarget, PlanStep
from tortoise.migrations.graph import MigrationGraph, MigrationKey
from tortoise.migrations.loader import MigrationLoader
from tortoise.migrations.migration import Migration
from tortoise.migrations.recorder import MigrationRecorder
from tortoise.migrations.schema_editor import AsyncpgSchemaEditor
from tortoise.migrations.schema_generator.state import State
from tortoise.transactions import in_transaction

from majung.access.sealing import install_sealing
from majung.errors import Refusal
from majung.events.sequencer import install_sequencer
from majung.merging.moving import install_moving
from majung.retention.destroying import install_destroying
from majung.settings import Settings
from majung.storage.database import CONNECTION, Database, connect_plainly, locate, open_database
from majung.storage.history import forget_dropped_tables, install_history
from majung.storage.migration_state import Editor, apply, empty_state
from majung.storage.roles import ensure_runtime_role, grant_runtime

MIGRATION_LOCK = 0x6D616A_01

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class App:
    """Core or one plugin: its label, its modules of models, its package of migrations.

    `append_only` names tables without a model to which the server may only add rows.
    """

    label: str
    models: tuple[str, ...]
    migrations: str
    append_only: tuple[str, ...] = ()


class MigrationFailed(Refusal):
    """The migration {migration} failed and changed nothing: {reason}. Those before it are in place.

    ko: 마이그레이션 {migration}이(가) 실패하여 변경된 내용이 없습니다: {reason}. 이전 마이그레이션은 적용되어 있습니다.
    """


class StillNeeded(Refusal):
    """The tables of {app} cannot be removed: those of {others} are built on them. Uninstall these first.

    ko: {app}의 테이블을 제거할 수 없습니다. {others}의 테이블이 이를 사용합니다. 먼저 이들을 제거하십시오.
    """


class AppUnknown(Refusal):
    """There is no app {app} here; known are {known}.

    ko: {app} 앱이 없습니다. 사용할 수 있는 앱: {known}.
    """


def model_modules(apps: Iterable[App]) -> dict[str, list[str]]:
    """What `open_database` wants to know of apps."""
    return {app.label: list(app.models) for app in apps}


async def migrate(settings: Settings, apps: Sequence[App]) -> list[str]:
    """Bring all apps to their newest tables, with row history and the runtime role's rights; what was applied.

    Safe to run from several processes: one works, the others wait and find nothing to do.
    """
    async with _alone(settings, apps) as (database, lock):
        applied = await _Runner(apps).forward()
        await install_history(lock, _tables(database, history=True))
        await install_sequencer(lock)
        await install_moving(lock)
        await install_sealing(lock)
        await install_destroying(lock)
        await ensure_runtime_role(lock)
        if settings.owner_database_url and settings.database_url:
            await ensure_runtime_role(lock, await login_of(settings.database_url))
        append_only = [t for app in apps for t in app.append_only]
        await grant_runtime(lock, [*_tables(database, append_only=True), *append_only])
        return applied


async def pending(settings: Settings, apps: Sequence[App]) -> list[str]:
    """Migrations that are not applied yet (``core.0002_calls``), in the order in which they would be."""
    graph = await _graph(apps)
    applied = await _applied(settings)
    order = dict.fromkeys(k for leaf in graph.leaf_nodes() for k in graph.forwards_plan(leaf))
    return [str(key) for key in order if key not in applied]


async def orphans(settings: Settings, apps: Sequence[App]) -> list[str]:
    """Migrations that are applied but belong to nothing that is loaded: a plugin switched off, or an older code."""
    graph = await _graph(apps)
    return [str(key) for key in sorted(await _applied(settings)) if key not in graph.nodes]


async def uninstall(settings: Settings, apps: Sequence[App], label: str) -> list[str]:
    """Remove an app's tables with all their rows and history; which migrations were taken back."""
    if label not in (known := [a.label for a in apps]):
        raise AppUnknown(app=label, known=", ".join(known))
    async with _alone(settings, apps) as (_, lock):
        removed = await _Runner(apps).backward(label)
        if await lock.fetchval("select to_regclass('row_history')"):
            await forget_dropped_tables(lock)
        return removed


class Graph(MigrationGraph):
    """The ORM's graph, except that what another app builds on a migration does not end its own app's line."""

    def root_nodes(self, app_label: str | None = None) -> list[MigrationKey]:
        return sorted(
            node.key
            for node in self.node_map.values()
            if app_label in (None, node.key.app_label)
            and not any(p.key.app_label == node.key.app_label for p in node.parents)
        )

    def leaf_nodes(self, app_label: str | None = None) -> list[MigrationKey]:
        return sorted(
            node.key
            for node in self.node_map.values()
            if app_label in (None, node.key.app_label)
            and not any(c.key.app_label == node.key.app_label for c in node.children)
        )


class Loader(MigrationLoader):
    """Reads migrations from the apps' packages; without a recorder, without any database."""

    def __init__(self, apps: Iterable[App], recorder: MigrationRecorder | None = None) -> None:
        super().__init__(migration_config(apps), recorder or _NothingApplied(connection=None))

    async def build_graph(self) -> None:
        await super().build_graph()
        self.graph.__class__ = Graph


def migration_config(apps: Iterable[App]) -> dict[str, dict[str, Any]]:
    """The ORM's configuration of apps that have migrations."""
    return {
        app.label: {
            "models": list(app.models),
            "default_connection": CONNECTION,
            "migrations": app.migrations,
        }
        for app in apps
    }


class _NothingApplied(MigrationRecorder):
    async def applied_migrations(self) -> list[MigrationKey]:
        return []


class _Recorder(MigrationRecorder):
    async def applied_migrations(self) -> list[MigrationKey]:
        """The ORM's own takes any failure for an empty list, and would then start from the first migration."""
        rows = await self.connection.execute_query_dict(f'select app, name from "{self.table_name}"')
        return [MigrationKey(app_label=row["app"], name=row["name"]) for row in rows]


class _Runner(MigrationExecutor):
    """Applies each migration and its record in one transaction; the ORM's own records it afterwards."""

    def __init__(self, apps: Sequence[App]) -> None:
        from tortoise.connection import get_connection

        super().__init__(get_connection(CONNECTION), migration_config(apps))
        self.recorder = _Recorder(self.connection)
        self.loader = Loader(apps, self.recorder)

    async def forward(self) -> list[str]:
        applied = await self._begin()
        targets = [MigrationTarget(label, "__latest__") for label in self.loader.apps_config]
        plan = self._migration_plan(targets, applied, self.loader.graph)
        if not plan:
            return []  # building the tables as they were takes seconds, and every start comes by here
        state = empty_state(self.loader.apps_config)
        for key in self._full_plan():
            if key in applied and (written := self.loader.graph.nodes[key]) is not None:
                await written.apply(state, dry_run=True)
        return [await self._step(step, state) for step in plan]

    async def backward(self, label: str) -> list[str]:
        applied = await self._begin()
        plan = self._migration_plan([MigrationTarget(label, "__first__")], applied, self.loader.graph)
        if others := sorted({s.migration.app_label for s in plan} - {label}):
            raise StillNeeded(app=label, others=", ".join(others))
        states = await self._project_state_cache(applied)
        return [await self._step(step, states[_key(step.migration)]) for step in plan]

    async def _begin(self) -> set[MigrationKey]:
        await self.recorder.ensure_schema(self._editor(atomic=False))
        await self.loader.build_graph()
        return set(self.loader.applied_migrations)

    async def _step(self, step: PlanStep, state: State) -> str:
        key = _key(step.migration)
        log.info("migration", extra={"migration": str(key), "backward": step.backward})
        editor = self._editor(atomic=step.migration.atomic)
        try:
            if not step.migration.atomic:  # for what PostgreSQL refuses in transactions
                change = step.migration.unapply if step.backward else step.migration.apply
                await change(state, schema_editor=editor)
                await self._record(key, step.backward)
                return str(key)
            async with in_transaction(CONNECTION) as client:
                editor.client = client
                self.recorder.connection = client
                if step.backward:
                    await step.migration.unapply(state, schema_editor=editor)
                else:
                    await apply(step.migration, state, editor)
                await self._record(key, step.backward)
        except Exception as error:
            raise MigrationFailed(migration=key, reason=error) from error
        finally:
            self.recorder.connection = self.connection
        return str(key)

    async def _record(self, key: MigrationKey, backward: bool) -> None:
        record = self.recorder.record_unapplied if backward else self.recorder.record_applied
        await record(key.app_label, key.name)

    def _editor(self, *, atomic: bool) -> AsyncpgSchemaEditor:
        # the ORM's choice goes by the engine's module name, which is ours
        return Editor(self.connection, atomic=atomic)


@asynccontextmanager
async def _alone(settings: Settings, apps: Sequence[App]) -> AsyncIterator[tuple[Database, asyncpg.Connection]]:
    """The database as its owner, and the connection that holds the lock against others who migrate."""
    async with await open_database(settings, model_modules(apps), owner=True, max_size=2) as database:
        lock = await database.connect_listen()
        try:
            if not await lock.fetchval("select pg_try_advisory_lock($1)", MIGRATION_LOCK):
                log.info("waiting for another process that migrates")
                await lock.execute("select pg_advisory_lock($1)", MIGRATION_LOCK)
            with database.activate():
                yield database, lock
        finally:
            EXECUTOR_CACHE.clear()
            await lock.close()


async def _graph(apps: Sequence[App]) -> MigrationGraph:
    loader = Loader(apps)
    await loader.build_graph()
    return loader.graph


async def _applied(settings: Settings) -> set[MigrationKey]:
    connection = await connect_plainly(await locate(settings))
    try:
        if not await connection.fetchval("select to_regclass('tortoise_migrations')"):
            return set()
        rows = await connection.fetch("select app, name from tortoise_migrations")
        return {MigrationKey(app_label=row["app"], name=row["name"]) for row in rows}
    finally:
        await connection.close()


async def login_of(url: str) -> str:
    """Whom an address connects as."""
    connection = await connect_plainly(url)
    try:
        return str(await connection.fetchval("select session_user::text"))
    finally:
        await connection.close()


def _tables(database: Database, **wanted: bool) -> list[str]:
    """Tables of the loaded models whose access declaration has these values."""
    assert database.context.apps is not None
    return sorted(
        str(model._meta.db_table)
        for models in database.context.apps.values()
        for model in models.values()
        if (access := getattr(model, "access", None)) is not None
        and all(getattr(access, name) is value for name, value in wanted.items())
    )


def _key(migration: Migration) -> MigrationKey:
    return MigrationKey(app_label=migration.app_label, name=migration.name)
