"""The HTTP server: GraphQL, health, plugins' background work, orderly shutdown."""

from __future__ import annotations

import asyncio
import gc
import signal
import threading
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from socket import socket
from uuid import UUID

import structlog
import uvicorn
from starlette.applications import Starlette
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from majung.access.actor import Actor
from majung.access.tickets import ticket_token
from majung.deliveries.sending import Sender
from majung.deliveries.worker import Deliverer
from majung.duties.runner import run_duties
from majung.events.event_source import tail_of
from majung.events.listeners import run_listeners
from majung.events.tail import Tail
from majung.storage.away import DATABASE_AWAY
from majung.tracing import traced
from majung_schema.browser import Browser, mandate_meant
from majung_schema.deliveries.answers import answers_route
from majung_schema.deliveries.checking import check_stored_documents
from majung_schema.deliveries.feed import feed_route
from majung_schema.document_routes import document_routes
from majung_schema.exports.route import export_route
from majung_schema.http import GraphQLEndpoint, graphql_routes
from majung_schema.listening import address_of
from majung_schema.live.connections import LiveConnections
from majung_schema.live.event_stream import stream_ticket_of
from majung_schema.live.hub import Hub
from majung_schema.login_routes import login_routes
from majung_schema.metrics import Metrics, metrics_route
from majung_schema.platform import Platform
from majung_schema.refusals import TicketRefused, Unauthenticated
from majung_schema.request_log import RequestLog, noted
from majung_schema.websocket import GraphQLSocket
from majung_schema.wire import TextFrames, http_within

READY_SECONDS = 2.0
"""How long the database may take to answer before the server counts as not ready."""

COLLECTED_AFTER = (20_000, 20, 20)
"""New objects before the collector looks at the young ones, and rounds before it looks at older ones."""

_NOT_KEPT = {"cache-control": "no-store"}
_STOPPING = (signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM))

log = structlog.get_logger("majung.server")


def bearer_token(connection: HTTPConnection | dict[str, object]) -> str | None:
    """The token of a request: the Authorization header, or the connection parameter of the same name."""
    value = (
        connection.headers.get("authorization")
        if isinstance(connection, HTTPConnection)
        else (connection.get("authorization") or connection.get("Authorization"))
    )
    if value is None:
        return None
    scheme, _, token = str(value).partition(" ")
    if scheme.casefold() != "bearer" or not token.strip():
        raise Unauthenticated
    return token.strip()


def build_app(platform: Platform, connections: LiveConnections | None = None) -> ASGIApp:
    """The ASGI application of one installation. No other site's pages may call it: there is no CORS."""

    browser, metrics = Browser(platform.settings.public_url), Metrics()
    connections = LiveConnections() if connections is None else connections

    async def authenticate(connection: HTTPConnection | dict[str, object]) -> Actor:
        ticket = stream_ticket_of(connection)
        if ticket is not None:
            if (token_id := ticket_token(ticket)) is None:
                raise TicketRefused
            return await platform.authentication.actor_of(token_id)
        token, mandate = bearer_token(connection), mandate_meant(connection)
        if token is None and (secret := browser.secret(connection)) is not None:
            return await platform.authentication.actor(secret, mandate, browser=True)
        return await platform.authentication.actor(token, mandate)

    async def ready(request: Request) -> Response:
        answers = await database_answers(platform)
        return JSONResponse({"ready": answers}, status_code=200 if answers else 503, headers=_NOT_KEPT)

    routes = [
        Route("/healthz", _healthy),
        Route("/readyz", ready),
        metrics_route(metrics, platform, connections),
        feed_route(platform, authenticate),
        answers_route(platform),
        *graphql_routes(
            platform.schema,
            authenticate=authenticate,
            open_operation=noted(platform.open_operation, metrics),
            settings=platform.limits,
            connections=connections,
            live=lambda: platform.live,
        ),
        export_route(platform.operations, authenticate),
        *document_routes(platform, authenticate),
        *login_routes(platform.authentication, browser),
    ]

    served = _Straight(Starlette(routes=routes), routes)
    return RequestLog(served, production=platform.settings.production, measure=metrics)


