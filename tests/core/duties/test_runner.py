"""Scheduled work: once when due, by one process, again after a failure or a crash."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from majung import clock
from majung.access.actor import Actor, system
from majung.duties import runner
from majung.duties.runner import next_due, run_due, run_duties
from majung.plugin.contract import ScheduledWork
from majung.storage.database import Database
from majung.texts import Text

CLERK = system("test")
START = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)


def sweeping(run: Callable[[Actor], Awaitable[int]]) -> ScheduledWork:
    return ScheduledWork(name="yard.sweep", title=Text("청소", "Sweep"), every=timedelta(hours=1), run=run)


class Broom:
    """Work that counts how often it ran, and takes as long as it is told."""

    def __init__(self) -> None:
        self.runs = 0
        self.begun = asyncio.Event()
        self.go_on = asyncio.Event()
        self.go_on.set()

    async def sweep(self, actor: Actor) -> int:
        self.runs += 1
        self.begun.set()
        await self.go_on.wait()
        return 7


async def test_runs_once_until_it_is_due_again(database: Database) -> None:
    broom = Broom()
    work = sweeping(broom.sweep)
    with clock.clock_at(START):
        assert [await run_due(work, CLERK) for _ in range(2)] == [True, False]
    with clock.clock_at(START + timedelta(minutes=59)):
        assert await run_due(work, CLERK) is False
    with clock.clock_at(START + timedelta(minutes=60)):
        assert await run_due(work, CLERK) is True

    [row] = await database.fetch("select * from work_run")
    assert broom.runs == 2
    assert (row["last_result"], row["due_at"]) == ("7", START + timedelta(hours=2))


async def test_two_runners_at_once_run_it_once(database: Database) -> None:
    broom = Broom()
    work = sweeping(broom.sweep)

    ran = await asyncio.gather(*(run_due(work, CLERK) for _ in range(5)))

    assert sorted(ran) == [False] * 4 + [True]
    assert broom.runs == 1


async def test_other_process_does_not_wait_for_a_long_run(database: Database) -> None:
    broom = Broom()
    broom.go_on.clear()
    first = asyncio.create_task(run_due(sweeping(broom.sweep), CLERK))
    await broom.begun.wait()

    assert await asyncio.wait_for(run_due(sweeping(broom.sweep), CLERK), 5) is False
    broom.go_on.set()
    assert await first is True


async def test_runs_again_after_a_crash_in_the_middle(database: Database) -> None:
    broom = Broom()
    broom.go_on.clear()
    first = asyncio.create_task(run_due(sweeping(broom.sweep), CLERK))
    await broom.begun.wait()
    first.cancel()  # the connection goes, and with it the lock, as when the process dies
    await asyncio.gather(first, return_exceptions=True)
    broom.go_on.set()

    assert await run_due(sweeping(broom.sweep), CLERK) is True
    assert broom.runs == 2


async def test_failure_is_noted_and_tried_again_soon(database: Database) -> None:
    async def break_broom(actor: Actor) -> int:
        raise ValueError("the broom of 010-1234-5678 broke")

    with clock.clock_at(START):
        assert await run_due(sweeping(break_broom), CLERK) is True

    [row] = await database.fetch("select * from work_run")
    assert row["last_result"].startswith("failed: ValueError: the broom of")
    assert "1234" not in row["last_result"]
    assert row["due_at"] == START + runner.RETRY


async def test_loop_runs_what_is_due_until_cancelled(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "POLL", 0.02)
    broom = Broom()
    loops = [asyncio.create_task(run_duties([sweeping(broom.sweep)])) for _ in range(2)]
    await asyncio.wait_for(broom.begun.wait(), 5)
    await asyncio.sleep(0.2)
    for loop in loops:
        loop.cancel()
    await asyncio.gather(*loops, return_exceptions=True)

    assert broom.runs == 1


async def test_loop_ends_although_its_connection_is_gone(database: Database) -> None:
    broom = Broom()
    broom.go_on.clear()
    loop = asyncio.create_task(run_duties([sweeping(broom.sweep)]))
    await asyncio.wait_for(broom.begun.wait(), 5)
    killer = await asyncpg.connect(database.url)
    await killer.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity"
        " where datname = current_database() and pid <> pg_backend_pid()"
    )
    await killer.close()
    loop.cancel()

    _, left = await asyncio.wait({loop}, timeout=5)
    assert not left


@pytest.mark.parametrize(
    ("late", "expected"),
    [(timedelta(0), 1), (timedelta(minutes=20), 1), (timedelta(hours=5, minutes=1), 6)],
)
def test_missed_times_are_not_made_up_for(late: timedelta, expected: int) -> None:
    work = sweeping(Broom().sweep)

    assert next_due(work, START, START + late) == START + timedelta(hours=expected)
