"""Scheduled work: each piece runs once when it is due, whatever the number of processes, and again after a crash."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from tortoise.connection import get_connection

from majung import clock
from majung.access.actor import Actor, system
from majung.identifiers import redact
from majung.plugin.contract import ScheduledWork
from majung.storage.away import DATABASE_AWAY, end_if_told
from majung.tracing import span

POLL = 5.0
"""Seconds between two looks at what is due."""

AT_ONCE = 2
"""Pieces of work one process runs at the same time; each keeps one connection to hold its turn."""

RETRY = timedelta(minutes=5)
"""After a failed run the next one comes this much later, or at its usual time if that is sooner."""

log = logging.getLogger(__name__)


async def run_duties(works: Sequence[ScheduledWork]) -> None:
    """Run each piece of work whenever it is due, until cancelled."""
    turns = asyncio.Semaphore(AT_ONCE)
    async with asyncio.TaskGroup() as group:
        for work in works:
            group.create_task(_keep_running(work, turns))


async def run_due(work: ScheduledWork, actor: Actor) -> bool:
    """Run the work if it is due and no other process is at it; whether it ran.

    The row's lock is held by a connection of its own while the work commits as it likes. A process that dies
    gives the lock back with the row unchanged, so that the next look finds the work still due.
    """
    client = get_connection("default")
    await client.execute_query(
        "insert into work_run (name, due_at) values ($1, $2) on conflict do nothing", [work.name, clock.now()]
    )
    async with client.acquire_connection() as connection, connection.transaction():
        row = await connection.fetchrow(
            "select due_at from work_run where name = $1 and due_at <= $2 for update skip locked",
            work.name,
            clock.now(),
        )
        if row is None:
            return False
        result, failed = await _run(work, actor)
        await _note(connection, work, result, next_due(work, row["due_at"], clock.now(), failed=failed))
        return True


def next_due(work: ScheduledWork, due_at: datetime, now: datetime, *, failed: bool = False) -> datetime:
    """The first time after now on the work's own beat; times that nobody was there for are not made up for."""
    beats = (now - due_at) // work.every + 1
    usual = due_at + beats * work.every
    return min(usual, now + RETRY) if failed else usual


async def _run(work: ScheduledWork, actor: Actor) -> tuple[str, bool]:
    try:
        with span(f"duty {work.name}", alone=True):
            return str(await work.run(actor)), False
    except Exception as error:
        end_if_told()
        log.exception("scheduled work failed", extra={"work": work.name})
        return f"failed: {type(error).__name__}: {redact(str(error))}"[:500], True


async def _note(connection: Any, work: ScheduledWork, result: str, due_at: datetime) -> None:
    await connection.execute(
        "update work_run set due_at = $2, last_run_at = $3, last_result = $4 where name = $1",
        work.name,
        due_at,
        clock.now(),
        result,
    )


async def _keep_running(work: ScheduledWork, turns: asyncio.Semaphore) -> None:
    actor = system(f"duty:{work.name}")
    while True:
        try:
            async with turns:
                await run_due(work, actor)
        except DATABASE_AWAY:
            end_if_told()
            log.warning("scheduled work waits for the database", extra={"work": work.name}, exc_info=True)
        await asyncio.sleep(POLL)
