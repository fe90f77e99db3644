"""Backups: the whole database at one moment, by PostgreSQL's own program, with a manifest of that very moment."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

import asyncpg

from majung import clock
from majung.access.cipher import fingerprint
from majung.access.sealing import FIRST_LINK
from majung.errors import Refusal
from majung.settings import Settings
from majung.storage.backup_file import FORMAT, Chain, Manifest, refuse_unusable, write_backup
from majung.storage.database import connect_plainly, locate
from majung.storage.migrations import MIGRATION_LOCK
from majung.storage.postgres_tools import Tool, find_tool, running
from majung.storage.quoting import quoted
from majung.storage.roles import RUNTIME_ROLE

_PIECE = 1 << 20

OPTIONS = ("--no-owner", "--no-privileges", "--no-publications", "--no-subscriptions")
"""Who owns and who may what is set anew where it is restored; a copy must not join a replication."""

_THERE = "select to_regclass('tortoise_migrations') is not null and to_regclass('access_seal') is not null"
_TABLES = """
select c.relname as name from pg_class c
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition order by 1
"""
_APPEND_ONLY = f"""
select t.name from ({_TABLES}) t where exists (select from pg_roles where rolname = $1)
    and has_table_privilege($1, quote_ident(t.name)::regclass, 'insert')
    and not has_table_privilege($1, quote_ident(t.name)::regclass, 'update')
"""


class NothingToBackUp(Refusal):
    """This database has no tables of Majung, or only those of a version before there were backups. Run `majung migrate` first.

    ko: 이 데이터베이스에 마중의 테이블이 없거나 백업 기능 이전 버전의 테이블만 있습니다. 먼저 `majung migrate`를 실행하십시오.
    """  # noqa: E501


@dataclass(frozen=True, kw_only=True)
class _Moment:
    """What the database says about itself in the snapshot that is dumped."""

    at: datetime
    migrations: dict[str, list[str]]
    chain: Chain
    position: int
    append_only: list[str]
    rows: dict[str, int]
    snapshot: str


async def make_backup(settings: Settings, plugins: Mapping[str, str], file: Path) -> Manifest:
    """Write the installation's database to a file while it is at work; the plugins are those enabled, by version.

    Needs the tables' owner. Waits for a migration to end, and lets none begin.
    """
    refuse_unusable(file)
    url = await locate(settings, owner=True)
    connection = await connect_plainly(url)
    try:
        tool = find_tool("pg_dump", least=connection.get_server_version().major)
        await connection.execute("set idle_in_transaction_session_timeout = 0")
        await connection.execute("select pg_advisory_lock_shared($1)", MIGRATION_LOCK)
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            moment = await _look(connection)

            def describe(sha256: str, size: int) -> Manifest:
                return _manifest(settings, plugins, moment, tool, (sha256, size))

            return await write_backup(file, _dumped(tool, url, moment.snapshot), describe)
    finally:
        await connection.close()


async def count_rows(connection: asyncpg.Connection) -> dict[str, int]:
    """Rows of every table, by its name."""
    names = [row["name"] for row in await connection.fetch(_TABLES)]
    return {name: await connection.fetchval(f"select count(*) from {quoted(name)}") for name in names}


async def _look(connection: asyncpg.Connection) -> _Moment:
    if not await connection.fetchval(_THERE):
        raise NothingToBackUp
    migrations: dict[str, list[str]] = {}
    for row in await connection.fetch("select app, name from tortoise_migrations order by app, name"):
        migrations.setdefault(row["app"], []).append(row["name"])
    seal = await connection.fetchrow("select number, hash from access_seal order by number desc limit 1")
    return _Moment(
        at=clock.now(),
        migrations=migrations,
        chain=Chain(seals=seal["number"], head=seal["hash"]) if seal else Chain(seals=0, head=FIRST_LINK),
        position=await connection.fetchval("select coalesce(max(position), 0) from event_log"),
        append_only=[row["name"] for row in await connection.fetch(_APPEND_ONLY, RUNTIME_ROLE)],
        rows=await count_rows(connection),
        snapshot=await connection.fetchval("select pg_export_snapshot()"),
    )


def _manifest(
    settings: Settings, plugins: Mapping[str, str], moment: _Moment, tool: Tool, dump: tuple[str, int]
) -> Manifest:
    return Manifest(
        format=FORMAT,
        majung=version("majung"),
        made_at=moment.at,
        postgres=tool.major,
        plugins=dict(plugins),
        migrations=moment.migrations,
        access_chain=moment.chain,
        log_position=moment.position,
        keys=[fingerprint(key) for key in settings.keys],
        hash_key=fingerprint(settings.hash_key),
        append_only=moment.append_only,
        rows=moment.rows,
        sha256=dump[0],
        bytes=dump[1],
    )


async def _dumped(tool: Tool, url: str, snapshot: str) -> AsyncIterator[bytes]:
    async with running(tool, url, "--format=custom", f"--snapshot={snapshot}", *OPTIONS) as process:
        assert process.stdout is not None
        while piece := await process.stdout.read(_PIECE):
            yield piece
