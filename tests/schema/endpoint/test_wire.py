"""Connections that dawdle: heads of requests that never end are answered and closed, everybody else is left alone."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import Any

import pytest

from majung_schema.limits import Limits

SHORT = Limits(header_seconds=0.2, header_bytes=2_000)
BODY = b'{"query": "{ whoami }"}'
HEAD = b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(BODY)

Talk = Callable[[], Any]


class Wire:
    """A connection of bytes that waits at most five seconds."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def trickle(self, *pieces: bytes, pause: float = 0.1) -> None:
        """Send in pieces, until the server has closed."""
        with suppress(ConnectionError):
            for piece in pieces:
                self.writer.write(piece)
                await self.writer.drain()
                await asyncio.sleep(pause)

    async def answer(self) -> tuple[int, Any]:
        """The status and body of the next answer."""
        async with asyncio.timeout(5):
            head = await self.reader.readuntil(b"\r\n\r\n")
            length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length"))
            body = await self.reader.readexactly(int(length.split(b":")[1]))
        return int(head.split()[1]), json.loads(body)

    async def end(self) -> bytes:
        """Everything until the server closes, nothing when it does not listen any more."""
        try:
            return await asyncio.wait_for(self.reader.read(), 5)
        except ConnectionError:
            return b""


@pytest.fixture
def wire(serve: Any, endpoint: Any) -> Talk:
    """Opens connections to the endpoint, served with short limits."""
    endpoint.settings = SHORT

    @asynccontextmanager
    async def opened() -> AsyncIterator[Wire]:
        host, port = (await serve(endpoint)).url.split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        try:
            yield Wire(reader, writer)
        finally:
            writer.close()

    return opened


async def test_a_head_that_trickles_is_answered_with_408_and_closed(wire: Talk) -> None:
    async with wire() as slow:
        began = time.monotonic()
        await slow.trickle(b"POST /graphql HTTP/1.1\r\n", b"X: y\r\n", b"X: y", pause=0)
        status, body = await slow.answer()
        assert await slow.end() == b""
    assert time.monotonic() - began < 4
    [error] = body["errors"]
    assert (status, error["extensions"]["code"]) == (408, "HEADERS_TOO_SLOW")
    received = len(b"POST /graphql HTTP/1.1\r\nX: y\r\nX: y")
    assert error["extensions"]["details"] == {"counted": 0.2, "received": received, "allowed": 0.2}


async def test_a_connection_that_says_nothing_is_closed_without_a_word(wire: Talk) -> None:
    async with wire() as silent:
        assert await silent.end() == b""


async def test_a_head_past_the_bound_is_431(wire: Talk) -> None:
    async with wire() as large:
        large.writer.write(b"GET /graphql HTTP/1.1\r\nX: " + b"y" * 3_000)
        status, body = await large.answer()
        assert await large.end() == b""
    assert status == 431
    assert body["errors"][0]["extensions"] == {
        "code": "HEADERS_TOO_LARGE", "details": {"counted": 3_026, "allowed": 2_000},
    }  # fmt: skip


async def test_a_second_head_past_the_bound_waits_for_the_first_answer(wire: Talk) -> None:
    async with wire() as large:
        large.writer.write(HEAD + BODY + b"GET /graphql HTTP/1.1\r\nX: ")
        await asyncio.sleep(0.02)
        large.writer.write(b"y" * 3_000)
        assert (await large.answer())[1]["data"]["whoami"]
        assert (await large.answer())[0] == 431
        assert await large.end() == b""


async def test_what_is_not_http_is_400_with_a_code(wire: Talk) -> None:
    async with wire() as stranger:
        stranger.writer.write(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n")
        status, body = await stranger.answer()
    assert (status, body["errors"][0]["extensions"]["code"]) == (400, "MALFORMED_REQUEST")


async def test_a_connection_that_is_kept_alive_may_be_quiet_for_longer(wire: Talk) -> None:
    async with wire() as kept:
        for _ in range(2):
            kept.writer.write(HEAD + BODY)
            assert (await kept.answer())[0] == 200
            await asyncio.sleep(SHORT.header_seconds * 2)
        await kept.trickle(b"POST /graphql HTTP/1.1\r\n", pause=0)
        assert (await kept.answer())[0] == 408
        assert await kept.end() == b""


async def test_the_time_for_a_head_is_not_that_since_its_last_byte(wire: Talk) -> None:
    async with wire() as slow:
        await slow.trickle(b"POST /graphql HTTP/1.1\r\n", *[b"X: y\r\n"] * 20)
        assert (await slow.end()).partition(b"\r\n")[0] in (b"HTTP/1.1 408 Request Timeout", b"")


async def test_a_large_body_that_is_answered_early_does_not_end_the_connection(wire: Talk, endpoint: Any) -> None:
    endpoint.settings = replace(SHORT, header_seconds=5.0)  # the body may take its time
    refused = HEAD.replace(b"application/json", b"text/plain").replace(b": %d" % len(BODY), b": 300000")
    async with wire() as kept:
        kept.writer.write(refused)
        assert (await kept.answer())[0] == 415
        kept.writer.write(b"x" * 300_000 + HEAD + BODY)
        assert (await kept.answer())[0] == 200


async def test_a_body_and_a_long_operation_have_limits_of_their_own(wire: Talk) -> None:
    slow = b'{"query": "query { ...F } fragment F on Query { whoami }"}'
    async with wire() as patient:
        patient.writer.write(HEAD.replace(b": %d" % len(BODY), b": %d" % len(slow)))
        await asyncio.sleep(SHORT.header_seconds * 2)
        patient.writer.write(slow)
        assert (await patient.answer())[0] == 200


@pytest.mark.parametrize("after", [b"\r\n", b"\n", b"\r\n" * 5])
async def test_line_breaks_after_an_answer_begin_no_endless_wait(wire: Talk, after: bytes) -> None:
    async with wire() as kept:
        kept.writer.write(HEAD + BODY)
        assert (await kept.answer())[0] == 200
        await asyncio.sleep(0.02)
        kept.writer.write(after)
        assert await kept.end() == b""


async def test_a_body_that_comes_after_its_answer_begins_no_endless_wait(wire: Talk) -> None:
    async with wire() as kept:
        kept.writer.write(HEAD.replace(b"application/json", b"text/plain"))
        assert (await kept.answer())[0] == 415
        await asyncio.sleep(0.02)
        kept.writer.write(BODY)
        assert await kept.end() == b""


@pytest.mark.parametrize("announced", [b"Content-Length: 5", b"Transfer-Encoding: chunked"])
async def test_a_handshake_with_a_body_is_refused(wire: Talk, announced: bytes) -> None:
    async with wire() as stranger:
        stranger.writer.write(
            b"GET /graphql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + announced + b"\r\n\r\n"
        )
        status, body = await stranger.answer()
        assert (status, body["errors"][0]["extensions"]["code"]) == (400, "MALFORMED_REQUEST")
        assert await stranger.end() == b""


async def test_the_rest_of_a_body_that_is_answered_already_must_come_in_time(wire: Talk) -> None:
    async with wire() as dawdling:
        dawdling.writer.write(
            b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 999\r\n\r\n"
        )
        assert (await dawdling.answer())[0] == 415
        await dawdling.trickle(*[b"x"] * 20)
        assert await dawdling.end() == b""
