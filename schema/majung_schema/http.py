"""GraphQL over HTTP: media types, methods, status codes, bounds; and the routes of the endpoint."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from uuid import uuid4

import structlog
from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.types import Receive, Scope, Send
from strawberry import Schema

from majung.access.actor import Actor
from majung.errors import Locale, Refusal
from majung_schema.answers import Answer, Speaker
from majung_schema.bodies import ClientGone, asked_in_body, asked_in_query, read_body
from majung_schema.graphiql import graphiql_routes
from majung_schema.limits import Limits
from majung_schema.live.connections import LiveConnections
from majung_schema.live.event_stream import Asking, EventStream
from majung_schema.live.hub import Hub
from majung_schema.negotiation import (
    JSON,
    MediaType,
    answer_type,
    is_json,
    locale_of,
    speaking,
    wants_events,
    wants_html,
)
from majung_schema.operations import ANY, READS, SINGLE, Asked, OpenOperation, Operations, RequestInfo
from majung_schema.refusals import (
    MethodNotAllowed,
    MutationOverGet,
    NotAcceptable,
    UnsupportedMediaType,
)
from majung_schema.websocket import GraphQLSocket

Authenticate = Callable[[HTTPConnection | dict[str, object]], Awaitable[Actor]]
"""Finds out who asks: from a request's headers, or over WebSocket from the connection parameters, to which the
headers of its handshake are added (names in lower case). Raises `Unauthenticated` for credentials that are wrong;
whoever brings none is anonymous."""

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


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

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        if self._is_page(request):
            await RedirectResponse("/graphiql", status_code=303)(scope, receive, send)
            return
        request_id = request_id_of(request.headers.get("x-request-id"))
        media = answer_type(request.headers.get("accept"))
        try:
            if wants_events(request.headers.get("accept")):
                answer = await self._stream(request, request_id, send)
            else:
                answer = await self._answer(request, media, request_id)
        except ClientGone:
            return
        if answer is None:
            return
        response = _response(answer, media or JSON, request_id)
        await response(scope, receive, send)

    def _is_page(self, request: Request) -> bool:
        return (
            request.method == "GET"
            and not request.url.query
            and not self.settings.production
            and wants_html(request.headers.get("accept"))
        )

    async def _stream(self, request: Request, request_id: str, send: Send) -> Answer | None:
        """Answer with a stream of events; what could not even begin is returned."""
        speaker = self._speaker(request, request_id)
        try:
            _check_method(request)
            actor = await self._who(request)
            asked = await self._asked(request)
        except Refusal as refusal:
            return speaker.refused(refusal)
        except ClientGone:
            raise
        except Exception as error:
            return speaker.failed(error)
        info = RequestInfo(
            request_id=request_id, transport="stream", origin=actor.origin, headers=dict(request.headers.items())
        )
        asking = Asking(
            asked=asked,
            actor=actor,
            who=lambda: self._who(request),
            info=info,
            allowed=ANY - {"mutation"} if request.method == "GET" else ANY,
            last_id=request.headers.get("last-event-id") or None,
        )
        return await EventStream(self.operations, self.connections).run(asking, request.receive, send)

    def _speaker(self, request: Request, request_id: str) -> Speaker:
        locale: Locale = locale_of(request.headers.get("accept-language")) or "ko"
        return Speaker(locale=locale, request_id=request_id, production=self.settings.production)

    async def _who(self, request: Request) -> Actor:
        client = request.client.host if request.client else None
        return speaking(await self.authenticate(request), request.headers.get("accept-language"), client)

    async def _answer(self, request: Request, media: MediaType | None, request_id: str) -> Answer:
        speaker = self._speaker(request, request_id)
        try:
            if media is None:
                raise NotAcceptable
            _check_method(request)
            actor = await self._who(request)
            asked = await self._asked(request)
        except Refusal as refusal:
            return speaker.refused(refusal)
        except ClientGone:
            raise
        except Exception as error:
            return speaker.failed(error)
        info = RequestInfo(
            request_id=request_id, transport="http", origin=actor.origin, headers=dict(request.headers.items())
        )
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            allowed = READS if request.method == "GET" else SINGLE
            return await self.operations.answer(asked, actor, info, allowed=allowed)

    async def _asked(self, request: Request) -> Asked:
        if request.method == "GET":
            return asked_in_query(request.scope["query_string"], self.settings)
        body = await read_body(request.receive, request.headers.get("content-length"), self.settings)
        return asked_in_body(body, self.settings)


def _check_method(request: Request) -> None:
    if request.method not in ("GET", "POST"):
        raise MethodNotAllowed(method=request.method)
    if request.method == "POST":
        declared = request.headers.get("content-type")
        if not is_json(declared):
            raise UnsupportedMediaType(found=declared or "a body without Content-Type")
        encoding = request.headers.get("content-encoding", "identity")
        if encoding != "identity":
            raise UnsupportedMediaType(found=f"Content-Encoding {encoding}")


def request_id_of(given: str | None) -> str:
    """The request id of a client or proxy when it is a short plain word, else a new one."""
    return given if given and _REQUEST_ID.fullmatch(given) else uuid4().hex


def _response(answer: Answer, media: MediaType, request_id: str) -> Response:
    status = 200 if media == JSON and answer.well_formed and answer.status == 400 else answer.status
    headers: Mapping[str, str] = {
        "content-type": f"{media}; charset=utf-8",
        "cache-control": "no-store",
        "vary": "accept, accept-language, authorization",
        "x-request-id": request_id,
    }
    if status == MethodNotAllowed.status:
        is_write = any(e["extensions"]["code"] == MutationOverGet.code for e in answer.body["errors"])
        headers = {**headers, "allow": "POST" if is_write else "GET, POST"}
    if status == 401:
        headers = {**headers, "www-authenticate": 'Bearer realm="majung"'}
    return Response(answer.encoded(), status_code=status, headers=headers)
