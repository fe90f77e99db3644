"""GraphQL over WebSocket (protocol graphql-transport-ws), every operation with a context of its own."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from uuid import uuid4

import orjson
import structlog
from starlette.requests import HTTPConnection
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from majung.access.actor import Actor
from majung.errors import Refusal
from majung_schema.messages import (
    DUPLICATE_ID,
    FORBIDDEN,
    INIT_TIMEOUT,
    INTERNAL,
    INVALID_MESSAGE,
    NORMAL,
    PROTOCOL,
    SERVICE_RESTART,
    TOO_BIG,
    TOO_MANY_INITS,
    UNAUTHORIZED,
    WRONG_PROTOCOL,
    Message,
    SocketClosed,
    read_message,
)
from majung_schema.negotiation import speaking
from majung_schema.operations import Asked, Operations, RequestInfo
from majung_schema.refusals import TooManySubscriptions

log = structlog.get_logger("majung.graphql")


class LiveSockets:
    """The open sockets of this process."""

    def __init__(self) -> None:
        self._open: set[_Connection] = set()

    @property
    def count(self) -> int:
        """How many are open; not `__len__`, which would make a registry without sockets count as false."""
        return len(self._open)

    async def close_all(self) -> None:
        """Tell every client that the server restarts (1012), so that it connects again with its last cursor."""
        await asyncio.gather(*(c.close(SERVICE_RESTART, "Server restarts") for c in list(self._open)))

    def opened(self, connection: _Connection) -> None:
        self._open.add(connection)

    def closed(self, connection: _Connection) -> None:
        self._open.discard(connection)


class GraphQLSocket:
    """The WebSocket endpoint."""

    def __init__(
        self,
        operations: Operations,
        authenticate: Callable[[HTTPConnection | dict[str, object]], Awaitable[Actor]],
        sockets: LiveSockets,
    ) -> None:
        self.operations = operations
        self.authenticate = authenticate
        self.sockets = sockets

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        websocket = WebSocket(scope, receive, send)
        offered = websocket.scope.get("subprotocols") or ()
        if PROTOCOL not in offered:
            await websocket.accept()
            await websocket.close(WRONG_PROTOCOL, "Subprotocol not acceptable; expected graphql-transport-ws")
            return
        await websocket.accept(subprotocol=PROTOCOL)
        connection = _Connection(websocket, self.operations, self.authenticate)
        self.sockets.opened(connection)
        try:
            await connection.run()
        finally:
            self.sockets.closed(connection)


class _Connection:
    def __init__(
        self,
        websocket: WebSocket,
        operations: Operations,
        authenticate: Callable[[HTTPConnection | dict[str, object]], Awaitable[Actor]],
    ) -> None:
        self.websocket = websocket
        self.operations = operations
        self.settings = operations.settings
        self._authenticate = authenticate
        self.actor: Actor | None = None
        self.credentials: dict[str, object] = {}
        self.running: dict[str, asyncio.Task[None]] = {}
        self.ended = False
        self.opened_at = time.monotonic()

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
            tasks = list(self.running.values())
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def close(self, code: int, reason: str) -> None:
        """Close once; operations end with the socket."""
        if self.ended:
            return
        self.ended = True
        for task in self.running.values():
            if task is not asyncio.current_task():
                task.cancel()
        try:
            await self.websocket.close(code, reason)
        except (RuntimeError, WebSocketDisconnect):
            return  # the client was faster

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
            raise SocketClosed(TOO_BIG, f"Messages must be at most {self.settings.body_bytes} bytes")
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
                await self._send({"type": "pong", **({"payload": message.payload} if message.payload else {})})
            case "subscribe":
                assert message.asked is not None
                await self._subscribe(message.id, message.asked)
            case "complete":
                task = self.running.pop(message.id, None)
                if task is not None:
                    task.cancel()

    async def _init(self, message: Message) -> None:
        if self.actor is not None:
            raise SocketClosed(TOO_MANY_INITS, "Too many initialisation requests")
        typed = {name.lower(): value for name, value in message.payload.items()}
        self.credentials = {**dict(self.websocket.headers.items()), **typed}
        try:
            self.actor = await self._who()
        except Refusal:
            raise SocketClosed(FORBIDDEN, "Forbidden") from None
        await self._send({"type": "connection_ack"})

    async def _who(self) -> Actor:
        language, client = self.credentials.get("accept-language"), self.websocket.client
        return speaking(
            await self._authenticate(self.credentials),
            language if isinstance(language, str) else None,
            client.host if client else None,
        )

    async def _subscribe(self, id: str, asked: Asked) -> None:
        if self.actor is None:
            raise SocketClosed(UNAUTHORIZED, "Unauthorized")
        if id in self.running:
            raise SocketClosed(DUPLICATE_ID, f"Subscriber for {id} already exists")
        if len(self.running) >= self.settings.subscriptions_per_socket:
            speaker = self.operations.speaker(self.actor, self._info())
            refusal = TooManySubscriptions(allowed=self.settings.subscriptions_per_socket)
            await self._send({"id": id, "type": "error", "payload": speaker.refused(refusal).body["errors"]})
            return
        self.running[id] = asyncio.create_task(self._operation(id, asked, self.actor))

    async def _operation(self, id: str, asked: Asked, actor: Actor) -> None:
        last: dict[str, object] = {"id": id, "type": "complete"}
        try:
            async with aclosing(self.operations.stream(asked, actor, self._who, self._info())) as answers:
                async for answer in answers:
                    if answer.refused:
                        last = {"id": id, "type": "error", "payload": answer.body["errors"]}
                        break
                    await self._send({"id": id, "type": "next", "payload": orjson.Fragment(answer.encoded())})
            await self._finish(id, last)
        except WebSocketDisconnect:
            return  # a client that goes away while it is answered is no error
        except Exception as error:
            if not self.ended:
                log.error("operation on socket failed", error=type(error).__qualname__)
                await self.close(INTERNAL, "Internal server error")

    async def _finish(self, id: str, message: dict[str, object]) -> None:
        self.running.pop(id, None)  # before the message, so that the client may use the id again at once
        await self._send(message)

    async def _send(self, message: dict[str, object]) -> None:
        if not self.ended:
            await self.websocket.send_text(orjson.dumps(message).decode())

    def _info(self) -> RequestInfo:
        headers = {name: value for name, value in self.credentials.items() if isinstance(value, str)}
        origin = self.actor.origin if self.actor else None
        return RequestInfo(request_id=uuid4().hex, transport="websocket", origin=origin, headers=headers)