class _Straight:
    """The application, where GraphQL does not go through routing and its layers: time for each request, memory for
    each socket.
    """

    def __init__(self, app: ASGIApp, routes: Sequence[BaseRoute]) -> None:
        self._app = app
        found = (route for route in routes if isinstance(route, Route) and isinstance(route.app, GraphQLEndpoint))
        self._endpoints: dict[tuple[str, str], ASGIApp] = {("http", route.path): route.app for route in found}
        self._endpoints |= {
            ("websocket", route.path): route.endpoint
            for route in routes
            if isinstance(route, WebSocketRoute) and isinstance(route.endpoint, GraphQLSocket)
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        endpoint = self._endpoints.get((scope["type"], scope["path"]), self._app)
        await endpoint(scope, receive, send)


async def _healthy(request: Request) -> Response:
    return PlainTextResponse("ok", headers=_NOT_KEPT)


async def database_answers(platform: Platform) -> bool:
    """Whether the database answers at once; when it does not, requests would fail too."""
    try:
        async with asyncio.timeout(READY_SECONDS):
            await platform.database.fetch("select 1")
    except DATABASE_AWAY as error:
        log.warning("the database does not answer", error=type(error).__qualname__)
        return False
    return True


@asynccontextmanager
async def at_work(platform: Platform) -> AsyncIterator[None]:
    """Hold open what plugins hold open while a server runs, with the platform's own work in the background."""
    with platform.active():
        async with platform.registry.lifespan(), background_work(platform):
            yield


@asynccontextmanager
async def background_work(platform: Platform) -> AsyncIterator[None]:
    """Follow the event log, call listeners and do scheduled work until the block is left."""
    await check_stored_documents(platform.selections)
    async with (
        tail_of(platform.database, platform.settings.event_source) as tail,
        _live(platform, tail),
        Sender(platform.selections.targets) as sender,
    ):
        platform.selections.tail = tail
        deliverer = Deliverer(platform.selections, platform.asking, sender, tail)
        tasks = [
            asyncio.create_task(run_listeners(platform.listeners, tail), name="listeners"),
            asyncio.create_task(run_duties([*platform.scheduled_work, platform.asking.work()]), name="scheduled work"),
            asyncio.create_task(deliverer.run(), name="deliveries"),
        ]
        for task in tasks:
            task.add_done_callback(_tell_failure)
        try:
            yield
        finally:
            platform.selections.tail = None
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


@asynccontextmanager
async def _live(platform: Platform, tail: Tail) -> AsyncIterator[None]:
    async def again(token_ids: Collection[UUID]) -> dict[UUID, Actor]:
        return await platform.authentication.again(token_ids)

    async with Hub(platform.database, tail, again, platform.limits) as hub:
        platform.live = hub
        try:
            yield
        finally:
            platform.live = None


def _tell_failure(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("work in the background ended", work=task.get_name(), error=type(error).__qualname__, exc_info=error)


class Server(uvicorn.Server):
    """uvicorn that says when it is ready, and tells open sockets to come back (1012) before it stops.

    A signal ends it in order, and is not raised again: a server that was told to stop has done its work.
    """

    def __init__(self, config: uvicorn.Config, connections: LiveConnections, started: Callable[[], None]) -> None:
        super().__init__(config)
        self._live = connections
        self._tell = started

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop on SIGINT, SIGTERM and SIGHUP; a second SIGINT does not wait for open requests."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: signal.signal(number, self.handle_exit) for number in _STOPPING}
        try:
            yield
        finally:
            for number, handler in before.items():  # who presses Ctrl-C again must not interrupt the tidying up
                signal.signal(number, signal.SIG_IGN if self.should_exit else handler)

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """Begin to answer, then tell."""
        await super().startup(sockets)
        if self.started:
            self._tell()

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        """Close every WebSocket with 1012, end every event stream without `complete`, then stop."""
        await self._live.close_all()
        await super().shutdown(sockets)


def spare_the_collector() -> None:
    """Let the garbage collector look only at what requests leave behind.

    Schema, plans and modules live as long as the process; looking through their half a million objects again and
    again stops all requests for a tenth of a second each time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTED_AFTER)


def server_config(platform: Platform, app: ASGIApp) -> uvicorn.Config:
    """How uvicorn serves the application of an installation."""
    return uvicorn.Config(
        app,
        http=http_within(platform.limits),
        ws=TextFrames,
        lifespan="off",
        log_config=None,
        access_log=False,
        ws_ping_interval=30,
        ws_per_message_deflate=False,  # updates are small; a compressor for each socket takes more memory than the rest
        ws_max_size=platform.limits.body_bytes,
        timeout_graceful_shutdown=5,
        server_header=False,
        proxy_headers=bool(platform.settings.proxies),
        forwarded_allow_ips=list(platform.settings.proxies),
    )


async def serve(platform: Platform, listener: socket, started: Callable[[str], None]) -> None:
    """Serve on a listening socket until the process is told to stop; `started` is told the address."""
    live = LiveConnections()
    config = server_config(platform, build_app(platform, live))
    address = address_of(listener)
    with traced():
        async with at_work(platform):
            spare_the_collector()
            await Server(config, live, lambda: started(address)).serve(sockets=[listener])
