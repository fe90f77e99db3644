"""Fan-out: one reading of the log, one execution and one serialisation for all who get the same."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from tests.schema.live.conftest import Gate, client, happen, stream

from majung.access.actor import ANONYMOUS, Actor, system
from majung.events import sight
from majung.events.event import append
from majung.events.log import encode_cursor, read_after
from majung.persons.events import PersonRegistered
from majung.storage.transaction import write
from majung_schema.graph.sources import SOURCE
from majung_schema.live import hub as hub_of
from majung_schema.live.shared_actor import SharedActor

PLATFORM = system("test")
OFFICER = Actor(kind="official", name="officer")


class Counted:
    """How often events were executed, and the log and its policy asked."""

    def __init__(self, platform: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        self.executed: list[Actor] = []
        self.readings = self.sights = 0
        opened, read, asked = platform.open_operation, hub_of.read_wanted, sight._ask

        def open_operation(actor: Actor, info: Any) -> Any:
            if info.is_event:
                self.executed.append(actor)
            return opened(actor, info)

        async def read_wanted(*args: Any, **more: Any) -> Any:
            self.readings += 1
            return await read(*args, **more)

        async def ask(*args: Any) -> Any:
            self.sights += 1
            return await asked(*args)

        monkeypatch.setattr(platform, "open_operation", open_operation)
        monkeypatch.setattr(hub_of, "read_wanted", read_wanted)
        monkeypatch.setattr(sight, "_ask", ask)


@pytest.fixture
def counted(platform: Any, monkeypatch: pytest.MonkeyPatch) -> Counted:
    return Counted(platform, monkeypatch)


async def test_many_subscribers_of_one_selection_cost_one_execution(
    counted: Counted, served: Any, make: Any, gate: Gate
) -> None:
    firm = await make("firm", name="하나")
    gate.mandates["other"] = replace(OFFICER, name="other", account_id=uuid4(), mandate_id=uuid4())
    async with AsyncExitStack() as stack:
        sockets = [await stack.enter_async_context(client(served, t)) for t in ("officer", "other") * 3]
        await asyncio.gather(*(socket.subscribe() for socket in sockets))
        streams = [await stack.enter_async_context(stream(served)) for _ in range(2)]
        counted.readings = counted.sights = 0
        await happen(PLATFORM, firm=firm.id)
        heard = [await socket.update() for socket in sockets]
        told = [await one.next() for one in streams]
        assert [t.update for t in told if t] == heard[:2]
        assert all(update == heard[0] for update in heard)
    assert len(counted.executed) == 1
    assert (counted.readings, counted.sights) == (1, 0)  # officials of the province see everything: nothing to ask


async def test_subscribers_of_one_selection_keep_what_was_compiled_once(served: Any, platform: Any, make: Any) -> None:
    firm = await make("firm", name="하나")
    async with AsyncExitStack() as stack:
        sockets = [await stack.enter_async_context(client(served)) for _ in range(3)]
        await asyncio.gather(*(socket.subscribe() for socket in sockets))
        await happen(PLATFORM, firm=firm.id)
        await asyncio.gather(*(socket.update() for socket in sockets))
        assert len(platform.live.members) == len(sockets)
        assert len({id(member.opened) for member in platform.live.members}) == 1


async def test_a_socket_on_which_nothing_waits_has_no_task_that_writes(served: Any, make: Any) -> None:
    firm = await make("firm", name="하나")
    async with client(served) as socket:
        await socket.subscribe()
        await happen(PLATFORM, firm=firm.id)
        await socket.update()
        await asyncio.sleep(0)
        coroutines = [task.get_coro() for task in asyncio.all_tasks()]
        assert not [c for c in coroutines if getattr(c, "__qualname__", "") == "SocketConnection._write"]
        await happen(PLATFORM, firm=firm.id)
        await socket.update()


async def test_a_cursor_does_not_part_subscribers_but_what_they_see_does(
    counted: Counted, served: Any, make: Any, gate: Gate, platform: Any
) -> None:
    firm = await make("firm", name="하나")
    for number in range(4):
        gate.mandates[f"si_gun{number}"] = Actor(kind="official", districts=frozenset({f"12{number}90"}))
    async with AsyncExitStack() as stack:
        for token, after in [("officer", None), ("officer", encode_cursor(0)), *((f"si_gun{n}", None) for n in "0123")]:
            socket = await stack.enter_async_context(client(served, token))
            await socket.subscribe(after=after)
        counted.sights = 0
        await happen(PLATFORM, firm=firm.id, district="12790")
        await asyncio.sleep(0.5)
        assert len(platform.live.feeds) == 5
    assert [actor.districts for actor in counted.executed] == [frozenset()]
    assert counted.sights == 1  # one statement for the four districts


async def test_who_comes_back_to_a_running_feed_gets_the_bytes_again(counted: Counted, served: Any, make: Any) -> None:
    firm = await make("firm", name="하나")
    async with client(served) as stays, client(served) as leaves:
        await stays.subscribe()
        await leaves.subscribe()
        await happen(PLATFORM, firm=firm.id)
        seen = await leaves.update()
        await leaves.connection.close()
        for _ in range(3):
            await happen(PLATFORM, firm=firm.id)
        await asyncio.gather(*(stays.update() for _ in range(1)))
        missed = [await stays.update() for _ in range(3)]
        executed = len(counted.executed)
        async with client(served) as again:
            await again.subscribe(after=seen["cursor"])
            assert [await again.update() for _ in range(3)] == missed
        assert len(counted.executed) == executed


async def test_personal_fields_leave_an_access_record_for_each_viewer(
    served: Any, make: Any, gate: Gate, platform: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = await make("person", full=True)
    mandates = [uuid4(), uuid4()]
    for mandate in mandates:
        gate.mandates[str(mandate)] = Actor(
            kind="official", name=str(mandate), mandate_id=mandate, scopes=frozenset({"persons.read"})
        )

    @write
    async def registered(actor: Actor) -> None:
        await append(PersonRegistered(), subject=person.id, persons=[person.id])

    query = "subscription { updates { subject { ... on Person { name } } } }"
    async with AsyncExitStack() as stack:
        for mandate in mandates:
            socket = await stack.enter_async_context(client(served, str(mandate)))
            await socket.say(type="subscribe", id="1", payload={"query": query})
        await asyncio.sleep(0.3)
        assert len(platform.live.feeds) == 1
        await registered(PLATFORM)
        await asyncio.sleep(0.5)
    rows = await platform.database.fetch("select mandate_id, columns from access_record")
    assert sorted((str(row["mandate_id"]), list(row["columns"])) for row in rows) == sorted(
        (str(mandate), ["name"]) for mandate in mandates
    )


async def test_viewers_part_when_an_answer_depends_on_who_asks(
    served: Any, make: Any, gate: Gate, platform: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    firm = await make("firm", name="하나")
    gate.mandates["other"] = replace(OFFICER, name="other", account_id=uuid4(), mandate_id=uuid4())

    async def names(root: Any, info: Any) -> Any:
        seen.append(info.context.actor.name)
        table = info.context.graph.table_of(root["subject_type"])
        return await info.context.reading.one(table, "id", root["subject_id"])

    seen: list[str] = []
    field = platform.schema._schema.get_type("FirmRegistered").fields["subject"]
    declared = field.extensions["strawberry-definition"]
    ordinary = {name: value for name, value in declared.metadata.items() if name != SOURCE}
    monkeypatch.setattr(declared, "metadata", ordinary)
    monkeypatch.setattr(field, "resolve", lambda root, info, **_: names(root, info))
    async with client(served) as first, client(served, "other") as second:
        await first.subscribe()
        await second.subscribe()
        assert len(platform.live.feeds) == 1
        await happen(PLATFORM, firm=firm.id)
        one, two = await first.update(), await second.update()
        assert one == two
        assert len(platform.live.feeds) == 2
    assert sorted(seen[1:]) == ["officer", "other"]


def test_a_shared_actor_notices_a_look_at_who_it_is() -> None:
    officer = replace(OFFICER, account_id=uuid4(), scopes=frozenset({"a"}))
    for look in (
        lambda actor: actor.name,
        lambda actor: actor.account_id,
        lambda actor: actor.rights,
        lambda actor: actor.parameters()["account"],
        lambda actor: actor.for_purpose("why"),
    ):
        shared = SharedActor.of(officer)
        assert shared.may("a")
        assert (shared.parameters()["districts"], shared.kind, shared.looked) == ([], "official", False)
        look(shared)
        assert shared.looked


async def test_everyone_sees_together_what_each_sees_alone(platform: Any, make: Any) -> None:
    firms = [await make("firm", name=str(n), district_code=code) for n, code in enumerate(("12110", "12790", "12110"))]
    for firm, district in zip(firms, ("12110", "12790", "12790"), strict=True):
        await happen(PLATFORM, firm=firm.id, district=district)
    viewers = [
        ANONYMOUS,
        OFFICER,
        PLATFORM,
        *(Actor(kind="official", districts=frozenset({code})) for code in ("12110", "12790", 'a"b\\c')),
        *(Actor(kind="firm", firm_ids=frozenset({firm.id})) for firm in firms),
        Actor(kind="firm", firm_ids=frozenset(firm.id for firm in firms[:2])),
        Actor(kind="firm"),
        Actor(kind="person", person_id=uuid4()),
        Actor(kind="person"),
        Actor(kind="partner", institution_id=uuid4()),
    ]
    together = await sight.who_sees(viewers, 0, 3)
    alone = [frozenset(e["position"] for e in await read_after(viewer, 0, until=3)) for viewer in viewers]
    assert together == alone
    assert {len(seen) for seen in together} == {0, 1, 2, 3}
    assert await sight.who_sees([OFFICER, ANONYMOUS], 3, 3) == [frozenset(), frozenset()]
