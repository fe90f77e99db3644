"""Webhooks: how many a second, and what a hundred endpoints notice of twenty that hang or fail.

``uv run --group bench python -m bench.deliveries --write`` measures and rewrites the results in deliveries.md.
One process delivers, one receives; PostgreSQL is embedded, commits wait for the disk.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import uvloop

from majung.access.actor import Actor, system
from majung.deliveries.targets import Targets
from majung.events.event import append
from majung.events.registry import core_events
from majung.storage.transaction import write
from majung.testing import disposable_server, make_firm, make_institution, partner_of
from majung_schema.testing import App, open_app

FILE = Path(__file__).with_suffix(".md")
MARK = "<!-- results -->\n"
REGISTERED = next(event for event in core_events() if event.__name__ == "FirmRegistered")
DOCUMENT = """subscription { updates(types: ["core.FirmRegistered"]) { type at
  subject { ... on Firm { id } } ... on FirmRegistered { source } } }"""
ENDPOINTS = 100
ILL = 20
PATIENCE = 600.0


@dataclass(frozen=True, kw_only=True)
class Partner:
    """An institution with its own mandate and its own stored document."""

    institution: UUID
    actor: Actor
    document: str


@write
async def happen(actor: Actor, *, firm: UUID, institutions: Sequence[UUID]) -> None:
    """A firm was registered; these institutions are told."""
    event = REGISTERED(source="bench", district_code="12790", industry_revision=None, industry_code=None)
    await append(event, subject=firm, firms=[firm], institutions=institutions, district="12790")


async def receive() -> None:
    """The receiving process: answers 204, hangs under /hang, fails under /fail; prints what came when it is asked."""
    came: list[tuple[str, str, float]] = []

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                lines = head.decode("latin-1").split("\r\n")
                path = lines[0].split()[1]
                headers = dict(line.lower().split(": ", 1) for line in lines[1:] if ": " in line)
                await reader.readexactly(int(headers.get("content-length", 0)))
                came.append((path, headers["webhook-id"], time.time()))
                if path.startswith("/hang"):
                    await asyncio.sleep(3600)
                status = b"500 Ill" if path.startswith("/fail") else b"200 OK"
                writer.write(b"HTTP/1.1 " + status + b"\r\ncontent-length: 0\r\n\r\n")
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    while line := await asyncio.to_thread(sys.stdin.readline):
        print(json.dumps(len(came) if line.strip() == "count" else came), flush=True)


class Receiver:
    """The receiving process, from outside."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.url = f"http://127.0.0.1:{self._say().strip()}"

    async def count(self) -> int:
        """How many messages have come."""
        return int(await asyncio.to_thread(self._ask, "count"))

    async def came(self) -> list[tuple[str, str, float]]:
        """Path, id and time of each message."""
        return [tuple(one) for one in json.loads(await asyncio.to_thread(self._ask, "all"))]

    def _ask(self, what: str) -> str:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{what}\n")
        self._process.stdin.flush()
        return self._say()

    def _say(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    """A receiving process."""
    command = [sys.executable, "-m", "bench.deliveries", "--receive"]
    with subprocess.Popen(  # noqa: ASYNC220 - begun once, before anything is measured
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield Receiver(process)
        finally:
            process.kill()


async def partners(app: App, count: int) -> list[Partner]:
    """Institutions with a mandate and a document each: nothing is shared between them."""
    store = 'mutation($t: String!) { storeDocument(name: "firms", text: $t) { record { id } } }'
    made = []
    for number in range(count):
        institution = await make_institution(f"기관 {number}")
        actor = await partner_of(institution)
        document = (await app.ask(store, actor, {"t": DOCUMENT}))["storeDocument"]["record"]["id"]
        made.append(Partner(institution=institution.id, actor=actor, document=document))
    return made


async def endpoint(app: App, partner: Partner, name: str, url: str) -> None:
    """An endpoint of a partner."""
    create = "mutation($i: EndpointInput!) { createEndpoint(input: $i) { secret } }"
    await app.ask(create, partner.actor, {"i": {"name": name, "url": url, "document": partner.document}})


async def throughput(app: App, receiver: Receiver, owners: Sequence[Partner], each: int, events: int) -> dict[str, Any]:
    """Messages a second while there is always something to send: `each` endpoints of every owner."""
    for partner in owners:
        for number in range(each):
            await endpoint(app, partner, f"endpoint {number}", f"{receiver.url}/well/{partner.institution}/{number}")
    firms = [(await make_firm(name=f"firm {n}")).id for n in range(50)]
    told = [partner.institution for partner in owners]
    for number in range(events):
        await happen(system("bench"), firm=firms[number % len(firms)], institutions=told)
    wanted, before = events * len(owners) * each, await receiver.count()
    async with app.serving():
        begun, cpu = time.monotonic(), time.process_time()
        while await receiver.count() - before < wanted:
            await asyncio.sleep(0.1)
            assert time.monotonic() - begun < PATIENCE
        seconds = time.monotonic() - begun
    return {"messages": wanted, "seconds": seconds, "rate": wanted / seconds, "cpu": time.process_time() - cpu}


async def isolation(
    app: App, receiver: Receiver, owners: Sequence[Partner], seconds: int, rate: float
) -> dict[str, Any]:
    """From commit to arrival at healthy endpoints, while twenty of a hundred hang or fail."""
    for number, partner in enumerate(owners):
        kind = "hang" if number < ILL // 2 else "fail" if number < ILL else "well"
        await endpoint(app, partner, "endpoint", f"{receiver.url}/{kind}/{partner.institution}")
    told = [partner.institution for partner in owners]
    firms = [(await make_firm(name=f"firm {n}")).id for n in range(20)]
    async with app.serving():
        for number in range(int(seconds * rate)):
            due = time.monotonic() + 1 / rate
            await happen(system("bench"), firm=firms[number % len(firms)], institutions=told)
            await asyncio.sleep(max(0, due - time.monotonic()))
        wanted, begun = int(seconds * rate) * (ENDPOINTS - ILL), time.monotonic()
        while sum(path.startswith("/well") for path, _, _ in await receiver.came()) < wanted:
            await asyncio.sleep(0.5)
            assert time.monotonic() - begun < PATIENCE
    rows = await app.database.fetch("select id, at from event_log where type = 'core.FirmRegistered'")
    at = {f"event_{row['id']}": row["at"].timestamp() for row in rows}
    took = sorted(came - at[id] for path, id, came in await receiver.came() if path.startswith("/well"))
    return {"messages": wanted, "p50": statistics.median(took), "p99": took[int(len(took) * 0.99)], "worst": took[-1]}


async def measured(args: argparse.Namespace) -> list[str]:
    """Every figure as a line of a table."""
    lines = ["| what | messages | result |", "|---|---|---|"]
    with disposable_server() as server:
        for owners, each, title in (
            (ENDPOINTS, 1, "100 partners, a document each"),
            (5, 20, "5 partners, 20 endpoints each"),
        ):
            async with AsyncExitStack() as stack:
                app, receiver = await _opened(stack, server)
                found = await throughput(app, receiver, await partners(app, owners), each, args.events)
                rate = f"{found['rate']:.0f} a second over {found['seconds']:.1f} s, {found['cpu']:.1f} s of CPU"
                lines.append(f"| {title} | {found['messages']} | {rate} |")
                print(lines[-1], flush=True)
        async with AsyncExitStack() as stack:
            app, receiver = await _opened(stack, server)
            found = await isolation(app, receiver, await partners(app, ENDPOINTS), args.seconds, args.rate)
            told = f"p50 {found['p50']:.2f} s, p99 {found['p99']:.2f} s, worst {found['worst']:.2f} s"
            title = f"healthy endpoints while 10 hang and 10 fail, {args.rate:g} events a second"
            lines.append(f"| {title} | {found['messages']} | {told} |")
            print(lines[-1], flush=True)
    return lines


async def _opened(stack: AsyncExitStack, server: Any) -> tuple[App, Receiver]:
    app = await stack.enter_async_context(open_app(server))
    app.platform.selections.targets = Targets(loopback=True)
    return app, await stack.enter_async_context(receiving())


def main() -> None:
    """Measure; with --write put the figures into the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--receive", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--write", action="store_true", help="rewrite the results in deliveries.md")
    parser.add_argument("--events", type=int, default=60)
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--rate", type=float, default=1.0, help="events a second while some endpoints are ill")
    args = parser.parse_args()
    if args.receive:
        asyncio.run(receive())
        return
    load = os.getloadavg()[0]
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:  # as servers run
        lines = runner.run(measured(args))
    if args.write:
        kept = FILE.read_text(encoding="utf-8").partition(MARK)[0]
        told = f"{os.cpu_count()} cores, load {load:.1f} before and {os.getloadavg()[0]:.1f} after."
        FILE.write_text(f"{kept}{MARK}\n{told}\n\n" + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
