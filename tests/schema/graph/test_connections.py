"""Pages of lists: every row once, in order, whatever happens to the list meanwhile."""

from __future__ import annotations

import base64
import itertools
import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from majung.access.actor import system
from majung.storage.select import Order, Select
from majung.storage.table import find_table
from majung_schema.graph.connections import encode_cursor, page_of
from majung_schema.graph.reading import Reading

MOMENTS = [datetime(2025, 3, 1, 9, 0, 0, n, tzinfo=UTC) for n in (0, 1, 999_999)]
MOMENTS += [moment.replace(tzinfo=UTC) for moment in (datetime.min, datetime.max)]
HALF = Order("half_", sql="length({row}.source) / 2.0", sql_type="numeric(10, 2)")
COLUMNS: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "call": {
        "title": st.sampled_from(["가", "나", "가나", "해남 고구마 🍠", '따"옴,표', "", "가" * 500]),
        "closes_at": st.none() | st.sampled_from(MOMENTS),
        "published_on": st.none() | st.sampled_from([date.min, date(2024, 12, 31), date(2025, 1, 1), date.max]),
        "source": st.sampled_from(["a", "bbb", "ccccc"]),
    },
    "firm_year": {
        "sales_krw": st.none() | st.sampled_from([0, -1, 10**15, 10**15 + 1]),
        "workers": st.none() | st.sampled_from([Decimal("0"), Decimal("0.5"), Decimal("10.0"), Decimal("9999999.5")]),
        "exports_usd": st.none() | st.sampled_from([Decimal("0.01"), Decimal("1E+3"), Decimal("-7.10")]),
        "evidence_grade": st.sampled_from(["STATED", "PROVEN"]),
    },
    "district": {
        "latitude": st.none() | st.sampled_from([34.1, 34.10000000000001, -0.0, 1e-7]),
        "member": st.booleans(),
        "zone": st.none() | st.sampled_from(["A", "B"]),
    },
}


def orderings(table: str) -> st.SearchStrategy[tuple[Order, ...]]:
    step = st.builds(Order, st.sampled_from([*COLUMNS[table], "id"]), st.booleans())
    if table != "district":
        step |= st.builds(lambda d: Order(HALF.column, d, HALF.sql, HALF.sql_type), st.booleans())
    return st.lists(step, max_size=3).map(tuple)


class List:
    """A list of generated rows of one table, of which rows come and go."""

    def __init__(self, platform: Any, make: Any, table: str, order: tuple[Order, ...], parent: Any) -> None:
        self.table, self.make, self.parent, self.number = find_table(table), make, parent, 0
        self.select = Select(table=self.table, order=order)
        self.reading = Reading(database=platform.database, actor=system("test"))

    async def insert(self, values: dict[str, Any]) -> UUID:
        self.number += 1
        own = {"firm_year": {"firm_id": self.parent, "year": self.number, "source": f"{'s' * self.number}"[:50]}}
        row = await self.make(self.table.table_name(), **values, **own.get(self.table.table_name(), {}))
        found: UUID = row.id
        return found

    async def delete(self, id: UUID) -> None:
        await self.table.filter(id=id).delete()

    async def whole(self) -> list[UUID]:
        return [row["id"] for row in (await self.page(100, None, backward=False))[0]]

    async def page(self, size: int, cursor: str | None, *, backward: bool) -> tuple[list[Any], bool]:
        asked = {"last": size, "before": cursor} if backward else {"first": size, "after": cursor}
        found = await self.reading.page(page_of(self.select, asked))
        return found.rows, found.more

    async def clear(self) -> None:
        await self.table.all().delete()


@pytest.fixture
async def program(make: Any) -> Any:
    return await make("program", code="walk")


@pytest.mark.parametrize("table", COLUMNS)
@pytest.mark.parametrize("backward", [False, True])
async def test_walking_visits_each_row_once_in_order_while_rows_come_and_go(
    platform: Any, make: Any, program: Any, table: str, backward: bool
) -> None:
    firm = await make("firm")
    program_of = {"program_id": program.id} if table == "call" else {}
    rows = st.fixed_dictionaries(COLUMNS[table]).map(lambda values: {**values, **program_of})

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def draw(data: st.DataObject) -> None:
        drawn.append(
            (
                data.draw(orderings(table)),
                data.draw(st.integers(1, 4)),
                data.draw(st.lists(rows, max_size=9)),
                data.draw(st.lists(st.tuples(st.booleans(), rows, st.integers(0, 8)), max_size=6)),
            )
        )

    drawn: list[Any] = []
    draw()
    for order, size, first, changes in drawn:
        listed = List(platform, make, table, order, firm.id)
        for values in first:
            await listed.insert(values)
        begun, came_or_went, waiting = await listed.whole(), set(), iter(changes)
        visited: list[UUID] = []
        cursor, more = None, True
        while more:
            page, more = await listed.page(size, cursor, backward=backward)
            visited += [row["id"] for row in (reversed(page) if backward else page)]
            cursor = encode_cursor(page[0 if backward else -1], listed.select) if page else None
            for removes, values, place in itertools.islice(waiting, 1):
                changed = begun[place % len(begun)] if removes and begun else await listed.insert(values)
                came_or_went.add(changed)
                await listed.delete(changed) if removes else None
        stayed = [id for id in (reversed(begun) if backward else begun) if id not in came_or_went]
        assert len(set(visited)) == len(visited)
        assert [id for id in visited if id in set(stayed)] == stayed
        await listed.clear()


