"""A small schema behind the real endpoint: over ASGI in the process, or on a port where sockets matter."""

from __future__ import annotations

import asyncio
import json
import socket as sockets
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import httpx2
import pytest
import strawberry
import uvicorn
from starlette.applications import Starlette
from starlette.requests import HTTPConnection
from strawberry.scalars import JSON
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from majung.access.actor import ANONYMOUS, Actor
from majung.errors import Refusal
from majung_schema.asking import RequestInfo
from majung_schema.http import graphql_routes
from majung_schema.limits import Limits
from majung_schema.live.connections import LiveConnections
from majung_schema.refusals import Unauthenticated
from majung_schema.wire import TextFrames, http_within


class CallNotOpen(Refusal):
    """The call {number} is not open.

    ko: {number} 공고는 접수 기간이 아닙니다.
    """


@strawberry.type
class Firm:
    name: str

    @strawberry.field
    def partners(self, first: int | None = None) -> FirmConnection:
        return FirmConnection(nodes=[Firm(name="남도식품")])


@strawberry.type
class FirmConnection:
    nodes: list[Firm]


@dataclass
class Ctx:
    actor: Actor
    info: RequestInfo


Info = strawberry.Info[Ctx, None]


@strawberry.type
class Query:
    @strawberry.field
    def firm(self, name: str = "한빛정밀") -> Firm:
        return Firm(name=name)

    @strawberry.field
    def whoami(self, info: Info) -> str:
        return info.context.actor.kind

    @strawberry.field
    def origin(self, info: Info) -> str | None:
        return info.context.actor.origin

    @strawberry.field
    def header(self, info: Info, name: str) -> str | None:
        return info.context.info.headers.get(name)

    @strawberry.field
    def double(self, number: int) -> int:
        return number * 2

    @strawberry.field
    def broken(self) -> str | None:
        raise RuntimeError("secret SELECT * FROM firm at /srv/majung")

    @strawberry.field
    def huge(self) -> JSON | None:
        return JSON(2**70)

    @strawberry.field
    def refused(self) -> str | None:
        raise CallNotOpen(number="2025-3", path=("input", "call"))

    @strawberry.field
    async def slow(self) -> str:
        await asyncio.sleep(30)
        return "late"


@strawberry.type
class Mutation:
    @strawberry.mutation
    def rename(self, name: str) -> Firm:
        return Firm(name=name)


@strawberry.type
class Tick:
    number: int

    @strawberry.field
    def context_id(self, info: Info) -> str:
        return f"{id(info.context)}"

    @strawberry.field
    def is_event(self, info: Info) -> bool:
        return info.context.info.is_event


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def ticks(self, count: int) -> AsyncGenerator[Tick, None]:
        for number in range(count):
            yield Tick(number=number)

    @strawberry.subscription
    async def forever(self) -> AsyncGenerator[Tick, None]:
        number = 0
        while True:
            yield Tick(number=number)
            number += 1
            await asyncio.sleep(0.01)

    @strawberry.subscription
    async def failing(self) -> AsyncGenerator[Tick, None]:
        yield Tick(number=0)
        raise RuntimeError("secret of the source")


SCHEMA = strawberry.Schema(Query, Mutation, Subscription)
OFFICIAL = Actor(kind="official", name="official:1", locale="ko")


@dataclass
class Endpoint:
    """What a test may change and look at."""

    settings: Limits = field(default_factory=Limits)
    opened: list[Ctx] = field(default_factory=list)
    closed: int = 0
    revoked: set[str] = field(default_factory=set)
    connections: LiveConnections = field(default_factory=LiveConnections)

    async def authenticate(self, who: HTTPConnection | dict[str, object]) -> Actor:
        given = who.headers.get("authorization") if isinstance(who, HTTPConnection) else who.get("authorization")
        if given is None:
            return ANONYMOUS
        token = str(given).removeprefix("Bearer ")
        if token not in ("official", "short") or token in self.revoked:
            raise Unauthenticated
        return OFFICIAL

    @asynccontextmanager
    async def open_operation(self, actor: Actor, info: RequestInfo) -> AsyncIterator[Ctx]:
        context = Ctx(actor, info)
        self.opened.append(context)
        try:
            yield context
        finally:
            self.closed += 1

    def app(self) -> Starlette:
        return Starlette(
            routes=graphql_routes(
                SCHEMA,
                authenticate=self.authenticate,
                open_operation=self.open_operation,
                settings=self.settings,
                connections=self.connections,
            )
        )


