"""What has been filled: one row for the province and one for each share, written in the transaction that fills it.

An interrupted fill leaves nothing behind, neither rows nor its marker, so that the next start fills that part anew
and the parts before it not again.
"""

from __future__ import annotations

import msgspec

from majung.demo.draws import EPOCH
from majung.storage.database import Database

PROVINCE = "demo"
_NEVER = EPOCH.replace(year=9999)
_LOCK = 0x6D616A_20


class Filled(msgspec.Struct, frozen=True):
    """With what a province was filled: enough to compute every id in it."""

    firms: int
    persons: int
    seed: int


def share_name(plugin: str) -> str:
    """The marker of a plugin's share."""
    return f"{PROVINCE}:{plugin}"


async def fill_alone(database: Database) -> None:
    """Keep other processes from filling until the running transaction ends."""
    await database.fetch("select pg_advisory_xact_lock($1)", _LOCK)


async def find_filled(database: Database) -> Filled | None:
    """What the province was filled with, or None."""
    rows = await database.fetch("select last_result from work_run where name = $1", PROVINCE)
    return msgspec.json.decode(rows[0]["last_result"], type=Filled) if rows else None


async def filled_shares(database: Database) -> set[str]:
    """The plugins whose share has been filled."""
    rows = await database.fetch("select name from work_run where name like $1", f"{PROVINCE}:%")
    return {row["name"].partition(":")[2] for row in rows}


async def mark(database: Database, name: str, result: str) -> None:
    """Write a marker: a row of scheduled work that is never due."""
    await database.execute(
        "insert into work_run (name, due_at, last_run_at, last_result) values ($1, $2, now(), $3)",
        name,
        _NEVER,
        result,
    )


async def mark_province(database: Database, filled: Filled) -> None:
    """The province is filled, if the running transaction commits."""
    await mark(database, PROVINCE, msgspec.json.encode(filled).decode())
