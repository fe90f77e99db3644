"""All that is held about a person, for themself or for a stated purpose, and on record."""

from __future__ import annotations

import json
from typing import Any

import pytest

from majung import clock
from majung.access.actor import system
from majung.access.cipher import Keys, use_keys
from majung.consultations.models import Consultation
from majung.errors import NotAllowed, NotFound
from majung.exports.models import ListExport
from majung.institutions.models import AccessRecord
from majung.merging.writes import Pair, merge_persons
from majung.notes.models import Note
from majung.persons.writes import NewContact, change_contact
from majung.rights.errors import PurposeNotStated
from majung.rights.exporting import export_person
from majung.settings import Settings
from majung.storage.apps import core_tables
from majung.storage.database import Database
from majung.testing import make_official, make_person, person_self

ACTOR = system("testing")


@pytest.fixture(autouse=True)
def keys(settings: Settings) -> None:
    """The keys of the test's installation."""
    use_keys(Keys(encryption=settings.keys, hashing=settings.hash_key))
    core_tables()


def tables(found: dict[str, Any]) -> dict[str, Any]:
    return {one["table"]: one for one in found["tables"]}


async def test_the_person_gets_everything_earlier_versions_too(database: Database) -> None:
    person = await make_person("김하늘", phone="010-9876-5432", address="순천시 1")
    await make_person("다른사람", phone="010-7777-7777")
    await change_contact(ACTOR, person_id=person.id, contact=NewContact(phone="010-1111-2222"))
    themself = await person_self(person)
    official = await make_official()
    await Consultation.create(
        person_id=person.id, account_id=official.account_id, adviser="상담사", kind="X", channel="VISIT",
        held_at=clock.now(), summary="요지", confidential="내부 의견",
    )  # fmt: skip
    await Note.create(
        subject_type="person", subject_id=person.id, account_id=official.account_id, author="상담사", text="내부 의견",
        written_at=clock.now(),
    )  # fmt: skip
    found = await export_person(themself, database, person_id=person.id)
    told = tables(found)
    assert told["person"]["rows"][0]["phone"] == "01011112222"
    assert [one["phone"] for one in told["person"]["earlier"]] == ["01098765432"]
    assert told["consultation"]["rows"][0]["summary"] == "요지"
    assert told["consultation"]["withheld"] == ["confidential"]
    assert told["account"]["rows"][0]["id"] == str(themself.account_id)
    assert found["withheld"] == [{"table": "note", "rows": 1}]
    text = json.dumps(found, ensure_ascii=False)
    assert "내부 의견" not in text
    assert "다른사람" not in text
    assert "01077777777" not in text


async def test_what_was_merged_into_the_person_is_theirs(database: Database) -> None:
    person, same = await make_person("김하늘"), await make_person("김하눌", phone="010-5555-6666")
    await merge_persons(ACTOR, pair=Pair(survivor_id=person.id, merged_id=same.id), reason="같은 사람")
    found = await export_person(ACTOR, database, person_id=person.id)
    assert {row["name"] for row in tables(found)["person"]["rows"]} == {"김하늘", "김하눌"}


async def test_it_leaves_access_records_and_a_line_among_the_exports(database: Database) -> None:
    person = await make_person()
    official = (await make_official("persons.read", "persons.export")).for_purpose("열람 요구")
    await export_person(official, database, person_id=person.id)
    [record] = await AccessRecord.all()
    assert (record.read_table, record.row_ids, record.unmasked) == ("person", [person.id], True)
    assert (record.actor, record.operation, record.purpose) == (official.name, "exportPerson", "열람 요구")
    assert {"name", "phone", "birth_date"} <= set(record.columns)
    [line] = await ListExport.all()
    assert (line.actor, line.format, line.rows, line.columns) == (official.name, "json", 1, ["person"])


async def test_others_get_nothing(database: Database) -> None:
    person, other = await make_person(), await make_person("다른사람")
    with pytest.raises(NotAllowed):
        await export_person(await person_self(other), database, person_id=person.id)
    with pytest.raises(PurposeNotStated):
        await export_person(await make_official("persons.read", "persons.export"), database, person_id=person.id)
    clerk = await make_official("persons.read", "persons.export", districts=["12130"])
    with pytest.raises(NotFound):
        await export_person(clerk.for_purpose("x"), database, person_id=person.id)
    assert await AccessRecord.all() == []
