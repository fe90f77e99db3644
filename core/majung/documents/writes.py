"""Storing documents and taking them out of use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from majung import clock
from majung.access.actor import Actor
from majung.documents.errors import (
    DocumentInUse,
    DocumentNotYours,
    DocumentOfNobody,
    DocumentTypeUnknown,
    FileInfected,
    FileKindRefused,
    FileTooLarge,
)
from majung.documents.events import DocumentRemoved, DocumentStored
from majung.documents.models import Document, DocumentType, StoredFile
from majung.documents.receiving import Received
from majung.documents.rules import accepted_by, dates_of
from majung.documents.scanning import Verdict
from majung.documents.scopes import WRITE
from majung.events.event import Event, append
from majung.firms.models import Firm
from majung.identifiers import refuse_resident_number
from majung.persons.models import Person
from majung.persons.writes import refuse_destroyed
from majung.plugin.contract import DocumentKind
from majung.storage.ids import uuid7
from majung.storage.transaction import current, find_row, load_for_change, save_change, write

if TYPE_CHECKING:
    from majung.documents.store import DocumentStore

_HOLD = "select pg_advisory_xact_lock(hashtextextended($1, 20262))"


@dataclass(frozen=True, kw_only=True)
class DocumentDraft:
    """What a file is a document of, as its sender says: whose, of which type, by whom and when it was issued."""

    type_code: str
    firm_id: UUID | None = None
    person_id: UUID | None = None
    title: str = ""
    filename: str = ""
    number: str = ""
    issued_by: str = ""
    issued_on: date | None = None
    valid_until: date | None = None


@write
async def check_draft(actor: Actor, *, draft: DocumentDraft, most: int) -> int:
    """Refuse a document that could not be stored whatever its file is; how many bytes its file may have."""
    kind = await _require_storable(actor, draft)
    return min(most, kind.max_bytes or most)


@write
async def store_document(
    actor: Actor, *, draft: DocumentDraft, file: Received, store: DocumentStore, verdict: Verdict | None
) -> Document:
    """Keep a file that has arrived and what it is a document of, both or neither.

    `verdict` is what the virus scan said; None if there is none, or if it could not look yet. A content that was
    there before is not stored again.
    """
    kind = await _require_storable(actor, draft)
    dates = dates_of(
        issued_on=draft.issued_on,
        valid_until=draft.valid_until,
        valid_days=kind.valid_days,
        dated=kind.dated,
        today=clock.today(),
    )
    if verdict is not None and verdict.found is not None:
        raise FileInfected(name=verdict.found[:100])
    if file.media_type not in (allowed := accepted_by(kind.media_types)):
        raise FileKindRefused(found=file.media_type, allowed=", ".join(allowed))
    if kind.max_bytes is not None and file.size > kind.max_bytes:
        raise FileTooLarge(counted=file.size, allowed=kind.max_bytes)
    await hold_content(file.sha256)
    stored = await _stored(file, store, verdict)
    document = await Document.create(
        file_id=stored.id,
        uploaded_at=clock.now(),
        uploaded_by=actor.name,
        using_db=current().connection,
        **{**vars(draft), "issued_on": dates.issued_on, "valid_until": dates.valid_until},
    )
    await _tell(DocumentStored(type_code=document.type_code), document)
    return document


@write
async def remove_document(actor: Actor, *, document_id: UUID, version: int | None) -> Document:
    """Take a document out of use that was handed in nowhere; its file is kept as long as records of it must be."""
    document = await load_for_change(Document, actor, document_id, version)
    _require_owner(actor, document.firm_id, document.person_id)
    [row] = await current().fetch("select count(*)::int as n from document_use where document_id = $1", document.id)
    if row["n"]:
        raise DocumentInUse(document=f"doc_{document.id}", count=row["n"])
    if document.removed_at is None:
        await save_change(document, removed_at=clock.now())
        await _tell(DocumentRemoved(type_code=document.type_code), document)
    return document


@write
async def sync_document_types(actor: Actor, *, kinds: Sequence[DocumentKind]) -> None:
    """Add a type for each document that a program asks for and that has none yet; others stay as staff set them."""
    actor.require("reference.manage")
    await current().execute(
        "insert into document_type (id, code, title_ko, title_en, valid_days, dated, media_types)"
        " select n.*, n.days is not null, '{}' from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::int[])"
        " n (id, code, ko, en, days) on conflict (code) do nothing",
        [uuid7() for _ in kinds],
        [kind.code for kind in kinds],
        [kind.title.ko for kind in kinds],
        [kind.title.en for kind in kinds],
        [kind.valid_days for kind in kinds],
    )


async def hold_content(sha256: str) -> None:
    """Keep others from storing or sweeping the same content until the running write is over."""
    await current().fetch(_HOLD, sha256)


async def _stored(file: Received, store: DocumentStore, verdict: Verdict | None) -> StoredFile:
    connection = current().connection
    known = await StoredFile.get_or_none(sha256=file.sha256, using_db=connection)
    if known is not None:
        if known.scan is None and verdict is not None:
            await save_change(known, scan="CLEAN", scanned_at=clock.now())
        return known
    await store.put(file.sha256, file.path)
    return await StoredFile.create(
        sha256=file.sha256,
        size=file.size,
        media_type=file.media_type,
        scan="CLEAN" if verdict is not None else None,
        scanned_at=clock.now() if verdict is not None else None,
        stored_at=clock.now(),
        using_db=connection,
    )


async def _require_storable(actor: Actor, draft: DocumentDraft) -> DocumentType:
    if (draft.firm_id is None) == (draft.person_id is None):
        raise DocumentOfNobody
    _require_owner(actor, draft.firm_id, draft.person_id)
    if draft.firm_id is not None:
        await find_row(Firm, actor, draft.firm_id)
    elif draft.person_id is not None:
        refuse_destroyed(await find_row(Person, actor, draft.person_id))
    for field in ("title", "filename", "number", "issued_by"):
        refuse_resident_number(getattr(draft, field), field)
    connection = current().connection
    kind = await DocumentType.get_or_none(code=draft.type_code, using_db=connection)
    if kind is None:
        known = await DocumentType.all().using_db(connection).order_by("code").limit(50).values_list("code", flat=True)
        raise DocumentTypeUnknown(path=("type",), given=draft.type_code[:40], known=", ".join(map(str, known)))
    return kind


def _require_owner(actor: Actor, firm_id: UUID | None, person_id: UUID | None) -> None:
    own = firm_id in actor.firm_ids or (person_id is not None and person_id == actor.person_id)
    if not own and not (actor.kind in {"official", "system"} and actor.may(WRITE)):
        raise DocumentNotYours(scope=WRITE)


async def _tell(happened: Event, document: Document) -> None:
    await append(
        happened,
        subject=document.id,
        firms=[document.firm_id] if document.firm_id else [],
        persons=[document.person_id] if document.person_id else [],
    )
