"""Asking a login service: https, no redirects, no proxies of the environment, nothing slow and nothing large."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from majung.errors import Refusal

SECONDS = 5.0
"""For one question as a whole: name, connection, request and answer."""

LARGEST = 256 * 1024
"""Bytes of an answer; key sets of large services have some 20 KB."""


class Unanswered(Refusal):
    """There was no answer that could be used: {reason}.

    ko: 쓸 수 있는 응답이 없습니다: {reason}.
    """


@dataclass(frozen=True, kw_only=True)
class Fetched:
    """What came back: a status and a JSON object."""

    status: int
    body: Mapping[str, Any]


async def fetch_json(
    url: str, *, insecure: bool, form: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
) -> Fetched:
    """The JSON object behind an address, got or posted to with a form. Raises Unanswered for everything else.

    A redirect is an answer that cannot be used. `insecure` lets the address begin with http, in development.
    """
    import httpcore2  # two MB that a server without logins elsewhere need not carry

    if not url.startswith("https://") and not (insecure and url.startswith("http://")):
        raise Unanswered(reason="its address does not begin with https://")
    given = {"accept": "application/json", "user-agent": "Majung/1", **(headers or {})}
    if form is not None:
        given["content-type"] = "application/x-www-form-urlencoded"
    content = None if form is None else urlencode(form).encode()
    try:
        async with (
            asyncio.timeout(SECONDS),
            httpcore2.AsyncConnectionPool(ssl_context=ssl.create_default_context()) as pool,
            pool.stream("GET" if form is None else "POST", url, headers=list(given.items()), content=content) as answer,
        ):
            body = bytearray()
            async for part in answer.aiter_stream():
                body += part
                if len(body) > LARGEST:
                    raise Unanswered(reason="the answer is too large")
            return Fetched(status=answer.status, body=_object(bytes(body)))
    except (TimeoutError, httpcore2.TimeoutException):
        raise Unanswered(reason="it took too long") from None
    except (httpcore2.NetworkError, httpcore2.ProtocolError, httpcore2.UnsupportedProtocol, OSError) as error:
        raise Unanswered(reason=type(error).__name__) from error


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        read = json.loads(body)
    except (ValueError, RecursionError):
        raise Unanswered(reason="the answer is not JSON") from None
    if not isinstance(read, dict):
        raise Unanswered(reason="the answer is not a JSON object")
    return read
