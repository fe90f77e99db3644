"""Documents, their types, and what they were handed in with."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from majung import clock
from majung.applications import models as applications
from majung.documents import models
from majung.firms import models as firms
from majung.money import models as money
from majung.storage.select import Where
from majung_schema.composition import open_input
from majung_schema.graph.bound import bound, computed
from majung_schema.graph.connections import Connection
from majung_schema.graph.filters import computed_where, one_of
from majung_schema.graph.node import Node
from majung_schema.graph.relations import to_many, to_one

if TYPE_CHECKING:
    from majung_schema.types.applications import Application
    from majung_schema.types.firms import Firm
    from majung_schema.types.money import Claim


def _counting(wanted: bool) -> Where:
    counts = "({row}.removed_at is null and ({row}.valid_until is null or {row}.valid_until >= :day))"
    return Where(text=f"{counts} = :wanted", values={"wanted": (wanted, "bool"), "day": (clock.today(), "date")})


@open_input
class DocumentFilter:
    """Which documents; conditions given together must all hold."""

    type: list[str] | None = one_of("type_code", "Codes of `documentTypes`.")
    usable: bool | None = computed_where(_counting, "Not removed, and valid today.")


def path_of(id: Any) -> str:
    """Where the content is fetched, with the same token: GET this path."""
    return f"/documents/doc_{id}"


@bound(models.DocumentType)
class DocumentType(Node):
    """A type of document: how long it counts after its issue, and which files it may be."""

    code: str
    title_ko: str
    title_en: str
    valid_days: int | None
    dated: bool
    media_types: list[str]


@bound(models.StoredFile)
class StoredFile(Node):
    """A file's content; `scan` is null until a virus scan has looked at it."""

    sha256: str
    size: int
    media_type: str
    scan: str | None
    stored_at: datetime


@bound(models.DocumentUse)
class DocumentUse(Node):
    """That a document was handed in with an application or a claim."""

    used_at: datetime
    used_by: str
    document: Document | None = to_one(models.Document, "document_id")
    application: Annotated[Application, strawberry.lazy("majung_schema.types.applications")] | None = to_one(
        applications.Application, "application_id"
    )
    claim: Annotated[Claim, strawberry.lazy("majung_schema.types.money")] | None = to_one(money.Claim, "claim_id")


@bound(models.Document)
class Document(Node):
    """A document of a firm or a person, uploaded once and handed in as often as it counts."""

    type_code: str
    title: str
    filename: str
    number: str
    issued_by: str
    issued_on: date | None
    valid_until: date | None
    uploaded_at: datetime
    uploaded_by: str
    removed_at: datetime | None
    version: int
    path: str = computed(path_of, "id")
    type: DocumentType | None = to_one(models.DocumentType, "type_code", to="code")
    file: StoredFile | None = to_one(models.StoredFile, "file_id")
    firm: Annotated[Firm, strawberry.lazy("majung_schema.types.firms")] | None = to_one(firms.Firm, "firm_id")
    uses: Connection[DocumentUse] = to_many(models.DocumentUse, "document_id", sort=("-used_at",))
