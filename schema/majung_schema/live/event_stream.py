"""GraphQL over server-sent events, distinct connections mode: one request is one stream, `id:` is the cursor."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import aclosing, suppress
from dataclasses import dataclass
from typing import Any

from starlette.requests import HTTPConnection
from starlette.types import Receive, Send

from majung.access.actor import Actor
from majung.errors import Refusal
from majung_schema.answers import Answer
from majung_schema.asking import ANY, Asked, Kind, RequestInfo
from majung_schema.limits import Limits
from majung_schema.live.connections import LiveConnections
from majung_schema.live.opened import Opened
from majung_schema.live.outbox import Outbox
from majung_schema.live.payload import Payload
from majung_schema.live.source import Source, answered
from majung_schema.negotiation import EVENTS, wants_events
from majung_schema.operations import Operations

COMPLETE = b"event: complete\ndata: \n\n"
QUIET = b":\n\n"
"""A comment: tells proxies and clients that the stream lives."""
BEGINNING = b"retry: 1000\n:\n\n"
"""A browser comes back a second after a stream broke off."""

_HEADERS = [
    (b"content-type", f"{EVENTS}; charset=utf-8".encode()),
    (b"cache-control", b"no-store"),
    (b"vary", b"accept, accept-language, authorization, last-event-id"),
    (b"x-accel-buffering", b"no"),
]

WITH_STATUS = frozenset({401, 405, 429, 503})
"""Refusals that are answered with their HTTP status; others are the only event of a stream."""


@dataclass(frozen=True, kw_only=True)
class Asking:
    """What was asked, by whom, and after which event (Last-Event-ID)."""

    asked: Asked
    actor: Actor
    who: Callable[[], Awaitable[Actor]]
    info: RequestInfo
    allowed: frozenset[Kind] = ANY
    last_id: str | None = None


def stream_ticket_of(connection: HTTPConnection | dict[str, object]) -> str | None:
    """The stream ticket in the address of a request that only opens an event stream, as EventSource does."""
    if not isinstance(connection, HTTPConnection) or connection.scope.get("method") != "GET":
        return None
    given = connection.query_params.get("ticket")
    return given if given and wants_events(connection.headers.get("accept")) else None


class EventStream:
    """One request that is answered with a stream. A client that is far behind, or gone, stops nobody else."""

    def __init__(self, operations: Operations, connections: LiveConnections) -> None:
        self.operations = operations
        self.connections = connections
        self.outbox: Outbox[bytes | Payload] = Outbox(operations.settings)
        self.ended = asyncio.Event()
        self._begun: asyncio.Future[Answer | None] = asyncio.get_running_loop().create_future()
        self._complete = False

    async def run(self, asked: Asking, receive: Receive, send: Send) -> Answer | None:
        """Answer until the subscription ends, the client leaves or the server stops.

        Returns what must be answered with a status of its own instead; nothing has been sent then.
        """
        with self.connections.counted(self):
            tasks = [asyncio.create_task(self._work(asked)), asyncio.create_task(self._hear(receive))]
            try:
                answer = await self._first()
                if answer is not None and answer.status in WITH_STATUS:
                    return answer
                await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
                await send({"type": "http.response.body", "body": BEGINNING, "more_body": True})
                if answer is not None:
                    self.end(answer)
                tasks.append(asyncio.create_task(self._write(send)))
                await self.ended.wait()
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
            await self._close(send)
            return None

    async def shut_down(self) -> None:
        """End without a `complete`, so that the client comes back with its last cursor."""
        self.outbox.clear()
        self.ended.set()

    @property
    def limits(self) -> Limits:
        """The endpoint's limits."""
        return self.operations.settings

    @property
    def half_full(self) -> bool:
        """Whether the client is far behind."""
        return self.outbox.half_full

    @property
    def stalled(self) -> bool:
        """Whether the client has stopped reading."""
        return self.outbox.stalled(self.limits.stalled_seconds)

    def put(self, payload: Payload) -> bool:
        """Put an update on its way."""
        return self.outbox.put(payload, len(payload.content))

    def end(self, answer: Answer | None) -> None:
        """The last answer, then the end; none means that the server stops."""
        if answer is None:
            self.ended.set()
        else:
            self._add(_event(answer) + COMPLETE)
            self._complete = True

    def too_slow(self) -> None:
        """Break off; the last id that the client read is where it goes on."""
        self.outbox.clear()
        self.ended.set()

    def _add(self, message: bytes) -> None:
        if not self.outbox.put(message, len(message)):
            self.too_slow()

    async def _first(self) -> Answer | None:
        """A single answer, or None when there is a stream."""
        gone = asyncio.create_task(self.ended.wait())
        either: list[asyncio.Future[Any]] = [gone, self._begun]
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        gone.cancel()
        return self._begun.result() if self._begun.done() else None

    async def _work(self, asked: Asking) -> None:
        """Begin, and keep what was begun until this task is cancelled."""
        try:
            begun = await self.operations.begin(asked.asked, asked.actor, asked.info, allowed=asked.allowed)
            if isinstance(begun, Opened):
                await self._follow(begun, asked)
            elif isinstance(begun, Source):
                self._begun.set_result(None)
                await self._answer_each(begun, asked)
            else:
                self._begun.set_result(begun)
        except Exception as error:
            self.end(self.operations.speaker(asked.actor, asked.info).failed(error))

    async def _follow(self, opened: Opened, asked: Asking) -> None:
        hub = self.operations.live()
        assert hub is not None
        try:
            member = await hub.subscribe(opened, asked.actor, self, asked.last_id)
        except Refusal as refusal:
            self._begun.set_result(opened.speaker(asked.actor).refused(refusal))
            return
        try:
            self._begun.set_result(None)
            await asyncio.Event().wait()
        finally:
            member.leave()

    async def _answer_each(self, source: Source, asked: Asking) -> None:
        async with aclosing(answered(self.operations, source, asked.actor, asked.who)) as answers:
            async for answer in answers:
                await self.outbox.room()
                self._add(_event(answer))
        self._add(COMPLETE)
        self._complete = True

    async def _write(self, send: Send) -> None:
        outbox = self.outbox
        while not (self._complete and not outbox.waiting):
            try:
                async with asyncio.timeout(self.limits.keep_alive_seconds):
                    await outbox.wait()
            except TimeoutError:
                await send({"type": "http.response.body", "body": QUIET, "more_body": True})
                continue
            count = min(len(outbox.waiting), 64)
            messages = [outbox.waiting[i][0] for i in range(count)]
            body = b"".join(m.event if isinstance(m, Payload) else m for m in messages)
            await send({"type": "http.response.body", "body": body, "more_body": True})
            if outbox.waiting:  # it was not cleared meanwhile
                outbox.sent(count)
        self.ended.set()

    async def _hear(self, receive: Receive) -> None:
        """Until the client is gone."""
        while (await receive())["type"] != "http.disconnect":
            pass
        self.ended.set()

    async def _close(self, send: Send) -> None:
        with suppress(OSError, TimeoutError):
            async with asyncio.timeout(0.3):
                await send({"type": "http.response.body", "body": b"", "more_body": False})


def _event(answer: Answer) -> bytes:
    return b"event: next\ndata: %b\n\n" % answer.encoded()
