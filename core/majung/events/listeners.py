"""Durable listeners: called for each event of their types, in order, at least once, by one process at a time.

A listener's effects in the database and the step of its cursor are one transaction, so that these happen once;
what it does outside (a letter, a request) may be repeated after a crash.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tortoise.connection import get_connection

from majung import clock
from majung.access.actor import Actor, system
from majung.errors import NotFound
from majung.events.log import read_after
from majung.events.tail import POLL, Tail
from majung.identifiers import redact
from majung.plugin.contract import Listener
from majung.storage.away import DATABASE_AWAY, end_if_told
from majung.storage.transaction import current, transaction, write
from majung.tracing import span

ATTEMPTS = 8
"""Failed tries of one event after which a listener is parked until an official has looked."""

LONGEST_PAUSE = timedelta(minutes=10)

BREATH = 0.02
"""Seconds between two looks at the log: a look costs the same whether one event came or many."""

_TAKE = """
select position, attempts, retry_at, parked_reason, (select coalesce(max(position), 0) from event_log) as latest
from listener_cursor where name = $1 for update skip locked
"""

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class ListenerState:
    """Where a listener stands: its position, how far behind the log it is, and why it waits if it does."""

    name: str
    position: int
    behind: int
    attempts: int
    retry_at: datetime | None
    parked_reason: str | None


class _Failed(Exception):
    def __init__(self, position: int, reason: str) -> None:
        super().__init__(reason)
        self.position = position
        self.reason = reason


async def run_listeners(listeners: Sequence[Listener], tail: Tail) -> None:
    """Keep listeners up with the log until cancelled; any number of processes may do this for the same ones."""
    async with asyncio.TaskGroup() as group:
        for listener in listeners:
            group.create_task(_keep_up(listener, tail))


async def listener_states(actor: Actor) -> list[ListenerState]:
    """Where each listener stands, for those who run the platform (permission ``events.manage``)."""
    actor.require("events.manage")
    rows = await get_connection("default").execute_query_dict(
        "select c.name, c.position, greatest(l.latest - c.position, 0) as behind, c.attempts, c.retry_at,"
        " c.parked_reason from listener_cursor c,"
        " (select coalesce(max(position), 0) as latest from event_log) l order by c.name"
    )
    return [ListenerState(**row) for row in rows]


@write
async def release_listener(actor: Actor, *, name: str, skip_event: bool = False) -> None:
    """Let a parked listener try again, from the event that failed or, if that is to be given up, from the next."""
    actor.require("events.manage")
    released = await current().execute(
        "update listener_cursor set attempts = 0, retry_at = null, parked_reason = null,"
        " position = position + $2 where name = $1 and parked_reason is not null",
        name,
        int(skip_event),
    )
    if not released:
        raise NotFound(kind="parked listener", id=name)


async def handle_next(listener: Listener) -> bool:
    """Handle the next event of one listener; False when there is none, or it is another process's turn, or a pause."""
    actor = system(f"listener:{listener.name}")
    try:
        async with transaction(actor):
            return await _step(listener, actor)
    except _Failed as failure:
        await _note_failure(listener, actor, failure)
        return False


async def _keep_up(listener: Listener, tail: Tail) -> None:
    known = False
    while not tail.closed:
        seen = tail.position
        try:
            if not known:
                await _register(listener)
                known = True
            while await handle_next(listener):
                pass
        except DATABASE_AWAY:
            end_if_told()
            known = False  # it may come back from a backup that is older than the listener
            log.warning("listener waits for the database", extra={"listener": listener.name}, exc_info=True)
            await asyncio.sleep(POLL)
        await asyncio.sleep(BREATH)
        # a time limit: its pause may be over, or the process that had its turn may have died
        await tail.wait(seen, seconds=POLL)


async def _register(listener: Listener) -> None:
    client = get_connection("default")
    await client.execute_query(
        "insert into listener_cursor (name, position, attempts) values ($1, 0, 0) on conflict do nothing",
        [listener.name],
    )


async def _step(listener: Listener, actor: Actor) -> bool:
    found = await current().fetch(_TAKE, listener.name)
    if not found or found[0]["parked_reason"] or (found[0]["retry_at"] or clock.now()) > clock.now():
        return False
    at = found[0]
    events = await read_after(actor, at["position"], until=at["latest"], types=listener.types, limit=1)
    if events:
        await _handle(listener, events[0])
    position = events[0]["position"] if events else at["latest"]
    if position != at["position"]:
        await current().execute(
            "update listener_cursor set position = $2, attempts = 0, retry_at = null where name = $1",
            listener.name,
            position,
        )
    return bool(events)


async def _handle(listener: Listener, event: dict[str, Any]) -> None:
    facts = {"majung.event": event["type"], "majung.position": event["position"]}
    try:
        with span(f"listener {listener.name}", facts, kind="consumer", alone=True):
            await listener.handle(event)
    except Exception as error:
        log.exception("listener failed", extra={"listener": listener.name, "position": event["position"]})
        reason = f"{event['type']} at {event['position']}: {type(error).__name__}: {redact(str(error))[:500]}"
        raise _Failed(event["position"], reason) from error


async def _note_failure(listener: Listener, actor: Actor, failure: _Failed) -> None:
    """Count the try; the next comes after a pause that doubles each time, the last one parks the listener.

    The cursor goes up to just before the event, so that `release_listener` can skip it.
    """
    async with transaction(actor) as running:
        [row] = await running.fetch(
            "update listener_cursor set attempts = attempts + 1, position = $2 where name = $1 and position < $3"
            " returning attempts",
            listener.name,
            failure.position - 1,
            failure.position,
        ) or [{"attempts": 0}]
        pause = min(timedelta(seconds=2 ** row["attempts"]), LONGEST_PAUSE)
        parked = failure.reason if row["attempts"] >= ATTEMPTS else None
        await running.execute(
            "update listener_cursor set retry_at = $2, parked_reason = $3 where name = $1 and position = $4",
            listener.name,
            clock.now() + pause,
            parked,
            failure.position - 1,
        )
