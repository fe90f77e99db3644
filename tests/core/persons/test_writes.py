"""Persons: encrypted contact data that is found again, and consents that are entered and withdrawn one by one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from majung.access.actor import Actor
from majung.access.cipher import Keys, use_keys
from majung.clock import clock_at
from majung.errors import InvalidValue, NotAllowed, NotFound, ResidentNumberRefused
from majung.firms.models import Firm
from majung.institutions.models import Institution
from majung.persons.errors import ConsentWithdrawnAlready, GuardianNeeded, NoticeItemMissing, PersonNameMissing
from majung.persons.models import Consent, Person
from majung.persons.reads import age_on, consent_in_force, find_persons_by_contact
from majung.persons.rules import Notice
from majung.persons.writes import (
    NewContact,
    NewPerson,
    change_contact,
    give_consent,
    register_person,
    withdraw_consent,
)
from majung.settings import Settings
from majung.storage.apps import core_tables
from majung.storage.database import Database

STAFF = Actor(kind="official", name="official:test", scopes=frozenset({"persons.read", "persons.write"}))
HANA = NewPerson(
    name="김하나",
    birth_date=date(1980, 1, 1),
    gender="F",
    phone="010-1234-5678",
    email="Hana@example.kr",
    address="서울특별시 종로구 창신길 12",
)
NOTICE = Notice(
    kind="COLLECT",
    purpose="일자리 알선",
    items=("성명", "연락처"),
    retention_until=date(2028, 12, 31),
    refusal_told=True,
    version="2026-1",
)
NOVEMBER = datetime(2026, 11, 20, 3, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _keys(settings: Settings) -> None:
    use_keys(Keys(encryption=settings.keys, hashing=settings.hash_key))
    core_tables()  # the policy of consents follows that of persons


async def everything_stored(database: Database) -> str:
    stored = ""
    tables = await database.fetch(
        "select relname as tablename from pg_class where relkind in ('r', 'p') and not relispartition"
        " and relnamespace = 'public'::regnamespace"
    )
    for row in tables:
        rows = await database.fetch(f'select to_jsonb(t)::text as t from "{row["tablename"]}" t')
        stored += "\n".join(each["t"] for each in rows)
    return stored


async def test_contact_data_is_stored_encrypted_only(database: Database) -> None:
    person = await register_person(STAFF, person=HANA)
    stored = await everything_stored(database)
    assert "김하나" in stored
    for secret in ("1234", "5678", "hana@", "창신길"):
        assert secret not in stored.replace(str(person.id), "")
    read = await Person.get(id=person.id)
    assert (read.phone, read.email, read.address) == ("01012345678", "hana@example.kr", HANA.address)
    assert (read.district_code, read.district_as_received) == ("11110", None)


async def test_a_person_is_found_by_number_and_address_by_those_who_may(database: Database) -> None:
    person = await register_person(STAFF, person=HANA)
    assert await find_persons_by_contact(STAFF, phone="+82 10 1234 5678", name="김하나") == [person.id]
    assert await find_persons_by_contact(STAFF, email="hana@EXAMPLE.kr") == [person.id]
    assert await find_persons_by_contact(STAFF, phone="010-1234-5679") == []
    jeonnam = replace(STAFF, districts=frozenset({"12110"}))
    assert await find_persons_by_contact(jeonnam, phone="010-1234-5678") == []
    with pytest.raises(NotAllowed):
        await find_persons_by_contact(Actor(kind="firm"), phone="010-1234-5678")


async def test_only_province_and_si_gun_of_a_received_district_are_kept(database: Database) -> None:
    person = await register_person(STAFF, person=NewPerson(name="박둘", district="전라남도 여수시 돌산읍 7"))
    assert (person.district_code, person.district_as_received) == ("12130", "전라남도 여수시")


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"name": " "}, PersonNameMissing),
        ({"name": "김하나 800101-2234567"}, ResidentNumberRefused),
        ({"address": "여수시 8001012234567"}, ResidentNumberRefused),
        ({"phone": "800101-2234567"}, ResidentNumberRefused),
        ({"email": "8001012234567@example.kr"}, ResidentNumberRefused),
        ({"gender": "X"}, InvalidValue),
        ({"birth_date": date(2999, 1, 1)}, InvalidValue),
    ],
)
async def test_refuses_what_may_not_be_held(
    database: Database, said: dict[str, object], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal) as refused:
        await register_person(STAFF, person=replace(HANA, **said))  # type: ignore[arg-type]
    assert "2234567" not in str(refused.value)
    assert await Person.all().count() == 0


async def test_registering_needs_the_permission(database: Database) -> None:
    with pytest.raises(NotAllowed):
        await register_person(Actor(kind="official", scopes=frozenset({"persons.read"})), person=HANA)


async def test_a_person_changes_their_own_contact_data_and_nobody_elses(database: Database) -> None:
    person = await register_person(STAFF, person=HANA)
    other = await register_person(STAFF, person=replace(HANA, name="박둘"))
    self = Actor(kind="person", person_id=person.id)
    changed = await change_contact(self, person_id=person.id, contact=NewContact(phone="010-9876-5432", email=""))
    assert (changed.phone, changed.email, changed.email_hash) == ("01098765432", None, None)
    assert changed.address == HANA.address
    with pytest.raises(NotAllowed):
        await change_contact(self, person_id=other.id, contact=NewContact(phone="010-9876-5432"))


async def test_events_carry_no_personal_data(database: Database) -> None:
    person = await register_person(STAFF, person=HANA)
    await change_contact(STAFF, person_id=person.id, contact=NewContact(phone="010-9876-5432"))
    await give_consent(STAFF, person_id=person.id, notice=NOTICE, channel="paper")
    rows = await database.fetch(
        "select type, snapshot from (select type, snapshot, id from event_log"
        " union all select type, snapshot, id from event_outbox) e order by id"
    )
    assert [(row["type"], row["snapshot"]) for row in rows] == [
        ("core.PersonRegistered", {}),
        ("core.PersonContactChanged", {"changed": ["phone"]}),
        ("core.ConsentGiven", {"kind": "COLLECT", "purpose": "일자리 알선"}),
    ]


async def test_a_consent_holds_for_its_purpose_and_its_time(database: Database) -> None:
    person = await register_person(STAFF, person=HANA)
    with clock_at(NOVEMBER):
        given = await give_consent(STAFF, person_id=person.id, notice=NOTICE, channel="paper")

    async def held(purpose: str, at: datetime) -> Consent | None:
        return await consent_in_force(person.id, kind="COLLECT", purpose=purpose, at=at)

    assert (await held("일자리 알선", NOVEMBER)) == given
    assert await held("일자리 알선", NOVEMBER - timedelta(seconds=1)) is None
    assert await held("광고", NOVEMBER) is None
    assert await held("일자리 알선", datetime(2028, 12, 31, 14, 59, tzinfo=UTC)) == given
    assert await held("일자리 알선", datetime(2028, 12, 31, 15, 0, tzinfo=UTC)) is None


async def test_a_consent_to_one_recipient_is_none_to_another(database: Database) -> None:
    person = await register_person(STAFF, person=HANA)
    one = await Institution.create(code="A", name_ko="가", kind="BANK")
    two = await Institution.create(code="B", name_ko="나", kind="BANK")
    notice = replace(NOTICE, kind="THIRD_PARTY", recipient_id=one.id)
    await give_consent(STAFF, person_id=person.id, notice=notice, channel="web")
    found = [
        await consent_in_force(person.id, kind="THIRD_PARTY", purpose="일자리 알선", recipient=recipient)
        for recipient in (one.id, two.id, None)
    ]
    assert [consent is not None for consent in found] == [True, False, False]


async def test_a_consent_to_a_firm_is_none_to_another_firm_nor_to_the_agency(database: Database) -> None:
    person = await register_person(STAFF, person=HANA)
    one, two = [await Firm.create(name=name, name_key=name) for name in ("해남김", "순천우주")]
    notice = replace(NOTICE, kind="THIRD_PARTY", recipient_firm_id=one.id)
    given = await give_consent(STAFF, person_id=person.id, notice=notice, channel="web")

    async def held(firm: UUID | None) -> Consent | None:
        return await consent_in_force(person.id, kind="THIRD_PARTY", purpose="일자리 알선", recipient_firm=firm)

    assert [await held(firm) for firm in (one.id, two.id, None)] == [given, None, None]
    await give_consent(STAFF, person_id=person.id, notice=replace(notice, recipient_firm_id=two.id), channel="web")
    await withdraw_consent(STAFF, consent_id=given.id)
    assert await held(one.id) is None
    assert await held(two.id) is not None


async def test_withdrawing_ends_every_consent_to_the_same_and_leaves_the_record(database: Database) -> None:
    person = await register_person(STAFF, person=HANA)
    await give_consent(STAFF, person_id=person.id, notice=NOTICE, channel="paper")
    second = await give_consent(STAFF, person_id=person.id, notice=replace(NOTICE, version="2026-2"), channel="web")
    marketing = replace(NOTICE, kind="MARKETING", purpose="소식")
    await give_consent(STAFF, person_id=person.id, notice=marketing, channel="web")
    before = datetime.now(UTC)
    await withdraw_consent(Actor(kind="person", person_id=person.id), consent_id=second.id)
    assert await consent_in_force(person.id, kind="COLLECT", purpose="일자리 알선") is None
    assert await consent_in_force(person.id, kind="COLLECT", purpose="일자리 알선", at=before) is not None
    assert await consent_in_force(person.id, kind="MARKETING", purpose="소식") is not None
    assert await Consent.filter(person_id=person.id).count() == 3
    with pytest.raises(ConsentWithdrawnAlready):
        await withdraw_consent(STAFF, consent_id=second.id)


async def test_nobody_withdraws_anothers_consent(database: Database) -> None:
    person = await register_person(STAFF, person=HANA)
    other = await register_person(STAFF, person=replace(HANA, name="박둘"))
    consent = await give_consent(STAFF, person_id=person.id, notice=NOTICE, channel="paper")
    with pytest.raises(NotFound):
        await withdraw_consent(Actor(kind="person", person_id=other.id), consent_id=consent.id)


async def test_an_incomplete_notice_and_a_child_alone_are_refused(database: Database) -> None:
    with clock_at(NOVEMBER):
        child = await register_person(STAFF, person=replace(HANA, birth_date=date(2013, 1, 1)))
        with pytest.raises(NoticeItemMissing):
            await give_consent(STAFF, person_id=child.id, notice=replace(NOTICE, refusal_told=False), channel="web")
        with pytest.raises(GuardianNeeded):
            await give_consent(STAFF, person_id=child.id, notice=NOTICE, channel="web")
        given = await give_consent(STAFF, person_id=child.id, notice=NOTICE, channel="web", by_guardian=True)
    assert given.channel == "web, guardian"


async def test_age_is_read_on_a_day(database: Database) -> None:
    person = await register_person(STAFF, person=HANA)
    nobody_knows = await register_person(STAFF, person=NewPerson(name="박둘"))
    assert await age_on(person.id, date(2026, 11, 20)) == 46
    assert await age_on(nobody_knows.id, date(2026, 11, 20)) is None
