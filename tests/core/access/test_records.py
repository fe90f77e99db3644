"""Access records: every read of personal data is noted, and the server cannot change what is noted."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import asyncpg
import pytest

from majung.access.actor import Actor
from majung.access.records import PersonalRead, record_reads, settled
from majung.clock import clock_at
from majung.storage.database import Database

NOVEMBER = datetime(2026, 11, 20, 3, tzinfo=UTC)
OFFICER = Actor(kind="official", name="official:test", mandate_id=uuid4(), origin="192.0.2.7", purpose="상담")


async def test_says_who_read_what_of_whom_when_from_where_and_why(database: Database) -> None:
    one, two = sorted([uuid4(), uuid4()])
    whole = PersonalRead(table="person", unmasked=True, columns={"phone", "name"}, row_ids={two, one})
    masked = PersonalRead(table="firm", unmasked=False, columns={"representative"})
    with clock_at(NOVEMBER):
        await record_reads(database, OFFICER, "PersonPage", [whole, masked])
    rows = await database.fetch("select * from access_record order by read_table")
    assert [row["read_table"] for row in rows] == ["firm", "person"]
    firm, person = rows
    assert (person["at"], person["actor"], person["kind"], person["mandate_id"]) == (
        NOVEMBER, "official:test", "official", OFFICER.mandate_id,
    )  # fmt: skip
    assert (person["origin"], person["operation"], person["purpose"]) == ("192.0.2.7", "PersonPage", "상담")
    assert (person["columns"], person["row_ids"], person["unmasked"]) == (["name", "phone"], [one, two], True)
    assert (firm["columns"], firm["row_ids"], firm["unmasked"]) == (["representative"], [], False)


@pytest.mark.parametrize(
    "change", ["update access_record set purpose = '다른 목적'", "delete from access_record", "truncate access_record"]
)
async def test_the_server_cannot_change_a_record(database: Database, change: str) -> None:
    await record_reads(database, OFFICER, None, [PersonalRead(table="person", unmasked=False, columns={"name"})])
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await database.execute(change)
    [row] = await database.fetch("select purpose from access_record")
    assert row["purpose"] == "상담"


def read_of(table: str) -> PersonalRead:
    return PersonalRead(table=table, unmasked=False, columns={"name"}, row_ids={uuid4()})


async def test_operations_that_end_together_share_a_commit(database: Database) -> None:
    await asyncio.gather(*(record_reads(database, OFFICER, f"op-{i}", [read_of("person")]) for i in range(40)))
    rows = await database.fetch("select operation, xmin::text as transaction from access_record")
    assert {row["operation"] for row in rows} == {f"op-{i}" for i in range(40)}
    assert len({row["transaction"] for row in rows}) <= 2


async def test_a_record_that_cannot_be_stored_fails_its_own_operation_only(database: Database) -> None:
    unstorable = replace(OFFICER, purpose="상담\x00")
    asked = [record_reads(database, who, "op", [read_of("person")]) for who in (OFFICER, unstorable, OFFICER)]
    done = await asyncio.gather(*asked, return_exceptions=True)
    assert [type(one) for one in done] == [type(None), asyncpg.CharacterNotInRepertoireError, type(None)]
    assert await database.fetch("select count(*) as n from access_record") == [(2,)]


async def test_the_record_of_a_cancelled_operation_is_stored(database: Database) -> None:
    task = asyncio.create_task(record_reads(database, OFFICER, "op", [read_of("person")]))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await settled(database)
    assert await database.fetch("select operation from access_record") == [("op",)]
