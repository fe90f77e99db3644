"""What frontends use: graphql-ws, graphql-sse and EventSource, each a process of its own, against `majung serve`."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import httpx2
import pytest
from tests.clients import NpmClient, npm_client
from tests.schema.cli.conftest import KEYS, CommandLine, Running, environment
from tests.schema.live.conftest import happen

from majung.access.actor import system
from majung.access.cipher import Keys, use_keys
from majung.events.log import encode_cursor
from majung.settings import Settings
from majung.storage.apps import CORE_MODELS
from majung.storage.database import open_database

__all__ = ["environment"]

QUERY = "subscription ($after: Cursor) { updates(after: $after) { cursor type } }"
CLIENTS = ["ws", "sse", "eventsource"]

Write = Callable[[int], None]


@pytest.fixture
def majung(settings: Settings, environment: dict[str, str], tmp_path: Any) -> CommandLine:
    """`majung` on a database of the test's own."""
    assert settings.database_url is not None
    line = CommandLine({**environment, "MAJUNG_DATABASE_URL": settings.database_url}, tmp_path)
    assert line("migrate").returncode == 0
    return line


@pytest.fixture
def token(majung: CommandLine) -> str:
    done = majung("token", "--as", "official")
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture
def server(majung: CommandLine) -> Iterator[Running]:
    with majung.started("serve", "--port", "0", until="serving on") as running:
        yield running


@pytest.fixture
def write(settings: Settings) -> Write:
    """Appends so many events, each its own transaction."""

    async def happened(count: int) -> None:
        use_keys(Keys(encryption=(KEYS["MAJUNG_KEYS"],), hashing=KEYS["MAJUNG_HASH_KEY"]))
        async with await open_database(settings, {"core": list(CORE_MODELS)}) as database:
            with database.activate():
                for number in range(count):
                    await happen(system("test"), firm=UUID(int=number + 1))

    return lambda count: asyncio.run(happened(count))


def at(server: Running, script: str) -> str:
    address = server.address.replace("http", "ws") if script == "ws" else server.address
    return f"{address}/graphql"


def opened(script: str, server: Running, token: str | None, **more: Any) -> Any:
    return npm_client(script, url=at(server, script), token=token, query=QUERY, **more)


@pytest.mark.parametrize("script", CLIENTS)
def test_a_client_resumes_without_loss_when_the_server_restarts(
    script: str, majung: CommandLine, token: str, write: Write
) -> None:
    with majung.started("serve", "--port", "0", until="serving on") as server:
        port = server.address.rpartition(":")[2]
        write(1)
        variables = {"after": encode_cursor(0)}
        with opened(script, server, token, variables=variables) as client:
            assert client.update()["cursor"] == encode_cursor(1)
            write(2)
            assert [client.update()["cursor"] for _ in range(2)] == [encode_cursor(2), encode_cursor(3)]
            began = time.monotonic()
            server.stop()
            assert time.monotonic() - began < 5
            if script == "ws":
                assert client.hear("closed") == 1012
            write(2)
            with majung.started("serve", "--port", port, until="serving on"):
                write(1)
                got = [client.update()["cursor"] for _ in range(3)]
    assert got == [encode_cursor(n) for n in (4, 5, 6)]


def refusal_of(client: NpmClient, script: str) -> str:
    if script == "ws":
        return str(client.hear("error")[0]["extensions"]["code"])
    result = client.hear("next")
    assert client.hear("complete")
    return str(result["errors"][0]["extensions"]["code"])


@pytest.mark.parametrize("script", CLIENTS)
def test_a_client_is_told_what_is_wrong(script: str, server: Running, token: str) -> None:
    with opened(script, server, token, variables={"after": "nonsense"}) as client:
        assert refusal_of(client, script) == "UNKNOWN_CURSOR"
    with npm_client(script, url=at(server, script), token=token, query="subscription { nowhere }") as client:
        assert refusal_of(client, script) == "VALIDATION_FAILED"


def test_wrong_credentials_are_a_code_for_each_transport(server: Running) -> None:
    with opened("ws", server, "nobody", retry=False) as client:
        assert client.hear("closed") == 4403
    with opened("sse", server, "nobody", retry=False) as client:
        assert client.hear("error")["status"] == 401


def test_citizens_follow_without_a_token_and_a_revoked_token_ends_a_stream(
    server: Running, token: str, majung: CommandLine, settings: Settings
) -> None:
    with opened("eventsource", server, None) as citizen, opened("sse", server, token, retry=False) as officer:
        assert citizen.hear("connected")
        assert officer.hear("connected")
        asyncio.run(_revoke(settings))
        began = time.monotonic()
        assert officer.hear("next")["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
        assert time.monotonic() - began < 5
        assert httpx2.get(f"{server.address}/healthz").status_code == 200


async def _revoke(settings: Settings) -> None:
    async with await open_database(settings, {"core": list(CORE_MODELS)}) as database:
        await database.execute("update token set revoked_at = now()")
