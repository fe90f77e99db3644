"""A partner with a receiver of its own: a real HTTP server on this machine that remembers what it was sent."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
import uvicorn
from standardwebhooks.webhooks import Webhook
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from majung.access.actor import Actor, system
from majung.deliveries.targets import Targets
from majung.events.event import append
from majung.events.registry import core_events
from majung.institutions.models import Institution
from majung.storage.transaction import write
from majung.testing import make_firm, make_institution, partner_of
from majung_schema.testing import App, app, config, plugins, server

__all__ = ["app", "config", "plugins", "server"]

REGISTERED = next(event for event in core_events() if event.__name__ == "FirmRegistered")
DOCUMENT = """subscription { updates(types: ["core.FirmRegistered"]) { __typename type at
  ... on FirmRegistered { source } } }"""
PATIENCE = 15.0

Answering = Callable[["Received"], Awaitable[Response]]


@write
async def happen(actor: Actor, *, firm: UUID, institution: UUID | None = None, source: str = "staff") -> UUID:
    """A firm was registered; the institution is told."""
    event = REGISTERED(source=source, district_code="12790", industry_revision=None, industry_code=None)
    told = [] if institution is None else [institution]
    return await append(event, subject=firm, firms=[firm], institutions=told, district="12790")


@dataclass(frozen=True)
class Received:
    """One message as it came in."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    def verified(self, secret: str) -> bool:
        """Whether the library of a partner takes it."""
        Webhook(secret).verify(self.body, self.headers)
        return True


@dataclass
class Receiver:
    """What came in, and what is answered: 204 unless a test says otherwise."""

    url: str = ""
    received: list[Received] = field(default_factory=list)
    answer: Answering | None = None
    came: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, request: Request) -> Response:
        one = Received(request.url.path, dict(request.headers.items()), await request.body())
        self.received.append(one)
        self.came.set()
        return Response(status_code=204) if self.answer is None else await self.answer(one)

    async def until(self, count: int, seconds: float = PATIENCE) -> list[Received]:
        """What came in, as soon as there is so much of it."""
        async with asyncio.timeout(seconds):
            while len(self.received) < count:
                self.came.clear()
                await self.came.wait()
        return self.received


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    """A receiver on a free port of this machine."""
    receiver = Receiver()
    listener = socket.create_server(("127.0.0.1", 0))
    methods = ["GET", "POST"]
    made = Starlette(routes=[Route("/{path:path}", receiver.take, methods=methods)])
    config = uvicorn.Config(made, lifespan="off", log_config=None, access_log=False, timeout_graceful_shutdown=1)
    running = uvicorn.Server(config)
    running.capture_signals = _no_signals  # type: ignore[method-assign]
    task = asyncio.create_task(running.serve(sockets=[listener]))
    receiver.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    try:
        yield receiver
    finally:
        running.should_exit = running.force_exit = True
        await asyncio.wait_for(task, 10)


@dataclass
class Partner:
    """A bank's system with its actor, a stored document and what it asks for."""

    app: App
    institution: Institution
    actor: Actor
    firm: UUID

    async def store(self, name: str = "firms", text: str = DOCUMENT) -> str:
        """The id of a document stored under a name."""
        data = await self.app.ask(
            "mutation($name: String!, $text: String!) { storeDocument(name: $name, text: $text) {"
            " record { id } refusals { code message } } }",
            self.actor,
            {"name": name, "text": text},
        )
        assert data["storeDocument"]["refusals"] == []
        return str(data["storeDocument"]["record"]["id"])

    async def endpoint(self, url: str, document: str, name: str = "main", **more: Any) -> tuple[str, str]:
        """The id and the secret of a new endpoint."""
        data = await self.app.ask(
            "mutation($input: EndpointInput!) { createEndpoint(input: $input) { endpoint { id } secret } }",
            self.actor,
            {"input": {"name": name, "url": url, "document": document, **more}},
        )
        made = data["createEndpoint"]
        return made["endpoint"]["id"], made["secret"]

    async def hear(self, count: int = 1, firm: UUID | None = None, **more: Any) -> list[UUID]:
        """Let something happen that this partner is told."""
        about = firm or self.firm
        return [await happen(system("test"), firm=about, institution=self.institution.id, **more) for _ in range(count)]

    async def hurry(self) -> None:
        """Let every pause be over now."""
        await self.app.database.execute("update delivery set next_at = now() - interval '1 s' where state = 'WAITING'")
        await self.app.database.execute("update endpoint_progress set rest_until = null")

    async def settled(self, endpoint: str, **wanted: Any) -> dict[str, Any]:
        """The endpoint as soon as its health says this."""
        async with asyncio.timeout(PATIENCE):
            while True:
                seen = await self.look(endpoint)
                if all(seen["health"][name] == value for name, value in wanted.items()):
                    return seen
                await asyncio.sleep(0.05)

    async def look(self, endpoint: str) -> dict[str, Any]:
        """The endpoint with its health and its newest messages."""
        document = """query($id: ID!) { webhookEndpoint(id: $id) { state reason
          health { waiting delivered failed failuresInARow lastFailure behind }
          deliveries(first: 50) { nodes { id state reason kind attempts event
            tries { nodes { number status outcome code durationMs signature } } } } } }"""
        found: dict[str, Any] = (await self.app.ask(document, self.actor, {"id": endpoint}))["webhookEndpoint"]
        return found


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as opened:
        yield opened


@pytest.fixture
async def partner(app: App) -> Partner:
    """A bank whose endpoints may be on this machine."""
    app.platform.selections.targets = Targets(loopback=True)
    bank = await make_institution()
    firm = await make_firm()
    return Partner(app=app, institution=bank, actor=await partner_of(bank), firm=firm.id)


def _no_signals() -> Any:
    from contextlib import nullcontext

    return nullcontext()
