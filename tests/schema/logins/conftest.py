"""An issuer as a process of its own, an installation that trusts it, and whom its logins stand for."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import httpx2
import pytest
import uvicorn
from tests.clients import npm_client
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from majung.access.actor import system
from majung.institutions.models import Account, Mandate
from majung.institutions.writes import create_account, grant_mandate
from majung.logins.issuers import Issuer
from majung.logins.models import Identity
from majung.logins.writes import link_identity
from majung.settings import Settings
from majung.testing import DisposableServer
from majung_schema.app import Server, at_work, build_app
from majung_schema.live.connections import LiveConnections
from majung_schema.platform import Platform, open_platform
from majung_schema.preparing import prepare
from majung_schema.testing import load_plugins, server

__all__ = ["server"]

ADMIN = system("test")
AUDIENCE = "urn:majung"
VIEWER = "{ viewer { kind } }"


@dataclass(frozen=True)
class Service:
    """A login service that runs: where it is, and another one that signs with the same key."""

    url: str
    other: str

    async def token(self, who: str, *, audience: str = AUDIENCE, url: str | None = None) -> str:
        """A signed access token for a system, by its client credentials."""
        asked = {"grant_type": "client_credentials", "resource": audience}
        async with httpx2.AsyncClient() as http:
            answer = await http.post(f"{url or self.url}/token", data=asked, auth=(who, "a secret"))
        token: str = answer.json()["access_token"]
        return token

    async def keys(self) -> list[dict[str, str]]:
        """What it signs with now."""
        async with httpx2.AsyncClient() as http:
            found: list[dict[str, str]] = (await http.get(f"{self.url}/jwks")).json()["keys"]
        return found

    async def asked(self, path: str) -> int:
        """How often a path was asked for."""
        async with httpx2.AsyncClient() as http:
            return int((await http.get(f"{self.url}/-/asked")).json().get(path, 0))

    async def rotate(self) -> None:
        """Let it sign with another key from now on."""
        async with httpx2.AsyncClient() as http:
            await http.post(f"{self.url}/-/rotate")


@pytest.fixture(scope="session")
def service() -> Iterator[Service]:
    asked = {"systems": ["officer", "stranger", "brief"], "redirect": "http://127.0.0.1/session/callback"}
    asked["left"] = "http://127.0.0.1/"
    with npm_client("issuer", **asked) as process:
        yield Service(**process.hear("ready"))


@dataclass
class Installation:
    """A served installation."""

    platform: Platform
    url: str
    settings: Settings

    async def asks(self, token: str | None, query: str = VIEWER, **headers: str) -> httpx2.Response:
        """What a client that sends a token itself is answered."""
        given = {"accept": "application/graphql-response+json", **headers}
        if token is not None:
            given["authorization"] = f"Bearer {token}"
        async with httpx2.AsyncClient(timeout=10) as http:
            return await http.post(f"{self.url}/graphql", json={"query": query}, headers=given)

    async def admit(self, subject: str, issuer: str, **mandate: Any) -> Mandate:
        """Give a login an account and a mandate; another mandate when it has them."""
        identity = await Identity.get_or_none(issuer=issuer, subject=subject)
        account_id = identity.account_id if identity else await self._account(subject, issuer)
        return await grant_mandate(ADMIN, account_id=account_id, **{"kind": "official", **mandate})

    async def _account(self, subject: str, issuer: str) -> UUID:
        account: Account = await create_account(ADMIN, login=f"{subject}-here")
        await link_identity(ADMIN, account_id=account.id, issuer=issuer, subject=subject)
        return account.id


@pytest.fixture
def issuers(service: Service) -> tuple[Issuer, ...]:
    """Whom the installation trusts; a test overrides it."""
    web = {"client_id": "majung-web", "client_secret": "a secret: of majung"}
    return tuple(
        Issuer(kind=kind, url=service.url, audiences=frozenset({AUDIENCE}), **web) for kind in ("official", "firm")
    )  # fmt: skip


@pytest.fixture
async def here(server: DisposableServer, issuers: tuple[Issuer, ...]) -> AsyncIterator[Installation]:
    """The installation behind a free port."""
    registry = load_plugins(())
    async with (
        server.database("logins", lambda settings: prepare(settings, registry)) as settings,
        installation(replace(settings, issuers=issuers)) as served,
    ):
        yield served


@asynccontextmanager
async def installation(settings: Settings) -> AsyncIterator[Installation]:
    """A server of the installation with these settings; several may run on one database."""
    listener = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    async with (
        open_platform(replace(settings, public_url=url), load_plugins(())) as platform,
        _served(platform, listener),
    ):
        yield Installation(platform, url, settings)


@asynccontextmanager
async def _served(platform: Platform, listener: socket.socket) -> AsyncIterator[None]:
    live, started = LiveConnections(), asyncio.Event()
    config = uvicorn.Config(build_app(platform, live), lifespan="off", log_config=None, access_log=False)
    serving = Server(config, live, started.set)
    async with at_work(platform):
        running = asyncio.create_task(serving._serve(sockets=[listener]))
        await asyncio.wait_for(started.wait(), 10)
        yield
        serving.should_exit = True
        await asyncio.wait_for(running, 10)


def code(answer: httpx2.Response) -> str:
    """With which code a request was refused."""
    return str(answer.json()["errors"][0]["extensions"]["code"])


async def log_in(http: httpx2.AsyncClient, here: Installation, who: str, **asked: str) -> httpx2.Response:
    """Log in with a browser, as far as where it is sent in the end."""
    return await http.get(await with_code(http, here, who, **asked))


async def with_code(http: httpx2.AsyncClient, here: Installation, who: str, **asked: str) -> str:
    """Log in at the issuer; the address that brings its code back."""
    answer = await http.get(f"{here.url}/session/login", params={"as": "official", **asked})
    for prompt in ("login", "consent"):
        page = await onwards(http, await onwards(http, answer))
        answer = await http.post(page.url, data={"prompt": prompt, "login": who, "password": "any"})
    back: str = (await onwards(http, answer)).headers["location"]
    return back


async def onwards(http: httpx2.AsyncClient, answer: httpx2.Response) -> httpx2.Response:
    """One redirect further."""
    return await http.get(answer.url.join(answer.headers["location"]))


@asynccontextmanager
async def following(here: Installation, payload: dict[str, str], **headers: str) -> AsyncIterator[ClientConnection]:
    """A running subscription over WebSocket."""
    url = f"{here.url.replace('http:', 'ws:')}/graphql"
    protocols = [Subprotocol("graphql-transport-ws")]
    async with connect(url, subprotocols=protocols, additional_headers=headers) as socket:
        await socket.send(json.dumps({"type": "connection_init", "payload": payload}))
        assert json.loads(await socket.recv()) == {"type": "connection_ack"}
        query = "subscription { updates { type } }"
        await socket.send(json.dumps({"type": "subscribe", "id": "1", "payload": {"query": query}}))
        yield socket


async def ended_with(socket: ClientConnection, seconds: float) -> str:
    """The code with which a subscription is ended within so many seconds."""
    message = json.loads(await asyncio.wait_for(socket.recv(), seconds))
    assert message["type"] == "error", message
    return str(message["payload"][0]["extensions"]["code"])
