"""Stored documents handed in with applications."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from tests.core.programs.conftest import ANSWERS, DOCUMENTS, Office

from majung import clock
from majung.access.actor import Actor
from majung.applications.models import Application
from majung.applications.writes import save_draft, submit_application
from majung.documents.errors import DocumentNoLongerValid, DocumentOfAnother, DocumentOfAnotherType
from majung.documents.models import Document, DocumentUse, StoredFile
from majung.errors import NotFound, Refusal


async def paper(firm_id: UUID, kind: str = "tax", **changes: Any) -> Document:
    """A document of a firm that was uploaded before."""
    file, _ = await StoredFile.get_or_create(
        sha256="ab" * 32, defaults={"size": 5, "media_type": "application/pdf", "stored_at": clock.now()}
    )
    usual = {"title": "납세증명서", "issued_on": date(2026, 3, 2), "valid_until": date(2026, 4, 1)}
    return await Document.create(
        file_id=file.id, type_code=kind, firm_id=firm_id, uploaded_at=clock.now(), uploaded_by="agent",
        **{**usual, **changes},
    )  # fmt: skip


def listed(document: Document, kind: str = "tax") -> dict[str, Any]:
    return {"kind": kind, "reference": f"doc_{document.id}"}


async def started(office: Office) -> tuple[Actor, Application, UUID]:
    agent, draft = await office.draft()
    assert draft.firm_id is not None
    await save_draft(agent, application_id=draft.id, version=1, answers=ANSWERS)
    return agent, draft, draft.firm_id


async def test_a_stored_document_brings_its_date_and_is_noted_as_handed_in(office: Office) -> None:
    agent, draft, firm_id = await started(office)
    document = await paper(firm_id)

    handed_in = await submit_application(
        agent, application_id=draft.id, version=2, documents=[DOCUMENTS[0], listed(document)]
    )

    assert handed_in.documents[1] == {
        "kind": "tax", "title": "납세증명서", "issued_on": "2026-03-02", "reference": f"doc_{document.id}",
    }  # fmt: skip
    [use] = await DocumentUse.all()
    assert (use.document_id, use.application_id) == (document.id, draft.id)


async def test_one_document_serves_later_applications(office: Office) -> None:
    agent, draft, firm_id = await started(office)
    document = await paper(firm_id)
    other_call = await office.call()
    _, second = await office.draft(agent, other_call)

    for application in (draft, second):
        await save_draft(
            agent, application_id=application.id, version=None, answers=ANSWERS, documents=[listed(document)]
        )

    assert await DocumentUse.filter(document_id=document.id).count() == 2


async def test_what_is_taken_off_the_list_is_no_longer_handed_in(office: Office) -> None:
    agent, draft, firm_id = await started(office)
    document = await paper(firm_id)
    await save_draft(agent, application_id=draft.id, version=None, answers={}, documents=[listed(document)])
    await save_draft(agent, application_id=draft.id, version=None, answers={}, documents=[])
    assert await DocumentUse.all().count() == 0


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"valid_until": date(2026, 3, 9)}, DocumentNoLongerValid),
        ({"kind": "brn"}, DocumentOfAnotherType),
        ({"removed_at": clock.now()}, NotFound),
    ],
)
async def test_refuses_a_document_that_does_not_count(
    office: Office, changes: dict[str, Any], refusal: type[Refusal]
) -> None:
    agent, draft, firm_id = await started(office)
    document = await paper(firm_id, **changes)
    with pytest.raises(refusal) as refused:
        await save_draft(agent, application_id=draft.id, version=None, answers={}, documents=[listed(document)])
    assert refused.value.path == ("documents", 0)
    assert await DocumentUse.all().count() == 0


async def test_refuses_a_document_of_another_firm_even_of_one_s_own(office: Office) -> None:
    agent, draft, firm_id = await started(office)
    other = await office.firm("목포식품")
    document = await paper(other.id)
    both = Actor(kind="firm", name="겸임", firm_ids=frozenset({firm_id, other.id}))

    with pytest.raises(NotFound):
        await save_draft(agent, application_id=draft.id, version=None, answers={}, documents=[listed(document)])
    with pytest.raises(DocumentOfAnother):
        await save_draft(both, application_id=draft.id, version=None, answers={}, documents=[listed(document)])


async def test_a_document_that_ran_out_since_the_draft_is_not_handed_in(office: Office) -> None:
    agent, draft, firm_id = await started(office)
    document = await paper(firm_id)
    both = [DOCUMENTS[0], listed(document)]
    await save_draft(agent, application_id=draft.id, version=None, answers={}, documents=both)
    await Document.filter(id=document.id).update(valid_until=date(2026, 3, 9))

    with pytest.raises(DocumentNoLongerValid):
        await submit_application(agent, application_id=draft.id, version=None)
