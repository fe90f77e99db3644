"""What fails has its error at its path, null where the schema allows it, and everything beside it answered."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from decimal import Decimal
from math import inf, nan
from typing import Any

import pytest
import strawberry
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from majung.access.actor import Actor, system
from majung.calendar.models import Holiday as HolidayTable
from majung.districts.models import District as DistrictTable
from majung.firms.models import Firm as FirmTable
from majung_schema.asking import Asked, RequestInfo
from majung_schema.graph.bound import batched, bound, computed
from majung_schema.graph.connections import Connection
from majung_schema.graph.context import reading_of
from majung_schema.graph.node import Node
from majung_schema.graph.reading import Reading
from majung_schema.graph.relations import list_of
from majung_schema.graph.rows import Row
from majung_schema.graph.scalars import Json, Won, scalar_config
from majung_schema.limits import Limits
from majung_schema.operations import Operations
from majung_schema.planned.executor import PlanExecutor

SYSTEM = system("test")


class Broken(Exception):
    """What these fields fail with."""


def fails(name: str) -> str:
    """Fails for every second row or so."""
    if len(name) % 2:
        raise Broken(name)
    return name


def missing(name: str) -> str | None:
    """Is missing where `fails` fails."""
    return None if len(name) % 2 else name


async def all_fail(reading: Reading, rows: Sequence[Row]) -> Sequence[str | None]:
    """Fails for all rows together."""
    raise Broken


async def too_few(reading: Reading, rows: Sequence[Row]) -> Sequence[str]:
    """Forgets a row."""
    return [row.name_ko for row in rows[1:]]


async def some_missing(reading: Reading, rows: Sequence[Row]) -> Sequence[str | None]:
    """Answers null for some rows."""
    return [missing(row.name_ko) for row in rows]


@bound(HolidayTable, name="BrokenHoliday")
class BrokenHoliday(Node):
    """A holiday of which not everything can be told."""

    name_ko: str
    may_fail: str | None = computed(fails, "name_ko")
    must_not_fail: str = computed(fails, "name_ko")
    must_not_miss: str = computed(missing, "name_ko")
    too_large: int | None = computed(lambda name: 2**40 + len(name), "name_ko")
    no_number: float | None = computed(lambda name: nan if len(name) % 2 else -0.0, "name_ko")
    without_end: float = computed(lambda name: inf if len(name) % 2 else 1e308, "name_ko")
    numbers: list[float | None] | None = computed(lambda name: [1.5, nan, None, -inf, 7, True], "name_ko")
    half_won: Won | None = computed(lambda name: Decimal("1.5") if len(name) % 2 else Decimal("2.0"), "name_ko")
    much: Won | None = computed(lambda name: 2**63 - 2 + len(name) % 2 * 2, "name_ko")
    no_json: Json | None = computed(lambda name: {"a": {1}} if len(name) % 2 else {"a": [1]}, "name_ko")
    all_fail: str | None = batched(all_fail, "id")
    some_missing: str = batched(some_missing, "id", "name_ko")
    too_few: str | None = batched(too_few, "id", "name_ko")

    @strawberry.field
    @staticmethod
    async def resolved(row: strawberry.Parent[Any], least: int = 0) -> str | None:
        """An ordinary resolver of a row: it gets the whole row."""
        await asyncio.sleep(0)
        return fails(row.name_ko) if least == 0 else f"{row.name_ko} {row.day} {least}"


@bound(DistrictTable, name="MeasuredDistrict")
class MeasuredDistrict(Node):
    """A place whose columns are numbers that JSON has no word for."""

    code: str
    latitude: float | None
    longitude: float


@bound(FirmTable, name="TellingFirm")
class TellingFirm(Node):
    """A firm whose own functions look at what is personal."""

    representative: str | None

    @strawberry.field
    @staticmethod
    def past_the_mask(row: strawberry.Parent[Any]) -> str | None:
        """Takes the value itself."""
        found: str | None = row.representative
        return found

    @strawberry.field
    @staticmethod
    def masked(row: strawberry.Parent[Any], info: strawberry.Info) -> str | None:
        """Asks what the viewer may see."""
        found: str | None = reading_of(info).personal(row, "representative")
        return found


@strawberry.type
class Thing:
    """A plain object."""

    name: str
    may_be: str | None = None

    @strawberry.field
    def required(self) -> str:
        return fails(self.name)

    @strawberry.field
    async def optional(self) -> str | None:
        return fails(self.name)

    @strawberry.field
    def maybe_items(self) -> list[int | None] | None:
        return [1, None, 2**40]  # the last is no GraphQL Int

    @strawberry.field
    def items(self) -> list[int]:
        return [1, None] if len(self.name) % 2 else [1, 2]  # type: ignore[list-item]


@strawberry.type
class Questions:
    """Roots that fail in every way."""

    holidays: Connection[BrokenHoliday] = list_of(HolidayTable, sort=("day",))
    firms: Connection[TellingFirm] = list_of(FirmTable, sort=("id",))
    districts: Connection[MeasuredDistrict] = list_of(DistrictTable, sort=("code",))

    @strawberry.field
    def thing(self, name: str) -> Thing | None:
        return Thing(name=name)

    @strawberry.field
    async def sure_thing(self, name: str) -> Thing:
        return Thing(name=fails(name))

    @strawberry.field
    def things(self) -> list[Thing | None]:
        return [Thing(name="a"), None, Thing(name="bb")]

    @strawberry.field
    def sure_things(self) -> list[Thing] | None:
        return [Thing(name="bb"), Thing(name="a"), Thing(name="cc")]

    @strawberry.field
    def no_list(self) -> list[int] | None:
        return 5  # type: ignore[return-value]


@strawberry.type
class Changes:
    """Changes of which one fails."""

    @strawberry.mutation
    async def change(self, name: str) -> Thing | None:
        return Thing(name=fails(name))


@strawberry.type
class Follow:
    """Events of which one fails."""

    @strawberry.subscription
    async def named(self) -> AsyncGenerator[Thing, None]:
        for name in ("bb", "a", "cc"):
            yield Thing(name=name)


DOCUMENTS = [
    "{ holidays(first: 6) { nodes { nameKo mayFail } } thing(name: \"bb\") { name } }",
    "{ holidays(first: 6) { edges { cursor node { nameKo mayFail a: mayFail } } totalCount } }",
    "{ holidays(first: 6) { nodes { mustNotFail } } }",
    "{ holidays(first: 6) { nodes { mustNotMiss } } }",
    "{ holidays(first: 3) { nodes { id tooLarge } } }",
    "{ holidays(first: 3) { nodes { nameKo allFail id } } }",
    "{ holidays(first: 6) { nodes { someMissing } } }",
    "{ holidays(first: 6) { nodes { tooFew nameKo } } }",
    "{ holidays(first: 6) { nodes { nameKo noNumber numbers } } }",
    "{ holidays(first: 6) { nodes { nameKo withoutEnd } } }",
    "{ holidays(first: 6) { nodes { nameKo halfWon much noJson } } }",
    "{ districts(first: 6) { nodes { code latitude } } }",
    "{ districts(first: 6) { nodes { code longitude } } }",
    "{ holidays(first: 6) { nodes { resolved a: resolved(least: 2) nameKo } } }",
    '{ a: thing(name: "a") { name optional } b: thing(name: "bb") { required optional } }',
    '{ a: thing(name: "a") { required } b: thing(name: "bb") { required } }',
    '{ a: thing(name: "a") { maybeItems } b: thing(name: "a") { items } c: thing(name: "bb") { items mayBe } }',
    "{ things { name optional } }",
    "{ things { required } }",
    "{ sureThings { required } t: sureThings { name } }",
    '{ sureThing(name: "a") { name } thing(name: "bb") { name } }',
    '{ sureThing(name: "bb") { required } }',
    "{ noList }",
    'mutation { a: change(name: "bb") { name } b: change(name: "a") { name } c: change(name: "cc") { required } }',
]  # fmt: skip


UNMEASURED = """
update district d set latitude = t.value, longitude = coalesce(t.value, 7) from (
    select code, (array[1.5, 'NaN', 'Infinity', '-Infinity', null, 1e308])[row_number() over (order by code)]
        ::double precision as value
    from district
) t where t.code = d.code
"""


@pytest.fixture
async def asked_of(both: Any) -> Any:
    """Asks the broken schema through either executor."""
    await both.platform.database.execute(UNMEASURED)
    schema = strawberry.Schema(Questions, mutation=Changes, subscription=Follow, config=scalar_config())
    platform = both.platform
    operations = Operations(schema, open_operation=platform.open_operation, settings=Limits(production=False))

    async def ask(executor: type, document: str, actor: Actor = SYSTEM) -> list[dict[str, Any]]:
        async def who() -> Any:
            return actor

        schema.execution_context_class = executor
        info = RequestInfo(request_id="test")
        return [answer.body async for answer in operations.stream(Asked(query=document), actor, who, info)]

    return ask


async def test_a_function_cannot_take_a_personal_value_past_its_mask(both: Any, asked_of: Any) -> None:
    await both.platform.database.execute("update firm set representative = '홍길동' where id = $1", both.found["firm"])
    before = await both.platform.database.fetch("select count(*) as n from access_record")
    document, official = (
        "{ firms(first: 100) { nodes { masked representative pastTheMask } } }",
        both.actors()["official"],
    )
    for executor in (StrawberryGraphQLCoreExecutionContext, PlanExecutor):
        [answer] = await asked_of(executor, document, official)
        nodes = answer["data"]["firms"]["nodes"]
        assert {node["pastTheMask"] for node in nodes} == {None}
        assert {error["path"][-1] for error in answer["errors"]} == {"pastTheMask"}
        assert [node["masked"] for node in nodes] == [node["representative"] for node in nodes]
        assert "홍*동" in {node["masked"] for node in nodes}
    after = await both.platform.database.fetch("select count(*) as n from access_record")
    assert after[0]["n"] == before[0]["n"] + 2


@pytest.mark.parametrize("document", DOCUMENTS)
async def test_failures_are_told_as_graphql_core_tells_them(asked_of: Any, same: Any, document: str) -> None:
    [expected] = await asked_of(StrawberryGraphQLCoreExecutionContext, document)
    [answer] = await asked_of(PlanExecutor, document)
    assert same(answer) == same(expected)


async def test_events_fail_one_by_one(asked_of: Any, same: Any) -> None:
    document = "subscription { named { name required } }"
    expected = await asked_of(StrawberryGraphQLCoreExecutionContext, document)
    answers = await asked_of(PlanExecutor, document)
    assert [same(a) for a in answers] == [same(e) for e in expected]
    assert ["errors" in answer for answer in answers] == [False, True, False]
