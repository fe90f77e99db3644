"""Reading the log: who sees which events, what narrows them, and which cursors are accepted."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

import pytest

from majung.access.actor import ANONYMOUS, Actor, system
from majung.events.event import Event, append
from majung.events.log import (
    CursorExpired,
    UnknownCursor,
    decode_cursor,
    encode_cursor,
    latest_position,
    oldest_position,
    read_after,
    resume_position,
)
from majung.storage.database import Database
from majung.storage.ids import uuid7
from majung.storage.transaction import write

CLERK = system("test")


class LoanAsked(Event, frozen=True, kw_only=True):
    """A loan was asked for."""

    subject_type: ClassVar[str] = "app"
    amount: int = 1


class CallOpened(Event, frozen=True, kw_only=True):
    """A call was opened, which everyone may know."""

    subject_type: ClassVar[str] = "call"
    public: ClassVar[bool] = True


@write
async def happen(actor: Actor, /, event: Event, **concerned: object) -> UUID:
    return await append(event, subject=uuid7(), **concerned)  # type: ignore[arg-type]


async def positions(actor: Actor, after: int = 0, **asked: object) -> list[int]:
    return [e["position"] for e in await read_after(actor, after, **asked)]  # type: ignore[arg-type]


async def test_each_actor_sees_the_events_that_concern_them(database: Database) -> None:
    firm, person, bank = uuid7(), uuid7(), uuid7()
    await happen(CLERK, CallOpened())
    await happen(CLERK, LoanAsked(), firms=[firm])
    await happen(CLERK, LoanAsked(), persons=[person])
    await happen(CLERK, LoanAsked(), institutions=[bank])

    assert await positions(Actor(kind="official")) == [1, 2, 3, 4]
    assert await positions(Actor(kind="firm", firm_ids=frozenset({firm}))) == [1, 2]
    assert await positions(Actor(kind="person", person_id=person)) == [1, 3]
    assert await positions(Actor(kind="partner", institution_id=bank)) == [1, 4]
    assert await positions(ANONYMOUS) == [1]


async def test_filters_narrow_what_is_read(database: Database) -> None:
    firm, person = uuid7(), uuid7()
    await happen(CLERK, LoanAsked(), firms=[firm], program="fund", district="46110")
    await happen(CLERK, LoanAsked(), persons=[person], program="jobs")
    await happen(CLERK, CallOpened(), program="fund")

    assert await positions(CLERK, types=["core.LoanAsked"]) == [1, 2]
    assert await positions(CLERK, firm_id=firm) == [1]
    assert await positions(CLERK, person_id=person) == [2]
    assert await positions(CLERK, program="fund") == [1, 3]
    assert await positions(CLERK, district="46110") == [1]
    assert await positions(CLERK, after=1, until=2) == [2]
    assert await positions(CLERK, limit=2) == [1, 2]


async def test_cursor_resumes_exactly_after_its_event(database: Database) -> None:
    for _ in range(3):
        await happen(CLERK, CallOpened())

    position = await resume_position(encode_cursor(2))

    assert await positions(CLERK, after=position) == [3]
    assert await resume_position(None) == await latest_position() == 3


@pytest.mark.parametrize("cursor", ["", "nonsense", "djE6MTIz=", "djE6LTE", "한글", encode_cursor(0)[:-1], "8J+YgA"])
def test_text_that_is_no_cursor_has_no_position(cursor: str) -> None:
    assert decode_cursor(cursor) is None


@pytest.mark.parametrize("position", [0, 1, 999, 2**63 - 1])
def test_cursor_keeps_its_position(position: int) -> None:
    assert decode_cursor(encode_cursor(position)) == position


async def test_refuses_unknown_cursor_and_names_the_oldest(database: Database) -> None:
    await happen(CLERK, CallOpened())

    with pytest.raises(UnknownCursor) as refused:
        await resume_position("nonsense")

    assert refused.value.details["oldest"] == encode_cursor(0)


async def test_refuses_cursor_from_the_future_of_a_restored_log(database: Database) -> None:
    with pytest.raises(UnknownCursor):
        await resume_position(encode_cursor(7))


async def test_refuses_expired_cursor_and_names_the_oldest(database: Database, owner_database: Database) -> None:
    for _ in range(4):
        await happen(CLERK, CallOpened())
    await owner_database.execute("delete from event_log where position <= 2")

    with pytest.raises(CursorExpired) as refused:
        await resume_position(encode_cursor(1))

    oldest = decode_cursor(str(refused.value.details["oldest"]))
    assert oldest == await oldest_position() == 2
    assert await positions(CLERK, after=oldest) == [3, 4]


async def test_the_server_cannot_rewrite_the_log(database: Database) -> None:
    await happen(CLERK, CallOpened())

    with pytest.raises(Exception, match="permission denied"):
        await database.execute("update event_log set actor = 'nobody'")
