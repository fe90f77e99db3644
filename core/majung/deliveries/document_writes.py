"""Changes of stored documents. Whether a text fits the schema was found out before, by who knows the schema."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from majung.access.actor import Actor
from majung.deliveries.errors import NoMandate, NotForPartner
from majung.deliveries.events import SelectionParked, SelectionRestored, SelectionStored
from majung.deliveries.mandates import partner_of
from majung.deliveries.models import MANAGE, StoredDocument
from majung.errors import InvalidValue
from majung.events.event import Event, append
from majung.identifiers import refuse_resident_number
from majung.institutions.models import Institution
from majung.storage.transaction import current, find_row, load_for_change, save_change, write


@dataclass(frozen=True, kw_only=True)
class CheckedDocument:
    """A text that fits the schema named by `schema_mark`: its one field, and what one event costs at most."""

    text: str
    root_field: str
    cost: int
    schema_mark: str
    variables: Mapping[str, Any] = field(default_factory=dict)


async def speaker_for(actor: Actor, institution_id: UUID | None) -> Actor:
    """The partner under whose mandate something is stored: the caller, or the one an official names."""
    if actor.kind == "partner":
        if institution_id is not None and institution_id != actor.institution_id:
            raise NotForPartner
        institution_id = actor.institution_id
        if actor.mandate_id is not None:
            return actor
    else:
        actor.require(MANAGE)
    if institution_id is None:
        raise NotForPartner
    institution = await find_row(Institution, actor, institution_id)
    found = await partner_of(institution_id)
    if found is None:
        raise NoMandate(institution=institution.code)
    return found


@write
async def store_document(
    actor: Actor, *, name: str, document: CheckedDocument, institution_id: UUID | None = None
) -> StoredDocument:
    """Store a document under a name; an institution's document of that name gets the new text as its next revision."""
    check_name(name)
    refuse_resident_number(document.text, "text")
    partner = await speaker_for(actor, institution_id)
    known = await StoredDocument.get_or_none(
        institution_id=partner.institution_id, name=name.strip(), using_db=current().connection
    )
    values: dict[str, Any] = {
        "text": document.text,
        "variables": dict(document.variables),
        "field": document.root_field,
        "cost": document.cost,
        "schema_mark": document.schema_mark,
        "mandate_id": partner.mandate_id,
        "state": "ACTIVE",
        "parked_reason": None,
    }
    if known is None:
        stored = await StoredDocument.create(
            institution_id=partner.institution_id, name=name.strip(), using_db=current().connection, **values
        )
    else:
        stored = await load_for_change(StoredDocument, actor, known.id, None)
        changed = (stored.text, stored.variables) != (values["text"], values["variables"])
        await save_change(stored, revision=stored.revision + changed, **values)
    await _tell(SelectionStored(name=stored.name, revision=stored.revision), stored)
    return stored


@write
async def note_check(
    actor: Actor, *, document_id: UUID, revision: int, schema_mark: str, reason: str | None
) -> StoredDocument:
    """Note what checking a document against another schema found; one that does not fit is parked, and both sides told.

    Called by the platform when the schema has changed. A text that was changed meanwhile is left alone.
    """
    stored = await load_for_change(StoredDocument, actor, document_id, None)
    if stored.revision != revision or stored.schema_mark == schema_mark:
        return stored
    was_parked = stored.state == "PARKED"
    await save_change(
        stored,
        schema_mark=schema_mark,
        state="ACTIVE" if reason is None else "PARKED",
        parked_reason=None if reason is None else reason[:1000],
    )
    if reason is not None:
        await _tell(SelectionParked(name=stored.name, reason=reason[:500]), stored)
    elif was_parked:
        await _tell(SelectionRestored(name=stored.name), stored)
    return stored


def check_name(name: str) -> None:
    """Refuse a name that is empty, too long or carries what never belongs into one."""
    refuse_resident_number(name, "name")
    if not name.strip() or len(name.strip()) > 100 or any(ord(c) < 32 for c in name):
        raise InvalidValue(field="name", value=name[:100], reason="1 to 100 characters; 1자에서 100자까지입니다")


async def _tell(event: Event, stored: StoredDocument) -> None:
    await append(event, subject=stored.id, institutions=[stored.institution_id])
