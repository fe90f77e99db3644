"""Deadlines end what they bound as `asyncio.timeout` does, and nothing else."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import pytest

from majung_schema.deadlines import Deadlines

SOON, LATE = 0.02, 30.0


async def test_what_takes_too_long_ends_with_a_timeout() -> None:
    deadlines = Deadlines(SOON)
    with pytest.raises(TimeoutError), deadlines.one() as deadline:
        await asyncio.sleep(LATE)
    assert deadline.expired
    assert len(deadlines) == 0
    task = asyncio.current_task()
    assert task is not None
    assert task.cancelling() == 0


async def test_what_ends_in_time_is_left_alone_and_forgotten() -> None:
    deadlines = Deadlines(0.5)
    with deadlines.one() as deadline:
        await asyncio.sleep(0)
    await asyncio.sleep(0.6)
    assert not deadline.expired
    assert len(deadlines) == 0


async def test_each_has_its_own_time() -> None:
    """One that ended does not take the watching with it, and one that began later ends later."""
    deadlines = Deadlines(1.0)

    async def work(seconds: float) -> float:
        began = asyncio.get_running_loop().time()
        with suppress(TimeoutError), deadlines.one():
            await asyncio.sleep(seconds)
        return asyncio.get_running_loop().time() - began

    first = asyncio.create_task(work(0.01))
    second = asyncio.create_task(work(LATE))
    await asyncio.sleep(0.2)
    third = asyncio.create_task(work(LATE))
    await asyncio.sleep(0)
    assert len(deadlines) == 2
    spent = await asyncio.gather(first, second, third)
    assert spent[0] < 1.0
    assert all(1.0 <= one < LATE for one in spent[1:])
    assert len(deadlines) == 0


async def test_whoever_cancels_from_outside_is_obeyed() -> None:
    deadlines = Deadlines(LATE)

    async def work() -> None:
        with deadlines.one():
            await asyncio.sleep(LATE)

    task = asyncio.create_task(work())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert len(deadlines) == 0


async def test_a_cancellation_beside_the_deadline_is_obeyed() -> None:
    deadlines = Deadlines(LATE)

    async def work() -> None:
        with deadlines.one() as deadline:
            deadline.expire()
            task.cancel()
            await asyncio.sleep(LATE)

    task = asyncio.create_task(work())
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_an_error_of_the_work_is_the_works_own() -> None:
    with pytest.raises(ValueError, match="own"), Deadlines(SOON).one():
        raise ValueError("own")


async def test_the_inner_of_two_leaves_the_outer_its_time() -> None:
    outer, inner = Deadlines(LATE), Deadlines(SOON)
    with outer.one() as whole:
        with pytest.raises(TimeoutError), inner.one():
            await asyncio.sleep(LATE)
        await asyncio.sleep(0)
    assert not whole.expired


def test_a_second_loop_beside_a_running_one_is_refused() -> None:
    """Its work would never be watched."""
    deadlines = Deadlines(LATE)

    async def bounded() -> None:
        with deadlines.one():
            await asyncio.to_thread(asyncio.run, other())

    async def other() -> None:
        with pytest.raises(RuntimeError, match="one event loop"):
            deadlines.one().__enter__()

    asyncio.run(bounded())


def test_another_event_loop_begins_anew() -> None:
    """A loop that ended takes its timers with it, and with them whatever was being watched."""
    deadlines = Deadlines(SOON)

    async def left() -> None:
        deadlines.one().__enter__()

    async def bounded() -> None:
        with deadlines.one():
            await asyncio.sleep(LATE)

    asyncio.run(left())
    with pytest.raises(TimeoutError):
        asyncio.run(bounded())
