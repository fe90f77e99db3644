"""The sequencer: order, no gaps, nothing lost, whoever commits when and whoever dies where."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable
from uuid import UUID

import asyncpg
import pytest

from majung.access.actor import Actor, system
from majung.events import sequencer
from majung.events.event import Event, Happening, append, append_many
from majung.events.log import latest_position, read_after
from majung.events.sequencer import nudge, settled, sweep
from majung.storage.database import Database
from majung.storage.ids import uuid7
from majung.storage.transaction import transaction, write

CLERK = system("test")

OUTBOX = """
insert into event_outbox (id, type, type_version, subject_type, subject_id, firm_ids, person_ids, institution_ids,
    public, actor, at, snapshot)
values ($1, 'belfry.BellRung', 1, 'firm', $2, '{}', '{}', '{}', false, 'test', now(), $3)
"""


class Rung(Event, frozen=True, kw_only=True):
    """Something rang."""

    subject_type = "firm"
    stroke: int


async def ring(connection: asyncpg.Connection, bell: UUID, stroke: int) -> None:
    await connection.execute(OUTBOX, uuid7(), bell, {"stroke": stroke})


async def strokes(after: int = 0, limit: int = 1000) -> list[int]:
    return [e["snapshot"]["stroke"] for e in await read_after(CLERK, after, limit=limit)]


async def test_committed_event_is_in_the_log_when_its_write_returns(database: Database) -> None:
    async with transaction(CLERK):
        await append(Rung(stroke=1), subject=uuid7())

    [event] = await read_after(CLERK, 0)

    assert (event["position"], event["type"], event["snapshot"]) == (1, "core.Rung", {"stroke": 1})


async def test_rolled_back_event_leaves_no_trace_and_no_gap(database: Database) -> None:
    @write
    async def fail(actor: Actor) -> None:
        await append(Rung(stroke=1), subject=uuid7())
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail(CLERK)
    async with transaction(CLERK):
        await append(Rung(stroke=2), subject=uuid7())

    assert [(e["position"], e["snapshot"]["stroke"]) for e in await read_after(CLERK, 0)] == [(1, 2)]


async def test_slow_first_writer_is_not_skipped_by_a_reader_that_follows(database: Database) -> None:
    slow, fast = await database.connect_listen(), await database.connect_listen()
    held = slow.transaction()
    await held.start()
    await ring(slow, uuid7(), 1)  # has the lower number in the outbox, commits later
    await ring(fast, uuid7(), 2)
    await sweep()
    first = await strokes()
    cursor = await latest_position()
    await held.commit()
    await sweep()

    assert first == [2]
    assert await strokes(after=cursor) == [1]
    await slow.close()
    await fast.close()


async def test_events_of_one_subject_keep_their_order_under_concurrent_writers(database: Database) -> None:
    bell = uuid7()
    rung = 0

    async def strike() -> None:
        nonlocal rung
        async with transaction(CLERK) as t:
            await t.fetch("select pg_advisory_xact_lock(7)")  # stands for the lock of the subject's row
            rung += 1
            await append(Rung(stroke=rung), subject=bell)

    await asyncio.gather(*(strike() for _ in range(60)))
    await settled(database)
    await sweep()

    assert await strokes() == list(range(1, 61))


async def test_positions_have_no_gaps_with_two_sequencers_at_once(database: Database) -> None:
    async def write_some(n: int) -> None:
        connection = await database.connect_listen()
        for stroke in range(50):
            await ring(connection, uuid7(), n * 50 + stroke)
            await connection.fetchval("select majung_sequence_events(7)")
        await connection.close()

    await asyncio.gather(*(write_some(n) for n in range(4)), *(nudge() for _ in range(20)))
    await settled(database)
    await sweep()

    events = await read_after(CLERK, 0, limit=1000)
    assert [e["position"] for e in events] == list(range(1, 201))
    assert sorted(e["snapshot"]["stroke"] for e in events) == list(range(200))


async def test_writer_that_finds_the_lock_taken_is_seen_by_the_one_who_holds_it(database: Database) -> None:
    other = await database.connect_listen()
    held = other.transaction()
    await held.start()
    await other.fetchval("select majung_sequence_events(100)")  # keeps the lock until it commits
    async with transaction(CLERK):
        await append(Rung(stroke=1), subject=uuid7())
    while_held = await strokes()
    await held.commit()

    assert while_held == []
    assert await sweep() == 1  # what the holder's look after letting go finds
    await other.close()


async def test_a_writer_does_not_place_what_others_commit_while_somebody_waits_for_his_turn(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sequencer, "BATCH", 1)
    connection = await database.connect_listen()
    for stroke in (1, 2, 3):
        await ring(connection, uuid7(), stroke)
    await connection.close()

    assert await sweep(enough=lambda: True) == 1
    assert await strokes() == [1]
    assert await sweep() == 2
    assert await strokes() == [1, 2, 3]


async def test_many_nudges_of_one_process_share_one_run(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = 0

    async def counted(enough: Callable[[], bool]) -> int:
        nonlocal runs
        runs += 1
        return await sweep(enough)

    monkeypatch.setattr(sequencer, "sweep", counted)
    async with transaction(CLERK):
        await append(Rung(stroke=1), subject=uuid7())
    runs = 0
    await asyncio.gather(*(nudge() for _ in range(100)))

    assert runs == 1


async def test_nobody_waits_for_a_turn_behind_another(database: Database, owner_database: Database) -> None:
    async with transaction(CLERK):
        await append(Rung(stroke=1), subject=uuid7())
    async with owner_database.connection() as owner, owner.transaction():
        await owner.execute("lock table event_outbox in share mode")
        first = asyncio.create_task(nudge())  # a turn that lasts
        await asyncio.sleep(0.05)
        async with asyncio.timeout(sequencer.PATIENCE / 2):
            await asyncio.gather(*(nudge() for _ in range(10)))
        assert not first.done()
    await first
    async with transaction(CLERK):
        await append(Rung(stroke=2), subject=uuid7())
    await sweep()
    assert await strokes() == [1, 2]


async def test_an_orderly_end_waits_for_the_turns_that_nobody_waits_for(database: Database) -> None:
    async def write_one(stroke: int) -> None:
        async with transaction(CLERK):
            await append(Rung(stroke=stroke), subject=uuid7())

    for _ in range(5):
        await asyncio.gather(*(write_one(n) for n in range(8)))
        await settled(database)
        assert await database.fetch("select 1 from event_outbox") == []


async def test_large_batch_is_one_statement_and_keeps_its_order(database: Database) -> None:
    async with transaction(CLERK):
        await append_many([Happening(event=Rung(stroke=n), subject=uuid7()) for n in range(5000)])
    await sweep()

    assert await strokes(limit=10_000) == list(range(5000))


async def test_nudge_that_fails_does_not_undo_or_repeat_the_write(database: Database, owner_database: Database) -> None:
    await owner_database.execute("alter function majung_sequence_events(integer) rename to gone")
    async with transaction(CLERK):
        await append(Rung(stroke=1), subject=uuid7())
    await owner_database.execute("alter function gone(integer) rename to majung_sequence_events")

    assert await strokes() == []
    assert await sweep() == 1


async def test_one_notice_for_each_batch_carries_the_last_position(database: Database) -> None:
    heard: asyncio.Queue[str] = asyncio.Queue()
    ear = await database.connect_listen()
    await ear.add_listener("majung_events", lambda *told: heard.put_nowait(told[3]))
    async with transaction(CLERK):
        await append_many([Happening(event=Rung(stroke=n), subject=uuid7()) for n in range(3)])
    async with transaction(CLERK):
        await append(Rung(stroke=3), subject=uuid7())

    assert [await asyncio.wait_for(heard.get(), 5) for _ in range(2)] == ["3", "4"]
    assert heard.empty()
    await ear.close()


KILLED_WRITER = """
    import asyncio, os, sys, time
    import asyncpg
    async def main():
        connection = await asyncpg.connect(sys.argv[1], server_settings={"role": "majung_runtime"})
        await connection.execute(
            "insert into event_outbox (id, type, type_version, subject_type, subject_id, firm_ids, person_ids,"
            " institution_ids, public, actor, at, snapshot) values (gen_random_uuid(), 'core.Rung', 1, 'firm',"
            " gen_random_uuid(), '{}', '{}', '{}', false, 'killed', now(), '{\\"stroke\\": 9}')")
        print("committed", flush=True)
        time.sleep(60)
    asyncio.run(main())
"""


async def test_event_of_a_writer_killed_between_commit_and_nudge_is_swept(database: Database) -> None:
    writer = subprocess.Popen(  # noqa: ASYNC220 - the test waits for nothing else meanwhile
        [sys.executable, "-c", textwrap.dedent(KILLED_WRITER), database.url], stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None
    assert await asyncio.to_thread(writer.stdout.readline) == "committed\n"
    os.kill(writer.pid, signal.SIGKILL)
    writer.wait()

    assert await strokes() == []
    assert await sweep() == 1
    assert await strokes() == [9]
