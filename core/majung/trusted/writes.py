"""Trusting documents, and trusting them no more; servers know of either within seconds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from majung import clock
from majung.access.actor import Actor
from majung.errors import InvalidValue, NotFound
from majung.institutions.models import MANAGE
from majung.storage.transaction import current, save_change, write
from majung.trusted.models import TrustedDocument

LONGEST_TEXT = 200_000
"""Characters; nobody may ask a longer document."""


@dataclass(frozen=True, kw_only=True)
class NewDocument:
    """A document to be trusted, which has been found valid: its text, and what file it came from."""

    name: str
    text: str


def hash_of(text: str) -> str:
    """By which a document is known: SHA-256 of its text in UTF-8, in lower-case hexadecimal digits."""
    return sha256(text.encode()).hexdigest()


@write
async def trust_documents(actor: Actor, documents: Iterable[NewDocument]) -> list[TrustedDocument]:
    """Trust all of these documents; one that is trusted already stays as it is."""
    actor.require(MANAGE)
    return [await _trusted(actor, document) for document in documents]


async def _trusted(actor: Actor, document: NewDocument) -> TrustedDocument:
    if not document.text.strip() or len(document.text) > LONGEST_TEXT or "\x00" in document.text:
        raise InvalidValue(field="text", value=document.name, reason=f"it has 1 to {LONGEST_TEXT} characters")
    connection, hash = current().connection, hash_of(document.text)
    known = await TrustedDocument.filter(sha256=hash).using_db(connection).select_for_update().first()
    name, by = document.name[:300], actor.name[:200]
    if known is None:
        return await TrustedDocument.create(sha256=hash, text=document.text, name=name, by=by, using_db=connection)
    if known.removed_at is not None:
        await save_change(known, removed_at=None, name=name, by=by)
    return known


@write
async def distrust_document(actor: Actor, hash: str) -> TrustedDocument:
    """Trust a document no more."""
    actor.require(MANAGE)
    rows = TrustedDocument.filter(sha256=hash, removed_at=None).using_db(current().connection)
    known = await rows.select_for_update().first()
    if known is None:
        raise NotFound(kind="TrustedDocument", id=hash[:100])
    await save_change(known, removed_at=clock.now(), by=actor.name[:200])
    return known
