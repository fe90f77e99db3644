"""Subscribers over WebSocket: each must get every event it may see, once, in order, however often it comes back."""

from __future__ import annotations

import asyncio
import json
import random
from array import array
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import pairwise

from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

from bench.soak.installation import Installation
from bench.soak.plan import Plan
from bench.soak.work import AGENT, MANAGER
from majung.events.log import decode_cursor, encode_cursor

QUERIES = (
    "subscription Follow($after: Cursor) { updates(after: $after) { cursor type subject { id } } }",
    "subscription Marks($after: Cursor) { updates(after: $after) { cursor at } }",
)
PATIENCE = 60.0
"""Seconds after the last change within which all updates must have come."""

_EVENTS = "select position from event_log where position > $1 and {sees} order by position"


@dataclass(frozen=True)
class Losses:
    """What subscribers got that they should not, and the other way round; all wanted to be 0."""

    expected: int = 0
    lost: int = 0
    twice: int = 0
    disordered: int = 0
    foreign: int = 0

    def __add__(self, other: Losses) -> Losses:
        return Losses(*(a + b for a, b in zip(vars(self).values(), vars(other).values(), strict=True)))

    @property
    def none(self) -> bool:
        """Whether everything came once and in order."""
        return not (self.lost or self.twice or self.disordered or self.foreign)


@dataclass
class Follower:
    """One subscriber: an official who sees everything, or an agent who sees what happens to one firm."""

    token: str
    port: int
    query: str
    start: int
    sees: str
    chance: random.Random
    stays: float
    """Seconds after which it goes away and comes back with its cursor, on average."""
    got: array[int] = field(default_factory=lambda: array("q"))
    returns: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def position(self) -> int:
        """Where it stands in the log."""
        return self.got[-1] if self.got else self.start

    async def run(self) -> None:
        """Follow until cancelled."""
        while True:
            try:
                async with asyncio.timeout(self.chance.expovariate(1 / self.stays)) as stay:
                    await self._follow()
            except (OSError, WebSocketException) as error:
                if not stay.expired():
                    self.wrong.append(f"{type(error).__name__}: {error}"[:200])
                    await asyncio.sleep(1)
            self.returns += 1

    async def _follow(self) -> None:
        url, protocol = f"ws://127.0.0.1:{self.port}/graphql", Subprotocol("graphql-transport-ws")
        async with connect(url, subprotocols=[protocol], open_timeout=30, compression=None) as socket:
            await socket.send(
                json.dumps({"type": "connection_init", "payload": {"authorization": f"Bearer {self.token}"}})
            )
            await socket.recv()
            asked = {"query": self.query, "variables": {"after": encode_cursor(self.position)}}
            await socket.send(json.dumps({"type": "subscribe", "id": "1", "payload": asked}))
            async for text in socket:
                message = json.loads(text)
                if message["type"] != "next" or "errors" in message["payload"]:
                    self.wrong.append(str(message)[:200])
                    return
                self.got.append(decode_cursor(message["payload"]["data"]["updates"]["cursor"]) or 0)

    def losses(self, expected: Sequence[int]) -> Losses:
        """What it got against what it should have."""
        got, wanted = set(self.got), set(expected)
        return Losses(
            expected=len(wanted),
            lost=len(wanted - got),
            twice=len(self.got) - len(got),
            disordered=sum(n > m for n, m in pairwise(self.got)),
            foreign=len(got - wanted),
        )


class Followers:
    """All subscribers, from a place in the log on."""

    def __init__(self, installation: Installation, port: int, plan: Plan) -> None:
        self._installation, self._port, self._plan = installation, port, plan
        self.all: list[Follower] = []
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Begin to follow what happens from now on."""
        rows = await self._installation.database.fetch("select coalesce(max(position), 0) as n from event_log")
        self.all = [self._follower(number, rows[0]["n"]) for number in range(self._plan.followers)]
        self._tasks = [asyncio.create_task(one.run()) for one in self.all]

    async def finish(self) -> Losses:
        """Wait until everybody has everything, or no longer; then what was lost."""
        fetch = self._installation.database.fetch
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                while not await self._all_told():  # noqa: ASYNC110
                    await asyncio.sleep(0.2)  # neither the log nor a server tells this process
                await asyncio.sleep(1)  # what would come twice would come now
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        found = Losses()
        for one in self.all:
            found += one.losses([row["position"] for row in await fetch(_EVENTS.format(sees=one.sees), one.start)])
        return found

    async def _all_told(self) -> bool:
        """Whether every event is in the log, and everybody has come as far as they can."""
        fetch = self._installation.database.fetch
        if (await fetch("select count(*) as n from event_outbox"))[0]["n"]:
            return False
        last: dict[str, int] = {}
        for sees in {one.sees for one in self.all}:
            rows = await fetch(f"select coalesce(max(position), 0) as n from event_log where {sees}")
            last[sees] = rows[0]["n"]
        return all(one.position >= last[one.sees] for one in self.all)

    def _follower(self, number: int, start: int) -> Follower:
        agent = number % 4 == 3
        firm = self._installation.agents_firm.removeprefix("firm_")
        return Follower(
            token=self._installation.tokens[AGENT if agent else MANAGER],
            port=self._port,
            query=QUERIES[number % 2],
            start=start,
            sees=f"(public or '{firm}' = any(firm_ids))" if agent else "true",
            chance=random.Random(f"{self._plan.seed} {number}"),
            stays=self._plan.stays,
        )
