"""Access records: every read of personal data is noted, and the server cannot change what is noted."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import asyncpg
import pytest

from majung.access.actor import Actor
from majung.access.records import PersonalRead, record_reads
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
