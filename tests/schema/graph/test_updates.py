"""Updates over a real socket: resumed, filtered, under the rights of each moment, ended in order."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
import uvicorn
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from majung.access.actor import Actor, system
from majung.events.event import append
from majung.events.log import encode_cursor
from majung.events.registry import core_events
from majung.storage.database import open_database
from majung.storage.migrations import model_modules
from majung.storage.transaction import write
from majung_schema.app import Server, at_work, build_app
from majung_schema.refusals import Unauthenticated
from majung_schema.websocket import LiveSockets

UPDATES = """subscription($after: Cursor, $types: [String!], $firm: ID) {
    updates(after: $after, types: $types, firm: $firm) {
      __typename type cursor subject { id ... on Firm { name } } } }"""
REGISTERED = next(event for event in core_events() if event.__name__ == "FirmRegistered")


@write
async def happen(actor: Actor, *, firm: UUID, district: str = "12790") -> None:
    """What a write leaves in the log: that a firm was registered."""
    event = REGISTERED(source="staff", district_code=district, industry_revision=None, industry_code=None)
    await append(event, subject=firm, firms=[firm], district=district)


class Gate:
    """Who holds which token; what it opens may change while a socket is open."""

    def __init__(self) -> None:
        self.mandates: dict[str, Actor] = {"officer": Actor(kind="official", name="officer")}

    async def actor(self, token: str | None) -> Actor:
        if token not in self.mandates:
            raise Unauthenticated
        return self.mandates[token]


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
async def served(platform: Any, gate: Gate) -> AsyncIterator[Any]:
    """The platform behind uvicorn on a free port; `served.url`, `served.stop()`."""
    platform.authentication = gate
    live, started = LiveSockets(), asyncio.Event()
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(build_app(platform, live), lifespan="off", log_config=None, access_log=False)
    server = Server(config, live, started.set)
    async with at_work(platform):
        running = asyncio.create_task(server._serve(sockets=[listener]))
        await asyncio.wait_for(started.wait(), 10)
        server.url = f"ws://127.0.0.1:{listener.getsockname()[1]}/graphql"  # type: ignore[attr-defined]
        server.running = running  # type: ignore[attr-defined]
        yield server
        server.should_exit = True
        with suppress(asyncio.CancelledError):
            await asyncio.wait_for(running, 10)


@asynccontextmanager
async def client(served: Any, token: str = "officer") -> AsyncIterator[Client]:
    async with connect(served.url, subprotocols=[Subprotocol("graphql-transport-ws")]) as connection:
        opened = Client(connection)
        await opened.say(type="connection_init", payload={"authorization": f"Bearer {token}"})
        assert (await opened.hear())["type"] == "connection_ack"
        yield opened


async def test_a_change_by_another_process_arrives_and_a_cursor_resumes(
    served: Any, settings: Any, make: Any, platform: Any
) -> None:
    firm = await make("firm", name="남도식품", district_code="12790")
    async with client(served) as first:
        await first.subscribe()
        async with await open_database(settings, model_modules(platform.registry.apps())) as other:
            with other.activate():
                await happen(system("other"), firm=firm.id)
                update = await first.update()
                assert update["subject"] == {"id": f"firm_{firm.id}", "name": "남도식품"}
                assert (update["__typename"], update["type"]) == ("FirmRegistered", "core.FirmRegistered")
                for _ in range(3):
                    await happen(system("other"), firm=firm.id)
        following = [(await first.update())["cursor"] for _ in range(3)]
    async with client(served) as again:
        await again.subscribe(after=update["cursor"])
        assert [(await again.update())["cursor"] for _ in range(3)] == following
        await happen(system("here"), firm=firm.id)
        assert (await again.update())["cursor"] not in following


async def test_types_and_firms_filter(served: Any, make: Any) -> None:
    wanted, other = await make("firm", name="하나"), await make("firm", name="둘")
    async with client(served) as subscriber:
        await subscriber.subscribe(types=["core.FirmRegistered"], firm=f"firm_{wanted.id}")
        for firm in (other, wanted, other, wanted):
            await happen(system("test"), firm=firm.id)
        assert [(await subscriber.update())["subject"]["name"] for _ in range(2)] == ["하나", "하나"]
    async with client(served) as subscriber:
        await subscriber.subscribe(after=encode_cursor(0), types=["core.NoSuchEvent"])
        await happen(system("test"), firm=wanted.id)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(subscriber.connection.recv(), 0.5)


@pytest.mark.parametrize(
    ("variables", "code"),
    [
        ({"after": encode_cursor(10_000)}, "UNKNOWN_CURSOR"),
        ({"after": "nonsense"}, "UNKNOWN_CURSOR"),
        ({"after": ""}, "UNKNOWN_CURSOR"),
        ({"firm": "person_0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"}, "INVALID_ID"),
        ({"types": ["\ud800"]}, "MALFORMED_REQUEST"),
    ],
)
async def test_refuses_a_start_that_cannot_be(served: Any, variables: dict[str, Any], code: str) -> None:
    async with client(served) as subscriber:
        with suppress(ConnectionClosed):
            await subscriber.subscribe(**variables)
            message = await subscriber.hear()
            assert message["type"] == "error"
            assert message["payload"][0]["extensions"]["code"] == code
            return
        assert (code, subscriber.connection.close_code) == ("MALFORMED_REQUEST", 4400)


async def test_each_viewer_hears_of_its_own(served: Any, make: Any, gate: Gate) -> None:
    own, other = await make("firm", name="하나"), await make("firm", name="둘")
    gate.mandates["agent"] = Actor(kind="firm", name="agent", firm_ids=frozenset({own.id}))
    gate.mandates["si_gun"] = Actor(kind="official", name="si_gun", districts=frozenset({"12110"}))
    async with client(served, "agent") as agent, client(served, "si_gun") as officer:
        await agent.subscribe()
        await officer.subscribe()
        await happen(system("test"), firm=other.id, district="12110")
        await happen(system("test"), firm=own.id, district="12790")
        await happen(system("test"), firm=other.id, district="12110")
        assert (await agent.update())["subject"]["name"] == "하나"
        first, second = await officer.update(), await officer.update()
        assert first["subject"] is second["subject"] is None  # the firm itself is not of its district


@pytest.mark.parametrize("change", ["revoked", "changed"])
async def test_rights_are_looked_at_again_at_each_event(served: Any, make: Any, gate: Gate, change: str) -> None:
    firm = await make("firm", name="하나")
    mandate = Actor(kind="firm", name="agent", firm_ids=frozenset({firm.id}))
    gate.mandates["agent"] = mandate
    async with client(served, "agent") as agent:
        await agent.subscribe()
        await happen(system("test"), firm=firm.id)
        await agent.update()
        changed = {"changed": replace(mandate, firm_ids=frozenset({uuid4()}))}
        gate.mandates = {"agent": changed[change]} if change in changed else {}
        await happen(system("test"), firm=firm.id)
        message = await agent.hear()
        assert message["type"] == "error"
        code = {"changed": "MANDATE_CHANGED", "revoked": "UNAUTHENTICATED"}[change]
        assert message["payload"][0]["extensions"]["code"] == code


async def test_a_server_that_stops_closes_with_1012(served: Any, make: Any) -> None:
    async with client(served) as subscriber:
        await subscriber.subscribe()
        served.should_exit = True
        with suppress(ConnectionClosed):
            async with asyncio.timeout(5):
                async for _ in subscriber.connection:
                    pass
        assert subscriber.connection.close_code == 1012
        assert subscriber.connection.close_reason == "Server restarts"
    await asyncio.wait_for(served.running, 10)
