"""Documents of an application: stored ones are looked up and noted as handed in, others are listed as told."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec

from majung.access.actor import Actor
from majung.applications.models import Application
from majung.applications.rules import Document
from majung.documents.uses import PREFIX, HandedIn, find_usable, note_use, use_documents
from majung.plugin.contract import Form

_STORED = re.compile(rf"{PREFIX}([0-9a-f]{{8}}-[0-9a-f]{{4}}-[0-9a-f]{{4}}-[0-9a-f]{{4}}-[0-9a-f]{{12}})")


async def connected(actor: Actor, application: Application, documents: Sequence[Document]) -> list[Document]:
    """The list with date and title of each stored document taken from it; notes the stored ones as handed in.

    A `reference` that is the id of a document means that document: of the applicant, of the kind it is listed as,
    valid today. Any other reference (a number of a paper handed in at the counter) stays as it is told.
    """
    with_ = HandedIn(firm_id=application.firm_id, person_id=application.person_id, application_id=application.id)
    found: list[Document] = []
    ids: list[UUID] = []
    for number, listed in enumerate(documents):
        stored = _STORED.fullmatch(listed.reference or "")
        if stored is None:
            found.append(listed)
            continue
        path = ("documents", number)
        document = await find_usable(actor, UUID(stored[1]), with_=with_, type_code=listed.kind, path=path)
        title = listed.title or document.title
        found.append(msgspec.structs.replace(listed, issued_on=document.issued_on or listed.issued_on, title=title))
        ids.append(document.id)
    await use_documents(actor, ids, with_=with_)
    return found


async def require_documents(actor: Actor, application: Application, form: Form, answers: Mapping[str, Any]) -> None:
    """Refuse answers that name a document of another, of another type than asked for, or out of date."""
    with_ = HandedIn(firm_id=application.firm_id, person_id=application.person_id, application_id=application.id)
    for field in form.fields:
        answer = answers.get(field.name)
        if field.kind == "document" and answer:
            path = ("answers", field.name)
            uuid = UUID(str(answer).removeprefix(PREFIX))
            await find_usable(actor, uuid, with_=with_, type_code=field.document_type, path=path)
            await note_use(actor, uuid, with_=with_)
