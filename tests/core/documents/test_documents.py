"""Documents kept once by content, of whom they are, and what is left over."""

from __future__ import annotations

import asyncio
import os
import time
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from tests.core.documents.conftest import PDF, Cabinet

from majung import clock
from majung.access.actor import Actor, system
from majung.access.cipher import Keys, use_keys
from majung.documents.errors import (
    DocumentInUse,
    DocumentNoLongerValid,
    DocumentNotYours,
    DocumentOfAnother,
    DocumentOfNobody,
    DocumentTypeUnknown,
    FileInfected,
    FileKindRefused,
    FileTooLarge,
    StoreUnreachable,
)
from majung.documents.models import Document, StoredFile
from majung.documents.scanning import Verdict
from majung.documents.store import DocumentStore
from majung.documents.sweeping import scan_waiting, sweep
from majung.documents.writes import remove_document
from majung.errors import NotFound, Refusal, ResidentNumberRefused
from majung.firms.models import Firm
from majung.money.models import Claim
from majung.money.writes import ClaimDraft, submit_claim
from majung.rights.erasing import erase_person
from majung.settings import Settings
from majung.testing import make_person

OFFICE = system("test")


async def test_one_content_is_stored_once_for_all_its_documents(cabinet: Cabinet) -> None:
    first = await cabinet.add(title="1부")
    again = await cabinet.add(title="2부")

    assert first.id != again.id
    assert first.file_id == again.file_id
    assert len(cabinet.held()) == 1
    assert b"".join([chunk async for chunk in await cabinet.store.stream(cabinet.held()[0])]) == PDF


async def test_eight_at_once_store_one_content(cabinet: Cabinet) -> None:
    made = await asyncio.gather(*(cabinet.add() for _ in range(8)))
    assert len({document.file_id for document in made}) == 1
    assert await StoredFile.all().count() == 1


@pytest.mark.parametrize(
    ("content", "changes", "refusal"),
    [
        (PDF, {"type_code": "NOTHING"}, DocumentTypeUnknown),
        (PDF, {"firm_id": None}, DocumentOfNobody),
        (PDF, {"type_code": "PHOTO"}, FileKindRefused),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 1000, {"type_code": "PHOTO"}, FileTooLarge),
        (b"MZ\x90\x00", {}, FileKindRefused),
        (PDF, {"filename": "850101-1234567.pdf"}, ResidentNumberRefused),
        (PDF, {"verdict": Verdict("Eicar-Test-Signature")}, FileInfected),
    ],
)
async def test_a_refused_document_leaves_nothing(
    cabinet: Cabinet, content: bytes, changes: dict[str, Any], refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        await cabinet.add(content, **changes)
    assert (cabinet.held(), await Document.all().count(), await StoredFile.all().count()) == ([], 0, 0)


async def test_a_firm_stores_its_own_documents_only(cabinet: Cabinet) -> None:
    other = await Firm.create(name="목포식품", name_key="목포식품")
    clerk = Actor(kind="official", name="직원", scopes=frozenset({"documents.write"}))

    with pytest.raises(DocumentNotYours):
        await cabinet.add(firm_id=other.id)
    with pytest.raises(DocumentNotYours):
        await cabinet.add(actor=replace(clerk, scopes=frozenset()))
    assert (await cabinet.add(actor=clerk, firm_id=other.id)).firm_id == other.id


async def test_a_store_that_does_not_answer_leaves_no_document(cabinet: Cabinet) -> None:
    nowhere = DocumentStore.at("s3://bucket", "http://127.0.0.1:9")
    with pytest.raises(StoreUnreachable):
        await replace(cabinet, store=nowhere).add()
    assert await Document.all().count() == 0


async def claim(cabinet: Cabinet, document_id: UUID, firm_id: UUID | None = None) -> Claim:
    whose = firm_id or cabinet.firm_id
    agent = replace(cabinet.agent, firm_ids=cabinet.agent.firm_ids | {whose})
    draft = ClaimDraft(program_code="FAIRS", amount_krw=5, firm_id=whose, document_ids=[document_id])
    return await submit_claim(agent, draft=draft)


async def test_a_document_is_handed_in_with_many_claims_and_then_stays(cabinet: Cabinet) -> None:
    document = await cabinet.add()
    await claim(cabinet, document.id)
    await claim(cabinet, document.id)

    with pytest.raises(DocumentInUse) as refused:
        await remove_document(cabinet.agent, document_id=document.id, version=1)
    assert refused.value.details["count"] == 2


async def test_refuses_a_document_of_another_firm_or_that_ran_out_or_is_gone(cabinet: Cabinet) -> None:
    other = await Firm.create(name="목포식품", name_key="목포식품")
    old = await cabinet.add(type_code="CLEARANCE", issued_on=clock.today() - timedelta(days=31))
    gone = await cabinet.add()
    await remove_document(cabinet.agent, document_id=gone.id, version=1)

    with pytest.raises(DocumentOfAnother):
        await claim(cabinet, (await cabinet.add()).id, other.id)
    with pytest.raises(DocumentNoLongerValid):
        await claim(cabinet, old.id)
    with pytest.raises(NotFound):
        await claim(cabinet, gone.id)
    assert await Claim.all().count() == 0


async def test_the_sweep_deletes_old_contents_that_no_document_has(cabinet: Cabinet, tmp_path: Any) -> None:
    document = await cabinet.add()
    (tmp_path / "left").write_bytes(b"left over")
    await cabinet.store.put("ab" * 32, tmp_path / "left")
    await cabinet.store.put("cd" * 32, tmp_path / "left")
    old = time.time() - 2 * 24 * 3600
    for path in cabinet.folder.rglob("*"):
        if path.is_file() and path.name != "cd" * 32:
            os.utime(path, (old, old))

    assert await sweep(OFFICE, store=cabinet.store) == 1
    kept = await StoredFile.get(id=document.file_id)
    assert cabinet.held() == sorted([kept.sha256, "cd" * 32])


async def test_the_content_of_a_destroyed_document_is_swept_away(cabinet: Cabinet, settings: Settings) -> None:
    use_keys(Keys(encryption=settings.keys, hashing=settings.hash_key))
    person, other = await make_person(), await make_person("다른사람")
    mine = await cabinet.add(actor=OFFICE, firm_id=None, person_id=person.id, filename="이력서.pdf")
    shared = await cabinet.add(actor=OFFICE, firm_id=None, person_id=person.id, content=PDF + b"shared")
    await cabinet.add(actor=OFFICE, firm_id=None, person_id=other.id, content=PDF + b"shared")
    await erase_person(OFFICE, person_id=person.id, reason="요구")
    old = time.time() - 2 * 24 * 3600
    for path in cabinet.folder.rglob("*"):
        os.utime(path, (old, old))
    assert await sweep(OFFICE, store=cabinet.store) == 1
    assert len(cabinet.held()) == 1
    found = [await Document.get(id=id) for id in (mine.id, shared.id)]
    assert [(one.filename, one.file_id) for one in found] == [("", None), ("", None)]


class Found:
    """A scanner that finds something in everything."""

    async def scan(self, file: Any) -> Verdict:
        assert file.read_bytes() == PDF
        return Verdict("Eicar")


async def test_what_could_not_be_scanned_is_scanned_later(cabinet: Cabinet) -> None:
    document = await cabinet.add(issued_on=date(2026, 1, 1))
    assert await scan_waiting(OFFICE, store=cabinet.store, scanner=Found()) == 1
    assert (await StoredFile.get(id=document.file_id)).scan == "INFECTED"
    assert await scan_waiting(OFFICE, store=cabinet.store, scanner=Found()) == 0
