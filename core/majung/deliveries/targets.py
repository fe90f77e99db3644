"""Targets: where messages may go. A name is resolved once, and the connection goes to that very address."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from majung.deliveries.errors import TargetNotAllowed, TargetNotPublic, TargetUnknown

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

RESOLVERS = 64
"""Threads that resolve names; one that hangs in a dead name server holds one of them, not the event loop's few."""

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


@dataclass(frozen=True)
class Targets:
    """What may be a target here. `loopback` (development only) lets http and this machine's own addresses through."""

    loopback: bool = False
    _resolvers: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(RESOLVERS, thread_name_prefix="resolve"), compare=False
    )

    def check_url(self, url: str) -> None:
        """Refuse an address that could not be a target whatever its name leads to."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise TargetNotAllowed(url=url[:200], reason="it is not a URL") from None
        shown = f"{parts.scheme}://{parts.hostname or ''}"[:200]
        if not parts.hostname or any(c.isspace() or ord(c) < 32 for c in url):
            raise TargetNotAllowed(url=shown, reason="it is not a URL")
        if parts.username is not None or parts.password is not None:
            raise TargetNotAllowed(url=shown, reason="credentials do not belong into an address")
        if parts.fragment:
            raise TargetNotAllowed(url=shown, reason="an address that is sent to has no fragment")
        if port == 0:
            raise TargetNotAllowed(url=shown, reason="port 0 is none")
        if parts.scheme != "https" and not (parts.scheme == "http" and self._is_loopback_name(parts.hostname)):
            raise TargetNotAllowed(url=shown, reason="it must begin with https://")

    async def check(self, url: str) -> None:
        """Refuse what `check_url` refuses, and a name that leads to an address that is not public."""
        self.check_url(url)
        parts = urlsplit(url)
        await self.addresses(parts.hostname or "", parts.port or 443)

    async def addresses(self, host: str, port: int) -> list[str]:
        """The addresses of a name, all of which may be sent to; refused when one of them may not."""
        try:
            found = await asyncio.get_running_loop().run_in_executor(
                self._resolvers, lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            )
        except (OSError, UnicodeError) as error:
            raise TargetUnknown(host=host, reason=getattr(error, "strerror", None) or "no such name") from error
        told = list(dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found))
        for address in told:
            if not self._may_reach(ipaddress.ip_address(address)):
                raise TargetNotPublic(host=host, address=address)
        return told

    def _may_reach(self, address: Address) -> bool:
        return is_public(address) or (self.loopback and address.is_loopback)

    def _is_loopback_name(self, host: str) -> bool:
        if not self.loopback:
            return False
        try:
            return ipaddress.ip_address(host).is_loopback
        except ValueError:
            return host == "localhost"


def is_public(address: Address) -> bool:
    """Whether an address is routed on the public internet, the one inside it too where one address wraps another."""
    if isinstance(address, ipaddress.IPv6Address):
        inside = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if address in _NAT64:
            inside = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inside is not None:
            return is_public(inside)
        if address.is_site_local:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved and not address.is_unspecified
