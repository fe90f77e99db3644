"""One client of GraphQL over WebSocket (protocol graphql-transport-ws); every operation has a context of its own."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import aclosing, suppress
from uuid import uuid4

import orjson
import structlog
from starlette.requests import HTTPConnection
from starlette.types import Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from majung.access.actor import ANONYMOUS, Actor
from majung.errors import Refusal
from majung.events.log import encode_cursor
from majung_schema.answers import Answer, Speaker
from majung_schema.asking import Asked, RequestInfo
from majung_schema.browser import credentials_of
from majung_schema.live.opened import Opened
from majung_schema.live.outbox import Outbox
from majung_schema.live.payload import Payload
from majung_schema.live.socket_sink import SocketSink
from majung_schema.live.source import Source, answered
from majung_schema.live.subscriber import Subscriber
from majung_schema.messages import (
    DUPLICATE_ID,
    INIT_TIMEOUT,
    INTERNAL,
    INVALID_MESSAGE,
    NORMAL,
    SERVICE_RESTART,
    TOO_BIG,
    TOO_MANY_INITS,
    TOO_SLOW,
    UNAUTHORIZED,
    Message,
    SocketClosed,
    read_message,
)
from majung_schema.negotiation import speaking
from majung_schema.operations import Operations
from majung_schema.refusals import TooManySubscriptions

log = structlog.get_logger("majung.graphql")


class SocketConnection:
    """One client on a socket, with its operations."""

    def __init__(
        self,
        websocket: WebSocket,
        send: Send,
        operations: Operations,
        authenticate: Callable[[HTTPConnection | dict[str, object]], Awaitable[Actor]],
    ) -> None:
        self.websocket = websocket
        self.operations = operations
        self.settings = operations.settings
        self._authenticate = authenticate
        self._send_frame = send
        self.actor: Actor | None = None
        self.credentials: dict[str, object] = {}
        self.running: dict[str, asyncio.Task[None] | Subscriber] = {}
        self.outbox: Outbox[tuple[str, Payload | None]] = Outbox(operations.settings)
        self.ended = False
        self.opened_at = time.monotonic()
        self._closing: asyncio.Task[None] | None = None
        self._writer: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Read messages until the socket closes; whatever a client sends, it closes with a code."""
        try:
            while not self.ended:
                message = await self._receive()
                if message is not None:
                    await self._handle(message)
        except SocketClosed as closed:
            await self.close(closed.code, closed.reason)
        except WebSocketDisconnect:
            self.ended = True
        except Exception as error:
            log.error("socket failed", error=type(error).__qualname__, exc_info=not self.settings.production)
            await self.close(INTERNAL, "Internal server error")
        finally:
            self.ended = True
            tasks = self._end_operations()
            if self._closing is not None:
                await self._closing
            if self._writer is not None:
                self._writer.cancel()
                tasks.append(self._writer)
            await asyncio.gather(*tasks, return_exceptions=True)

    async def close(self, code: int, reason: str, patience: float = 1.0) -> None:
        """Close once; operations end with the socket, and what waits to be sent is not waited for."""
        if self.ended:
            return
        self.ended = True
        if self._writer is not None:
            self._writer.cancel()
        self._end_operations()
        self.outbox.clear()
        with suppress(RuntimeError, WebSocketDisconnect, TimeoutError):  # the client was faster, or is dead
            async with asyncio.timeout(patience):
                await self.websocket.close(code, reason)

    async def shut_down(self) -> None:
        """Tell the client that the server restarts (1012), so that it connects again with its last cursor."""
        await self.close(SERVICE_RESTART, "Server restarts", patience=0.3)

    def too_slow(self) -> None:
        """Close with 4410, in whose reason the client that reads on finds the cursor after what it has taken."""
        waiting = [payload.position for (_, payload), _ in self.outbox.waiting if payload is not None]
        reason = f"Too slow, resume after {encode_cursor(min(waiting) - 1)}" if waiting else "Too slow"
        if self._closing is None:
            self._closing = asyncio.create_task(self.close(TOO_SLOW, reason, self.settings.stalled_seconds))

    def _end_operations(self) -> list[asyncio.Task[None]]:
        running, self.running = list(self.running.values()), {}
        for operation in running:
            if operation is not asyncio.current_task():
                operation.cancel()
        return [operation for operation in running if isinstance(operation, asyncio.Task)]

    async def _write(self) -> None:
        """The one task that sends, while something waits; a client that is slow to take it stops nobody else."""
        outbox, send = self.outbox, self._send_frame
        try:
            while outbox.waiting:
                head, payload = outbox.first()
                text = head if payload is None else f"{head}{payload.text}}}"
                await send({"type": "websocket.send", "text": text})
                outbox.sent()
        except OSError:  # the client is gone, which the reading task hears too
            self.outbox.clear()
        finally:
            self._writer = None

    async def _receive(self) -> Message | None:
        """The next message; None when the socket was quiet for its time but has operations running."""
        try:
            async with asyncio.timeout(self._patience()):
                received = await self.websocket.receive()
        except TimeoutError:
            if self.actor is None:
                raise SocketClosed(INIT_TIMEOUT, "Connection initialisation timeout") from None
            if self.running:
                return None
            raise SocketClosed(NORMAL, "Idle") from None
        if received["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(received.get("code", NORMAL))
        text = received.get("text")
        if text is None:
            raise SocketClosed(INVALID_MESSAGE, "Messages must be text")
        if len(text) > self.settings.body_bytes:
            raise SocketClosed(TOO_BIG, f"{len(text)} characters; {self.settings.body_bytes} bytes are allowed")
        return read_message(text, depth=self.settings.json_depth)

    def _patience(self) -> float:
        if self.actor is not None:
            return self.settings.idle_socket_seconds
        return max(0.0, self.opened_at + self.settings.connection_init_seconds - time.monotonic())

    async def _handle(self, message: Message) -> None:
        match message.type:
            case "connection_init":
                await self._init(message)
            case "ping":
                self.send({"type": "pong", **({"payload": message.payload} if message.payload else {})})
            case "subscribe":
                assert message.asked is not None
                await self._subscribe(message.id, message.asked)
            case "complete":
                operation = self.running.pop(message.id, None)
                if operation is not None:
                    operation.cancel()

    async def _init(self, message: Message) -> None:
        if self.actor is not None:
            raise SocketClosed(TOO_MANY_INITS, "Too many initialisation requests")
        self.credentials = credentials_of(self.websocket.headers, message.payload)
        try:
            self.actor = await self._who()
        except Refusal as refusal:
            raise SocketClosed.forbidden(refusal) from None
        self.send({"type": "connection_ack"})

    async def _who(self) -> Actor:
        language, client = self.credentials.get("accept-language"), self.websocket.client
        actor = speaking(
            await self._authenticate(self.credentials),
            language if isinstance(language, str) else None,
            client.host if client else None,
        )
        return self.actor if actor == self.actor and self.actor is not None else actor

    async def _subscribe(self, id: str, asked: Asked) -> None:
        if self.actor is None:
            raise SocketClosed(UNAUTHORIZED, "Unauthorized")
        if id in self.running:
            raise SocketClosed(DUPLICATE_ID, f"Subscriber for {id} already exists")
        if len(self.running) >= self.settings.subscriptions_per_socket:
            many = TooManySubscriptions(counted=len(self.running), allowed=self.settings.subscriptions_per_socket)
            refused = self.speaker().refused(many)
            self.send({"id": id, "type": "error", "payload": refused.body["errors"]})
            return
        self.running[id] = asyncio.create_task(self._operation(id, asked))

    async def _operation(self, id: str, asked: Asked) -> None:
        try:
            actor = await self._who()
            begun = await self.operations.begin(asked, actor, self._info(asked.operation_name))
            if isinstance(begun, Opened):
                await self._follow(id, begun, actor)
            elif isinstance(begun, Source):
                async with aclosing(answered(self.operations, begun, actor, self._who)) as answers:
                    async for answer in answers:
                        if answer.refused:
                            self.refuse(id, answer)
                            return
                        await self._answer(id, answer)
                self.complete(id)
            elif begun.refused:
                self.refuse(id, begun)
            else:
                await self._answer(id, begun)
                self.complete(id)
        except Refusal as refusal:
            self.refuse(id, self.speaker().refused(refusal))
        except Exception as error:
            if not self.ended:
                log.error("operation on socket failed", error=type(error).__qualname__)
                await self.close(INTERNAL, "Internal server error")

    async def _follow(self, id: str, opened: Opened, actor: Actor) -> None:
        """Join those who get the same updates; nothing of this socket runs until there is one."""
        hub = self.operations.live()
        assert hub is not None
        member = await hub.subscribe(opened, actor, SocketSink(self, id))
        if self.running.get(id) is asyncio.current_task():
            self.running[id] = member
        elif id not in self.running or self.ended:
            member.leave()

    async def _answer(self, id: str, answer: Answer) -> None:
        """Send a result, at the pace of the client."""
        await self.outbox.room()
        self.send({"id": id, "type": "next", "payload": orjson.Fragment(answer.encoded())})

    def refuse(self, id: str, answer: Answer) -> None:
        """End an operation with errors."""
        self.running.pop(id, None)
        self.send({"id": id, "type": "error", "payload": answer.body["errors"]})

    def complete(self, id: str) -> None:
        """End an operation; the client may use its id again at once."""
        self.running.pop(id, None)
        self.send({"id": id, "type": "complete"})

    def send(self, message: dict[str, object]) -> None:
        """Put a message on its way; a client that lets more than the bound wait is closed."""
        text = orjson.dumps(message).decode()
        if not self.ended and not self.put(text, None, len(text)):
            self.too_slow()

    def put(self, head: str, payload: Payload | None, size: int) -> bool:
        """Put a text, or an update in its envelope, on its way; False when the client is too far behind."""
        if not self.outbox.put((head, payload), size):
            return False
        if self._writer is None:
            self._writer = asyncio.create_task(self._write())
        return True

    def speaker(self) -> Speaker:
        """Words for this client."""
        return self.operations.speaker(self.actor or ANONYMOUS, self._info())

    def _info(self, name: str | None = None) -> RequestInfo:
        headers = {name: value for name, value in self.credentials.items() if isinstance(value, str)}
        origin = self.actor.origin if self.actor else None
        return RequestInfo(request_id=uuid4().hex, transport="websocket", name=name, origin=origin, headers=headers)
