"""What an application must have when it is handed in: documents that count on the day, and a hash as proof."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

import msgspec

from majung.applications.errors import DocumentDateNeeded, DocumentExpired, DocumentsMissing, DocumentUnreadable
from majung.applications.form import UNSTORABLE
from majung.identifiers import refuse_resident_number
from majung.plugin.contract import DocumentKind
from majung.plugin.lifecycle import Lifecycle, Transition

SHORT = Annotated[str, msgspec.Meta(max_length=300)]

DECIDED = frozenset({"SELECTED", "RESERVE", "REJECTED", "INELIGIBLE"})
"""States of the spine that only a decision leads to, so that reasons and facts are on record."""

EDITABLE = frozenset({"DRAFT", "SUPPLEMENT_REQUESTED"})
"""States of the spine in which an applicant fills in the form."""


class Document(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A document as the applicant lists it; the file itself is not kept here."""

    kind: SHORT
    title: SHORT = ""
    issued_on: date | None = None
    reference: SHORT | None = None


def read_documents(listed: Iterable[Mapping[str, Any]]) -> list[Document]:
    """The documents of a list as received; refuses what is not one, and resident numbers in it."""
    try:
        documents: list[Document] = msgspec.convert(
            list(listed), Annotated[list[Document], msgspec.Meta(max_length=100)]
        )
    except msgspec.ValidationError as error:
        raise DocumentUnreadable(path=("documents",), reason=str(error)) from error
    for number, document in enumerate(documents):
        for text in (document.kind, document.title, document.reference):
            if text and UNSTORABLE.search(text):
                raise DocumentUnreadable(path=("documents", number), reason="NUL or half a character")
            refuse_resident_number(text, f"documents.{number}")
    return documents


def check_documents(
    documents: Sequence[Document], *, kinds: Iterable[DocumentKind], asked: Iterable[str], today: date
) -> None:
    """Refuse a list without the documents asked for, or with one that no longer counts today."""
    declared = {kind.code: kind for kind in kinds}
    needed = set(asked) or {code for code, kind in declared.items() if kind.required}
    missing = sorted(needed - {document.kind for document in documents})
    if missing:
        raise DocumentsMissing(path=("documents",), missing=", ".join(missing))
    for number, document in enumerate(documents):
        kind = declared.get(document.kind)
        if kind is None or kind.valid_days is None:
            continue
        path, issued_on = ("documents", number), document.issued_on
        if issued_on is None or issued_on > today:
            raise DocumentDateNeeded(path=path, kind=kind.code, days=kind.valid_days)
        if issued_on + timedelta(days=kind.valid_days) < today:
            raise DocumentExpired(path=path, kind=kind.code, issued_on=issued_on.isoformat(), days=kind.valid_days)


def receipt_hash(
    application_id: UUID,
    *,
    form_version: int,
    answers: Mapping[str, Any],
    documents: Sequence[Mapping[str, Any]],
    submitted_at: datetime,
) -> str:
    """SHA-256 in hex over the canonical JSON (sorted keys, UTF-8) of what was handed in, when."""
    content = {
        "application": str(application_id),
        "form_version": form_version,
        "answers": answers,
        "documents": documents,
        "submitted_at": submitted_at.astimezone(UTC).isoformat(),
    }
    return hashlib.sha256(msgspec.json.encode(content, order="sorted")).hexdigest()


def needs_own_write(lifecycle: Lifecycle, step: Transition) -> bool:
    """Whether a step is taken only by a write of its own: a submission, a decision, whatever the program marks."""
    source, target = lifecycle.spine(step.source), lifecycle.spine(step.target)
    return step.automatic or is_submission(lifecycle, step) or (source != target and target in DECIDED)


def is_submission(lifecycle: Lifecycle, step: Transition) -> bool:
    """Whether a step hands a draft in."""
    return lifecycle.spine(step.source) == "DRAFT" and lifecycle.spine(step.target) == "SUBMITTED"


def is_supplement(lifecycle: Lifecycle, step: Transition) -> bool:
    """Whether a step hands in what was asked for afterwards."""
    return lifecycle.spine(step.source) == "SUPPLEMENT_REQUESTED" and lifecycle.spine(step.target) == "SCREENING"
