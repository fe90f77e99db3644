"""The tail: readers wake when the log grows, whatever happens to the connection that tells them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import ClassVar

import pytest

from majung.access.actor import system
from majung.events.event import Event, append
from majung.events.log import read_after
from majung.events.tail import Tail
from majung.storage.database import Database
from majung.storage.ids import uuid7
from majung.storage.transaction import transaction

CLERK = system("test")


class Rung(Event, frozen=True, kw_only=True):
    """Something rang."""

    subject_type: ClassVar[str] = "firm"
    stroke: int


async def ring(stroke: int) -> None:
    async with transaction(CLERK):
        await append(Rung(stroke=stroke), subject=uuid7())


async def read_strokes(tail: Tail, count: int) -> list[int]:
    """A subscriber: follows the tail and reads the log from its own cursor."""
    cursor, found = 0, list[int]()
    async for latest in tail.follow():
        while events := await read_after(CLERK, cursor, until=latest, limit=10):
            found += [e["snapshot"]["stroke"] for e in events]
            cursor = events[-1]["position"]
        if len(found) >= count:
            break
    return found


@pytest.fixture
async def tail(database: Database) -> AsyncIterator[Tail]:
    async with Tail(database, poll=60) as opened:  # too slow to help: only notices wake the readers
        yield opened


async def test_reader_wakes_without_polling(tail: Tail) -> None:
    reader = asyncio.create_task(read_strokes(tail, 1))
    await asyncio.sleep(0.05)
    await ring(1)

    assert await asyncio.wait_for(reader, 5) == [1]


async def test_every_reader_sees_every_event_once_and_in_order(tail: Tail) -> None:
    readers = [asyncio.create_task(read_strokes(tail, 40)) for _ in range(5)]
    for stroke in range(40):
        await ring(stroke)

    assert await asyncio.wait_for(asyncio.gather(*readers), 20) == [list(range(40))] * 5


async def test_growth_that_a_slow_reader_missed_is_told_once(tail: Tail) -> None:
    following = tail.follow()
    assert await anext(following) == 0
    for stroke in range(5):
        await ring(stroke)
    await tail.wait(4, seconds=5)

    assert await anext(following) == 5


async def test_tail_comes_back_when_its_connection_is_cut(database: Database, owner_database: Database) -> None:
    async with Tail(database, poll=0.2) as tail:
        cut = await owner_database.fetch(
            "select pg_terminate_backend(pid) as cut from pg_stat_activity where query like '%as latest%'"
            " and datname = current_database() and pid <> pg_backend_pid()"
        )
        await ring(1)

        assert [row["cut"] for row in cut] == [True]
        assert await tail.wait(0, seconds=10) == 1
        await ring(2)
        assert await tail.wait(1, seconds=10) == 2


async def test_tail_sweeps_what_a_dead_writer_left(database: Database) -> None:
    async with Tail(database, poll=0.1) as tail:
        await database.execute(
            "insert into event_outbox (id, type, type_version, subject_type, subject_id, firm_ids, person_ids,"
            " institution_ids, public, actor, at, snapshot) values ($1, 'core.Rung', 1, 'firm', $1, '{}', '{}', '{}',"
            " false, 'test', now(), '{}')",
            uuid7(),
        )

        assert await tail.wait(0, seconds=5) == 1


async def test_closing_ends_readers_and_the_connection(database: Database, owner_database: Database) -> None:
    tail = Tail(database)
    await tail.open()
    reader = asyncio.create_task(read_strokes(tail, 1))
    await asyncio.sleep(0.05)
    await tail.close()

    assert await asyncio.wait_for(reader, 5) == []
    await asyncio.sleep(0.1)
    listening = await owner_database.fetch(
        "select 1 from pg_stat_activity where query like '%as latest%' and datname = current_database()"
        " and pid <> pg_backend_pid()"
    )
    assert listening == []
