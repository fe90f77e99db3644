"""Deletion on request: what no law keeps is gone, the rest is answered for, and nobody else is touched."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from uuid import UUID

import pytest

from majung import clock
from majung.access.actor import system
from majung.access.cipher import Keys, use_keys
from majung.applications.models import Application
from majung.calendar.months import add_months
from majung.clock import clock_at
from majung.consultations.writes import ConsultationDraft, hold_consultation
from majung.errors import NotAllowed, NotFound, VersionConflict
from majung.events.sequencer import sweep
from majung.institutions.models import Account, Disclosure, Mandate
from majung.institutions.writes import issue_token
from majung.merging.errors import ReasonMissing
from majung.merging.writes import Pair, merge_persons
from majung.notices.models import Notice
from majung.persons.errors import DataDestroyedAlready
from majung.persons.models import Consent, Person
from majung.persons.rules import Notice as ConsentNotice
from majung.persons.writes import NewContact, change_contact, give_consent
from majung.reference.seed import seed_reference
from majung.retention.models import Destruction, KeptIdentity
from majung.retention.running import Done, run_retention
from majung.rights.correcting import Correction, correct_person
from majung.rights.erasing import Answer, answer_beforehand, erase_person
from majung.rights.errors import ApplicationsRunning, NothingToCorrect
from majung.rights.models import Erasure
from majung.settings import Settings
from majung.storage.apps import core_tables
from majung.storage.database import Database
from majung.storage.ids import uuid7
from majung.support.models import SupportRecord
from majung.testing import make_institution, make_official, make_person, person_self

ACTOR = system("testing")
CONSENT = ConsentNotice(
    kind="COLLECT",
    purpose="알선",
    items=("성명",),
    retention_until=date(2090, 1, 1),
    refusal_told=True,
    version="1",
)


@pytest.fixture(autouse=True)
async def terms(settings: Settings, database: Database) -> None:
    """The terms that the project ships, none of them confirmed."""
    use_keys(Keys(encryption=settings.keys, hashing=settings.hash_key))
    core_tables()
    await seed_reference(ACTOR)


async def known(name: str = "표식가나다") -> Person:
    """A person of whom there is something in several tables, with earlier versions."""
    person = await make_person(name, phone="010-9876-5432", address="순천시 표식로 1")
    await change_contact(ACTOR, person_id=person.id, contact=NewContact(phone="010-1111-2222"))
    await notice(person, "표식 통지")
    return await Person.get(id=person.id)


async def notice(person: Person, body: str) -> Notice:
    return await Notice.create(
        person_id=person.id,
        kind="X",
        title="통지",
        body=body,
        subject_type="person",
        subject_id=person.id,
        posted_at=clock.now(),
        posted_by="test",
    )


async def supported(person: Person) -> SupportRecord:
    return await SupportRecord.create(
        program_code="x", person_id=person.id, year=2026, status="ACTIVE", title="지원", benefit="GRANT"
    )


async def handed_in(owner: Database, person: Person) -> UUID:
    """An application of a person, without the call and the program that it would need."""
    application_id = uuid7()
    async with owner.connection() as connection, connection.transaction():
        await connection.execute("set local session_replication_role = 'replica'")
        await connection.execute(
            "insert into application (id, call_id, program_code, person_id, state, spine, live_key, form_version,"
            " answers, documents, created_at, submitted_at)"
            " values ($1, $2, 'x', $2, 'X', 'SUBMITTED', 'k', 1, '{}', '[]', now(), now())",
            application_id,
            person.id,
        )
    return application_id


async def everything(database: Database, *ids: UUID) -> str:
    """All rows and earlier versions of these persons and of their notices, as text."""
    found = ""
    for statement in (
        "select p::text as row from person p where id = any($1) order by id",
        "select n::text as row from notice n where person_id = any($1) order by id",
        "select h.row::text as row from row_history h where row_id = any($1)"
        " or row_id in (select id from notice where person_id = any($1)) order by row_id, valid_from",
    ):
        found += "\n".join(row["row"] for row in await database.fetch(statement, list(ids)))
    return found


async def test_what_no_law_keeps_is_gone_and_another_person_is_untouched(database: Database) -> None:
    person, other = await known(), await known("다른사람")
    before = await everything(database, other.id)
    made = await erase_person(await person_self(person), person_id=person.id, reason="탈퇴")
    after = await everything(database, person.id)
    assert [word for word in ("표식", "enc1:", str(person.phone_hash), "1990") if word in after] == []
    assert await everything(database, other.id) == before
    assert made.by_themself is True
    assert made.answer == [
        {"table": "person", "destroyed": 1, "kept": 0, "until": None, "basis": None},
        {"table": "notice", "destroyed": 1, "kept": 0, "until": None, "basis": None},
    ]
    assert await KeptIdentity.all() == []
    assert {one.ground for one in await Destruction.all()} == {"REQUEST"}


async def test_money_stays_under_a_pseudonym_with_why_and_until_when(database: Database) -> None:
    person = await known()
    record = await supported(person)
    made = await erase_person(ACTOR, person_id=person.id, reason="요구")
    kept, apart = [one for one in made.answer if one["kept"]]
    assert apart == {**kept, "table": "kept_identity"}
    last = add_months(date(clock.today().year + 1, 1, 1), 60)
    assert (kept["table"], kept["destroyed"], kept["kept"]) == ("support_record", 0, 1)
    assert date.fromisoformat(kept["until"]) == last
    assert "공공기록물" in kept["basis"]
    assert (await SupportRecord.get(id=record.id)).person_id == person.id
    identity = await KeptIdentity.get(person_id=person.id)
    assert identity.identity == '{"name": "표식가나다", "birth_date": "1990-04-01"}'
    assert identity.kept_until == last
    assert "표식" not in await everything(database, person.id)


async def test_it_is_told_beforehand_what_would_be_kept(database: Database) -> None:
    person = await known()
    await supported(person)
    before = await everything(database, person.id)
    found = {one.table: one for one in await answer_beforehand(ACTOR, person_id=person.id)}
    assert found["notice"] == Answer(table="notice", destroyed=1, kept=0, until=None, basis=None)
    assert found["support_record"].kept == 1
    assert await everything(database, person.id) == before


async def test_consents_disclosures_and_logins_end(database: Database) -> None:
    person, bank = await known(), await make_institution()
    themself = await person_self(person)
    assert themself.mandate_id
    await issue_token(ACTOR, mandate_id=themself.mandate_id, name="test")
    await give_consent(ACTOR, person_id=person.id, notice=CONSENT, channel="web")
    await Disclosure.create(
        person_id=person.id, institution_id=bank.id, program="x", basis="x", valid_from=date(2026, 1, 1)
    )
    await erase_person(themself, person_id=person.id, reason="탈퇴")
    assert len({one.run_id for one in await Destruction.all()}) == 1
    today = clock.today()
    assert (await Consent.get(person_id=person.id)).withdrawn_at is not None
    assert (await Disclosure.get(person_id=person.id)).valid_to == today - timedelta(days=1)
    assert (await Mandate.get(id=themself.mandate_id)).valid_to == today - timedelta(days=1)
    account = await Account.get(id=themself.account_id)
    assert (account.active, account.login) == (False, f"destroyed-{account.id}")
    assert await database.fetch("select from token where revoked_at is null") == []
    await sweep()
    rows = await database.fetch(
        "select type, person_ids, institution_ids from event_log order by position desc limit 1"
    )
    assert [tuple(row) for row in rows] == [("core.PersonErased", [person.id], [bank.id])]


async def test_what_was_merged_into_a_person_goes_with_them(database: Database) -> None:
    person, same = await known(), await make_person("표식가나라", phone="010-5555-6666")
    await merge_persons(ACTOR, pair=Pair(survivor_id=person.id, merged_id=same.id), reason="같은 사람")
    await erase_person(ACTOR, person_id=person.id, reason="요구")
    assert "표식" not in await everything(database, person.id, same.id)


async def test_what_was_destroyed_is_merged_with_nobody(database: Database) -> None:
    erased, living = await known(), await known("다른사람")
    await erase_person(ACTOR, person_id=erased.id, reason="요구")
    for pair in (Pair(survivor_id=living.id, merged_id=erased.id), Pair(survivor_id=erased.id, merged_id=living.id)):
        with pytest.raises(DataDestroyedAlready):
            await merge_persons(ACTOR, pair=pair, reason="같은 사람")
    before = await everything(database, living.id)
    assert await run_retention(ACTOR) == []
    assert await everything(database, living.id) == before


async def test_what_one_person_asked_for_is_not_said_of_another_by_a_merge(database: Database) -> None:
    person, same = await known(), await known("표식가나라")
    made = await Erasure.create(person_id=same.id, at=clock.now(), by="x", by_themself=True, reason="x")
    await merge_persons(ACTOR, pair=Pair(survivor_id=person.id, merged_id=same.id), reason="같은 사람")
    [row] = await database.fetch("select person_id from erasure where id = $1", made.id)
    assert row["person_id"] == same.id


async def test_what_came_after_a_deletion_was_not_asked_about(database: Database) -> None:
    person = await known()
    await erase_person(ACTOR, person_id=person.id, reason="요구")
    later = await notice(person, "새 통지")
    assert await run_retention(ACTOR) == []
    assert (await Notice.get(id=later.id)).body == "새 통지"
    official = await make_official("persons.read", "consultations.write")
    draft = ConsultationDraft(kind="GENERAL", channel="PHONE", held_at=clock.now(), person_id=person.id)
    with pytest.raises(DataDestroyedAlready):
        await hold_consultation(official, draft=draft)


async def test_running_applications_are_ended_first(database: Database, owner_database: Database) -> None:
    person = await known()
    application_id = await handed_in(owner_database, person)
    with pytest.raises(ApplicationsRunning, match=f"app_{application_id}"):
        await erase_person(ACTOR, person_id=person.id, reason="요구")
    await Application.filter(id=application_id).update(live_key=None, spine="CLOSED", answers={"motive": "표식"})
    made = await erase_person(ACTOR, person_id=person.id, reason="요구")
    assert [one["table"] for one in made.answer if one["kept"]] == ["application", "kept_identity"]
    assert (await Application.get(id=application_id)).answers == {"motive": "표식"}
    assert await run_retention(ACTOR) == []
    with clock_at(clock.now() + timedelta(days=6 * 366)):  # no law keeps it any longer, and the person had asked
        assert await run_retention(ACTOR) == [
            Done(table="application", retention="personal", rows=1),
            Done(table="kept_identity", retention="kept_identity", rows=1),
        ]
    assert (await Application.get(id=application_id)).answers == {}


async def test_a_change_at_the_same_moment_is_destroyed_or_refused(database: Database) -> None:
    persons = [await known(f"표식가나{number}") for number in range(8)]
    new = NewContact(address="순천시 표식로 2", phone="010-2222-3333")
    work = [
        one
        for person in persons
        for one in (
            erase_person(ACTOR, person_id=person.id, reason="요구"),
            change_contact(ACTOR, person_id=person.id, contact=new),
            give_consent(ACTOR, person_id=person.id, notice=CONSENT, channel="web"),
        )
    ]
    found = await asyncio.gather(*work, return_exceptions=True)
    assert [one for one in found if isinstance(one, Exception) and not isinstance(one, DataDestroyedAlready)] == []
    after = await everything(database, *(person.id for person in persons))
    assert [word for word in ("표식", "enc1:") if word in after] == []
    assert await database.fetch("select from consent where withdrawn_at is null") == []


async def test_who_may_ask_and_how(database: Database) -> None:
    person, other = await known(), await make_person("다른사람")
    themself = await person_self(person)
    with pytest.raises(NotAllowed):
        await erase_person(await person_self(other), person_id=person.id, reason="x")
    with pytest.raises(NotAllowed):
        await erase_person(await make_official("persons.read"), person_id=person.id, reason="x")
    clerk = await make_official("persons.read", "persons.erase", districts=["12130"])
    with pytest.raises(NotFound):
        await erase_person(clerk, person_id=person.id, reason="x")
    with pytest.raises(ReasonMissing):
        await erase_person(themself, person_id=person.id, reason=" ")
    with pytest.raises(VersionConflict):
        await erase_person(themself, person_id=person.id, reason="x", version=7)
    await erase_person(themself, person_id=person.id, reason="x")
    with pytest.raises(DataDestroyedAlready):
        await erase_person(themself, person_id=person.id, reason="x")
    with pytest.raises(DataDestroyedAlready):
        await change_contact(ACTOR, person_id=person.id, contact=NewContact(phone="010-1111-2222"))


async def test_what_is_wrong_is_corrected_by_an_official(database: Database) -> None:
    person = await make_person("김하눌")
    official = await make_official("persons.read", "persons.correct")
    made = await correct_person(
        official, person_id=person.id, correction=Correction(name=" 김  하늘 ", birth_date=date(1991, 4, 1))
    )
    assert (made.name, made.birth_date, made.version) == ("김 하늘", date(1991, 4, 1), 2)
    assert made.search_jamo != person.search_jamo
    with pytest.raises(NothingToCorrect):
        await correct_person(official, person_id=person.id, correction=Correction())
    with pytest.raises(NotAllowed):
        await correct_person(await person_self(person), person_id=person.id, correction=Correction(name="x"))