async def names(ask: Any, arguments: str, c: str = "") -> tuple[list[str], dict[str, Any]]:
    document = f"""{{ firms({arguments.replace("$c", json.dumps(c))}) {{
        nodes {{ name }} pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} }}"""
    firms = (await ask.data(document))["firms"]
    return [node["name"] for node in firms["nodes"]], firms["pageInfo"]


async def test_page_info_is_true_in_both_directions(ask: Any, make: Any) -> None:
    firms = [await make("firm", name=name) for name in "가나다라"]
    seen, first = await names(ask, "first: 2")
    assert (seen, first["hasNextPage"], first["hasPreviousPage"]) == (["가", "나"], True, False)
    seen, second = await names(ask, "first: 2, after: $c", c=first["endCursor"])
    assert (seen, second["hasNextPage"], second["hasPreviousPage"]) == (["다", "라"], False, True)
    seen, back = await names(ask, "last: 2, before: $c", c=second["startCursor"])
    assert (seen, back["hasNextPage"], back["hasPreviousPage"]) == (["가", "나"], True, False)
    seen, last = await names(ask, "last: 3")
    assert (seen, last["hasNextPage"], last["hasPreviousPage"]) == (["나", "다", "라"], False, True)
    seen, beyond = await names(ask, "first: 2, after: $c", c=second["endCursor"])
    assert (seen, beyond["hasNextPage"], beyond["hasPreviousPage"]) == ([], False, True)
    assert beyond["startCursor"] is None
    for firm in firms[:2]:
        await firm.delete()
    seen, alone = await names(ask, "first: 2, after: $c", c=first["endCursor"])
    assert (seen, alone["hasNextPage"], alone["hasPreviousPage"]) == (["다", "라"], False, False)
    for firm in firms[2:]:
        await firm.delete()
    _, empty = await names(ask, "last: 2, before: $c", c=second["startCursor"])
    assert (empty["hasNextPage"], empty["hasPreviousPage"]) == (False, False)


async def test_page_info_of_lists_below_is_found_for_all_parents_at_once(ask: Any, make: Any) -> None:
    firms = [await make("firm", name=name) for name in "가나다"]
    for firm, years in zip(firms, (4, 1, 0), strict=True):
        for year in range(years):
            await make("firm_year", firm_id=firm.id, year=2020 + year)
    document = "query($c: Cursor) { firms { nodes { years(first: 2, after: $c) { %s } } } }"
    first = await ask.data(document % "pageInfo { endCursor hasNextPage }")
    pages = [node["years"]["pageInfo"] for node in first["firms"]["nodes"]]
    assert [page["hasNextPage"] for page in pages] == [True, False, False]
    again = await ask.data(document % "nodes { year } pageInfo { hasPreviousPage }", c=pages[0]["endCursor"])
    assert ask.statements == 3
    assert [node["years"]["pageInfo"]["hasPreviousPage"] for node in again["firms"]["nodes"]] == [True, False, False]
    assert [y["year"] for y in again["firms"]["nodes"][0]["years"]["nodes"]] == [2021, 2020]


async def test_total_is_counted_only_when_asked_for(ask: Any, make: Any) -> None:
    for name in "가나다":
        await make("firm", name=name)
    await ask.data("{ firms(first: 1) { nodes { name } } }")
    assert ask.statements == 1
    assert await ask.data("{ firms(first: 1) { nodes { name } totalCount } }") == {
        "firms": {"nodes": [{"name": "가"}], "totalCount": 3}
    }
    assert ask.statements == 2
    assert (await ask.data("{ firms(first: 0) { totalCount pageInfo { hasNextPage } } }"))["firms"] == {
        "totalCount": 3,
        "pageInfo": {"hasNextPage": True},
    }


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ("first: -1", "PAGE_ARGUMENTS"),
        ("last: -5", "PAGE_ARGUMENTS"),
        ("first: 101", "PAGE_TOO_LARGE"),
        ("first: 2147483647", "PAGE_TOO_LARGE"),
        ("last: 2147483647", "PAGE_TOO_LARGE"),
        ("first: 1, last: 1", "PAGE_ARGUMENTS"),
        ('last: 1, after: "x"', "PAGE_ARGUMENTS"),
        ('first: 1, before: "x"', "PAGE_ARGUMENTS"),
        ('before: "x"', "PAGE_ARGUMENTS"),
        ("first: 99999999999999", "PAGE_TOO_LARGE"),
    ],
)
async def test_refuses_page_arguments_that_make_no_page(ask: Any, arguments: str, code: str) -> None:
    assert await ask.codes(f"{{ firms({arguments}) {{ nodes {{ id }} }} }}") == {code}


