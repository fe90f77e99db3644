"""Outcomes of support, and their sums: one for each grade of evidence, never across grades."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from majung.applications import models as applications
from majung.evidence import models as evidence
from majung.firms import models as firms
from majung.outcomes import models
from majung.outcomes.reads import OutcomeQuestion, sums_statement
from majung_schema.composition import open_input
from majung_schema.graph.bound import bound
from majung_schema.graph.connections import Connection
from majung_schema.graph.context import Context, reading_of
from majung_schema.graph.filters import at_least, at_most, check_text, holds, one_of
from majung_schema.graph.node import Node
from majung_schema.graph.reading import Reading
from majung_schema.graph.relations import to_many, to_one
from majung_schema.graph.rows import Row
from majung_schema.types.evidence import EvidenceUse

if TYPE_CHECKING:
    from majung_schema.types.applications import Application
    from majung_schema.types.firms import Firm


@open_input
class OutcomeFilter:
    """Which outcomes; conditions given together must all hold."""

    kind: list[str] | None = one_of("kind", "SALES, EXPORT, JOBS, INVESTMENT.")
    grade: list[str] | None = one_of("grade", "STATED, MOU, CONTRACT, INVOICE, CUSTOMS, REPEAT.")
    program: list[str] | None = one_of("program_code")
    happened_from: date | None = at_least("happened_on")
    happened_to: date | None = at_most("happened_on")
    counted: bool | None = holds("{row}.withdrawn_at is null", "Not withdrawn.")


@bound(models.Outcome)
class Outcome(Node):
    """A result of a firm or person, with the grade of the evidence behind it."""

    program_code: str
    kind: str
    happened_on: date
    amount: Decimal
    unit: str
    grade: str
    counterpart: str
    country: str | None
    note: str
    recorded_at: datetime
    recorded_by: str
    withdrawn_at: datetime | None
    version: int
    firm: Annotated[Firm, strawberry.lazy("majung_schema.types.firms")] | None = to_one(firms.Firm, "firm_id")
    application: Annotated[Application, strawberry.lazy("majung_schema.types.applications")] | None = to_one(
        applications.Application, "application_id"
    )
    evidence: Connection[EvidenceUse] = to_many(evidence.EvidenceUse, "about_id", sort=("used_at",))


@strawberry.type(description="What outcomes of one kind, unit and grade come to; grades are never added up.")
class OutcomeSum:
    kind: str
    unit: str
    grade: str
    total: Decimal
    outcomes: int


async def sums_of(
    reading: Reading,
    rows: list[Row],
    *,
    kind: str | None = None,
    program: str | None = None,
    year: int | None = None,
) -> list[list[OutcomeSum]]:
    """What the firm's outcomes come to, for each kind, unit and grade by itself."""
    asked = _question(kind, program, year)
    found = await reading.fetch(sums_statement(asked, reading.actor, [row.id for row in rows]))
    grouped: dict[object, list[OutcomeSum]] = defaultdict(list)
    for values in found:
        grouped[values["key"]].append(_sum(values))
    return [grouped[row.id] for row in rows]


async def all_sums(
    root: Any,
    info: strawberry.Info[Context, Any],
    kind: str | None = None,
    program: str | None = None,
    year: int | None = None,
) -> list[OutcomeSum]:
    """What all outcomes that the viewer sees come to."""
    reading = reading_of(info)
    return [_sum(v) for v in await reading.fetch(sums_statement(_question(kind, program, year), reading.actor))]


def _question(kind: str | None, program: str | None, year: int | None) -> OutcomeQuestion:
    return OutcomeQuestion(
        kind=check_text(kind, "kind") if kind else None,
        program=check_text(program, "program") if program else None,
        year=year,
    )


def _sum(values: Any) -> OutcomeSum:
    return OutcomeSum(**{name: values[name] for name in ("kind", "unit", "grade", "total", "outcomes")})
