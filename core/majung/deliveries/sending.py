"""Sending one message over HTTP: no redirects, no proxies of the environment, nothing unbounded in the answer."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Self

from majung import clock
from majung.deliveries.targets import Targets
from majung.errors import Refusal

if TYPE_CHECKING:
    import httpcore2

TIMEOUT = 10.0
"""Seconds for one try as a whole: name, connection, request and answer."""

LONGEST_ANSWER = 16_384
"""Bytes of an answer that are read; the rest stays with the endpoint."""

USER_AGENT = "Majung-Webhooks/1"


@dataclass(frozen=True, kw_only=True)
class Sent:
    """What came back of one try: a status with the answer, or the code of why there is none."""

    duration_ms: int
    status: int | None = None
    code: str | None = None
    answer: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    address: str | None = None
    retry_after: timedelta | None = None


class Sender:
    """Sends messages; connections to the same target are kept for a while."""

    def __init__(self, targets: Targets, *, timeout: float = TIMEOUT, trust: ssl.SSLContext | None = None) -> None:
        self._targets = targets
        self._timeout = timeout
        self._trust = trust

    @cached_property
    def _pool(self) -> httpcore2.AsyncConnectionPool:
        from majung.deliveries.checked_network import connections_to  # four MB with TLS, of no use without endpoints

        return connections_to(self._targets, self._trust)

    @property
    def timeout(self) -> float:
        """Seconds after which a try has failed."""
        return self._timeout

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Sent:
        """Send once. Only cancellation is raised; whatever else goes wrong is the answer."""
        import httpcore2  # see `_pool`

        started = time.monotonic()
        try:
            self._targets.check_url(url)
            async with asyncio.timeout(self._timeout):
                return await self._exchange(url, body, headers, started)
        except Refusal as refusal:
            return Sent(duration_ms=_since(started), code=refusal.code)
        except (TimeoutError, httpcore2.TimeoutException):
            return Sent(duration_ms=_since(started), code="TIMEOUT")
        except (httpcore2.NetworkError, OSError) as error:
            code = "TLS_FAILED" if isinstance(error.__cause__ or error, ssl.SSLError) else "UNREACHABLE"
            return Sent(duration_ms=_since(started), code=code)
        except httpcore2.ProtocolError:
            return Sent(duration_ms=_since(started), code="NOT_HTTP")

    async def _exchange(self, url: str, body: bytes, headers: Mapping[str, str], started: float) -> Sent:
        given = {"user-agent": USER_AGENT, "content-type": "application/json", "accept": "*/*", **headers}
        async with self._pool.stream("POST", url, headers=list(given.items()), content=body) as response:
            answer = bytearray()
            async for part in response.aiter_stream():
                answer += part
                if len(answer) > LONGEST_ANSWER:
                    break
            stream = response.extensions.get("network_stream")
            peer = stream.get_extra_info("server_addr") if stream is not None else None
            told = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
            return Sent(
                duration_ms=_since(started),
                status=response.status,
                answer=bytes(answer[:LONGEST_ANSWER]),
                headers=told,
                address=f"{peer[0]}:{peer[1]}" if peer else None,
                retry_after=retry_after(told.get("retry-after"), clock.now()),
            )

    async def close(self) -> None:
        """Close all connections."""
        if "_pool" in self.__dict__:
            await self._pool.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


def retry_after(value: str | None, now: datetime) -> timedelta | None:
    """The pause that a Retry-After header asks for: seconds or a date (RFC 9110, 10.2.3); None when neither."""
    if value is None:
        return None
    if value.strip().isascii() and value.strip().isdigit():
        return timedelta(seconds=min(int(value.strip()[:9]), 10**8))
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    if moment.tzinfo is None:
        return None
    return max(moment - now, timedelta(0))


def _since(started: float) -> int:
    return int((time.monotonic() - started) * 1000)
