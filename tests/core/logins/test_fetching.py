"""What a login service may not do to us: redirect, flood, stall, or answer nonsense."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from joserfc.jwk import RSAKey

from majung.logins import fetching
from majung.logins.discovery import Published
from majung.logins.errors import IssuerAway
from majung.logins.fetching import Unanswered, fetch_json


@asynccontextmanager
async def answering(raw: bytes, *, seconds: float = 0.0) -> AsyncIterator[str]:
    """A server that says the same to everybody; its address."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        await asyncio.sleep(seconds)
        writer.write(raw)
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


def http(body: bytes, status: str = "200 OK", *more: str) -> bytes:
    head = "\r\n".join([f"HTTP/1.1 {status}", f"content-length: {len(body)}", *more, "", ""])
    return head.encode() + body


async def test_an_object_is_taken() -> None:
    async with answering(http(b'{"a": 1}')) as url:
        fetched = await fetch_json(url, insecure=True)
    assert (fetched.status, fetched.body) == (200, {"a": 1})


async def test_a_redirect_is_not_followed() -> None:
    async with answering(http(b'{"a": 1}')) as there, answering(
        http(b"{}", "302 Found", f"location: {there}")
    ) as url:  # fmt: skip
        fetched = await fetch_json(url, insecure=True)
    assert (fetched.status, fetched.body) == (302, {})


@pytest.mark.parametrize(
    "raw",
    [
        http(b"[]"), http(b"<html>"), http(b"\xff\xfe"), http(b'{"a":' * 50_000), b"SSH-2.0-x\r\n", b"",
        http(b'{"a": "' + b"x" * fetching.LARGEST + b'"}'),
    ],
)  # fmt: skip
async def test_anything_else_is_no_answer(raw: bytes) -> None:
    async with answering(raw) as url:
        with pytest.raises(Unanswered):
            await fetch_json(url, insecure=True)


async def test_a_slow_answer_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "SECONDS", 0.05)
    async with answering(http(b"{}"), seconds=0.5) as url:
        with pytest.raises(Unanswered):
            await fetch_json(url, insecure=True)


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "file:///etc/passwd", "ftp://x", ""])
async def test_only_https_is_asked_in_production(url: str) -> None:
    with pytest.raises(Unanswered):
        await fetch_json(url, insecure=False)


@pytest.mark.parametrize("body", [b'{"issuer": "http://another"}', b"{}", b'{"issuer": 1, "jwks_uri": []}'])
async def test_an_issuer_that_calls_itself_otherwise_is_away(body: bytes) -> None:
    async with answering(http(body)) as url:
        with pytest.raises(IssuerAway):
            await Published(url, insecure=True).key("1")


async def test_many_who_ask_at_once_make_one_question(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    async def ask(url: str, **_: object) -> fetching.Fetched:
        asked.append(url)
        await asyncio.sleep(0.01)
        raise Unanswered(reason="away")

    monkeypatch.setattr("majung.logins.discovery.fetch_json", ask)
    published = Published("https://login.example")
    answers = await asyncio.gather(*(published.key("1") for _ in range(20)), return_exceptions=True)
    assert {type(answer) for answer in answers} == {IssuerAway}
    assert asked == ["https://login.example/.well-known/openid-configuration"]


async def test_while_known_keys_do_a_slow_issuer_keeps_one_request_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    key, slow = RSAKey.generate_key(2048, {"kid": "1"}).as_dict(private=False), asyncio.Event()
    url = "https://login.example"
    page = {"issuer": url, "jwks_uri": url, "keys": [key]}

    async def ask(url: str, **_: object) -> fetching.Fetched:
        return fetching.Fetched(status=200, body=page)

    async def wait(url: str, **_: object) -> fetching.Fetched:
        await slow.wait()
        raise Unanswered(reason="away")

    monkeypatch.setattr("majung.logins.discovery.fetch_json", ask)
    published = Published(url)
    assert await published.key("1") is not None
    monkeypatch.setattr("majung.logins.discovery.fetch_json", wait)
    monkeypatch.setattr("majung.logins.discovery.FRESH_SECONDS", 0.0)
    monkeypatch.setattr("majung.logins.discovery.LOOK_SECONDS", 0.0)
    first = asyncio.create_task(published.key("1"))
    await asyncio.sleep(0)
    async with asyncio.timeout(2):
        assert await published.key("1") is not None
    slow.set()
    assert await first is not None
    monkeypatch.setattr("majung.logins.discovery.KEPT_SECONDS", 0.0)
    with pytest.raises(IssuerAway):
        await published.key("1")
