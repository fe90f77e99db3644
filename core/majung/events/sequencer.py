"""The sequencer: gives committed events their places in the log, one process at a time, and tells the tails.

A sequence's number is handed out before its transaction commits, so a reader that remembers the last number it
saw would skip slower transactions. Writers therefore insert into an outbox, and committed rows are moved from
there into the log with gapless positions. Whoever commits does this for all; a sweep catches what a crashed
writer left.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import asyncpg
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.connection import get_connection

from majung.events.partitions import SIZE, install_partitions

if TYPE_CHECKING:
    from majung.storage.database import Database

CHANNEL = "majung_events"
"""Where a batch's last position is told with NOTIFY."""

BATCH = 20_000
"""Events moved in one transaction; more would hold the others up for longer than a second."""

PATIENCE = 1.0
"""Seconds a writer waits for its own turn of placing; a longer queue is worked off behind its back."""

PAUSE = 0.003
"""Seconds between two turns of which one follows the other."""

_LOCK = 0x6D616A_10

INSTALL_SQL = f"""
create or replace function majung_sequence_events(most integer) returns bigint
language plpgsql set search_path = public, pg_catalog as $$
declare
    moved bigint;
    first bigint;
    bound bigint;
begin
    if not pg_try_advisory_xact_lock({_LOCK}) then
        return null;
    end if;
    -- each statement sees what had committed when it began; this one begins after the lock was taken
    select coalesce(max(position), 0) into first from event_log;
    bound := ((first + most) / {SIZE} + 1) * {SIZE};
    if to_regclass('event_log_until_' || bound) is null then
        perform majung_extend_event_log(bound);
    end if;
    with taken as (
        delete from event_outbox where seq = any (array(select seq from event_outbox order by seq limit most))
        returning *
    )
    insert into event_log (id, position, type, type_version, subject_type, subject_id, firm_ids, person_ids,
        institution_ids, program, district, public, actor, at, snapshot)
    select id, first + row_number() over (order by seq), type, type_version, subject_type, subject_id, firm_ids,
        person_ids, institution_ids, program, district, public, actor, at, snapshot
    from taken order by seq;
    get diagnostics moved = row_count;
    if moved > 0 then
        perform pg_notify('{CHANNEL}', (first + moved)::text);
    end if;
    return moved;
end
$$;
"""

log = logging.getLogger(__name__)


async def install_sequencer(connection: asyncpg.Connection) -> None:
    """Put the sequencer's function into the database, as its owner, after migrations; again changes nothing."""
    await install_partitions(connection)
    await connection.execute(INSTALL_SQL)


class _Queue:
    """The sequencing of one process: one run at a time, and at most one writer waiting to start the next."""

    def __init__(self) -> None:
        self.one_at_a_time = asyncio.Lock()
        self.next_is_sure = False
        self.tasks: set[asyncio.Task[None]] = set()


_queues: WeakKeyDictionary[BaseDBAsyncClient, _Queue] = WeakKeyDictionary()


async def nudge() -> None:
    """Place what has been committed; called after each commit that appended events.

    Waits for it where nobody else is placing just now. Otherwise that is left to the next turn, which one of those
    who come meanwhile takes for all. Never fails: the events are stored already, and the sweep will place them.
    """
    queue = _queues.setdefault(get_connection("default"), _Queue())
    if queue.next_is_sure:
        return
    queue.next_is_sure = True
    behind_another = queue.one_at_a_time.locked()
    # a task of its own: a request that is cancelled here must not take others' wake-up with it
    task = asyncio.create_task(_take_turn(queue, follows=behind_another))
    queue.tasks.add(task)
    task.add_done_callback(queue.tasks.discard)
    if not behind_another:
        await asyncio.wait({task}, timeout=PATIENCE)


async def settled(database: Database) -> None:
    """Wait until this process's turns have been taken; for an orderly shutdown."""
    with database.activate():
        queue = _queues.get(get_connection("default"))
    if queue is not None:
        await asyncio.gather(*queue.tasks, return_exceptions=True)


async def sweep(enough: Callable[[], bool] = lambda: False) -> int:
    """Place all committed events, unless another process is doing it and will see them; how many were placed.

    With `enough`, only until somebody else is sure to go on: a writer must not place what others commit meanwhile.
    """
    client = get_connection("default")
    placed = 0
    while True:
        [answer] = await client.execute_query_dict("select majung_sequence_events($1) as moved", [BATCH])
        if answer["moved"] is None:
            # whoever holds the lock looks at the outbox once more after letting it go (just below)
            return placed
        placed += int(answer["moved"])
        if enough():
            return placed
        if not await client.execute_query_dict("select 1 as waiting from event_outbox order by seq limit 1"):
            return placed


async def _take_turn(queue: _Queue, *, follows: bool) -> None:
    async with queue.one_at_a_time:
        if follows:
            await asyncio.sleep(PAUSE)  # others commit meanwhile, and a turn costs the same for one as for many
        queue.next_is_sure = False
        try:
            await sweep(enough=lambda: queue.next_is_sure)  # whose turn it is next looks at the outbox anew
        except Exception:
            log.warning("events are committed but not placed yet; the sweep will place them", exc_info=True)
