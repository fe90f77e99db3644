"""The past: one moment for everything an operation reads."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from majung.access.actor import Actor

FIRM = """query($t: DateTime) { firm(brn: "1108199468", asOf: $t) {
    name district { nameKo } years { nodes { year salesKrw } } establishments { nodes { name } }
    applications { nodes { state decisions { nodes { outcome } } transitions { nodes { action } } } } } }"""


async def moment(platform: Any) -> str:
    """A moment after everything so far and before what follows."""
    await asyncio.sleep(0.002)
    [row] = await platform.database.fetch("select clock_timestamp() as now")
    await asyncio.sleep(0.002)
    return str(row["now"].isoformat())


@pytest.fixture
async def history(make: Any, platform: Any) -> dict[str, Any]:
    """A firm before, between and after changes of itself and of everything below it."""
    district = await make("district", code="12790", name_ko="해남")
    told: dict[str, Any] = {"before": await moment(platform)}
    firm = await make("firm", name="처음", district_code="12790")
    establishment = await make("establishment", firm_id=firm.id, brn="1108199468", name="본점")
    year = await make("firm_year", firm_id=firm.id, year=2024, sales_krw=1)
    application = await make("application", firm_id=firm.id, state="SUBMITTED")
    told |= {"first": await moment(platform), "firm": firm}
    await firm.update_from_dict({"name": "다음"}).save()
    await district.update_from_dict({"name_ko": "해남군"}).save()
    await year.update_from_dict({"sales_krw": 2}).save()
    await application.update_from_dict({"state": "SELECTED"}).save()
    await make("decision", application_id=application.id, outcome="SELECTED")
    await make("application_transition", application_id=application.id, action="select")
    told["second"] = await moment(platform)
    await year.delete()
    await establishment.update_from_dict({"brn": None}).save()
    await make("firm_year", firm_id=firm.id, year=2025, sales_krw=3)
    told["third"] = await moment(platform)
    return told


async def test_everything_below_is_read_as_of_the_same_moment(ask: Any, history: dict[str, Any]) -> None:
    first = (await ask.data(FIRM, t=history["first"]))["firm"]
    assert first == {
        "name": "처음",
        "district": {"nameKo": "해남"},
        "years": {"nodes": [{"year": 2024, "salesKrw": 1}]},
        "establishments": {"nodes": [{"name": "본점"}]},
        "applications": {"nodes": [{"state": "SUBMITTED", "decisions": {"nodes": []}, "transitions": {"nodes": []}}]},
    }
    second = (await ask.data(FIRM, t=history["second"]))["firm"]
    assert (second["name"], second["district"]["nameKo"]) == ("다음", "해남군")
    assert second["years"]["nodes"] == [{"year": 2024, "salesKrw": 2}]
    [application] = second["applications"]["nodes"]
    assert application["state"] == "SELECTED"
    assert application["decisions"]["nodes"] == [{"outcome": "SELECTED"}]
    assert application["transitions"]["nodes"] == [{"action": "select"}]


async def test_nothing_is_there_before_it_was(ask: Any, history: dict[str, Any]) -> None:
    assert (await ask.data(FIRM, t=history["before"]))["firm"] is None
    for moment in ("1990-01-01T00:00:00Z", "0001-01-02T00:00:00"):
        assert (await ask.data("query($t: DateTime) { firms(asOf: $t) { totalCount } }", t=moment)) == {
            "firms": {"totalCount": 0}
        }


async def test_the_future_is_as_now(ask: Any, history: dict[str, Any]) -> None:
    document = "query($t: DateTime) { firms(asOf: $t) { nodes { name years { nodes { year } } } } }"
    assert await ask.data(document, t="9999-12-30T00:00:00+09:00") == await ask.data(document, t=None)


async def test_node_and_natural_key_reach_the_past(ask: Any, history: dict[str, Any]) -> None:
    assert (await ask.data(FIRM, t=None))["firm"] is None  # the number was given up
    document = "query($t: DateTime, $id: ID!) { node(id: $id, asOf: $t) { ... on Firm { name } } }"
    id = f"firm_{history['firm'].id}"
    assert (await ask.data(document, t=history["first"], id=id))["node"] == {"name": "처음"}
    assert (await ask.data(document, t=None, id=id))["node"] == {"name": "다음"}


async def test_aliases_of_several_moments_do_not_mix(ask: Any, history: dict[str, Any]) -> None:
    id = json.dumps(f"firm_{history['firm'].id}")
    moments = {name: json.dumps(history[name]) for name in ("first", "second", "third")}
    fields = "fragment F on Firm { name district { nameKo } years { totalCount nodes { salesKrw } } }"
    asked = " ".join(f"{name}: firm(id: {id}, asOf: {at}) {{ ...F }}" for name, at in moments.items())
    data = await ask.data(f"{{ {asked} now: firm(id: {id}) {{ ...F }} }} {fields}")
    assert [firm["district"]["nameKo"] for firm in data.values()] == ["해남", "해남군", "해남군", "해남군"]
    assert [firm["years"]["nodes"][0]["salesKrw"] for firm in data.values()] == [1, 2, 3, 3]


async def test_deleted_rows_reappear_under_the_policy_of_then(ask: Any, make: Any, platform: Any) -> None:
    firm = await make("firm", district_code="12790")
    establishment = await make("establishment", firm_id=firm.id, name="옛 공장")
    at = await moment(platform)
    await establishment.delete()
    await firm.delete()
    document = "query($t: DateTime, $id: ID!) { node(id: $id, asOf: $t) { ... on Establishment { name firm { id } } } }"
    variables = {"t": at, "id": f"est_{establishment.id}"}
    for districts, seen in ((frozenset({"12790"}), True), (frozenset({"12110"}), False), (frozenset[str](), True)):
        actor = Actor(kind="official", districts=districts)
        assert ((await ask.data(document, actor, **variables))["node"] is not None) == seen
        assert (await ask.data(document, actor, t=None, id=variables["id"]))["node"] is None


async def test_lists_of_the_past_are_paged(ask: Any, make: Any, platform: Any) -> None:
    firms = [await make("firm", name=name, employees=n % 2 or None) for n, name in enumerate("가나다라마")]
    at = await moment(platform)
    for firm in firms[::2]:
        await firm.update_from_dict({"name": f"새 {firm.name}", "employees": 99}).save()
    await firms[1].delete()
    document = """query($t: DateTime, $c: Cursor) {
        firms(asOf: $t, first: 2, after: $c, orderBy: [{employees: DESC}, {name: ASC}]) {
            totalCount nodes { name } pageInfo { hasNextPage hasPreviousPage endCursor } } }"""
    seen, place, more = [], None, True
    while more:
        page = (await ask.data(document, t=at, c=place))["firms"]
        seen += [node["name"] for node in page["nodes"]]
        assert page["totalCount"] == 5
        assert page["pageInfo"]["hasPreviousPage"] == (place is not None)
        more, place = page["pageInfo"]["hasNextPage"], page["pageInfo"]["endCursor"]
    assert seen == ["나", "라", "가", "다", "마"]


async def test_a_moment_without_a_zone_is_in_seoul(ask: Any, make: Any, platform: Any) -> None:
    await make("firm")
    await platform.database.execute("update firm set sys_from = sys_from")
    [row] = await platform.database.fetch("select sys_from from firm")
    seoul = row["sys_from"].astimezone(__import__("zoneinfo").ZoneInfo("Asia/Seoul"))
    document = "query($t: DateTime) { firms(asOf: $t) { totalCount } }"
    naive = seoul.replace(tzinfo=None)
    assert (await ask.data(document, t=naive.isoformat()))["firms"]["totalCount"] == 1
    earlier = naive.replace(microsecond=0).isoformat() if naive.microsecond else naive.isoformat()
    assert (await ask.data(document, t=earlier))["firms"]["totalCount"] == (0 if naive.microsecond else 1)


@pytest.mark.parametrize(
    "given",
    [
        "",
        "yesterday",
        "2025-02-30T00:00:00",
        "0001-01-01T00:00:00",
        "9999-12-31T23:59:59-14:00",
        "9999-12-31T15:00:00Z",
        7,
        "1" * 100,
    ],
)
async def test_refuses_what_is_no_moment(ask: Any, given: Any) -> None:
    assert await ask.codes("query($t: DateTime) { firms(asOf: $t) { totalCount } }", t=given) == {"VARIABLES_INVALID"}


async def test_a_personal_value_of_the_past_is_masked_and_recorded(ask: Any, make: Any, platform: Any) -> None:
    person = await make("person", name="홍길동", phone="010-1234-5678")
    at = await moment(platform)
    await person.update_from_dict({"phone": "010-0000-0000"}).save()
    data = await ask.data("query($t: DateTime) { persons(asOf: $t) { nodes { name phone } } }", t=at)
    assert data["persons"]["nodes"] == [{"name": "홍*동", "phone": "010-****-5678"}]
    [record] = await platform.database.fetch("select * from access_record")
    assert record["row_ids"] == [person.id]
    assert record["at"] > datetime(2020, 1, 1, tzinfo=UTC)
