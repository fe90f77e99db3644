"""Taking a plugin's tables away: switched off first, exported, then migrated back; what the core knows stays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path

import asyncpg
import orjson

from majung import clock
from majung.errors import Refusal
from majung.plugin.contract import GROUP, Plugin
from majung.plugin.installed import read_config
from majung.plugin.registry import Registry
from majung.settings import Settings
from majung.storage.database import connect_plainly, locate
from majung.storage.export import ExportedTable, export_tables
from majung.storage.migrations import uninstall
from majung.storage.table import declared_tables
from majung_schema.platform import read_plugins_file, read_registry

_APPLIED = """
select app, name from tortoise_migrations where app <> 'core' order by app, name
"""
_KEPT = """
select (select count(*) from application where program_code = any($1::text[])) as applications,
    (select count(*) from support_record where program_code = any($1::text[])) as support_records,
    (select count(*) from event_log where program = any($1::text[])) as events
"""


class PluginNotInstalled(Refusal):
    """The plugin {name} is not installed, so nobody here knows how its tables are taken away. Installed are: {installed}.

    ko: {name} 플러그인이 설치되어 있지 않아 테이블을 제거할 방법을 알 수 없습니다. 설치된 플러그인: {installed}.
    """  # noqa: E501


class PluginStillEnabled(Refusal):
    """The plugin {name} is still enabled. Set `enabled = false` under [plugins.{name}] in {file} and restart the servers first.

    ko: {name} 플러그인이 아직 사용 중입니다. 먼저 {file}의 [plugins.{name}]에 `enabled = false`를 쓰고 서버를 다시 시작하십시오.
    """  # noqa: E501


class PluginRequired(Refusal):
    """The plugin {name} is required by {others}, which is enabled. Switch that off and uninstall it first.

    ko: 사용 중인 {others} 플러그인에 {name} 플러그인이 필요합니다. 먼저 해당 플러그인을 끄고 제거하십시오.
    """


class NothingToUninstall(Refusal):
    """The plugin {name} has no tables in this database. There is nothing to take away.

    ko: 이 데이터베이스에 {name} 플러그인의 테이블이 없습니다. 제거할 것이 없습니다.
    """


@dataclass(frozen=True, kw_only=True)
class Kept:
    """Records of the core that the plugin's programs wrote and that stay readable."""

    applications: int
    support_records: int
    events: int


@dataclass(frozen=True, kw_only=True)
class Leaving:
    """A plugin about to be taken away: its exported tables, and what stays."""

    plugin: Plugin
    folder: Path
    tables: Sequence[ExportedTable]
    kept: Kept


@dataclass(frozen=True, kw_only=True)
class Uninstalled:
    """What was taken back, or nothing when the person at the terminal did not want it after all."""

    leaving: Leaving
    migrations: Sequence[str]


async def uninstall_plugin(
    settings: Settings, name: str, folder: Path, sure: Callable[[Leaving], bool]
) -> Uninstalled | None:
    """Export a plugin's tables, ask, and take them away with their history; None when the answer was no.

    Refuses a plugin that is enabled, that an enabled one requires, or on whose tables those of another are built.
    """
    connection = await connect_plainly(await locate(settings, owner=True))
    try:
        applied = await _applied(connection)
        registry, plugin = _switched_off(settings, name, applied)
        if name not in {app for app, _ in applied}:
            raise NothingToUninstall(name=name)
        leaving = await _export(connection, registry, plugin, folder)
        (folder / "export.json").write_bytes(_description(leaving, [n for app, n in applied if app == name]))
        if not sure(leaving):
            return None
        removed = await uninstall(settings, registry.apps(), name)
        await _forget_work(connection, registry, name)
        return Uninstalled(leaving=leaving, migrations=removed)
    finally:
        await connection.close()


def _switched_off(settings: Settings, name: str, applied: Sequence[tuple[str, str]]) -> tuple[Registry, Plugin]:
    """The plugin with all others that have tables here, enabled or not, so that none of theirs is forgotten."""
    wanted, _ = read_config(read_plugins_file(settings))
    enabled = {n for n, entry in wanted.items() if entry.enabled}
    if name in enabled:
        raise PluginStillEnabled(name=name, file=str(settings.plugins_file))
    installed = {point.name for point in entry_points(group=GROUP)}
    if name not in installed:
        raise PluginNotInstalled(name=name, installed=", ".join(sorted(installed)) or "-")
    registry = read_registry(settings, also=[name, *sorted({app for app, _ in applied} & installed)])
    others = [p.name for p in registry.plugins if name in p.requires and p.name in enabled]
    if others:
        raise PluginRequired(name=name, others=", ".join(others))
    plugin = registry.plugin(name)
    assert plugin is not None
    return registry, plugin


async def _applied(connection: asyncpg.Connection) -> list[tuple[str, str]]:
    if not await connection.fetchval("select to_regclass('tortoise_migrations')"):
        return []
    return [(row["app"], row["name"]) for row in await connection.fetch(_APPLIED)]


async def _export(connection: asyncpg.Connection, registry: Registry, plugin: Plugin, folder: Path) -> Leaving:
    [app] = [app for app in registry.apps() if app.label == plugin.name]
    declared = [table.table_name() for module in app.models for table in declared_tables(import_module(module))]
    there = await connection.fetch("select t from unnest($1::text[]) t where to_regclass(t) is not null", declared)
    programs = [code for code, (owner, _) in registry.programs.items() if owner == plugin.name]
    [kept] = await connection.fetch(_KEPT, programs)
    tables = await export_tables(connection, [row["t"] for row in there], folder)
    return Leaving(plugin=plugin, folder=folder, tables=tables, kept=Kept(**dict(kept)))


def _description(leaving: Leaving, migrations: Sequence[str]) -> bytes:
    """What the folder holds, for whoever opens it years later."""
    told = {
        "plugin": leaving.plugin.name,
        "version": leaving.plugin.version,
        "migrations": migrations,
        "exported_at": clock.now().isoformat(),
        "tables": [asdict(table) for table in leaving.tables],
    }
    return orjson.dumps(told, option=orjson.OPT_INDENT_2)


async def _forget_work(connection: asyncpg.Connection, registry: Registry, name: str) -> None:
    """A plugin that comes back begins anew: due dates of its work and places of its listeners are not kept."""
    works = [work.name for owner, work in registry.scheduled_work if owner == name]
    listeners = [listener.name for owner, listener in registry.listeners if owner == name]
    await connection.execute("delete from work_run where name = any($1::text[])", works)
    await connection.execute("delete from listener_cursor where name = any($1::text[])", listeners)
