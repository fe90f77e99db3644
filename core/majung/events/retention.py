"""Retention of the log: old partitions are dropped, never while someone still needs them without saying so."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from tortoise.connection import get_connection

from majung import clock
from majung.access.actor import Actor
from majung.plugin.contract import ScheduledWork
from majung.storage.transaction import current, write
from majung.texts import Text

EVERY = timedelta(hours=6)

READERS = (
    "select 'listener ' || name as name, position from listener_cursor",
    "select 'webhook endpoint ' || endpoint_id, position from endpoint_progress",
)
"""Statements that tell who reads the log on from where (name, position); a room with readers of its own adds one."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Who reads the log from a cursor that the platform keeps, and how far it has come."""

    name: str
    position: int


def retention(days: int) -> ScheduledWork:
    """The scheduled work that drops events older than so many days."""

    async def run(actor: Actor) -> int:
        return await drop_old_events(actor, timedelta(days=days))

    return ScheduledWork(
        name="core.event_retention",
        title=Text("오래된 이벤트 기록 정리", "Dropping old events"),
        every=EVERY,
        run=run,
    )


@write
async def drop_old_events(actor: Actor, kept: timedelta) -> int:
    """Drop partitions whose events are all older than that and that every reader has passed; how many.

    A reader that stands still holds back what it has not read: it is named in the log.
    """
    actor.require("events.manage")
    slowest = min(await readers(), key=lambda reader: reader.position, default=None)
    needed_after = slowest.position if slowest else 2**62
    [row] = await current().fetch("select majung_drop_old_events($1, $2) as n", clock.now() - kept, needed_after)
    if slowest is not None and (waiting := await _old_events(needed_after, kept)):
        log.warning(
            "old events are kept for a reader that has not read them",
            extra={"reader": slowest.name, "position": slowest.position, "events": waiting},
        )
    return int(row["n"])


async def readers() -> Sequence[Reader]:
    """Everyone who reads the log from a cursor that the platform keeps."""
    rows = await get_connection("default").execute_query_dict(" union all ".join(READERS))
    return [Reader(**row) for row in rows]


async def _old_events(after: int, kept: timedelta) -> int:
    """How many events (counted to a thousand) are due to go but wait for a reader that stands there."""
    [row] = await current().fetch(
        "select count(*) as n from (select 1 from event_log where position > $1 and at < $2 limit 1000) e",
        after,
        clock.now() - kept,
    )
    return int(row["n"])
