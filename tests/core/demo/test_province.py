from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from tests.core.demo.conftest import FIRMS, registry_with

from majung.access.actor import Actor, system
from majung.access.cipher import decrypt, keyed_hash
from majung.demo.province import DatabaseInUse, fill_province
from majung.institutions.writes import create_account
from majung.korean import name_key, search_columns
from majung.plugin.contract import DemoProvince
from majung.reference import read_reference
from majung.storage.database import Database

COUNTED = ("firm", "establishment", "firm_year", "person", "consent", "call", "support_record", "account", "event_log")


async def counts(database: Database) -> dict[str, int]:
    rows = {table: await database.fetch(f"select count(*) as n from {table}") for table in COUNTED}
    return {table: found[0]["n"] for table, found in rows.items()}


async def fill(database: Database) -> DemoProvince:
    return await fill_province(database, registry_with(), firms=FIRMS)


async def test_fills_once(database: Database) -> None:
    province = await fill(database)
    before = await counts(database)
    again = await fill_province(database, registry_with(), firms=FIRMS * 2)
    assert await counts(database) == before
    assert before["firm"] == FIRMS
    assert before["person"] == FIRMS * 12 // 5
    assert list(again.firm_ids) == list(province.firm_ids)


async def test_describes_what_is_there(database: Database) -> None:
    province = await fill(database)
    firms = await database.fetch("select id from firm order by id")
    persons = await database.fetch("select id from person order by id")
    banks = await database.fetch("select id, bank_code from institution where bank_code is not null")
    officer = await database.fetch("select login from account where id = $1", province.official_account_id)
    assert [row["id"] for row in firms] == list(province.firm_ids)
    assert [row["id"] for row in persons] == list(province.person_ids)
    assert {row["bank_code"]: row["id"] for row in banks} == province.bank_ids
    assert "034" in province.bank_ids
    assert officer[0]["login"] == "officer"


async def test_search_columns_are_those_of_the_search(database: Database) -> None:
    await fill(database)
    firms = await database.fetch("select name, name_key, search_jamo, search_initials, search_grams from firm")
    rows = await database.fetch(
        "select name, search_jamo, search_initials, search_grams from person union all"
        " select title_ko, search_jamo, search_initials, search_grams from program union all"
        " select title, search_jamo, search_initials, search_grams from call"
    )
    for row in [*rows, *firms]:
        columns = search_columns(row["name"])
        assert (row["search_jamo"], row["search_initials"], row["search_grams"]) == (
            columns.jamo,
            columns.initials,
            columns.grams,
        )
    assert [row["name_key"] for row in firms] == [name_key(row["name"]) for row in firms]


async def test_contact_data_are_found_by_their_hash(database: Database) -> None:
    await fill(database)
    rows = await database.fetch("select phone, phone_hash, email, email_hash from person where email is not null")
    for row in rows:
        phone, email = decrypt(row["phone"]), decrypt(row["email"])
        assert phone.startswith("010-00")
        assert email.endswith("@example.com")
        assert row["phone_hash"] == keyed_hash(phone.replace("-", ""))
        assert row["email_hash"] == keyed_hash(email)


async def test_every_district_code_is_known(database: Database) -> None:
    await fill(database)
    unknown = await database.fetch(
        "select code from (select district_code as code from firm union select district_code from establishment"
        " union select district_code from person union select unnest(districts) from mandate) used"
        " where not exists (select 1 from district d where d.code = used.code)"
    )
    served = await database.fetch(
        "select distinct f.district_code from firm f join district d on d.code = f.district_code where d.member"
    )
    elsewhere = await database.fetch(
        "select 1 from person p join district d on d.code = p.district_code where d.capital_region limit 1"
    )
    assert unknown == []
    assert len(served) == len(read_reference("jeonnam_sigungu"))
    assert len(elsewhere) == 1


async def test_every_industry_is_a_node_of_the_classification(database: Database) -> None:
    await fill(database)
    unknown = await database.fetch(
        "select distinct f.industry_code from firm f left join industry i on i.revision = f.industry_revision"
        " and i.code = f.industry_code where i.id is null"
    )
    sections = await database.fetch("select section from industry where code in ('03211', '10220', '42131')")
    assert unknown == []
    assert sorted(row["section"] for row in sections) == ["A", "C", "F"]


async def test_some_firms_had_the_same_support_twice_in_a_year(database: Database) -> None:
    await fill_province(database, registry_with(), firms=2_000)
    twice = await database.fetch(
        "select firm_id from support_record where origin = 'IMPORTED' group by firm_id, program_code, year"
        " having count(*) > 1"
    )
    assert twice


async def test_everyone_who_asks_has_a_mandate(database: Database) -> None:
    await fill(database)
    rows = await database.fetch(
        "select a.login, m.kind, m.roles, m.districts, m.firm_id is not null as firm from mandate m"
        " join account a on a.id = m.account_id"
    )
    mandates = {row["login"]: row for row in rows}
    banks = await database.fetch("select bank_code from institution where bank_code is not null")
    assert mandates["officer"]["roles"] == ["officer"]
    assert mandates["admin"]["roles"] == ["administrator"]
    assert mandates["officer-yeosu"]["districts"] == ["12130"]
    assert [mandates[f"agent-{number:02}"]["firm"] for number in range(1, 21)] == [True] * 20
    assert mandates["person"]["kind"] == "person"
    assert {f"bank-{row['bank_code']}" for row in banks} <= set(mandates)


