"""The monthly check of access records: who read how much, whole, at night."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest

from majung.access.actor import Actor, system
from majung.access.monthly import MonthUnreadable, Thresholds, month_of, read_month
from majung.access.records import PersonalRead, record_reads
from majung.clock import clock_at
from majung.errors import NotAllowed
from majung.storage.database import Database

OFFICER = Actor(kind="official", name="official:a", purpose="상담")
AUDITOR = system("test")
NOON = datetime(2026, 10, 7, 3, tzinfo=UTC)  # Wednesday, 12:00 in Seoul
NIGHT = datetime(2026, 10, 7, 14, tzinfo=UTC)  # 23:00 in Seoul
SATURDAY = datetime(2026, 10, 10, 3, tzinfo=UTC)
ONE, TWO, THREE = (uuid4() for _ in range(3))


async def read(database: Database, at: datetime, *rows: UUID, who: Actor = OFFICER, unmasked: bool = False) -> None:
    one = PersonalRead(table="person", unmasked=unmasked, columns={"name", "phone"}, row_ids=set(rows))
    with clock_at(at):
        await record_reads(database, who, "PersonPage", [one])


async def test_counts_different_persons_columns_and_what_was_read_whole(database: Database) -> None:
    await read(database, NOON, ONE, TWO)
    await read(database, NOON, ONE, unmasked=True)
    await read(database, NOON, THREE, who=replace(OFFICER, name="official:b", purpose=None), unmasked=True)
    first, second = await read_month(database, AUDITOR, "2026-10")
    assert (first.actor, first.reads, first.rows, first.columns) == (
        "official:a", 2, 2, ("person.name", "person.phone"),
    )  # fmt: skip
    assert (first.unmasked_reads, first.unmasked_rows, first.purposes, first.without_purpose) == (1, 1, ("상담",), 0)
    assert (second.actor, second.purposes, second.without_purpose) == ("official:b", (), 1)


async def test_tells_reads_at_night_and_at_weekends(database: Database) -> None:
    for at in (NOON, NIGHT, SATURDAY):
        await read(database, at, ONE)
    [found] = await read_month(database, AUDITOR, "2026-10")
    assert (found.reads, found.out_of_hours) == (3, 2)


@pytest.mark.parametrize(("most", "unusual"), [(2, True), (3, False)])
async def test_more_rows_a_day_than_the_threshold_are_unusual(database: Database, most: int, unusual: bool) -> None:
    await read(database, NOON, ONE, TWO)
    await read(database, NOON, TWO, THREE)
    await read(database, SATURDAY, ONE)
    [found] = await read_month(database, AUDITOR, "2026-10", Thresholds(rows_a_day=most))
    assert (found.busiest_day, found.busiest_rows, found.unusual) == (date(2026, 10, 7), 3, unusual)


async def test_a_month_is_one_of_seoul(database: Database) -> None:
    await read(database, datetime(2026, 9, 30, 14, 59, tzinfo=UTC), ONE)
    await read(database, datetime(2026, 9, 30, 15, 0, tzinfo=UTC), TWO)
    await read(database, datetime(2026, 10, 31, 14, 59, tzinfo=UTC), TWO)
    await read(database, datetime(2026, 10, 31, 15, 0, tzinfo=UTC), THREE)
    [found] = await read_month(database, AUDITOR, "2026-10")
    assert (found.reads, found.rows) == (2, 1)


@pytest.mark.parametrize("month", ["2026", "2026-13", "10-2026", "2026-10-01", ""])
def test_refuses_what_is_no_month(month: str) -> None:
    with pytest.raises(MonthUnreadable):
        month_of(month)


async def test_is_for_auditors(database: Database) -> None:
    with pytest.raises(NotAllowed):
        await read_month(database, OFFICER, "2026-10")
