"""Listeners: each event once in the database and in order, by one process at a time, parked when it cannot be."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any, ClassVar

import pytest

from majung import clock
from majung.access.actor import Actor, system
from majung.errors import NotAllowed, NotFound
from majung.events.event import Event, append
from majung.events.listeners import ATTEMPTS, handle_next, listener_states, release_listener, run_listeners
from majung.events.tail import Tail
from majung.plugin.contract import Listener
from majung.storage.database import Database
from majung.storage.ids import uuid7
from majung.storage.transaction import current, transaction

CLERK = system("test")
Handle = Callable[[Mapping[str, Any]], Awaitable[None]]


class Rung(Event, frozen=True, kw_only=True):
    """Something rang."""

    subject_type: ClassVar[str] = "firm"
    stroke: int


class Echoed(Event, frozen=True, kw_only=True):
    """It came back."""

    subject_type: ClassVar[str] = "firm"
    stroke: int


async def ring(*strokes: int) -> None:
    for stroke in strokes:
        async with transaction(CLERK):
            await append(Rung(stroke=stroke), subject=uuid7())


async def echo(event: Mapping[str, Any]) -> None:
    """A listener that writes, so that what it did can be read afterwards, by any process."""
    async with transaction(CLERK):
        await append(Echoed(stroke=event["snapshot"]["stroke"]), subject=event["subject_id"])


def listener(handle: Handle = echo, types: tuple[str, ...] = ("core.Rung",)) -> Listener:
    return Listener(name="belfry.echo", types=types, handle=handle)


async def registered(database: Database) -> None:
    await database.execute("insert into listener_cursor (name, position, attempts) values ('belfry.echo', 0, 0)")


async def echoes(database: Database) -> list[int]:
    rows = await database.fetch("select snapshot from event_log where type = 'core.Echoed' order by position")
    return [row["snapshot"]["stroke"] for row in rows]


async def test_two_processes_handle_each_event_once_and_in_order(database: Database) -> None:
    async with Tail(database) as one, Tail(database) as other:
        running = [asyncio.create_task(run_listeners([listener()], tail)) for tail in (one, other)]
        await ring(*range(30))
        await one.wait(59, seconds=20)  # thirty strokes and as many echoes
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    assert await echoes(database) == list(range(30))


async def test_does_not_handle_an_event_that_another_process_is_at(database: Database) -> None:
    await registered(database)
    await ring(1)
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slowly(event: Mapping[str, Any]) -> None:
        begun.set()
        await go_on.wait()

    first = asyncio.create_task(handle_next(listener(slowly)))
    await begun.wait()
    second = await handle_next(listener())
    go_on.set()

    assert (await first, second) == (True, False)
    assert await echoes(database) == []


async def test_other_types_move_the_cursor_without_a_call(database: Database) -> None:
    await registered(database)
    await ring(1, 2, 3)

    assert await handle_next(listener(types=("core.Other",))) is False
    [state] = await listener_states(CLERK)
    assert (state.position, state.behind) == (3, 0)


async def test_failed_event_undoes_what_the_listener_wrote_and_waits(database: Database) -> None:
    await registered(database)
    await ring(1, 2)

    async def half(event: Mapping[str, Any]) -> None:
        await echo(event)
        await current().execute("update listener_cursor set attempts = 99")
        raise ValueError("the bell of 010-1234-5678 is cracked")

    assert await handle_next(listener(half)) is False
    [state] = await listener_states(CLERK)
    assert (state.position, state.attempts, state.parked_reason) == (0, 1, None)
    assert await handle_next(listener()) is False  # its pause is not over
    assert await echoes(database) == []
    with clock.clock_at(clock.now() + timedelta(seconds=3)):
        assert await handle_next(listener()) is True
    assert await echoes(database) == [1]


async def test_parks_with_its_reason_and_goes_on_when_released(database: Database) -> None:
    await registered(database)
    await ring(1, 2)

    async def crack(event: Mapping[str, Any]) -> None:
        raise ValueError("the bell of 010-1234-5678 is cracked")

    for attempt in range(ATTEMPTS):
        with clock.clock_at(clock.now() + timedelta(hours=attempt)):
            await handle_next(listener(crack))
    [parked] = await listener_states(CLERK)
    with clock.clock_at(clock.now() + timedelta(days=9)):
        assert await handle_next(listener()) is False
    await release_listener(CLERK, name="belfry.echo", skip_event=True)

    assert (parked.attempts, parked.behind) == (ATTEMPTS, 2)
    assert parked.parked_reason is not None
    assert parked.parked_reason.startswith("core.Rung at 1: ValueError: the bell of")
    assert "1234" not in parked.parked_reason
    assert await handle_next(listener()) is True
    assert await echoes(database) == [2]


async def test_refuses_to_release_a_listener_that_is_not_parked(database: Database) -> None:
    await registered(database)

    with pytest.raises(NotFound):
        await release_listener(CLERK, name="belfry.echo")


async def test_states_need_a_permission(database: Database) -> None:
    with pytest.raises(NotAllowed):
        await listener_states(Actor(kind="official"))
