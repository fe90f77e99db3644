"""Filters: what narrows a list, and what is refused before it reaches the database."""

from __future__ import annotations

import enum
from datetime import date
from decimal import Decimal
from typing import Any

import asyncpg
import pytest
import strawberry

from majung.access.actor import system
from majung.applications.models import Application
from majung.firms.models import Firm, FirmYear
from majung.persons.models import Person
from majung.storage.select import Select, Where
from majung_schema.graph.filters import ValueOutOfRange, at_least, computed_where, condition, equals, one_of, wheres_of
from majung_schema.graph.reading import Reading
from majung_schema.graph.relations import list_of

COUNT = "query($w: FirmFilter) { firms(where: $w) { totalCount } }"


@pytest.fixture
async def firms(make: Any) -> list[Any]:
    rows = [
        await make("firm", name="하나", district_code="12790", employees=5, crn="1101110000001"),
        await make("firm", name="둘", district_code="12110", employees=None, founded_on=date(2020, 2, 29)),
        await make("firm", name="셋", district_code=None, employees=2_147_483_647, status="CLOSED"),
    ]
    await make("establishment", firm_id=rows[0].id, brn="1108199467")
    return rows


@pytest.mark.parametrize(
    ("where", "found"),
    [
        (None, 3),
        ({}, 3),
        ({"districts": None}, 3),
        ({"districts": []}, 0),
        ({"districts": ["12790", "12790"]}, 1),
        ({"districts": [f"{n:05}" for n in range(10_000)]}, 0),
        ({"districts": [f"{n:05}" for n in range(10_000, 20_000)]}, 2),
        ({"employeesAtLeast": 2_147_483_647}, 1),
        ({"employeesAtLeast": -2_147_483_648}, 2),
        ({"foundedSince": "0001-01-01"}, 1),
        ({"foundedUntil": "9999-12-31"}, 1),
        ({"brn": "1108199467"}, 1),
        ({"brn": "110-81-99467"}, 1),
        ({"brn": ""}, 0),
        ({"crn": "1101110000001"}, 1),
        ({"crn": "1101110000001 and more"}, 0),
        ({"name": "하나"}, 1),
        ({"name": "하" * 400}, 0),
        ({"name": "' or 1=1 --"}, 0),
        ({"name": ":firms {row} %"}, 0),
        ({"status": ["CLOSED"], "employeesAtLeast": 1}, 1),
        ({"supported": False}, 3),
    ],
)
async def test_filters_narrow(ask: Any, firms: list[Any], where: dict[str, Any] | None, found: int) -> None:
    assert (await ask.data(COUNT, w=where))["firms"]["totalCount"] == found


async def test_an_omitted_filter_is_no_filter(ask: Any, firms: list[Any]) -> None:
    assert (await ask.data(COUNT))["firms"]["totalCount"] == 3
    document = "query($d: [String!]) { firms(where: {districts: $d}) { totalCount } }"
    assert (await ask.data(document))["firms"]["totalCount"] == 3


@pytest.mark.parametrize("text", ["\x00", "가\x00나", "\ud800", "가\udfff"])
@pytest.mark.parametrize("where", ["name", "districts", "brn"])
async def test_refuses_texts_that_cannot_be_stored(ask: Any, text: str, where: str) -> None:
    value = [text] if where == "districts" else text
    assert await ask.codes(COUNT, w={where: value}) == {"VALUE_OUT_OF_RANGE"}


@pytest.mark.parametrize("document", [
    "query($v: String!) { program(code: $v) { id } }",
    "query($v: String!) { district(code: $v) { id } }",
    "query($v: String!) { industries(under: $v) { totalCount } }",
])  # fmt: skip
@pytest.mark.parametrize("text", ["\x00", "\ud800"])
async def test_refuses_keys_that_cannot_be_stored(ask: Any, document: str, text: str) -> None:
    assert await ask.codes(document, v=text) == {"VALUE_OUT_OF_RANGE"}


@pytest.mark.parametrize("wrong", ["firm_{}\n", " firm_{}", "FIRM_{}", "firm{}", "person_{}", "{}", "firm_{}_"])
async def test_an_id_is_written_in_one_way(ask: Any, firms: list[Any], wrong: str) -> None:
    document = "query($id: ID!) { firm(id: $id) { name } }"
    assert (await ask.data(document, id=f"firm_{firms[0].id}"))["firm"] == {"name": "하나"}
    assert await ask.codes(document, id=wrong.format(firms[0].id)) == {"INVALID_ID"}


@pytest.mark.parametrize("value", [2_147_483_648, -2_147_483_649, 1.5, "5", True])
async def test_refuses_numbers_that_are_none(ask: Any, value: Any) -> None:
    assert await ask.codes(COUNT, w={"employeesAtLeast": value}) == {"VARIABLES_INVALID"}


@pytest.mark.parametrize(
    "value",
    [
        "20250301",
        "2025-W09-6",
        "2025-060",
        "2025-3-1",
        " 2025-03-01",
        "2025-03-01\n",
        "２０２５-03-01",
        "2025-02-29",
        20250301,
    ],
)
async def test_a_day_is_written_in_one_way(ask: Any, value: Any) -> None:
    assert await ask.codes(COUNT, w={"foundedSince": value}) == {"VARIABLES_INVALID"}


