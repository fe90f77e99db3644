"""Updates over a real socket: resumed, filtered, under the rights of each moment, ended in order."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from tests.schema.live.conftest import Gate, client, happen
from websockets.exceptions import ConnectionClosed

from majung.access.actor import Actor, system
from majung.events.log import encode_cursor
from majung.storage.database import open_database
from majung.storage.migrations import model_modules


async def test_a_change_by_another_process_arrives_and_a_cursor_resumes(
    served: Any, settings: Any, make: Any, platform: Any
) -> None:
    firm = await make("firm", name="남도식품", district_code="12790")
    async with client(served) as first:
        await first.subscribe()
        async with await open_database(settings, model_modules(platform.registry.apps())) as other:
            with other.activate():
                await happen(system("other"), firm=firm.id)
                update = await first.update()
                assert update["subject"] == {"id": f"firm_{firm.id}", "name": "남도식품"}
                assert (update["__typename"], update["type"]) == ("FirmRegistered", "core.FirmRegistered")
                for _ in range(3):
                    await happen(system("other"), firm=firm.id)
        following = [(await first.update())["cursor"] for _ in range(3)]
    async with client(served) as again:
        await again.subscribe(after=update["cursor"])
        assert [(await again.update())["cursor"] for _ in range(3)] == following
        await happen(system("here"), firm=firm.id)
        assert (await again.update())["cursor"] not in following


async def test_types_and_firms_filter(served: Any, make: Any) -> None:
    wanted, other = await make("firm", name="하나"), await make("firm", name="둘")
    async with client(served) as subscriber:
        await subscriber.subscribe(types=["core.FirmRegistered"], firm=f"firm_{wanted.id}")
        for firm in (other, wanted, other, wanted):
            await happen(system("test"), firm=firm.id)
        assert [(await subscriber.update())["subject"]["name"] for _ in range(2)] == ["하나", "하나"]
    async with client(served) as subscriber:
        await subscriber.subscribe(after=encode_cursor(0), types=["core.NoSuchEvent"])
        await happen(system("test"), firm=wanted.id)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(subscriber.connection.recv(), 0.5)


@pytest.mark.parametrize(
    ("variables", "code"),
    [
        ({"after": encode_cursor(10_000)}, "UNKNOWN_CURSOR"),
        ({"after": "nonsense"}, "UNKNOWN_CURSOR"),
        ({"after": ""}, "UNKNOWN_CURSOR"),
        ({"firm": "person_0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"}, "INVALID_ID"),
        ({"types": ["\ud800"]}, "MALFORMED_REQUEST"),
    ],
)
async def test_refuses_a_start_that_cannot_be(served: Any, variables: dict[str, Any], code: str) -> None:
    async with client(served) as subscriber:
        with suppress(ConnectionClosed):
            await subscriber.subscribe(**variables)
            message = await subscriber.hear()
            assert message["type"] == "error"
            assert message["payload"][0]["extensions"]["code"] == code
            return
        assert (code, subscriber.connection.close_code) == ("MALFORMED_REQUEST", 4400)


async def test_each_viewer_hears_of_its_own(served: Any, make: Any, gate: Gate) -> None:
    own, other = await make("firm", name="하나"), await make("firm", name="둘")
    gate.mandates["agent"] = Actor(kind="firm", name="agent", firm_ids=frozenset({own.id}))
    gate.mandates["si_gun"] = Actor(kind="official", name="si_gun", districts=frozenset({"12110"}))
    async with client(served, "agent") as agent, client(served, "si_gun") as officer:
        await agent.subscribe()
        await officer.subscribe()
        await happen(system("test"), firm=other.id, district="12110")
        await happen(system("test"), firm=own.id, district="12790")
        await happen(system("test"), firm=other.id, district="12110")
        assert (await agent.update())["subject"]["name"] == "하나"
        first, second = await officer.update(), await officer.update()
        assert first["subject"] is second["subject"] is None  # the firm itself is not of its district


@pytest.mark.parametrize("change", ["revoked", "changed"])
async def test_rights_are_looked_at_again_at_each_event(served: Any, make: Any, gate: Gate, change: str) -> None:
    firm = await make("firm", name="하나")
    mandate = Actor(kind="firm", name="agent", firm_ids=frozenset({firm.id}))
    gate.mandates["agent"] = mandate
    async with client(served, "agent") as agent:
        await agent.subscribe()
        await happen(system("test"), firm=firm.id)
        await agent.update()
        changed = {"changed": replace(mandate, firm_ids=frozenset({uuid4()}))}
        gate.mandates = {"agent": changed[change]} if change in changed else {}
        await happen(system("test"), firm=firm.id)
        message = await agent.hear()
        assert message["type"] == "error"
        code = {"changed": "MANDATE_CHANGED", "revoked": "UNAUTHENTICATED"}[change]
        assert message["payload"][0]["extensions"]["code"] == code


async def test_a_server_that_stops_closes_with_1012(served: Any, make: Any) -> None:
    async with client(served) as subscriber:
        await subscriber.subscribe()
        served.should_exit = True
        with suppress(ConnectionClosed):
            async with asyncio.timeout(5):
                async for _ in subscriber.connection:
                    pass
        assert subscriber.connection.close_code == 1012
        assert subscriber.connection.close_reason == "Server restarts"
    await asyncio.wait_for(served.running, 10)