async def test_officials_belong_to_an_institution(database: Database) -> None:
    await fill(database)
    rows = await database.fetch(
        "select a.login, i.code, m.centre_ids = array[i.id] as centre, array(select unnest(m.districts) order by 1) as"
        " districts from mandate m join account a on a.id = m.account_id left join institution i on"
        " i.id = m.institution_id where m.kind = 'official'"
    )
    works_at = {row["login"]: row["code"] for row in rows}
    assert None not in works_at.values()
    assert (works_at["officer"], works_at["officer-yeosu"]) == ("JEPA-FUND", "SIGUN-12130")
    counsellor = next(row for row in rows if row["login"] == "counsellor-east")
    assert (counsellor["code"], counsellor["centre"], counsellor["districts"]) == ("JEPA-JOBS-EAST", True, [])


async def test_consents_are_told_with_the_centre_they_were_given_to(database: Database) -> None:
    await fill(database)
    rows = await database.fetch(
        "select e.district, i.code from event_log e join institution i on i.id = any(e.institution_ids)"
        " where e.type = 'core.ConsentGiven'"
    )
    given_to = {row["code"] for row in rows}
    assert {"JEPA-JOBS-EAST", "JEPA-JOBS-WEST"} <= given_to <= {"JEPA-JOBS-EAST", "JEPA-JOBS-WEST", "JEPA-SEOUL"}
    assert {row["code"] for row in rows if row["district"] == "12150"} == {"JEPA-JOBS-EAST"}


async def test_the_log_tells_a_recent_history_in_order(database: Database) -> None:
    await fill(database)
    rows = await database.fetch("select position, at, type from event_log order by position")
    assert [row["position"] for row in rows] == list(range(1, len(rows) + 1))
    assert sorted(row["at"] for row in rows) == [row["at"] for row in rows]
    assert len(rows) >= 200


async def test_plugins_fill_their_shares_once_and_say_how_far_they_are(database: Database) -> None:
    told: list[tuple[str, int, int | None]] = []
    filled: list[DemoProvince] = []

    async def share(_: Database, province: DemoProvince) -> AsyncIterator[int]:
        filled.append(province)
        yield 10
        yield 5

    for _ in range(2):
        await fill_province(database, registry_with(alpha=share), firms=FIRMS, progress=lambda *step: told.append(step))
    assert len(filled) == 1
    assert len(filled[0].firm_ids) == FIRMS
    assert [step for step in told if step[0] == "alpha"] == [("alpha", 10, None), ("alpha", 15, None)]
    assert ("firms", FIRMS, FIRMS) in told


async def test_a_plugin_that_is_added_later_fills_its_share_then(database: Database) -> None:
    await fill(database)
    filled: list[DemoProvince] = []

    async def share(_: Database, province: DemoProvince) -> AsyncIterator[int]:
        filled.append(province)
        yield 1

    await fill_province(database, registry_with(alpha=share))
    assert len(filled) == 1
    assert len(filled[0].firm_ids) == FIRMS


async def test_an_interrupted_fill_leaves_nothing_and_starts_again(database: Database) -> None:
    def stop(title: str, done: int, _total: int | None) -> None:
        if (title, done) == ("persons", FIRMS * 12 // 5):
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await fill_province(database, registry_with(), firms=FIRMS, progress=stop)
    assert set((await counts(database)).values()) == {0}
    await fill(database)
    assert (await counts(database))["firm"] == FIRMS


async def test_an_interrupted_share_is_filled_again_and_the_province_is_not(database: Database) -> None:
    attempts: list[int] = []

    async def share(opened: Database, _: DemoProvince) -> AsyncIterator[int]:
        attempts.append(len(attempts))
        await opened.execute(
            "insert into holiday (id, day, name_ko, name_en, substitute, added_by_staff)"
            " values (gen_random_uuid(), '1999-01-01', '시범', '', false, true)"
        )
        yield 1
        if len(attempts) == 1:
            raise RuntimeError("the power failed")

    with pytest.raises(RuntimeError):
        await fill_province(database, registry_with(alpha=share), firms=FIRMS)
    assert await database.fetch("select 1 from holiday where day = '1999-01-01'") == []
    before = await counts(database)
    await fill_province(database, registry_with(alpha=share), firms=FIRMS)
    assert attempts == [0, 1]
    assert await counts(database) == before
    assert len(await database.fetch("select 1 from holiday where day = '1999-01-01'")) == 1


async def test_two_processes_fill_one_province(database: Database) -> None:
    provinces = await asyncio.gather(fill(database), fill(database))
    assert (await counts(database))["firm"] == FIRMS
    assert list(provinces[0].firm_ids) == list(provinces[1].firm_ids)


async def test_refuses_a_database_that_others_work_in(database: Database) -> None:
    actor: Actor = system("test")
    await create_account(actor, login="officer")
    with pytest.raises(DatabaseInUse):
        await fill(database)
    assert (await counts(database))["firm"] == 0
