"""Several server processes on one database: each event once for each endpoint, and after a SIGKILL at least once."""

from __future__ import annotations

import asyncio
import signal
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.responses import Response
from tests.schema.cli.conftest import KEYS, CommandLine, environment
from tests.schema.deliveries.conftest import Partner, Received, Receiver

from majung.deliveries.targets import Targets
from majung.plugin.loader import load
from majung.settings import Settings
from majung.testing import make_firm, make_institution, partner_of
from majung_schema.platform import open_platform
from majung_schema.preparing import prepare
from majung_schema.specs import SchemaSpecs
from majung_schema.testing import App

__all__ = ["environment"]

ENDPOINTS = 3
PATIENCE = 120


@pytest.fixture
async def shared(settings: Settings) -> AsyncIterator[App]:
    """An installation that server processes share; this process only writes."""
    given = replace(settings, keys=(KEYS["MAJUNG_KEYS"],), hash_key=KEYS["MAJUNG_HASH_KEY"])
    registry = load("", more_specs=(SchemaSpecs,))
    await prepare(given, registry)
    async with open_platform(given, registry) as platform:
        platform.selections.targets = Targets(loopback=True)
        yield App(platform)


@pytest.fixture
async def told(shared: App, receiver: Receiver) -> Partner:
    """A partner with some endpoints of one document."""
    bank = await make_institution()
    firm = await make_firm()
    partner = Partner(app=shared, institution=bank, actor=await partner_of(bank), firm=firm.id)
    document = await partner.store()
    for number in range(ENDPOINTS):
        await partner.endpoint(f"{receiver.url}/{number}", document, name=f"endpoint {number}")
    return partner


async def test_two_processes_deliver_once_and_lose_nothing_when_one_is_killed(
    told: Partner, receiver: Receiver, environment: dict[str, str], tmp_path: Path
) -> None:
    url = told.app.platform.settings.database_url
    assert url is not None
    majung = CommandLine({**environment, "MAJUNG_DATABASE_URL": url, "MAJUNG_LOOPBACK_WEBHOOKS": "1"}, tmp_path)
    firms = [(await make_firm(name=f"firm {number}")).id for number in range(4)]
    answering = asyncio.Event()
    answering.set()

    async def answer(one: Received) -> Response:
        await answering.wait()
        return Response(status_code=204)

    receiver.answer = answer
    async with AsyncExitStack() as stack:
        servers = [majung.started("serve", "--port", "0", until="serving on") for _ in range(2)]
        processes = [await asyncio.to_thread(stack.enter_context, server) for server in servers]
        first = [event for firm in firms for event in await told.hear(10, firm=firm)]
        await receiver.until(len(first) * ENDPOINTS, PATIENCE)
        await asyncio.sleep(1)
        assert Counter((one.path, one.id) for one in receiver.received) == Counter(
            {(f"/{number}", f"event_{event}"): 1 for number in range(ENDPOINTS) for event in first}
        )
        answering.clear()  # what is on its way now is on its way when the process dies
        second = [event for firm in firms for event in await told.hear(5, firm=firm)]
        await receiver.until(len(first) * ENDPOINTS + 1, PATIENCE)
        processes[0].process.send_signal(signal.SIGKILL)
        answering.set()
        wanted = {(f"/{number}", f"event_{event}") for number in range(ENDPOINTS) for event in second}
        async with asyncio.timeout(PATIENCE):
            while not wanted <= {(one.path, one.id) for one in receiver.received}:
                receiver.came.clear()
                await receiver.came.wait()
        in_order(receiver, first + second)


def in_order(receiver: Receiver, events: list[object]) -> None:
    """Each endpoint got what happened to one firm in the order in which it happened, repetitions aside."""
    for number in range(ENDPOINTS):
        seen: dict[str, list[str]] = {}
        for one in receiver.received:
            ids = seen.setdefault(one.json["subject"], [])
            if one.path == f"/{number}" and one.id not in ids:
                ids.append(one.id)
        order = {f"event_{event}": place for place, event in enumerate(events)}
        for ids in seen.values():
            assert [order[id] for id in ids] == sorted(order[id] for id in ids)
