"""A client that does not keep up: closed with a code and its cursor, while others go on and memory stays."""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress
from typing import Any, ClassVar
from uuid import UUID, uuid4

import httpx2
import pytest
from tests.schema.live.conftest import client, stream
from websockets.exceptions import ConnectionClosed

from majung.access.actor import Actor, system
from majung.events.event import Event, append
from majung.events.log import decode_cursor, encode_cursor
from majung.storage.transaction import write
from majung_schema.limits import Limits
from majung_schema.live.outbox import Outbox

FACTS = "subscription ($after: Cursor) { updates(after: $after) { cursor ... on GeneralUpdate { facts } } }"
SMALL = Limits(outbox_messages=16, outbox_bytes=500_000, stalled_seconds=30)
LARGE = 60_000
"""Bytes of one event: some of them are more than the sockets' buffers hold."""


class Told(Event, frozen=True, kw_only=True):
    """Something long."""

    owner: ClassVar[str] = "test"
    subject_type: ClassVar[str] = "firm"
    text: str


@write
async def tell(actor: Actor, count: int) -> None:
    for _ in range(count):
        firm: UUID = uuid4()
        await append(Told(text="x" * LARGE), subject=firm, firms=[firm])


async def subscribe(socket: Any, after: str | None = None) -> None:
    await socket.say(type="subscribe", id="1", payload={"query": FACTS, "variables": {"after": after}})


@pytest.mark.parametrize("limits", [SMALL])
async def test_one_that_does_not_read_is_closed_and_the_others_get_everything(served: Any, platform: Any) -> None:
    count = 80
    async with client(served) as slow, client(served) as first, client(served) as second:
        for socket in (slow, first, second):
            await subscribe(socket)
        await asyncio.sleep(0.3)
        slow.connection.transport.pause_reading()
        writing = asyncio.create_task(_tell_in_steps(count))
        got = await asyncio.gather(*(_cursors(socket, count) for socket in (first, second)))
        await writing
        assert got[0] == got[1] == list(range(1, count + 1))
        async with asyncio.timeout(20):
            while len(platform.live.members) > 2:  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.05)
        slow.connection.transport.resume_reading()
        taken = []
        with suppress(ConnectionClosed):
            while True:
                taken.append((await slow.update())["cursor"])
        assert slow.connection.close_code == 4410
        assert 0 < len(taken) < count
        said = re.fullmatch(r"Too slow, resume after (\w+)", slow.connection.close_reason or "")
        assert said is not None
        resume = decode_cursor(said.group(1))
        assert resume is not None
        assert resume <= (decode_cursor(taken[-1]) or 0)
    async with client(served) as again:
        await subscribe(again, said.group(1))
        assert await _cursors(again, count - resume) == list(range(resume + 1, count + 1))


@pytest.mark.parametrize("limits", [Limits(outbox_messages=16, outbox_bytes=500_000, stalled_seconds=0.5)])
async def test_one_alone_is_waited_for_until_it_counts_as_dead(served: Any, platform: Any) -> None:
    async with client(served) as dead:
        await subscribe(dead)
        await asyncio.sleep(0.3)
        dead.connection.transport.pause_reading()
        await _tell_in_steps(80)
        async with asyncio.timeout(20):
            while platform.live.members:  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.05)
        assert platform.live.feeds == {}
        dead.connection.transport.resume_reading()


@pytest.mark.parametrize("limits", [SMALL])
async def test_a_client_that_is_behind_goes_at_its_own_pace(served: Any) -> None:
    await tell(system("test"), 60)
    async with client(served) as late:
        await subscribe(late, encode_cursor(0))
        got = []
        for _ in range(60):
            got.append(decode_cursor((await late.update())["cursor"]))
            await asyncio.sleep(0.005)
        assert got == list(range(1, 61))


@pytest.mark.parametrize("limits", [SMALL])
async def test_a_stream_that_is_not_read_breaks_off_without_complete(served: Any, platform: Any) -> None:
    async with stream(served, FACTS) as slow, client(served) as first, client(served) as second:
        for socket in (first, second):
            await subscribe(socket)
        await asyncio.sleep(0.3)
        writing = asyncio.create_task(_tell_in_steps(80))
        await asyncio.gather(*(_cursors(socket, 80) for socket in (first, second)))
        await writing
        async with asyncio.timeout(20):
            while len(platform.live.members) > 2:  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.05)
        events = []
        with suppress(httpx2.RemoteProtocolError):  # broken off within a chunk
            while (told := await slow.next()) is not None:
                events.append(told.event)
        assert set(events) == {"next"}
        assert len(events) < 80


def test_an_outbox_is_bounded_by_messages_and_by_bytes() -> None:
    few: Outbox[str] = Outbox(Limits(outbox_messages=2, outbox_bytes=100))
    assert [few.put("a", 1), few.half_full, few.put("b", 1), few.put("c", 1)] == [True, True, True, False]
    small: Outbox[str] = Outbox(Limits(outbox_messages=100, outbox_bytes=100))
    assert [small.put("a", 500), small.put("b", 1)] == [True, False]
    assert small.first() == "a"
    small.sent()
    assert (len(small), small.size, small.stalled(0)) == (0, 0, False)


async def _tell_in_steps(count: int) -> None:
    for _ in range(count // 4):
        await tell(system("test"), 4)
        await asyncio.sleep(0.01)


async def _cursors(socket: Any, count: int) -> list[int | None]:
    return [decode_cursor((await socket.update())["cursor"]) for _ in range(count)]