@pytest.mark.parametrize(("day", "refused"), [("2026-01-01", False), ("0001-01-01", True), ("9999-12-31", True)])
async def test_sizes_are_told_for_days_that_rules_reckon_with(
    ask: Any, firms: list[Any], day: str, refused: bool
) -> None:
    document = "query($d: Date) { firms { nodes { name sizeClass(on: $d) { size } } } }"
    if refused:
        assert await ask.codes(document, d=day) == {"INVALID_VALUE"}
    else:
        assert {n["sizeClass"]["size"] for n in (await ask.data(document, d=day))["firms"]["nodes"]} == {"UNKNOWN"}


@strawberry.input
class YearFilter:
    year: int | None = equals("year")
    years: list[int] | None = one_of("year")
    sales: int | None = at_least("sales_krw")
    workers: Decimal | None = at_least("workers")


@pytest.mark.parametrize(
    ("where", "found"),
    [
        (YearFilter(year=2024), 1),
        (YearFilter(year=70_000), 0),
        (YearFilter(years=[2024, 40_000, -40_000]), 1),
        (YearFilter(sales=2**63 - 1), 0),
        (YearFilter(workers=Decimal("10.04")), 0),  # rounded to the column's scale it would be 10.0
        (YearFilter(workers=Decimal("1e30")), 0),
    ],
)
async def test_values_are_compared_whole_whatever_the_column_holds(
    platform: Any, make: Any, where: YearFilter, found: int
) -> None:
    await make("firm_year", year=2024, sales_krw=5, workers=Decimal("10.0"))
    reading = Reading(database=platform.database, actor=system("test"))
    assert await reading.count(Select(table=FirmYear, where=wheres_of(FirmYear, where))) == found


@pytest.mark.parametrize("value", [2**63, -(2**63) - 1])
def test_refuses_numbers_that_no_column_holds_before_asking(value: int) -> None:
    with pytest.raises(ValueOutOfRange):
        wheres_of(FirmYear, YearFilter(sales=value))


class Grade(enum.Enum):
    STATED = "STATED"
    SURE = "PROVEN"


@strawberry.input
class GradeFilter:
    grade: Grade | None = equals("evidence_grade")
    grades: list[Grade] | None = one_of("evidence_grade")
    told: list[Grade] | None = condition("{row}.evidence_grade = any(:value)", "text[]")
    built: Grade | None = computed_where(
        lambda grade: Where(text="{row}.evidence_grade = :value", values={"value": (grade, "text")})
    )


@pytest.mark.parametrize(
    ("where", "found"),
    [
        (GradeFilter(grade=Grade.SURE), 1),
        (GradeFilter(grade=Grade.STATED), 0),
        (GradeFilter(grades=[Grade.STATED, Grade.SURE]), 1),
        (GradeFilter(grades=[Grade.STATED]), 0),
        (GradeFilter(told=[Grade.SURE]), 1),
        (GradeFilter(built=Grade.SURE), 1),
    ],
)
async def test_enums_are_compared_by_their_values(platform: Any, make: Any, where: GradeFilter, found: int) -> None:
    await make("firm_year", year=2024, evidence_grade="PROVEN")
    reading = Reading(database=platform.database, actor=system("test"))
    assert await reading.count(Select(table=FirmYear, where=wheres_of(FirmYear, where))) == found


async def test_a_value_of_a_wrong_type_is_a_bug_and_not_the_viewers_fault(platform: Any) -> None:
    reading = Reading(database=platform.database, actor=system("test"))
    where = Where(text="{row}.sales_krw >= :value", values={"value": ("many", "bigint")})
    with pytest.raises(asyncpg.DataError, match="many"):
        await reading.count(Select(table=FirmYear, where=(where,)))


async def test_refuses_what_only_the_database_finds_wrong(platform: Any) -> None:
    reading = Reading(database=platform.database, actor=system("test"))
    where = Where(text="{row}.sales_krw >= :value", values={"value": (2**63, "bigint")})
    with pytest.raises(ValueOutOfRange):
        await reading.count(Select(table=FirmYear, where=(where,)))


@pytest.mark.parametrize("day", ["0001-01-01", "2025-03-01", "9999-12-31"])
async def test_calls_are_open_on_days_of_seoul(ask: Any, make: Any, day: str) -> None:
    from datetime import UTC, datetime

    await make("call", status="OPEN", title="always")
    await make("call", status="OPEN", title="one day", opens_at=datetime(2025, 2, 28, 15, tzinfo=UTC),
               closes_at=datetime(2025, 3, 1, 14, 59, tzinfo=UTC))  # fmt: skip
    data = await ask.data("query($d: Date) { calls(openOn: $d) { nodes { title } } }", d=day)
    titles = {node["title"] for node in data["calls"]["nodes"]}
    assert titles == {"2025-03-01": {"always", "one day"}}.get(day, {"always"})


@pytest.mark.parametrize(("table", "column"), [(Application, "documents"), (Firm, "search_grams")])
def test_refuses_an_ordering_that_no_cursor_can_carry(table: Any, column: str) -> None:
    with pytest.raises(TypeError, match=f"{table.__name__} cannot be sorted by {column}: a cursor"):
        list_of(table, sort=(column,))


def test_refuses_an_ordering_by_a_personal_column() -> None:
    """The cursor would carry the value in plain, and the order would tell what the mask hides."""
    with pytest.raises(TypeError, match="Person cannot be sorted by birth_date"):
        list_of(Person, sort=("-birth_date",))