@pytest.fixture
def endpoint() -> Endpoint:
    return Endpoint()


@pytest.fixture
def client_of() -> Callable[[Endpoint], httpx2.AsyncClient]:
    def build(endpoint: Endpoint) -> httpx2.AsyncClient:
        transport = httpx2.ASGITransport(app=endpoint.app(), raise_app_exceptions=True)
        return httpx2.AsyncClient(transport=transport, base_url="http://majung")

    return build


@pytest.fixture
async def client(
    endpoint: Endpoint, client_of: Callable[[Endpoint], httpx2.AsyncClient]
) -> AsyncIterator[httpx2.AsyncClient]:
    async with client_of(endpoint) as opened:
        yield opened


@pytest.fixture
def ask(client: httpx2.AsyncClient) -> Callable[..., Awaitable[Any]]:
    """The GraphQL response to a document."""

    async def send(query: str, variables: dict[str, Any] | None = None, **headers: str) -> Any:
        headers = {"accept": "application/graphql-response+json", **headers}
        response = await client.post("/graphql", json={"query": query, "variables": variables}, headers=headers)
        return response.json()

    return send


@dataclass
class Served:
    url: str
    server: uvicorn.Server


@pytest.fixture
async def serve() -> AsyncIterator[Callable[[Endpoint], Awaitable[Served]]]:
    """Serves an endpoint with uvicorn on a free port."""
    running: list[tuple[uvicorn.Server, asyncio.Task[None]]] = []

    async def start(endpoint: Endpoint) -> Served:
        listening = sockets.socket()
        listening.bind(("127.0.0.1", 0))
        http = http_within(endpoint.settings)
        config = uvicorn.Config(endpoint.app(), http=http, ws=TextFrames, log_level="critical", lifespan="off")
        server = uvicorn.Server(config)
        running.append((server, asyncio.create_task(server.serve(sockets=[listening]))))
        async with asyncio.timeout(10):
            while not server.started:  # noqa: ASYNC110 - uvicorn offers no event
                await asyncio.sleep(0.01)
        return Served(url=f"127.0.0.1:{listening.getsockname()[1]}", server=server)

    yield start
    for server, task in running:
        server.should_exit = True
        await task


class Talk:
    """A client that says JSON and waits at most five seconds."""

    def __init__(self, connection: ClientConnection, server: uvicorn.Server) -> None:
        self.connection = connection
        self.server = server

    async def say(self, message: object) -> None:
        await self.connection.send(message if isinstance(message, str | bytes) else json.dumps(message))

    async def hear(self) -> Any:
        return json.loads(await asyncio.wait_for(self.connection.recv(), 5))

    async def closed(self) -> tuple[int, str]:
        async with asyncio.timeout(5):
            with suppress(ConnectionClosed):
                async for _ in self.connection:
                    pass
        assert self.connection.close_code is not None
        return self.connection.close_code, self.connection.close_reason or ""

    async def init(self, **payload: str) -> None:
        await self.say({"type": "connection_init", "payload": payload})
        assert await self.hear() == {"type": "connection_ack"}

    async def subscribe(self, id: str, query: str, **more: object) -> None:
        await self.say({"type": "subscribe", "id": id, "payload": {"query": query, **more}})

    async def hear_all(self, id: str) -> list[Any]:
        heard = []
        while (message := await self.hear())["type"] == "next":
            assert message["id"] == id
            heard.append(message["payload"])
        assert message == {"type": "complete", "id": id}
        return heard


@pytest.fixture
def talk(serve: Any, endpoint: Endpoint) -> Callable[..., Any]:
    @asynccontextmanager
    async def opened(protocol: str = "graphql-transport-ws", **headers: str) -> AsyncIterator[Talk]:
        served = await serve(endpoint)
        url = f"ws://{served.url}/graphql"
        async with connect(url, subprotocols=[Subprotocol(protocol)], additional_headers=headers) as connection:
            yield Talk(connection, served.server)

    return opened
