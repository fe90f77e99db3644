"""One log line for each request, with its id and what became of it; ids and counts only, nothing personal.

Wraps the whole application: gives each request an id, answers with it, and adds the headers that keep browsers
from guessing. Values of queries, addresses and names stay out of the line.
"""

from __future__ import annotations

import time
import traceback
from collections.abc import AsyncIterator, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

import structlog
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from majung.access.actor import Actor
from majung_schema.asking import OpenOperation, RequestInfo
from majung_schema.metrics import Metrics
from majung_schema.request_ids import request_id_of, running
from majung_schema.traces import note_answered, request_span, traced_as

log = structlog.get_logger("majung.request")

PROBES = frozenset({"/healthz", "/readyz", "/metrics"})
"""Asked every few seconds by whoever watches the server; told only when something is wrong."""

CLIENT_GONE = 499
"""Logged as status when the client left before it was answered; never sent."""

HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
"""On every answer that does not set them itself (GraphiQL has a policy of its own)."""

PRODUCTION_HEADERS = {**HEADERS, "strict-transport-security": "max-age=31536000"}


@dataclass
class _Line:
    request_id: str
    started: float = field(default_factory=time.perf_counter)
    status: int = 0
    operation: str | None = None
    name: str | None = None
    actor: str | None = None

    def milliseconds(self) -> float:
        return round(self.seconds() * 1000, 1)

    def seconds(self) -> float:
        return time.perf_counter() - self.started


_line: ContextVar[_Line | None] = ContextVar("majung_request_line", default=None)


class RequestLog:
    """The application with a line in the log for each request."""

    def __init__(self, app: ASGIApp, *, production: bool, measure: Metrics) -> None:
        self.app = app
        self._measure = measure
        headers = PRODUCTION_HEADERS if production else HEADERS
        self._log = log.bind()  # bound once: the logger as it is configured now
        self._headers = [(name.encode(), value.encode()) for name, value in headers.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        given = next((value for name, value in scope["headers"] if name == b"x-request-id"), None)
        line = _Line(request_id_of(given.decode("latin-1") if given else None))
        if scope["type"] == "http":  # a socket's operations have ids of their own
            headers = [(name, value) for name, value in scope["headers"] if name != b"x-request-id"]
            scope = {**scope, "headers": [*headers, (b"x-request-id", line.request_id.encode())]}
        if scope["type"] == "websocket" or scope["path"] in PROBES:
            await self._served(scope, receive, send, line)
            return
        with request_span(scope, line.request_id) as request:
            try:
                await self._served(scope, receive, send, line)
            finally:
                note_answered(request, scope, line.status or CLIENT_GONE)

    async def _served(self, scope: Scope, receive: Receive, send: Send, line: _Line) -> None:
        is_http = scope["type"] == "http"
        told, named = _line.set(line), running.set(line.request_id if is_http else None)
        try:
            await (self._http if is_http else self._websocket)(scope, receive, send, line)
        finally:
            _line.reset(told)
            running.reset(named)
            self._tell(scope, line)

    async def _http(self, scope: Scope, receive: Receive, send: Send, line: _Line) -> None:
        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                line.status = message["status"]
                message["headers"] = self._with_headers(message.get("headers", ()), line)
            await send(message)

        try:
            await self.app(scope, receive, answer)
        except Exception as error:
            frames = [f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(error.__traceback__)][-8:]
            log.error("request failed", request_id=line.request_id, error=type(error).__qualname__, frames=frames)
            if not line.status:
                body = {"error": "internal error", "request_id": line.request_id, **traced_as("trace_id")}
                await JSONResponse(body, status_code=500)(scope, receive, answer)

    def _with_headers(self, given: Iterable[tuple[bytes, bytes]], line: _Line) -> list[tuple[bytes, bytes]]:
        """The headers of an answer, with ours where it has none of that name, and the request's id."""
        headers = [pair for pair in given if pair[0] != b"x-request-id"]
        names = {name for name, _ in headers}
        headers += [pair for pair in self._headers if pair[0] not in names]
        headers.append((b"x-request-id", line.request_id.encode("latin-1")))
        return headers

    async def _websocket(self, scope: Scope, receive: Receive, send: Send, line: _Line) -> None:
        async def received() -> Message:
            message = await receive()
            if message["type"] == "websocket.disconnect":
                line.status = line.status or message.get("code") or 1006
            return message

        async def answer(message: Message) -> None:
            if message["type"] == "websocket.close":
                line.status = line.status or message.get("code") or 1000
            await send(message)

        await self.app(scope, received, answer)

    def _tell(self, scope: Scope, line: _Line) -> None:
        status = line.status or (CLIENT_GONE if scope["type"] == "http" else 1006)
        if scope["type"] == "http":
            self._measure.answered(status)
            if line.operation is not None:
                self._measure.observe(line.name, line.operation, "http", line.seconds())
        if scope["path"] in PROBES and status == 200:
            return
        self._log.info(
            "request" if scope["type"] == "http" else "socket closed",
            request_id=line.request_id,
            method=scope.get("method"),
            path=scope["path"] if status != 404 else None,  # a path that we do not have may say anything
            status=status,
            operation=line.operation,
            actor=line.actor,
            ms=line.milliseconds(),
        )


def noted(open_operation: OpenOperation, measure: Metrics) -> OpenOperation:
    """The same opening of operations, which also tells the request's line what kind of operation it was.

    A socket carries many operations, so each of them has a line of its own; events of a subscription have none.
    """

    def opened(actor: Actor, info: RequestInfo) -> AbstractAsyncContextManager[object]:
        line = _line.get()
        if line is not None and not info.is_event:
            line.operation, line.name, line.actor = info.kind, info.name, actor.kind
        if info.transport != "websocket" or info.is_event:
            return open_operation(actor, info)
        return _with_line(open_operation, actor, info, line.request_id if line else None, measure)

    return opened


@asynccontextmanager
async def _with_line(
    open_operation: OpenOperation, actor: Actor, info: RequestInfo, socket: str | None, measure: Metrics
) -> AsyncIterator[object]:
    of_operation = _Line(info.request_id)
    try:
        async with open_operation(actor, info) as context:
            yield context
    finally:
        measure.observe(info.name, info.kind, info.transport, of_operation.seconds())
        log.info(
            "operation on socket",
            request_id=info.request_id,
            socket=socket,
            operation=info.kind,
            actor=actor.kind,
            ms=of_operation.milliseconds(),
        )
