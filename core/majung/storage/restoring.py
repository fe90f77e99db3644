"""Restoring: a backup into an empty database, after everything that speaks against it has been looked at.

The rows come in one transaction. The server's rights, the parking of the endpoints and the end of the mark that a
restore runs are another one, the last: a restore that was killed is never taken for one that ended.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

import asyncpg
from packaging.version import InvalidVersion, Version

from majung.access.chain import Verified, verify_chain
from majung.access.cipher import fingerprint
from majung.deliveries.parking import park_all
from majung.errors import Refusal
from majung.events.restored import tell_restored
from majung.settings import Settings
from majung.storage.backup import OPTIONS, count_rows
from majung.storage.backup_file import FORMAT, Backup, Manifest, read_backup
from majung.storage.database import check_character, connect_plainly, locate, open_database
from majung.storage.migrations import MIGRATION_LOCK, App, Loader, login_of, model_modules
from majung.storage.postgres_tools import Tool, find_tool, running
from majung.storage.roles import ensure_runtime_role, grant_runtime
from majung.storage.table import declared_tables
from majung.storage.unfinished import MARK, mark_finished, mark_unfinished

PARKED = "RESTORED: from the backup of {made_at:%Y-%m-%d %H:%M}Z; what waited then may have been sent since"
"""Why an endpoint stands still after a restore."""

_OTHERS_THINGS = """
select distinct name from (
    select c.oid, c.relnamespace as space, c.relname::text as name from pg_class c
    where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
    union all select p.oid, p.pronamespace, p.proname::text from pg_proc p
) thing join pg_namespace n on n.oid = thing.space
where n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_(toast|temp)'
    and not exists (select from pg_depend d where d.objid = thing.oid and d.deptype = 'e') and name <> $1
