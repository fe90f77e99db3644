"""Runs of destruction: what is over goes with its earlier versions, what a law keeps stays, and the log says so."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import asyncpg
import pytest

from majung import clock
from majung.access.actor import Actor, system
from majung.access.cipher import Keys, use_keys
from majung.calendar.months import add_months
from majung.clock import clock_at
from majung.errors import NotAllowed
from majung.events.sequencer import sweep
from majung.notices.models import Notice
from majung.persons.models import Person
from majung.persons.writes import NewContact, change_contact
from majung.reference.seed import seed_reference
from majung.retention.errors import NothingToConfirm, RetentionUnknown
from majung.retention.models import Destruction, KeptIdentity
from majung.retention.reads import read_held
from majung.retention.running import Done, run_retention
from majung.retention.writes import NewTerm, confirm_terms, set_term
from majung.settings import Settings
from majung.storage.apps import core_tables
from majung.storage.database import Database
from majung.support.models import SupportRecord
from majung.testing import make_person

ACTOR = system("testing")
LATER = clock.now() + timedelta(days=14 * 365)
MUCH_LATER = LATER + timedelta(days=10 * 365)
WAITING = """
select from pg_locks l join pg_stat_activity a on a.pid = l.pid
where not l.granted and a.datname = current_database()
"""


@pytest.fixture(autouse=True)
async def terms(settings: Settings, database: Database) -> None:
    """The terms that the project ships, none of them confirmed."""
    use_keys(Keys(encryption=settings.keys, hashing=settings.hash_key))
    core_tables()
    await seed_reference(ACTOR)


async def run_at(moment: datetime, actor: Actor = ACTOR) -> list[Done]:
    with clock_at(moment):
        return await run_retention(actor)


async def person_with_versions(name: str = "표식가나다") -> Person:
    person = await make_person(name, phone="010-9876-5432", email="marker@example.kr", address="순천시 표식로 1")
    await change_contact(ACTOR, person_id=person.id, contact=NewContact(phone="010-1111-2222"))
    return person


async def stored(database: Database, id: UUID) -> str:
    """All that the database has of a person's row and its earlier versions, as text."""
    rows = await database.fetch("select p::text as row from person p where id = $1", id)
    rows += await database.fetch("select row::text as row from row_history where row_id = $1", id)
    return "\n".join(row["row"] for row in rows)


async def backdated(owner: Database, table: str, id: UUID) -> None:
    """Let a row look as if nobody had touched it since 2010."""
    async with owner.connection() as connection, connection.transaction():
        await connection.execute(f"alter table {table} disable trigger majung_history")
        await connection.execute(f"update {table} set sys_from = '2010-01-01Z' where id = $1", id)
        await connection.execute(f"alter table {table} enable trigger majung_history")


async def supported(person: Person) -> None:
    await SupportRecord.create(
        program_code="x", person_id=person.id, year=2026, status="ACTIVE", title="지원", benefit="GRANT"
    )


async def noticed(person: Person, body: str = "표식 통지") -> Notice:
    return await Notice.create(
        person_id=person.id,
        kind="X",
        title="통지",
        body=body,
        subject_type="person",
        subject_id=person.id,
        posted_at=datetime(2026, 1, 1, tzinfo=UTC),
        posted_by="test",
    )


async def test_nothing_is_destroyed_by_terms_that_nobody_confirmed(database: Database) -> None:
    person = await person_with_versions()
    assert await run_at(LATER) == []
    assert "표식가나다" in await stored(database, person.id)
    with clock_at(LATER):
        found = {(one.table, one.retention): one for one in await read_held()}
    held = found["person", "personal"]
    assert (held.state, held.rows, held.over, held.kept) == ("UNCONFIRMED", 1, 1, 0)
    assert found["firm", "personal"].state == "NO_TERM"


async def test_what_is_over_is_gone_from_the_row_and_its_earlier_versions(database: Database) -> None:
    person = await person_with_versions()
    before = await stored(database, person.id)
    await confirm_terms(ACTOR, covers="personal")
    [done] = await run_at(LATER)
    assert done == Done(table="person", retention="personal", rows=1)
    after = await stored(database, person.id)
    values = ["표식가나다", person.phone_hash, person.email_hash, "1990-04-01", "enc1:", "순천시", "ㅍㅛ"]
    assert [value for value in values if value not in before] == []
    assert [value for value in values if value in after] == []
    [row] = await database.fetch("select version, district_code from person where id = $1", person.id)
    assert (row["version"], row["district_code"]) == (3, person.district_code)


