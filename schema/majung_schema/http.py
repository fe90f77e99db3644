"""GraphQL over HTTP: media types, methods, status codes, bounds; and the routes of the endpoint."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import cast

from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.types import Receive, Scope, Send
from strawberry import Schema

from majung.access.actor import Actor
from majung.errors import Locale, Refusal
from majung_schema.answers import Answer, Speaker
from majung_schema.asking import ANY, READS, SINGLE, Asked, OpenOperation, RequestInfo
from majung_schema.bodies import ClientGone, asked_in_body, asked_in_query, read_body
from majung_schema.graphiql import graphiql_routes
from majung_schema.limits import Limits
from majung_schema.live.connections import LiveConnections
from majung_schema.live.event_stream import Asking, EventStream
from majung_schema.live.hub import Hub
from majung_schema.metering import retry_after
from majung_schema.negotiation import (
    JSON,
    RESPONSE,
    MediaType,
    answer_type,
    is_json,
    locale_of,
    speaking,
    wants_events,
    wants_html,
)
from majung_schema.operations import Operations
from majung_schema.refusals import (
    MethodNotAllowed,
    MutationOverGet,
    NotAcceptable,
    UnsupportedMediaType,
)
from majung_schema.request_ids import request_id_of
from majung_schema.websocket import GraphQLSocket

Authenticate = Callable[[HTTPConnection | dict[str, object]], Awaitable[Actor]]
"""Finds out who asks: from a request's headers, or over WebSocket from the connection parameters, to which the
headers of its handshake are added (names in lower case). Raises `Unauthenticated` for credentials that are wrong;
whoever brings none is anonymous."""

Headers = dict[str, str]

SPEAKING_KEPT = 10_000
"""Actors kept with the language and address they were asked from."""

_HEADERS: dict[MediaType, tuple[tuple[bytes, bytes], ...]] = {
    media: (
        (b"content-type", f"{media}; charset=utf-8".encode()),
        (b"cache-control", b"no-store"),
        (b"vary", b"accept, accept-language, authorization"),
    )
    for media in (JSON, RESPONSE)
}


def graphql_routes(
    schema: Schema,
    *,
    authenticate: Authenticate,
    open_operation: OpenOperation,
    settings: Limits,
    path: str = "/graphql",
    connections: LiveConnections | None = None,
    live: Callable[[], Hub | None] = lambda: None,
) -> list[BaseRoute]:
    """The endpoint over HTTP, event streams and WebSocket, and GraphiQL beside it unless in production.

    `open_operation` is entered for each operation and each event of a subscription. `connections` is told of every
    socket and stream, for an orderly shutdown; `live` follows the log for subscriptions.
    """
    operations = Operations(schema, open_operation=open_operation, settings=settings, live=live)
    open_ones = LiveConnections() if connections is None else connections
    socket = GraphQLSocket(operations, authenticate, open_ones)
    routes: list[BaseRoute] = [
        Route(path, GraphQLEndpoint(operations, authenticate, open_ones)),
        WebSocketRoute(path, socket),
    ]
    return routes if settings.production else [*routes, *graphiql_routes(endpoint=path)]


class GraphQLEndpoint:
    """The ASGI application that answers GraphQL requests over HTTP."""

    def __init__(self, operations: Operations, authenticate: Authenticate, connections: LiveConnections) -> None:
        self.operations = operations
        self.authenticate = authenticate
        self.connections = connections
        self.settings = operations.settings
        self._speaking: dict[tuple[str | None, str | None, str | None], tuple[Actor, Actor]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = headers_of(scope)
        if self._is_page(scope, headers):
            await RedirectResponse("/graphiql", status_code=303)(scope, receive, send)
            return
        request_id = request_id_of(headers.get("x-request-id"))
        media = answer_type(headers.get("accept"))
        try:
            if wants_events(headers.get("accept")):
                answer = await self._stream(Request(scope, receive), headers, request_id, send)
            else:
                answer = await self._answer(scope, receive, headers, media, request_id)
        except ClientGone:
            return
        if answer is not None:
            await _send(send, answer, media or JSON, request_id)

    def _is_page(self, scope: Scope, headers: Headers) -> bool:
        return (
            scope["method"] == "GET"
            and not scope["query_string"]
            and not self.settings.production
            and wants_html(headers.get("accept"))
        )

    async def _stream(self, request: Request, headers: Headers, request_id: str, send: Send) -> Answer | None:
        """Answer with a stream of events; what could not even begin is returned."""
        speaker = self._speaker(headers, request_id)

        async def who() -> Actor:
            client = request.client.host if request.client else None
            return speaking(await self.authenticate(request), headers.get("accept-language"), client)

        try:
            _check_method(request.method, headers)
            actor = await who()
            asked = await self._asked(request.scope, request.receive, headers)
        except Refusal as refusal:
            return speaker.refused(refusal)
        except ClientGone:
            raise
        except Exception as error:
            return speaker.failed(error)
        asking = Asking(
            asked=asked,
            actor=actor,
            who=who,
            info=RequestInfo(
                request_id=request_id,
                transport="stream",
                name=asked.operation_name,
                origin=actor.origin,
                headers=headers,
            ),
            allowed=ANY - {"mutation"} if request.method == "GET" else ANY,
            last_id=headers.get("last-event-id") or None,
        )
        return await EventStream(self.operations, self.connections).run(asking, request.receive, send)

    async def _answer(
        self, scope: Scope, receive: Receive, headers: Headers, media: MediaType | None, request_id: str
    ) -> Answer:
        method: str = scope["method"]
        try:
            if media is None:
                raise NotAcceptable
            _check_method(method, headers)
            actor = await self._actor(headers, scope["client"][0] if scope.get("client") else None)
            asked = await self._asked(scope, receive, headers)
        except Refusal as refusal:
            return self._speaker(headers, request_id).refused(refusal)
        except ClientGone:
            raise
        except Exception as error:
            return self._speaker(headers, request_id).failed(error)
        info = RequestInfo(
            request_id=request_id, transport="http", name=asked.operation_name, origin=actor.origin, headers=headers
        )
        return await self.operations.answer(asked, actor, info, allowed=READS if method == "GET" else SINGLE)

    def _speaker(self, headers: Headers, request_id: str) -> Speaker:
        """Words for whoever could not be made out."""
        locale: Locale = locale_of(headers.get("accept-language")) or "ko"
        return Speaker(locale=locale, request_id=request_id, production=self.settings.production)

    async def _actor(self, headers: Headers, client: str | None) -> Actor:
        """Who asks, in the language of the request and from where; the same object for the same credentials."""
        known = await self.authenticate(cast("dict[str, object]", headers))
        language = headers.get("accept-language")
        key = (headers.get("authorization"), language, client)
        kept = self._speaking.get(key)
        if kept is not None and kept[0] is known:
            return kept[1]
        actor = speaking(known, language, client)
        if len(self._speaking) >= SPEAKING_KEPT:
            self._speaking.clear()
        self._speaking[key] = (known, actor)
        return actor

    async def _asked(self, scope: Scope, receive: Receive, headers: Headers) -> Asked:
        if scope["method"] == "GET":
            return asked_in_query(scope["query_string"], self.settings)
        body = await read_body(receive, headers.get("content-length"), self.settings)
        return asked_in_body(body, self.settings)


def headers_of(scope: Scope) -> Headers:
    """The headers of a request, names in lower case; of a header that comes several times the first."""
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in reversed(scope["headers"])}


def _check_method(method: str, headers: Headers) -> None:
    if method not in ("GET", "POST"):
        raise MethodNotAllowed(method=method)
    if method == "POST":
        declared = headers.get("content-type")
        if not is_json(declared):
            raise UnsupportedMediaType(found=declared or "a body without Content-Type")
        encoding = headers.get("content-encoding", "identity")
        if encoding != "identity":
            raise UnsupportedMediaType(found=f"Content-Encoding {encoding}")


async def _send(send: Send, answer: Answer, media: MediaType, request_id: str) -> None:
    status = 200 if media == JSON and answer.well_formed and answer.status == 400 else answer.status
    body = answer.encoded()
    headers = [
        *_HEADERS[media],
        (b"x-request-id", request_id.encode("latin-1")),
        (b"content-length", str(len(body)).encode("ascii")),
    ]
    if status == MethodNotAllowed.status:
        is_write = any(e["extensions"]["code"] == MutationOverGet.code for e in answer.body["errors"])
        headers.append((b"allow", b"POST" if is_write else b"GET, POST"))
    if (seconds := retry_after(answer)) is not None:
        headers.append((b"retry-after", seconds.encode()))
    if status == 401:
        headers.append((b"www-authenticate", b'Bearer realm="majung"'))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
