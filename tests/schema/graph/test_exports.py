"""A list as a file: whole, under the viewer's policies and masks, on record, or not at all."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import httpx2
import pytest
from openpyxl import load_workbook
from starlette.applications import Starlette

from majung.access.actor import ANONYMOUS, Actor
from majung.access.rates import Rates
from majung.exports.models import ListExport
from majung_schema.exports.route import export_route
from majung_schema.limits import Limits
from majung_schema.metering import Meter
from majung_schema.operations import Operations
from majung_schema.platform import Platform

AUDITOR = Actor(kind="official", name="official:1", scopes=frozenset({"audit.read", "persons.read"}))
FIRMS = "{ firms { nodes { name district { nameKo } establishments { nodes { brn } } } } }"
BOM = b"\xef\xbb\xbf"


async def export(platform: Platform, body: Mapping[str, Any], actor: Actor = AUDITOR, **limits: Any) -> httpx2.Response:
    """Ask the route for a file."""

    async def authenticate(_: object) -> Actor:
        return actor

    operations = Operations(
        platform.schema, open_operation=platform.open_operation, settings=replace(platform.limits, **limits)
    )
    app = Starlette(routes=[export_route(operations, authenticate)])
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://majung.test") as client:
        return await client.post("/export", json=body)


def rows(answer: httpx2.Response, encoding: str = "utf-8-sig") -> list[list[str]]:
    """The rows of a CSV answer."""
    assert answer.status_code == 200, answer.text
    return list(csv.reader(io.StringIO(answer.content.decode(encoding))))


def code(answer: httpx2.Response) -> str:
    """The code of the first error of an answer."""
    found: str = answer.json()["errors"][0]["extensions"]["code"]
    return found


async def test_every_row_of_a_list_of_several_pages(platform: Platform, make: Any) -> None:
    for i in range(25):
        await make("firm", name=f"남도식품 {i:02}")
    small = Limits().known
    answer = await export(platform, {"query": "{ firms { nodes { name } } }"}, known=replace(small, page=10))

    assert answer.content.startswith(BOM)
    assert answer.headers["majung-rows"] == "25"
    assert "firms.csv" in answer.headers["content-disposition"]
    assert sorted(rows(answer)[1:]) == [[f"남도식품 {i:02}"] for i in range(25)]


async def test_no_row_is_lost_or_written_twice_where_many_have_the_last_day(platform: Platform, make: Any) -> None:
    days = (date.max, date(2026, 1, 1), date.min, None)
    for i in range(24):
        await make("firm", name=f"남도식품 {i:02}", founded_on=days[i % 4])
    small = Limits().known
    for direction in ("ASC", "DESC"):
        query = f"{{ firms(orderBy: [{{foundedOn: {direction}}}]) {{ nodes {{ name foundedOn }} }} }}"
        found = rows(await export(platform, {"query": query}, known=replace(small, page=5)))[1:]
        assert sorted(name for name, _ in found) == [f"남도식품 {i:02}" for i in range(24)]
        told = ["0001-01-01", "2026-01-01", "9999-12-31"]
        ordered = told if direction == "ASC" else told[::-1]
        assert [day for _, day in found] == [day for day in ordered for _ in range(6)] + [""] * 6


async def test_what_hangs_on_a_row_has_columns_and_lists_share_a_cell(platform: Platform, make: Any) -> None:
    district = await make("district", code="12790", name_ko="해남군")
    firm = await make("firm", name="해남고구마가공", district_code=district.code)
    for brn in ("1248100998", "2208162517"):
        await make("establishment", firm_id=firm.id, brn=brn)
    answer = await export(platform, {"query": FIRMS, "titles": {"name": "상호", "district.nameKo": "시군"}})

    heading, [name, county, brns] = rows(answer)
    assert heading == ["상호", "시군", "establishments.brn"]
    assert (name, county) == ("해남고구마가공", "해남군")
    assert sorted(brns.split("; ")) == ["1248100998", "2208162517"]


async def test_the_list_of_one_record(platform: Platform, make: Any) -> None:
    firm = await make("firm", name="해남고구마가공")
    await make("establishment", firm_id=firm.id, brn="1248100998")
    query = "query ($id: ID!) { node(id: $id) { ... on Firm { establishments { nodes { brn } } } } }"
    answer = await export(platform, {"query": query, "variables": {"id": f"firm_{firm.id}"}})

    assert rows(answer) == [["brn"], ["1248100998"]]


async def test_a_workbook_leaves_out_what_its_format_cannot_say(platform: Platform, make: Any) -> None:
    await make("firm", name="남도\ufffe식품\uffff \x01")
    answer = await export(platform, {"query": "{ firms { nodes { name } } }", "format": "xlsx"})
    assert answer.status_code == 200
    [_, [name]] = load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True)
    assert name == "남도식품 "


async def test_a_workbook_keeps_texts_as_texts(platform: Platform, make: Any) -> None:
    firm = await make("firm", name="=1+1")
    await make("establishment", firm_id=firm.id, brn="0018100021")
    answer = await export(platform, {"query": FIRMS, "format": "xlsx"})
    sheet = load_workbook(io.BytesIO(answer.content)).active

    assert sheet is not None
    assert [cell.value for cell in sheet[2]] == ["=1+1", None, "0018100021"]
    assert sheet["A2"].data_type == "s"


async def test_cp949_counts_what_it_does_not_have(platform: Platform, make: Any) -> None:
    await make("firm", name="남도식품😀?")
    answer = await export(platform, {"query": "{ firms { nodes { name } } }", "format": "csv-cp949"})

    assert rows(answer, "cp949") == [["name"], ["남도식품??"]]
    assert answer.headers["majung-replaced-characters"] == "1"


async def test_a_spreadsheet_runs_no_name(platform: Platform, make: Any) -> None:
    await make("firm", name='=HYPERLINK("http://x")')
    answer = await export(platform, {"query": "{ firms { nodes { name } } }"})

    assert rows(answer)[1] == ['\'=HYPERLINK("http://x")']


async def test_masks_hold_and_the_reads_are_on_record(platform: Platform, make: Any) -> None:
    await make("person", name="홍길동", phone="010-1234-5678")
    answer = await export(platform, {"query": "{ persons { nodes { name phone } } }"})
    records = await platform.database.fetch("select columns from access_record")

    assert rows(answer)[1] == ["홍*동", "010-****-5678"]
    assert [set(r["columns"]) for r in records] == [{"name", "phone"}]


async def test_an_export_is_on_record(platform: Platform, make: Any) -> None:
    await make("firm", name="남도식품")
    await export(platform, {"query": FIRMS})
    kept = await ListExport.get()

    assert (kept.actor, kept.format, kept.rows) == ("official:1", "csv", 1)
    assert kept.document == FIRMS
    assert kept.columns == ["name", "district.nameKo", "establishments.brn"]


async def test_whoever_may_not_see_rows_exports_none(platform: Platform, make: Any) -> None:
    await make("person", name="홍길동")
    answer = await export(platform, {"query": "{ persons { nodes { name } } }"}, ANONYMOUS)

    assert answer.status_code != 200 or rows(answer) == [["name"]]


async def test_a_page_that_costs_too_much_is_made_smaller(platform: Platform, make: Any) -> None:
    for i in range(30):
        await make("firm", name=f"남도식품 {i:02}")
    answer = await export(platform, {"query": FIRMS}, known=replace(Limits().known, cost=600))

    assert len(rows(answer)) == 31


@pytest.mark.parametrize(
    ("body", "refused"),
    [
        ({"query": "{ firms { totalCount } }"}, "NOT_ONE_LIST"),
        ({"query": "{ firms { nodes { name } totalCount } }"}, "NOT_ONE_LIST"),
        ({"query": "{ firms { nodes { name } } persons { nodes { name } } }"}, "NOT_ONE_LIST"),
        ({"query": "{ viewer { kind } }"}, "NOT_ONE_LIST"),
        ({"query": "{ __typename }"}, "NOT_ONE_LIST"),
        ({"query": "{ firms(first: 3) { nodes { name } } }"}, "PAGES_ARE_OURS"),
        ({"query": "{ firms { nodes { nothing } } }"}, "VALIDATION_FAILED"),
        ({"query": "{ firms { nodes { name } } }", "format": "hwp"}, "UNKNOWN_FORMAT"),
        ({"query": "{ firms { nodes { name } } }", "titles": {"name": 1}}, "MALFORMED_REQUEST"),
        ({"query": "{ firms { nodes {"}, "SYNTAX_ERROR"),
        ({"query": '{ firm(brn: "1248100998") { establishments { nodes { brn } } } }'}, "LIST_NOT_THERE"),
        ({"query": "mutation { revokeToken(id: 1) { refusals { code } } }"}, "MUTATION_OVER_GET"),
    ],
)
async def test_refuses_what_is_no_list(platform: Platform, body: dict[str, Any], refused: str) -> None:
    answer = await export(platform, body)

    assert answer.status_code >= 400
    assert code(answer) == refused
    assert await ListExport.all().count() == 0


async def test_every_page_is_paid_for_and_none_is_refused_half_way(platform: Platform, make: Any) -> None:
    for i in range(25):
        await make("firm", name=f"남도식품 {i:02}")
    meter = Meter(Rates(official=10), now=lambda: 0.0)
    small, question = replace(Limits().known, page=10), {"query": "{ firms { nodes { name } } }"}
    answer = await export(platform, question, known=small, meter=meter)
    assert answer.headers["majung-rows"] == "25"

    refused = await export(platform, question, known=small, meter=meter)
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "60")
    assert code(refused) == "RATE_LIMITED"