async def test_the_log_says_what_was_destroyed_why_and_by_whom(database: Database) -> None:
    person = await person_with_versions()
    [term] = await confirm_terms(ACTOR, covers="personal")
    await run_at(LATER)
    [log] = await Destruction.all()
    assert (log.of_table, log.retention, log.rows, log.earlier, log.by) == (
        "person",
        "personal",
        1,
        1,
        "system:testing",
    )
    assert (log.ground, log.term_id) == ("TERM", term)
    assert "phone_hash" in log.columns
    assert await run_at(LATER) == [], "what is destroyed is found no more"
    await sweep()
    [last] = await database.fetch("select type, person_ids from event_log order by position desc limit 1")
    assert (last["type"], last["person_ids"]) == ("core.PersonDataDestroyed", [person.id])


async def test_recent_dealings_of_any_kind_keep_a_persons_data(database: Database, owner_database: Database) -> None:
    person = await person_with_versions()
    await confirm_terms(ACTOR, covers="personal")
    await backdated(owner_database, "person", person.id)
    await noticed(person)
    assert await run_retention(ACTOR) == []
    assert "표식가나다" in await stored(database, person.id)


async def test_what_a_law_keeps_leaves_a_pseudonym_and_the_identity_apart(database: Database) -> None:
    person = await person_with_versions()
    await supported(person)
    await set_term(
        ACTOR, term=NewTerm(covers="support_record", effect="KEEP", months=240, keeps_identity=True, basis="법")
    )
    await confirm_terms(ACTOR, covers="personal")
    await run_at(LATER)
    assert "표식가나다" not in await stored(database, person.id)
    [kept] = await KeptIdentity.all()
    assert kept.identity == '{"name": "표식가나다", "birth_date": "1990-04-01"}'
    assert (kept.person_id, kept.basis) == (person.id, "법")
    assert kept.kept_until == add_months(clock.today(), 240)
    [record] = await SupportRecord.all()
    assert record.person_id == person.id
    await run_at(MUCH_LATER)
    [kept] = await KeptIdentity.all()
    assert kept.identity is None
    assert (await Destruction.filter(ground="KEPT_ENDED").get()).rows == 1


async def test_rows_that_count_by_themselves_go_by_their_own_date(database: Database) -> None:
    person = await make_person()
    old, young = await noticed(person), await noticed(person)
    await Notice.filter(id=young.id).update(posted_at=LATER - timedelta(days=365))
    await confirm_terms(ACTOR, covers="notice")
    assert await run_at(LATER) == [Done(table="notice", retention="notice", rows=1)]
    assert [(await Notice.get(id=id)).body for id in (old.id, young.id)] == ["", "표식 통지"]


