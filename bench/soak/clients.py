"""Clients over HTTP: connections that are kept, at full speed or at a pace, and what came of each request."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from bench.soak.installation import Installation
from bench.soak.plan import Plan
from bench.soak.work import ALL, Work, faults, record_of

CONNECTIONS = 16


@dataclass
class Tally:
    """What came back: times by kind of request with the second they were due, and what went wrong."""

    times: dict[str, list[tuple[float, float]]] = field(default_factory=lambda: defaultdict(list))
    """For each kind of work (seconds since the start, seconds it took)."""
    wrong: Counter[str] = field(default_factory=Counter)
    sent_again: int = 0

    @property
    def requests(self) -> int:
        """All that were answered."""
        return sum(len(times) for times in self.times.values())


class Connection:
    """One HTTP connection, opened again when the server closed it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, body: bytes, headers: str) -> tuple[int, dict[str, Any]]:
        """The status and the answer."""
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port, limit=2**22)
        reader, writer = self._streams
        try:
            writer.write(
                f"POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n{headers}"
                f"Content-Length: {len(body)}\r\n\r\n".encode()
                + body
            )
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
            length = int(head.partition("content-length: ")[2].partition("\r\n")[0])
            answer: dict[str, Any] = json.loads(await reader.readexactly(length))
        except BaseException:
            self.close()
            raise
        return int(head.split()[1]), answer

    def close(self) -> None:
        """Close, also in the middle of an answer."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


class Clients:
    """All of them: a seeded draw of work, sent over a few connections."""

    def __init__(self, installation: Installation, port: int, plan: Plan) -> None:
        self._installation, self._port, self._plan = installation, port, plan
        self._chance = random.Random(plan.seed)

    async def at_full_speed(self, seconds: float) -> Tally:
        """As fast as it is answered: what the server can do."""
        tally, began = Tally(), time.monotonic()
        until = began + seconds

        async def keep_asking(connection: Connection) -> None:
            while (now := time.monotonic()) < until:
                await self._send(connection, self._drawn(), tally, now, began)

        await self._all(keep_asking)
        return tally

    async def at_pace(self, rate: float, seconds: float, tally: Tally) -> None:
        """So many requests a second, whatever the answers take: times count from when a request was due."""
        began = time.monotonic()
        due: asyncio.Queue[tuple[float, Work] | None] = asyncio.Queue()

        async def announce() -> None:
            at = began
            while at < began + seconds:
                at += self._chance.expovariate(rate)
                await asyncio.sleep(max(0.0, at - time.monotonic()))
                due.put_nowait((at, self._drawn()))
            for _ in range(CONNECTIONS):
                due.put_nowait(None)

        async def answer(connection: Connection) -> None:
            while (one := await due.get()) is not None:
                await self._send(connection, one[1], tally, one[0], began)

        announcing = asyncio.create_task(announce())
        try:
            await self._all(answer)
        finally:
            announcing.cancel()

    async def _all(self, run: Callable[[Connection], Any]) -> None:
        connections = [Connection(self._port) for _ in range(CONNECTIONS)]
        try:
            async with asyncio.TaskGroup() as group:
                for connection in connections:
                    group.create_task(run(connection))
        finally:
            for connection in connections:
                connection.close()

    def _drawn(self) -> Work:
        return self._chance.choices(ALL, [work.share for work in ALL])[0]

    async def _send(self, connection: Connection, work: Work, tally: Tally, due: float, began: float) -> None:
        chance = self._chance
        body = json.dumps(
            {
                "query": work.document,
                "variables": self._variables(work),
                "operationName": work.document.split()[1].partition("(")[0],
            }
        ).encode()
        headers = f"Authorization: Bearer {self._installation.tokens[work.actor]}\r\n" if work.actor else ""
        if work.changes:
            headers += f"Idempotency-Key: {UUID(int=chance.getrandbits(128))}\r\n"
        again = work.changes and chance.random() < self._plan.sent_again
        try:
            status, answer = await connection.ask(body, headers)
            tally.times[work.name].append((due - began, time.monotonic() - due))
            wrong = faults(work, status, answer)
            if again and not wrong:
                tally.sent_again += 1
                _, second = await connection.ask(body, headers)
                wrong += ["another record under the same key"] * (record_of(second) != record_of(answer))
        except (OSError, asyncio.IncompleteReadError, ValueError) as error:
            wrong = [type(error).__name__]
        tally.wrong.update(f"{work.name}: {one}" for one in wrong)

    def _variables(self, work: Work) -> dict[str, Any]:
        given = work.variables(self._installation, self._chance)
        return {name: value for name, value in given.items() if f"${name}:" in work.document}
