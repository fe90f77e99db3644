"""What was never handed in is not kept for any law: drafts are withdrawn and destroyed, unused documents go."""

from __future__ import annotations

import pytest
from tests.core.programs.conftest import Office, office

from majung import clock
from majung.access.actor import system
from majung.access.cipher import Keys, use_keys
from majung.applications.models import Application
from majung.documents.models import Document, DocumentUse
from majung.persons.models import Person
from majung.reference.seed import seed_reference
from majung.retention.models import KeptIdentity
from majung.rights.erasing import erase_person
from majung.settings import Settings
from majung.storage.database import Database
from majung.testing import make_person

__all__ = ["office"]

ACTOR = system("testing")


@pytest.fixture
async def person(settings: Settings, office: Office) -> Person:
    use_keys(Keys(encryption=settings.keys, hashing=settings.hash_key))
    await seed_reference(ACTOR)
    return await make_person("표식가나다")


async def draft_of(office: Office, person: Person) -> Application:
    """A draft with answers, as if the person had begun it."""
    _, draft = await office.draft()
    await Application.filter(id=draft.id).update(
        firm_id=None, person_id=person.id, answers={"motive": "표식"}, helper_name="표식"
    )
    return draft


async def test_a_draft_is_withdrawn_and_destroyed(database: Database, office: Office, person: Person) -> None:
    draft = await draft_of(office, person)
    made = await erase_person(ACTOR, person_id=person.id, reason="요구")
    found = await Application.get(id=draft.id)
    assert (found.spine, found.live_key, found.answers, found.helper_name) == ("WITHDRAWN", None, {}, None)
    assert await database.fetch("select from row_history where row::text like '%표식%'") == []
    assert {one["table"]: (one["destroyed"], one["kept"]) for one in made.answer}["application"] == (1, 0)
    assert await KeptIdentity.all() == []


async def test_a_draft_of_a_program_that_does_not_run_here_ends_as_well(
    database: Database, office: Office, person: Person
) -> None:
    draft = await draft_of(office, person)
    await Application.filter(id=draft.id).update(program_code="elsewhere")
    await erase_person(ACTOR, person_id=person.id, reason="요구")
    found = await Application.get(id=draft.id)
    assert (found.live_key, found.answers) == (None, {})


async def test_a_document_is_kept_only_if_it_was_handed_in(office: Office, person: Person) -> None:
    used, listed, unused = [
        await Document.create(
            person_id=person.id, type_code="x", filename="표식.pdf", uploaded_at=clock.now(), uploaded_by="x"
        )
        for _ in range(3)
    ]
    _, application = await office.draft()
    await Application.filter(id=application.id).update(submitted_at=clock.now())
    draft = await draft_of(office, person)
    for document, of in ((used, application), (listed, draft)):
        await DocumentUse.create(document_id=document.id, application_id=of.id, used_at=clock.now(), used_by="x")
    await erase_person(ACTOR, person_id=person.id, reason="요구")
    assert [(await Document.get(id=one.id)).filename for one in (used, listed, unused)] == ["표식.pdf", "", ""]
