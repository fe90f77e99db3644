"""What an installation knows from the start, once, however often it is prepared."""

from __future__ import annotations

import asyncio

import pytest

from majung.access.actor import Actor, system
from majung.districts.reads import resolve
from majung.errors import NotAllowed
from majung.reference.seed import seed_reference
from majung.storage.database import Database

PREPARE = system("prepare")
TABLES = ("district", "district_code", "holiday", "institution", "industry")


async def contents(database: Database) -> dict[str, list[str]]:
    found = {}
    for table in TABLES:
        rows = await database.fetch(f'select to_jsonb(t)::text as t from "{table}" t order by id')
        found[table] = [row["t"] for row in rows]
    return found


async def test_a_second_time_changes_nothing(database: Database) -> None:
    await seed_reference(PREPARE)
    before = await contents(database)
    await seed_reference(PREPARE)
    assert await contents(database) == before
    assert {table: len(rows) for table, rows in before.items()} == {
        "district": 129, "district_code": 163, "holiday": 139, "institution": 57, "industry": 21,
    }  # fmt: skip


async def test_two_processes_at_once_fill_it_once(database: Database) -> None:
    await asyncio.gather(*(seed_reference(PREPARE) for _ in range(4)))
    assert len((await contents(database))["institution"]) == 57


async def test_knows_the_22_and_both_spellings_of_their_codes(database: Database) -> None:
    await seed_reference(PREPARE)
    rows = await database.fetch(
        "select d.code, d.job_region, d.kind, array_agg(c.code order by c.code) as codes from district d"
        " join district_code c on c.district_code = d.code where d.member group by d.id"
    )
    assert len(rows) == 22
    assert [len(row["codes"]) for row in rows] == [2] * 22
    assert sum(row["job_region"] == "EAST" for row in rows) == 7
    assert sum(row["kind"] == "si" for row in rows) == 5
    gwangyang = next(row for row in rows if row["code"] == "12190")
    assert gwangyang["codes"] == ["12190", "46230"]


async def test_gwangju_is_in_the_province_and_not_among_the_22(database: Database) -> None:
    await seed_reference(PREPARE)
    rows = await database.fetch("select member from district where parent_code = '12' and kind = 'gu'")
    assert [row["member"] for row in rows] == [False] * 5


async def test_the_capital_region_is_marked(database: Database) -> None:
    await seed_reference(PREPARE)
    rows = await database.fetch("select distinct left(code, 2) as sido from district where capital_region order by 1")
    assert [row["sido"] for row in rows] == ["11", "28", "41"]


@pytest.mark.parametrize(
    ("received", "code"),
    [
        ("46110", "12110"), ("46820", "12790"), ("12790", "12790"), ("4613025000", "12130"), ("46", "12"),
        ("42", "51"), ("28110", None), ("전남 해남군 해남읍", "12790"), ("경기도 광주시", "41610"), ("", None),
    ],
)  # fmt: skip
async def test_resolves_codes_and_texts_and_keeps_what_was_received(
    database: Database, received: str, code: str | None
) -> None:
    await seed_reference(PREPARE)
    found = await resolve(received)
    assert (found.code, found.as_received) == (code, received or None)


async def test_parts_of_the_agency_stand_under_it(database: Database) -> None:
    await seed_reference(PREPARE)
    rows = await database.fetch(
        "select i.code from institution i join institution p on p.id = i.parent_id where p.code = 'JEPA' order by 1"
    )
    assert {"JEPA-FUND", "JEPA-JOBS-EAST", "JEPA-JOBS-WEST", "JEPA-FTA", "JEPA-SEOUL"} <= {row["code"] for row in rows}
    [bank] = await database.fetch("select code, kind from institution where bank_code = '034'")
    assert tuple(bank) == ("BANK-034", "BANK")
    offices = await database.fetch("select district_code from institution where kind = 'SIGUN'")
    assert len({row["district_code"] for row in offices}) == 22


async def test_what_staff_changed_in_an_institution_stays(database: Database) -> None:
    await seed_reference(PREPARE)
    await database.execute("update institution set name_ko = '새 이름', active = false where code = 'JEPA-SALES'")
    await seed_reference(PREPARE)
    [row] = await database.fetch("select name_ko, active from institution where code = 'JEPA-SALES'")
    assert tuple(row) == ("새 이름", False)


async def test_a_district_that_was_tampered_with_follows_the_facts_again(database: Database) -> None:
    await seed_reference(PREPARE)
    await database.execute("update district set member = false where code = '12130'")
    await seed_reference(PREPARE)
    [row] = await database.fetch("select member from district where code = '12130'")
    assert row["member"] is True


async def test_needs_the_permission(database: Database) -> None:
    with pytest.raises(NotAllowed):
        await seed_reference(Actor(kind="official"))
