"""The mark of a restore that has not ended: while it is there, nobody prepares the database or works with it."""

from __future__ import annotations

import asyncpg

from majung.errors import Refusal
from majung.settings import Settings
from majung.storage.database import connect_plainly, locate

MARK = "majung_restoring"
"""An empty table, made before the first row comes and dropped in the last transaction."""


class RestoreUnfinished(Refusal):
    """A restore into this database runs, or did not end. Wait for it, or restore again; a database that is not empty then must be dropped first.

    ko: 이 데이터베이스에 복원이 진행 중이거나 끝나지 않았습니다. 끝나기를 기다리거나 다시 복원하십시오. 비어 있지 않다면 먼저 삭제해야 합니다.
    """  # noqa: E501


async def refuse_unfinished(settings: Settings) -> None:
    """Refuse a database whose restore has not ended: it may lack rows, and its endpoints are not parked."""
    connection = await connect_plainly(await locate(settings))
    try:
        if await connection.fetchval("select to_regclass($1) is not null", MARK):
            raise RestoreUnfinished
    finally:
        await connection.close()


async def mark_unfinished(connection: asyncpg.Connection) -> None:
    """Before the first row."""
    await connection.execute(f"create table if not exists {MARK} ()")


async def mark_finished(connection: asyncpg.Connection) -> None:
    """With the last change."""
    await connection.execute(f"drop table {MARK}")
