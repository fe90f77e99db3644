"""How much each client has asked for of late, counted in the cost of its operations, in one process.

Every client has a minute's worth, which fills up again evenly. Whoever has something left may ask, and what an
operation costs is taken off, even where that is more than was left: so one costly operation is never refused for ever,
and who is refused is refused before anything is parsed. Nobody waits longer than a minute: what was owed beyond that is
forgiven, so that over time a client gets its rate, and at most one operation or export beyond it in each minute.

What is kept of a client is one number: when its minute will be full again. The library `limits` was tried and does
more than is needed at a higher price: 4 to 7 µs a request instead of 2, a thread that tidies up, memory without a bound
for each address there is, and no way to let an operation through that costs more than what is left.

Several processes count each for itself, so a client may get its rate from each of them.
"""

from __future__ import annotations

import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import asdict
from functools import lru_cache
from ipaddress import IPv6Address, ip_address
from math import ceil

import structlog

from majung.access.actor import Actor
from majung.access.rates import Rates
from majung_schema.answers import Answer
from majung_schema.refusals import WellFormedRefused

MINUTE = 60.0
KEPT = 20_000
"""Clients remembered of each sort, anonymous and known; beyond that those who asked longest ago are forgotten."""

CHARACTERS_OF_ONE = 10
"""Characters of a document that cost 1 when it is refused: reading it took time, too."""


log = structlog.get_logger("majung.graphql")


class RateLimited(WellFormedRefused):
    """You have asked for {counted} of cost in the last minute; {allowed} are allowed. Try again in {seconds} seconds.

    ko: 최근 1분 동안 비용 {counted}만큼 요청했습니다. 1분에 {allowed}까지 가능합니다.
    {seconds}초 뒤에 다시 요청해 주십시오.
    """

    status = 429


def client_of(actor: Actor) -> Hashable:
    """Whose minute it is: the account, under whatever mandate and token, or the network of somebody unknown."""
    if actor.kind != "anonymous":
        return actor.account_id or actor.name
    return network_of(actor.origin or "")


@lru_cache(maxsize=4096)
def network_of(origin: str) -> str:
    """The address, or of IPv6 the /64 that it lies in: that is what one subscriber is given."""
    try:
        address = ip_address(origin)
    except ValueError:
        return origin[:64]
    if not isinstance(address, IPv6Address):
        return origin
    mapped = address.ipv4_mapped
    return str(mapped) if mapped else address.packed[:8].hex()


class Meter:
    """The minutes of all clients of one process. Not for threads: it belongs to one event loop."""

    def __init__(self, rates: Rates, now: Callable[[], float] = time.monotonic) -> None:
        self._allowed: dict[str, int] = {kind: rate for kind, rate in asdict(rates).items() if rate}
        self._now = now
        self._known: OrderedDict[Hashable, float] = OrderedDict()
        self._anonymous: OrderedDict[Hashable, float] = OrderedDict()  # many of these must not push out the others
        self.refused: Counter[str] = Counter()
        """Refusals since the start, by kind of actor."""

    def check(self, actor: Actor, headers: Mapping[str, str] | None = None) -> None:
        """Refuse a client that has nothing left. Raises RateLimited."""
        allowed = self._allowed.get(actor.kind)
        if allowed is None:
            return
        full_at = self._clients(actor).get(client_of(actor))
        if full_at is None:
            return
        ahead = full_at - self._now()
        if ahead > MINUTE:
            self.refused[actor.kind] += 1
            if actor.kind == "anonymous" and (forwarded := (headers or {}).get("x-forwarded-for")):
                _look_for_proxy(actor.origin or "", forwarded)
            raise RateLimited(
                counted=round(allowed * ahead / MINUTE), allowed=allowed, seconds=max(1, ceil(ahead - MINUTE))
            )

    def charge(self, actor: Actor, cost: int) -> dict[str, int] | None:
        """Take a cost, at least 1, off the client's minute; what is allowed and what remains, None without a limit."""
        allowed = self._allowed.get(actor.kind)
        if allowed is None:
            return None
        clients, client, now = self._clients(actor), client_of(actor), self._now()
        ahead = max(clients.get(client, now) - now, 0.0) + max(cost, 1) * MINUTE / allowed
        ahead = min(ahead, 2 * MINUTE)
        clients[client] = now + ahead
        clients.move_to_end(client)
        if len(clients) > KEPT:
            clients.popitem(last=False)
        return {"allowed": allowed, "remaining": max(0, round(allowed * (1 - ahead / MINUTE)))}

    def _clients(self, actor: Actor) -> OrderedDict[Hashable, float]:
        return self._anonymous if actor.kind == "anonymous" else self._known


def _look_for_proxy(origin: str, forwarded: str) -> None:
    """Say so when all citizens may be one client, because the proxy that they come through is not known as one.

    Only of private addresses, which proxies have: those of citizens have no business in a log.
    """
    try:
        private = ip_address(origin).is_private
    except ValueError:
        return
    if private and origin not in forwarded:
        _warn_once(origin)


@lru_cache(maxsize=64)
def _warn_once(origin: str) -> None:
    log.warning("refused for its rate; if this is a proxy, name it in MAJUNG_PROXIES", address=origin)


def price_of_refusal(document: str) -> int:
    """What a document costs that was refused; what it would have cost is not known, or was too much."""
    return len(document) // CHARACTERS_OF_ONE


def retry_after(answer: Answer) -> str | None:
    """What the header Retry-After says of an answer: whole seconds; None where there is nothing to wait for."""
    if answer.status != RateLimited.status:
        return None
    return str(answer.body["errors"][0]["extensions"]["details"]["seconds"])