async def test_batches_go_on_until_nothing_is_left(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("majung.retention.running.PERSONS", 2)
    persons = [await make_person(f"가나{n}") for n in range(5)]
    await confirm_terms(ACTOR, covers="personal")
    [done] = await run_at(LATER)
    assert done.rows == len(persons)
    assert sorted([one.rows for one in await Destruction.all()]) == [1, 2, 2]


async def test_two_runs_at_once_destroy_each_row_once(database: Database) -> None:
    for number in range(20):
        await make_person(f"가나{number}")
    await confirm_terms(ACTOR, covers="personal")
    both = await asyncio.gather(run_at(LATER), run_at(LATER))
    assert sum(done.rows for found in both for done in found) == 20
    assert sum(one.rows for one in await Destruction.all()) == 20


async def test_a_person_who_is_being_changed_is_passed_over(database: Database, owner_database: Database) -> None:
    changing, resting = await make_person("변경중"), await make_person("휴면중")
    await confirm_terms(ACTOR, covers="personal")
    await backdated(owner_database, "person", changing.id)
    await backdated(owner_database, "person", resting.id)
    async with owner_database.connection() as writer, writer.transaction():
        await writer.execute("update person set gender = 'F' where id = $1", changing.id)
        assert await run_retention(ACTOR) == [Done(table="person", retention="personal", rows=1)]
    assert await run_retention(ACTOR) == []
    assert "변경중" in await stored(database, changing.id)


async def test_a_row_that_is_being_changed_is_waited_for_and_looked_at_again(
    database: Database, owner_database: Database
) -> None:
    person = await make_person("변경중")
    notice = await noticed(person)
    await set_term(ACTOR, term=NewTerm(covers="personal", months=60, counts_from="PERSON", basis="규정"))
    await set_term(ACTOR, term=NewTerm(covers="notice", months=60, counts_from="PERSON", basis="규정"))
    await backdated(owner_database, "person", person.id)
    await backdated(owner_database, "notice", notice.id)
    async with owner_database.connection() as writer, writer.transaction():
        await writer.execute("update notice set body = '새 통지' where id = $1", notice.id)
        run = asyncio.create_task(run_retention(ACTOR))
        async with asyncio.timeout(10):
            while not await owner_database.fetch(WAITING):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
    assert [done.table for done in await run] == ["person"]
    assert (await Notice.get(id=notice.id)).body == "새 통지"


async def test_a_busy_person_does_not_end_the_run_for_those_after(
    database: Database, owner_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("majung.retention.running.PERSONS", 1)
    busy, resting = await make_person("변경중"), await make_person("휴면중")
    changing, over = await noticed(busy), await noticed(resting)
    await set_term(ACTOR, term=NewTerm(covers="notice", months=60, counts_from="PERSON", basis="규정"))
    for table, id in (("person", busy.id), ("person", resting.id), ("notice", changing.id), ("notice", over.id)):
        await backdated(owner_database, table, id)
    async with owner_database.connection() as writer, writer.transaction():
        await writer.execute("update notice set body = '새 통지' where id = $1", changing.id)
        run = asyncio.create_task(run_retention(ACTOR))
        async with asyncio.timeout(10):
            while not await owner_database.fetch(WAITING):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
    assert await run == [Done(table="notice", retention="notice", rows=1)]
    assert (await Notice.get(id=over.id)).body == ""


async def test_a_run_ends_although_what_is_destroyed_does_not_look_so(
    database: Database, owner_database: Database
) -> None:
    await noticed(await make_person())
    await confirm_terms(ACTOR, covers="notice")
    await owner_database.execute(
        "update destructible_column set blank = quote_literal('-') || '::text' where column_name = 'body'"
    )
    async with asyncio.timeout(20):
        assert await run_at(LATER) == [Done(table="notice", retention="notice", rows=1)]
        assert await run_at(LATER) == []


async def test_the_server_can_destroy_nothing_but_personal_columns_and_not_write_the_log(database: Database) -> None:
    person = await make_person()
    with pytest.raises(asyncpg.RaiseError, match="personal columns"):
        await database.fetch("select * from majung_destroy('person', '{district_code}', $1, '{}')", [person.id])
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await database.execute("delete from destruction")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await database.execute("update destructible_column set blank = '1'")
    async with database.connection() as connection, connection.transaction():
        await connection.execute("select set_config('majung.destroying', 'on', true)")
        await connection.execute("update person set name = '다른이름' where id = $1", person.id)
    assert len(await database.fetch("select 1 from row_history where row_id = $1", person.id)) == 1


async def test_terms_are_entered_with_a_basis_for_what_there_is(database: Database) -> None:
    with pytest.raises(RetentionUnknown):
        await set_term(ACTOR, term=NewTerm(covers="nothing", months=1, basis="x"))
    await confirm_terms(ACTOR, covers="personal")
    with pytest.raises(NothingToConfirm):
        await confirm_terms(ACTOR, covers="personal")
    clerk = Actor(kind="official", name="official:x")
    with pytest.raises(NotAllowed):
        await run_retention(clerk)
    with pytest.raises(NotAllowed):
        await confirm_terms(clerk, covers="notice")


async def test_a_new_term_ends_the_one_before_it(database: Database) -> None:
    first = clock.today() + timedelta(days=1000)
    await set_term(ACTOR, term=NewTerm(covers="notice", months=12, basis="규정", valid_from=first))
    rows = await database.fetch(
        "select months, valid_from, valid_to, confirmed_by from retention_term where retention = 'notice' order by 2"
    )
    assert [tuple(row) for row in rows] == [
        (60, date(2026, 1, 1), first - timedelta(days=1), None),
        (12, first, None, "system:testing"),
    ]
