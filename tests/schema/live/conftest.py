"""A platform behind a real server, and clients on its sockets and event streams."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

import httpx2
import pytest
from tests.schema.graph.conftest import composed, make, platform
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from majung.access.actor import Actor
from majung.events.event import append
from majung.events.registry import core_events
from majung.storage.transaction import write
from majung_schema.app import Server, at_work, build_app, server_config
from majung_schema.limits import Limits
from majung_schema.live.connections import LiveConnections
from majung_schema.platform import Platform
from majung_schema.refusals import Unauthenticated

__all__ = ["composed", "make", "platform"]

SMALL_BUFFER = 65_536
"""Bytes that the kernel holds for a connection, so that a client that does not read is soon behind."""
UPDATES = """subscription($after: Cursor, $types: [String!], $firm: ID) {
    updates(after: $after, types: $types, firm: $firm) {
      __typename type cursor subject { id ... on Firm { name } } } }"""
REGISTERED = next(event for event in core_events() if event.__name__ == "FirmRegistered")


@write
async def happen(actor: Actor, *, firm: UUID, district: str = "12790") -> None:
    """What a write leaves in the log: that a firm was registered."""
    event = REGISTERED(source="staff", district_code=district, industry_revision=None, industry_code=None)
    await append(event, subject=firm, firms=[firm], district=district)


def token_id(token: str) -> UUID:
    """The id of a token of the gate."""
    return uuid5(NAMESPACE_OID, token)


class Gate:
    """Who holds which token; what it opens may change while a socket is open."""

    def __init__(self) -> None:
        self.mandates: dict[str, Actor] = {"officer": Actor(kind="official", name="officer")}

    async def actor(self, token: str | None, mandate: str | None = None) -> Actor:
        if token not in self.mandates:
            raise Unauthenticated
        return replace(self.mandates[token], token_id=token_id(token))

    async def actor_of(self, wanted: UUID) -> Actor:
        return (await self.again([wanted]))[wanted]

    async def again(self, token_ids: Collection[UUID]) -> dict[UUID, Actor]:
        held = [await self.actor(token) for token in self.mandates]
        return {actor.token_id: actor for actor in held if actor.token_id in token_ids}  # type: ignore[misc]


class Client:
    """One socket that speaks graphql-transport-ws and waits at most five seconds."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection

    async def say(self, **message: Any) -> None:
        await self.connection.send(json.dumps(message))

    async def hear(self) -> dict[str, Any]:
        heard: dict[str, Any] = json.loads(await asyncio.wait_for(self.connection.recv(), 5))
        return heard

    async def subscribe(self, **variables: Any) -> None:
        await self.say(type="subscribe", id="1", payload={"query": UPDATES, "variables": variables})
        await asyncio.sleep(0.15)  # without a cursor a subscription begins when it has been read, which is not told

    async def update(self) -> dict[str, Any]:
        message = await self.hear()
        assert message["type"] == "next", message
        assert "errors" not in message["payload"], message
        found: dict[str, Any] = message["payload"]["data"]["updates"]
        return found


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.fixture
def limits() -> Limits:
    """What the server allows; a test overrides it by `parametrize`."""
    return Limits()


@pytest.fixture
async def served(platform: Platform, gate: Gate, limits: Limits, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Any]:
    """The platform behind uvicorn on a free port; `served.url`, `served.stop()`."""
    monkeypatch.setattr(Platform, "limits", limits)
    platform.authentication = gate  # type: ignore[assignment]
    live, started = LiveConnections(), asyncio.Event()
    listener = socket.create_server(("127.0.0.1", 0))
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SMALL_BUFFER)
    server = Server(server_config(platform, build_app(platform, live)), live, started.set)
    async with at_work(platform):
        running = asyncio.create_task(server._serve(sockets=[listener]))
        await asyncio.wait_for(started.wait(), 10)
        server.port = listener.getsockname()[1]  # type: ignore[attr-defined]
        server.url = f"ws://127.0.0.1:{server.port}/graphql"  # type: ignore[attr-defined]
        server.running = running  # type: ignore[attr-defined]
        yield server
        server.should_exit = True
        with suppress(asyncio.CancelledError):
            await asyncio.wait_for(running, 10)


@asynccontextmanager
async def client(served: Any, token: str = "officer") -> AsyncIterator[Client]:
    near = socket.socket()
    near.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_BUFFER)
    near.setblocking(False)
    await asyncio.get_running_loop().sock_connect(near, ("127.0.0.1", served.port))
    protocols = [Subprotocol("graphql-transport-ws")]
    async with connect(served.url, sock=near, subprotocols=protocols, ping_interval=None) as connection:
        opened = Client(connection)
        await opened.say(type="connection_init", payload={"authorization": f"Bearer {token}"})
        assert (await opened.hear())["type"] == "connection_ack"
        yield opened


@dataclass
class Told:
    """One event of a stream."""

    event: str = ""
    id: str | None = None
    data: Any = None

    @property
    def update(self) -> Any:
        assert "errors" not in self.data, self.data
        return self.data["data"]["updates"]

    @property
    def code(self) -> str:
        return str(self.data["errors"][0]["extensions"]["code"])


@dataclass
class Stream:
    """An open event stream that waits at most five seconds."""

    response: httpx2.Response
    lines: AsyncIterator[str]
    comments: int = 0
    heard: list[Told] = field(default_factory=list)

    async def next(self) -> Told | None:
        """The next event; None at the end of the stream."""
        told = Told()
        async with asyncio.timeout(5):
            async for line in self.lines:
                name, _, value = line.partition(": ")
                if line.startswith(":"):
                    self.comments += 1
                elif name in {"data:", "data"}:
                    told.data = json.loads(value) if value else None
                elif name in ("event", "id"):
                    setattr(told, name, value)
                elif not line and told.event:
                    self.heard.append(told)
                    return told
        return None


@asynccontextmanager
async def stream(
    served: Any, query: str = UPDATES, token: str | None = "officer", method: str = "POST", **more: Any
) -> AsyncIterator[Stream]:
    """An event stream; `variables`, `params` and `headers` as for a request."""
    headers = {"accept": "text/event-stream", **more.pop("headers", {})}
    if token:
        headers["authorization"] = f"Bearer {token}"
    variables = more.pop("variables", {})
    if method == "POST":
        more["json"] = {"query": query, "variables": variables}
    else:
        more["params"] = {"query": query, "variables": json.dumps(variables), **more.pop("params", {})}
    url = served.url.replace("ws:", "http:")
    async with (
        httpx2.AsyncClient(timeout=10) as http,
        http.stream(method, url, headers=headers, **more) as response,
    ):
        yield Stream(response, response.aiter_lines())
