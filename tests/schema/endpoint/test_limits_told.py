"""Every limit says what was counted and what is allowed: in the extensions, and in words of both languages."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from majung_schema.limits import ANONYMOUS, Limits

PAGE = "{ firm { partners(first: 11) { nodes { name } } } }"


@dataclass
class Over:
    """A request past one limit."""

    query: str
    counted: float
    allowed: float
    ceiling: dict[str, int] = field(default_factory=dict)
    limits: dict[str, float] = field(default_factory=dict)


OVER = {
    "DOCUMENT_TOO_LONG": Over("{ whoami }" + " " * 40, 50, 40, {"characters": 40}),
    "TOO_MANY_TOKENS": Over("{ " + "whoami " * 60 + "}", 51, 50, {"tokens": 50}),
    "TOO_DEEP": Over(PAGE, 4, 3, {"depth": 3}),
    "TOO_MANY_ALIASES": Over("{ a: whoami b: whoami c: whoami }", 3, 2, {"aliases_of_field": 2}),
    "TOO_MANY_DIRECTIVES": Over("{ whoami @skip(if: false) @include(if: true) }", 2, 1, {"directives": 1}),
    "PAGE_TOO_LARGE": Over(PAGE, 11, 10, {"page": 10}),
    "TOO_COSTLY": Over(PAGE, 24, 20, {"cost": 20}),
    "BODY_TOO_LARGE": Over("{ whoami }" + " " * 200, 222, 150, limits={"body_bytes": 150}),
    "OPERATION_TIMED_OUT": Over("{ slow }", 0.1, 0.1, limits={"operation_seconds": 0.1}),
}


@pytest.mark.parametrize("code", OVER)
async def test_a_limit_says_what_was_counted_and_what_is_allowed(endpoint: Any, client_of: Any, code: str) -> None:
    over = OVER[code]
    endpoint.settings = Limits(anonymous=replace(ANONYMOUS, **over.ceiling), **over.limits)  # type: ignore[arg-type]
    async with client_of(endpoint) as client:
        for language in ("ko", "en"):
            headers = {"accept-language": language}
            [error] = (await client.post("/graphql", json={"query": over.query}, headers=headers)).json()["errors"]
            details = error["extensions"]["details"]
            assert (error["extensions"]["code"], details["counted"], details["allowed"]) == (
                code, over.counted, over.allowed,
            )  # fmt: skip
            assert f"{over.counted}" in error["message"]
            assert f"{over.allowed}" in error["message"]


async def test_a_slow_body_says_how_much_of_it_came(endpoint: Any, serve: Any) -> None:
    endpoint.settings = Limits(body_seconds=0.1)
    host, port = (await serve(endpoint)).url.split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{")
    answer = await asyncio.wait_for(reader.readuntil(b"}]}"), 5)
    writer.close()
    assert b'"BODY_TOO_SLOW","details":{"counted":0.1,"received":1,"allowed":0.1}' in answer
