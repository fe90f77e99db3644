"""Programs, their editions, rule data and calls."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from majung.applications import models as applications
from majung.districts import models as districts
from majung.institutions import models as institutions
from majung.money import models as money
from majung.programs import models
from majung.storage.select import Where
from majung_schema.composition import open_input
from majung_schema.graph.bound import batched, bound
from majung_schema.graph.connections import Connection
from majung_schema.graph.filters import Direction, by, computed_where, equals, one_of
from majung_schema.graph.node import Node
from majung_schema.graph.reading import Reading
from majung_schema.graph.relations import to_many, to_one
from majung_schema.graph.rows import Row
from majung_schema.graph.scalars import Json
from majung_schema.types.forms import FormDescription, call_forms
from majung_schema.types.institutions import Institution
from majung_schema.types.reference import District

if TYPE_CHECKING:
    from majung_schema.types.applications import Application
    from majung_schema.types.money import BudgetLine


def _open_in(value: str) -> Where:
    return Where(
        text="(:value = any({row}.districts) or cardinality({row}.districts) = 0)", values={"value": (value, "text")}
    )


@open_input
class CallFilter:
    """Which calls; conditions given together must all hold."""

    program: str | None = computed_where(
        lambda code: Where(
            text="{row}.program_id = (select id from program where code = :value)", values={"value": (code, "text")}
        ),
        "Code of the program.",
    )
    district: str | None = computed_where(_open_in, "Open to applicants of this district (canonical code).")
    status: list[str] | None = one_of("status", "DRAFT, OPEN, CLOSED.")
    closing_kind: list[str] | None = one_of("closing_kind")
    applicant: str | None = equals("applicant", "firm or person")
    source: str | None = equals("source", "staff, or the source it was imported from.")
    topic: str | None = computed_where(
        lambda topic: Where(text=":value = any({row}.topics)", values={"value": (topic, "text")}), "One of its topics."
    )


@open_input
class CallOrder:
    """How calls are sorted."""

    published_on: Direction | None = by("published_on")
    closes_at: Direction | None = by("closes_at")
    title: Direction | None = by("title")


async def districts_of(reading: Reading, rows: list[Row]) -> list[list[Row]]:
    """The districts a call is open to; empty where no restriction is known."""
    codes = sorted({code for row in rows for code in row.districts})
    now = rows[0].as_of if rows else None
    found = await reading.ones(districts.District, "code", codes, now)
    return [[found[code] for code in row.districts if code in found] for row in rows]


@bound(models.SubProgram)
class SubProgram(Node):
    """A part of a program with its own code (세부사업)."""

    code: str
    title_ko: str
    title_en: str


@bound(models.EditionRules)
class EditionRules(Node):
    """One version of an edition's rule data, in force from one day to another."""

    number: int
    data: Json
    valid_from: date
    valid_to: date | None
    entered_by: str


@bound(models.CallChange)
class CallChange(Node):
    """A published change or extension of a call, with what it was before."""

    kind: str
    note: str
    before: Json
    after: Json
    at: datetime
    by: str


@bound(models.Call)
class Call(Node):
    """One announced round of a program (공고). Its end may be a date, or a text kept as it was announced."""

    number: str | None
    title: str
    summary: str
    kind: str
    status: str
    opens_at: datetime | None
    closes_at: datetime | None
    closing_kind: str
    closing_text: str
    applicant: str
    target: str
    areas: list[str]
    industries: list[str]
    topics: list[str]
    documents: list[str]
    criteria: str
    supervisor: str | None
    executor: str | None
    url: str | None
    published_on: date | None
    source: str
    source_id: str | None
    sub_program_code: str | None
    version: int
    program: Program | None = to_one(models.Program, "program_id")
    edition: Edition | None = to_one(models.Edition, "edition_id")
    districts: list[District] = batched(districts_of, "districts")
    form: FormDescription | None = batched(call_forms, "program_id")
    changes: Connection[CallChange] = to_many(models.CallChange, "call_id", sort=("-at",))
    applications: Connection[Annotated[Application, strawberry.lazy("majung_schema.types.applications")]] = to_many(
        applications.Application, "call_id", sort=("-created_at",)
    )


@bound(models.Edition)
class Edition(Node):
    """A program in one fiscal year, with the department in charge."""

    year: int
    title_ko: str
    title_en: str
    active: bool
    version: int
    program: Program | None = to_one(models.Program, "program_id")
    department: Institution | None = to_one(institutions.Institution, "department_id")
    rules: Connection[EditionRules] = to_many(models.EditionRules, "edition_id", sort=("-number",))
    calls: Connection[Call] = to_many(models.Call, "edition_id", sort=("-published_on",))
    budget_lines: Connection[Annotated[BudgetLine, strawberry.lazy("majung_schema.types.money")]] = to_many(
        money.BudgetLine, "edition_id", sort=("code",)
    )


@bound(models.Program)
class Program(Node):
    """A support program (사업)."""

    code: str
    title_ko: str
    title_en: str
    benefit: str
    applicant: str
    plugin: str | None
    institution: Institution | None = to_one(institutions.Institution, "institution_id")
    sub_programs: Connection[SubProgram] = to_many(models.SubProgram, "program_id", sort=("code",))
    editions: Connection[Edition] = to_many(models.Edition, "program_id", sort=("-year",))
    calls: Connection[Call] = to_many(
        models.Call, "program_id", sort=("-published_on",), where=CallFilter, order_by=CallOrder
    )
