"""The HTTP server: GraphQL, health, plugins' background work, orderly shutdown."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from socket import socket

import uvicorn
from starlette.applications import Starlette
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from majung.access.actor import Actor
from majung.duties.runner import run_duties
from majung.events.listeners import run_listeners
from majung.events.tail import Tail
from majung_schema.http import graphql_routes
from majung_schema.platform import Platform
from majung_schema.refusals import Unauthenticated
from majung_schema.websocket import LiveSockets


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


def build_app(platform: Platform, sockets: LiveSockets | None = None) -> Starlette:
    """The ASGI application of one installation."""
    live = LiveSockets() if sockets is None else sockets

    async def authenticate(connection: HTTPConnection | dict[str, object]) -> Actor:
        return await platform.authentication.actor(bearer_token(connection))

    async def healthy(request: Request) -> Response:
        return PlainTextResponse("ok")

    async def ready(request: Request) -> Response:
        rows = await platform.database.fetch("select 1 as one")
        return JSONResponse({"ready": bool(rows)})

    routes = [
        Route("/healthz", healthy),
        Route("/readyz", ready),
        *graphql_routes(
            platform.schema,
            authenticate=authenticate,
            open_operation=platform.open_operation,
            settings=platform.limits,
            sockets=live,
        ),
    ]

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            stack.enter_context(platform.active())
            await stack.enter_async_context(platform.registry.lifespan())
            await stack.enter_async_context(background_work(platform))
            yield

    return Starlette(routes=routes, lifespan=lifespan)


@asynccontextmanager
async def background_work(platform: Platform) -> AsyncIterator[None]:
    """Follow the event log, call listeners and do scheduled work until the block is left."""
    async with Tail(platform.database) as tail:
        platform.tail = tail
        tasks = [
            asyncio.create_task(run_listeners([listener for _, listener in platform.registry.listeners], tail)),
            asyncio.create_task(run_duties([work for _, work in platform.registry.scheduled_work])),
        ]
        try:
            yield
        finally:
            platform.tail = None
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


class Server(uvicorn.Server):
    """uvicorn that tells open sockets to come back (1012) before it stops, and says when it is ready."""

    def __init__(self, config: uvicorn.Config, sockets: LiveSockets, started: Callable[[str], None]) -> None:
        super().__init__(config)
        self._live = sockets
        self._tell = started

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """Listen, then tell."""
        await super().startup(sockets)
        if self.started:
            host, port = self.servers[0].sockets[0].getsockname()[:2]
            self._tell(f"http://{host}:{port}")

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        """Close every WebSocket with 1012, then stop."""
        await self._live.close_all()
        await super().shutdown(sockets)


async def serve(platform: Platform, host: str, port: int, started: Callable[[str], None]) -> None:
    """Serve until interrupted."""
    live = LiveSockets()
    config = uvicorn.Config(
        build_app(platform, live),
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        ws_ping_interval=30,
        timeout_graceful_shutdown=5,
        server_header=False,
    )
    await Server(config, live, started).serve()
