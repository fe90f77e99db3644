"""Answers that are known already, each with its source and its day: offered, never filled in by themselves."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import msgspec
import strawberry

from majung import clock
from majung.applications.form_versions import declared_form
from majung.documents.models import Document
from majung.documents.rules import is_valid
from majung.firms.models import Certification, Establishment, Firm, FirmYear
from majung.plugin.contract import Field
from majung.plugin.known_sources import known_source
from majung.storage.select import Order, Page, Select
from majung.storage.table import Table
from majung_schema.graph.reading import Reading
from majung_schema.graph.rows import Row
from majung_schema.graph.scalars import Json

KNOWN_NEEDS = ("program_code", "form_version", "firm_id")
_MOST = 50
"""Rows of each kind that are looked at for one firm, the newest first."""


@strawberry.type(description="An answer that is known already: what to offer, who says so, and of which day.")
class KnownAnswer:
    field: str
    value: Json
    source: str
    as_of: date | None


_Known = tuple[Any, str, date | None]


class _Facts:
    """What is known of the firms of some applications, as far as the viewer sees it."""

    def __init__(self) -> None:
        self.firms: dict[object, Row] = {}
        self.rows: dict[type[Table], dict[object, list[Row]]] = {}

    def of(self, firm_id: object, asked: Field) -> _Known | None:
        """The answer to a question about a firm, if it is known."""
        if asked.kind == "document":
            return self._document(firm_id, asked.document_type)
        kind, what = known_source(asked.known or "") or ("", "")
        match kind:
            case "firm":
                row = self.firms.get(firm_id)
                return self._said(row[what], row["source"], row["sys_from"].date()) if row else None
            case "place":
                row = next(iter(self.rows[Establishment].get(firm_id, [])), None)
                return self._said(row[what], "establishment", row["sys_from"].date()) if row else None
            case "year":
                years = self.rows[FirmYear].get(firm_id, [])
                row = next((y for y in years if y[what] is not None), None)
                return self._said(row[what], row["source"], date(row["year"], 12, 31)) if row else None
            case "certification":
                return self._certificate(firm_id, what)
        return None

    def _certificate(self, firm_id: object, kind: str) -> _Known | None:
        today = clock.today()
        held = [row for row in self.rows[Certification].get(firm_id, []) if row["kind"] == kind]
        row = next((c for c in held if c["valid_to"] is None or c["valid_to"] >= today), None)
        return self._said(True, row["issued_by"] or row["source"], row["valid_from"]) if row else None

    def _document(self, firm_id: object, type_code: str | None) -> _Known | None:
        today = clock.today()
        for row in self.rows[Document].get(firm_id, []):
            if row["type_code"] == type_code and is_valid(row["valid_until"], row["removed_at"], today):
                return self._said(f"doc_{row['id']}", row["issued_by"] or "document", row["issued_on"])
        return None

    @staticmethod
    def _said(value: Any, source: str, as_of: date | None) -> _Known | None:
        return None if value is None else (msgspec.to_builtins(value), source, as_of)


async def known_answers(reading: Reading, rows: list[Row]) -> list[list[KnownAnswer]]:
    """Answers known from the firm, its figures, certificates and stored documents, for the program's present form."""
    facts = await _facts(reading, {row.firm_id for row in rows if row.firm_id})
    return [list(_offered(facts, row)) for row in rows]


def _offered(facts: _Facts, row: Row) -> Iterable[KnownAnswer]:
    form = declared_form(row.program_code)
    for asked in form.fields if form and row.firm_id else ():
        found = facts.of(row.firm_id, asked)
        if found is not None:
            value, source, as_of = found
            yield KnownAnswer(field=asked.name, value=_written(asked, value), source=source, as_of=as_of)


def _written(asked: Field, value: Any) -> Json:
    """The value as an answer to the question is written: decimals as text, whole numbers as numbers."""
    if asked.kind in ("integer", "money") and isinstance(value, str):
        return Json(int(float(value)))
    return Json(str(value) if asked.kind in ("text", "decimal", "percent") else value)


async def _facts(reading: Reading, firm_ids: set[object]) -> _Facts:
    facts = _Facts()
    if not firm_ids:
        return facts
    ids = sorted(firm_ids, key=str)
    facts.firms = await reading.ones(Firm, "id", ids)
    for table, order in (
        (Establishment, Order("head", True)),
        (FirmYear, Order("year", True)),
        (Certification, Order("valid_from", True)),
        (Document, Order("uploaded_at", True)),
    ):
        select = Select(table=table, order=(order,), page=Page(size=_MOST))
        pages = await reading.pages_of(select, "firm_id", ids)
        facts.rows[table] = {firm_id: page.rows for firm_id, page in zip(ids, pages, strict=True)}
    return facts
