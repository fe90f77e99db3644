"""Connections for messages, to checked addresses only."""

from __future__ import annotations

import ssl
from collections.abc import Iterable
from typing import Any

import httpcore2

from majung.deliveries.errors import TargetNotAllowed, TargetUnknown
from majung.deliveries.targets import Targets

_KEPT_OPEN = 500
_KEPT_SECONDS = 30.0


def connections_to(targets: Targets, trust: ssl.SSLContext | None = None) -> httpcore2.AsyncConnectionPool:
    """A pool of connections; those to the same target are kept for a while."""
    return httpcore2.AsyncConnectionPool(
        ssl_context=trust or ssl.create_default_context(),
        max_connections=None,
        max_keepalive_connections=_KEPT_OPEN,
        keepalive_expiry=_KEPT_SECONDS,
        network_backend=CheckedNetwork(targets),
    )


class CheckedNetwork(httpcore2.AsyncNetworkBackend):
    """Connects to checked addresses only: who resolves decides, so resolving and connecting are one step.

    The name stays what TLS verifies and what the Host header says.
    """

    def __init__(self, targets: Targets, within: httpcore2.AsyncNetworkBackend | None = None) -> None:
        self._targets = targets
        self._within = within or httpcore2.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature of the library
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        addresses = await self._targets.addresses(host, port)
        for place, address in enumerate(addresses, start=1):
            try:
                return await self._within.connect_tcp(
                    address, port, timeout=timeout, local_address=local_address, socket_options=socket_options
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                if place == len(addresses):
                    raise
        raise TargetUnknown(host=host, reason="no address")

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature of the library
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        raise TargetNotAllowed(url=path, reason="messages go over the network")

    async def sleep(self, seconds: float) -> None:
        await self._within.sleep(seconds)