ID = "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"


def cursor(*parts: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "given",
    [
        "x",
        "x" * 5000,
        "%%%",
        cursor(),
        cursor("firm:name,id"),
        cursor("firm:name,id", "가"),
        cursor("firm:name,id", "가", None),
        cursor("firm:name,id", "가", "b"),
        cursor("firm:name,id", "가", "{0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b}"),
        cursor("firm:name,id", "\x00", ID),
        cursor("firm:name,id", "가", ID, ID),
        cursor("firm:name,id", 1, ID),
        cursor("firm:name,id", ["가"], ID),
        cursor("firm:-name,-id", "가", ID),
        cursor("person:name,id", "가", ID),
        base64.urlsafe_b64encode(b'["firm:name,id", "\\ud800", "' + ID.encode() + b'"]').decode().rstrip("="),
        base64.urlsafe_b64encode(b"\xff\xfe").decode(),
        base64.urlsafe_b64encode(b"[" * 1000).decode(),
    ],
)
async def test_refuses_what_is_no_cursor_of_the_list(ask: Any, given: str) -> None:
    document = "query($c: Cursor) { firms(after: $c) { nodes { id } } }"
    assert await ask.codes(document, c=given) == {"UNKNOWN_POSITION"}


@pytest.mark.parametrize("given", ["커서", "x" * 9000, 7, True])
async def test_refuses_what_cannot_be_a_cursor(ask: Any, given: Any) -> None:
    document = "query($c: Cursor) { firms(after: $c) { nodes { id } } }"
    assert await ask.codes(document, c=given) == {"VARIABLES_INVALID"}


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("foundedOn", "2025-13-01"),
        ("foundedOn", "infinity"),
        ("foundedOn", "20250301"),
        ("employees", "1.5"),
        ("employees", "99999999999999999999"),
        ("employees", "1_000"),
        ("employees", "9" * 5000),
    ],
)
async def test_refuses_values_of_another_type_in_a_cursor(ask: Any, column: str, text: str) -> None:
    name = {"foundedOn": "founded_on", "employees": "employees"}[column]
    given = cursor(f"firm:{name},id", text, ID)
    document = f"query($c: Cursor) {{ firms(orderBy: {{{column}: ASC}}, after: $c) {{ nodes {{ id }} }} }}"
    assert await ask.codes(document, c=given) == {"UNKNOWN_POSITION"}


async def test_a_number_beyond_the_column_is_just_beyond_all_rows(ask: Any, make: Any) -> None:
    await make("firm", employees=5)
    document = "query($c: Cursor) { firms(orderBy: {employees: ASC}, after: $c) { nodes { employees } } }"
    assert await ask.data(document, c=cursor("firm:employees,id", str(2**62), ID)) == {"firms": {"nodes": []}}
    below = await ask.data(document, c=cursor("firm:employees,id", str(-(2**62)), ID))
    assert below == {"firms": {"nodes": [{"employees": 5}]}}


async def test_an_ordering_names_each_column_once(ask: Any, make: Any) -> None:
    for name in "가나":
        await make("firm", name=name)
    many = ", ".join(["{name: DESC}", "{name: ASC}"] * 100)
    found = await ask.data(f"{{ firms(orderBy: [{many}]) {{ nodes {{ name }} }} }}")
    assert [node["name"] for node in found["firms"]["nodes"]] == ["나", "가"]


async def test_long_names_make_cursors_that_the_list_takes_back(ask: Any, make: Any) -> None:
    for n in range(2):
        await make("firm", name="긴" * 299 + str(n))
    _, first = await names(ask, "first: 1")
    seen, _ = await names(ask, "first: 1, after: $c", c=first["endCursor"])
    assert seen == ["긴" * 299 + "1"]


async def test_moments_of_microseconds_are_told_apart(ask: Any, make: Any) -> None:
    start = datetime(2025, 3, 1, tzinfo=UTC)
    for n in range(3):
        await make("application", created_at=start + timedelta(microseconds=n))
    document = "query($c: Cursor) { applications(first: 1, after: $c) { edges { cursor node { createdAt } } } }"
    seen, place = [], None
    for _ in range(3):
        [edge] = (await ask.data(document, c=place))["applications"]["edges"]
        place = edge["cursor"]
        seen.append(edge["node"]["createdAt"])
    assert seen == [(start + timedelta(microseconds=n)).isoformat() for n in (2, 1, 0)]