order by name
"""
_THERE = "select t from unnest($1::text[]) t where to_regclass(quote_ident(t)) is not null"


class BackupNewer(Refusal):
    """The backup is newer than this installation: it has {found}, here is {here}. Install that version first. Nothing was restored.

    ko: 백업이 현재 설치보다 최신입니다(백업: {found}, 현재: {here}). 해당 버전을 먼저 설치하십시오. 복원한 자료는 없습니다.
    """  # noqa: E501


class BackupNeedsPlugins(Refusal):
    """The backup has the programs of {plugins}, which are not enabled here. Install them and enable them first. Nothing was restored.

    ko: 백업에 있는 {plugins} 플러그인이 여기에서는 사용되지 않습니다. 먼저 설치하고 사용하도록 설정하십시오. 복원한 자료는 없습니다.
    """  # noqa: E501


class BackupKeysMissing(Refusal):
    """The backup was made with {keys} that are not configured here, so its personal data could not be read. Set the same MAJUNG_KEYS and MAJUNG_HASH_KEY. Nothing was restored.

    ko: 백업에 사용한 키 {keys}이(가) 설정되어 있지 않아 개인정보를 읽을 수 없습니다. 같은 MAJUNG_KEYS와 MAJUNG_HASH_KEY를 지정하십시오. 복원한 자료는 없습니다.
    """  # noqa: E501


class BackupNeedsPostgres(Refusal):
    """The backup was written by PostgreSQL {found}; this server is {here}. Restore into PostgreSQL {found} or newer.

    ko: 백업은 PostgreSQL {found} 버전으로 기록되었으나 이 서버는 {here} 버전입니다. {found} 이상의 서버에 복원하십시오.
    """


class DatabaseNotEmpty(Refusal):
    """The database is not empty: it has {names} ({count} in all). A backup is restored into an empty one only. Nothing was changed.

    ko: 데이터베이스가 비어 있지 않습니다: {names} 등 {count}개가 있습니다. 백업은 빈 데이터베이스에만 복원합니다. 변경된 내용은 없습니다.
    """  # noqa: E501


class RestoreIncomplete(Refusal):
    """After the restore these tables have another number of rows than the backup: {tables}. Servers cannot work with this database; drop it.

    ko: 복원 후 다음 테이블의 건수가 백업과 다릅니다: {tables}. 이 데이터베이스는 사용할 수 없으므로 삭제하십시오.
    """  # noqa: E501


@dataclass(frozen=True, kw_only=True)
class Restored:
    """What was restored, how many endpoints were parked, and which migrations the backup is behind this code."""

    manifest: Manifest
    parked: int
    pending: Sequence[str]


async def restore(
    settings: Settings, apps: Sequence[App], plugins: Mapping[str, str], file: Path, *, moved: bool = False
) -> Restored:
    """Restore a backup into the installation's database, which must be empty.

    Much may have happened since the backup: partners' endpoints are parked, because what waited may have been sent,
    and the log says that it was restored and goes on behind positions that may have been given. Not so where the
    installation has only `moved`: it was stopped before its backup.
    """
    backup = read_backup(file)
    pending = await check_fits(backup.manifest, settings, apps, plugins)
    url = await locate(settings, owner=True)
    connection = await connect_plainly(url)
    try:
        await connection.execute("select pg_advisory_lock($1)", MIGRATION_LOCK)
        await check_character(connection)
        await _refuse_filled(connection)
        tool = _restorer(backup.manifest.postgres, connection.get_server_version().major)
        await ensure_runtime_role(connection)
        if settings.owner_database_url and settings.database_url:
            await ensure_runtime_role(connection, await login_of(settings.database_url))
        await mark_unfinished(connection)
        await _fill(tool, url, backup)
        await _compare(connection, backup.manifest)
        async with connection.transaction():
            parked = 0 if moved else await _part_from_the_lost(connection, backup.manifest.made_at)
            append_only = {*backup.manifest.append_only, *_append_only(apps)}
            there = [row["t"] for row in await connection.fetch(_THERE, sorted(append_only))]
            await grant_runtime(connection, there)
            await mark_finished(connection)
        await connection.execute("analyze")
    finally:
        await connection.close()
    return Restored(manifest=backup.manifest, parked=parked, pending=pending)


async def check_fits(
    manifest: Manifest, settings: Settings, apps: Sequence[App], plugins: Mapping[str, str]
) -> list[str]:
    """Refuse a backup that this installation cannot read; which of its migrations the backup does not have yet."""
    if manifest.format > FORMAT:
        raise BackupNewer(found=f"format {manifest.format}", here=f"format {FORMAT}")
    if missing := sorted(manifest.plugins.keys() - plugins.keys()):
        raise BackupNeedsPlugins(plugins=", ".join(missing))
    here = {"majung": version("majung"), **plugins}
    for name, found in {"majung": manifest.majung, **manifest.plugins}.items():
        if _later(found, here[name]):
            raise BackupNewer(found=f"{name} {found}", here=f"{name} {here[name]}")
    loader = Loader(apps)
    await loader.build_graph()
    known = [str(k) for leaf in loader.graph.leaf_nodes() for k in loader.graph.forwards_plan(leaf)]
    labels = {app.label for app in apps}
    applied = [f"{app}.{name}" for app, names in manifest.migrations.items() if app in labels for name in names]
    if unknown := [name for name in applied if name not in known]:
        raise BackupNewer(found=", ".join(unknown), here=known[-1])
    given = {fingerprint(key) for key in settings.keys}
    lacking = [f"MAJUNG_KEYS {key}" for key in manifest.keys if key not in given]
    if manifest.hash_key != fingerprint(settings.hash_key):
        lacking.append(f"MAJUNG_HASH_KEY {manifest.hash_key}")
    if lacking:
        raise BackupKeysMissing(keys=", ".join(lacking))
    return [name for name in dict.fromkeys(known) if name not in applied]


async def verify_restored(settings: Settings, apps: Sequence[App], manifest: Manifest) -> Verified:
    """Look through the restored chain of access records as the server's role; it has the backup's newest seal."""
    async with await open_database(settings, model_modules(apps), max_size=2) as database:
        return await verify_chain(database, head=manifest.access_chain.head)


async def _refuse_filled(connection: asyncpg.Connection) -> None:
    names = [row["name"] for row in await connection.fetch(_OTHERS_THINGS, MARK)]
    if names:
        raise DatabaseNotEmpty(names=", ".join(names[:3]), count=len(names))


async def _part_from_the_lost(connection: asyncpg.Connection, made_at: datetime) -> int:
    """Park the endpoints and let the log go on elsewhere; how many endpoints."""
    await tell_restored(connection, made_at)
    return await park_all(connection, PARKED.format(made_at=made_at))


def _restorer(wrote: int, server: int) -> Tool:
    if wrote > server:
        raise BackupNeedsPostgres(found=wrote, here=server)
    return find_tool("pg_restore", least=wrote, most=server)  # a newer one sets what an older server does not know


async def _fill(tool: Tool, url: str, backup: Backup) -> None:
    """Run the dump in one transaction: everything or nothing."""
    arguments = ("--format=custom", "--single-transaction", "--exit-on-error", *OPTIONS)
    async with running(tool, url, *arguments, fed=True) as process:
        assert process.stdin is not None
        with suppress(BrokenPipeError, ConnectionResetError):  # it has failed and says why
            for piece in backup.dump():
                process.stdin.write(piece)
                await process.stdin.drain()
            process.stdin.close()


async def _compare(connection: asyncpg.Connection, manifest: Manifest) -> None:
    found = await count_rows(connection)
    found.pop(MARK)
    names = sorted({*found, *manifest.rows})
    differing = [
        f"{name} {found.get(name)} != {manifest.rows.get(name)}"
        for name in names
        if found.get(name) != manifest.rows.get(name)
    ]
    if differing:
        raise RestoreIncomplete(tables=", ".join(differing))


def _append_only(apps: Iterable[App]) -> set[str]:
    declared = [
        table.table_name()
        for app in apps
        for module in app.models
        for table in declared_tables(import_module(module))
        if table.access.append_only
    ]
    return {*declared, *(name for app in apps for name in app.append_only)}


def _later(found: str, here: str) -> bool:
    try:
        return Version(found) > Version(here)
    except InvalidVersion:
        return found != here
