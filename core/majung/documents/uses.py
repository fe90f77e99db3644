"""Handing documents in with an application or a claim: theirs, of the right type, still valid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from majung import clock
from majung.access.actor import Actor
from majung.documents.errors import DocumentNoLongerValid, DocumentOfAnother, DocumentOfAnotherType
from majung.documents.models import Document
from majung.documents.rules import is_valid
from majung.errors import NotFound
from majung.storage.ids import uuid7
from majung.storage.transaction import current, find_row

PREFIX = "doc_"

_USE = """
insert into document_use (id, document_id, application_id, claim_id, used_at, used_by)
select u.id, u.document_id, $3, $4, $5, $6 from unnest($1::uuid[], $2::uuid[]) u (id, document_id)
on conflict do nothing
"""


@dataclass(frozen=True, kw_only=True)
class HandedIn:
    """The record that documents are handed in with, and whose they must be."""

    firm_id: UUID | None
    person_id: UUID | None
    application_id: UUID | None = None
    claim_id: UUID | None = None

    @property
    def about(self) -> str:
        """Its global id."""
        return f"app_{self.application_id}" if self.application_id else f"claim_{self.claim_id}"


async def find_usable(
    actor: Actor, document_id: UUID, *, with_: HandedIn, type_code: str | None, path: tuple[str | int, ...]
) -> Document:
    """A document that may be handed in today, inside the running write; refuses another's, a wrong or expired one."""
    document = await find_row(Document, actor, document_id)
    name = f"{PREFIX}{document.id}"
    if (document.firm_id, document.person_id) != (with_.firm_id, with_.person_id):
        raise DocumentOfAnother(path=path, document=name, about=with_.about)
    if document.removed_at is not None:
        raise NotFound(path=path, kind="Document", id=name)
    if type_code is not None and document.type_code != type_code:
        raise DocumentOfAnotherType(path=path, document=name, found=document.type_code, expected=type_code)
    if not is_valid(document.valid_until, document.removed_at, clock.today()):
        raise DocumentNoLongerValid(path=path, document=name, valid_until=f"{document.valid_until}")
    return document


async def use_documents(actor: Actor, documents: Sequence[UUID], *, with_: HandedIn) -> None:
    """Note what is handed in with a record, in place of what was noted before; inside the running write."""
    await current().execute(
        "delete from document_use where (application_id = $1 or claim_id = $2) and document_id <> all($3::uuid[])",
        with_.application_id,
        with_.claim_id,
        list(documents),
    )
    await _note(actor, documents, with_)


async def note_use(actor: Actor, document_id: UUID, *, with_: HandedIn) -> None:
    """Note one more document that is handed in with a record."""
    await _note(actor, [document_id], with_)


async def _note(actor: Actor, documents: Sequence[UUID], with_: HandedIn) -> None:
    await current().execute(
        _USE,
        [uuid7() for _ in documents],
        list(documents),
        with_.application_id,
        with_.claim_id,
        clock.now(),
        actor.name,
    )


async def use_with_claim(
    actor: Actor, documents: Sequence[UUID], *, claim_id: UUID, firm_id: UUID | None, person_id: UUID | None
) -> None:
    """Hand documents in with a claim, each of whatever type."""
    if not documents:
        return
    with_ = HandedIn(firm_id=firm_id, person_id=person_id, claim_id=claim_id)
    for number, document_id in enumerate(documents):
        await find_usable(actor, document_id, with_=with_, type_code=None, path=("documents", number))
    await use_documents(actor, documents, with_=with_)
