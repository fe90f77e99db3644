"""One firm, one person: found, merged, resolved everywhere, undone whole, refused while it must not be."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from majung import clock
from majung.access.actor import Actor
from majung.access.cipher import keyed_hash
from majung.korean import name_key
from majung.storage.ids import uuid7

MANAGER = Actor(
    kind="official",
    name="official:7",
    account_id=uuid7(),
    scopes=frozenset({"firms.merge", "persons.merge", "persons.read", "firms.write"}),
    locale="en",
)
MERGE = """
mutation($i: MergeInput!) { mergeFirms(input: $i) {
    record { id mergedName filled moved version survivor { id name crn version } } refusals { code message details } } }
"""
UNDO = """
mutation($id: ID!, $r: String! = "잘못 병합", $v: Int) { undoMerge(id: $id, reason: $r, version: $v) {
    record { id undoneAt undoneReason moved } refusals { code message } } }
"""
FIRM = "query($id: ID, $brn: String) { firm(id: $id, brn: $brn) { id name establishments { nodes { brn head } } } }"


@pytest.fixture
async def two(make: Any) -> Any:
    """A firm and its double, each with a workplace."""
    survivor = await make("firm", name="한빛센터", name_key=name_key("한빛센터"), district_code="12790")
    double = await make(
        "firm", name="(주)한빛센타", name_key=name_key("(주)한빛센타"), district_code="12790", crn="1101110000017",
        founded_on=date(2016, 2, 1),
    )  # fmt: skip
    await make("establishment", firm_id=survivor.id, brn="1248100998", head=True)
    await make("establishment", firm_id=double.id, brn="2208162517", head=True)
    return survivor, double


def asked(survivor: Any, merged: Any, **more: Any) -> dict[str, Any]:
    return {"survivor": f"firm_{survivor.id}", "merged": f"firm_{merged.id}", "reason": "같은 사업자", **more}


async def merged(ask: Any, survivor: Any, double: Any, actor: Actor = MANAGER, **more: Any) -> dict[str, Any]:
    data = await ask.data(MERGE, actor, i=asked(survivor, double, **more))
    found: dict[str, Any] = data["mergeFirms"]
    return found


def codes(payload: dict[str, Any]) -> list[str]:
    return [refusal["code"] for refusal in payload["refusals"]]


async def test_duplicates_are_found_with_their_reasons(ask: Any, make: Any, two: Any) -> None:
    survivor, double = two
    await make("firm", name="온누리", name_key="온누리", district_code="12790")
    document = "query($of: ID!) { duplicates(of: $of) { node { id } points reasons } }"
    for row in two:
        await type(row).filter(id=row.id).update(representative="김민준")
    data = await ask.data(document, MANAGER, of=f"firm_{survivor.id}")
    assert data["duplicates"] == [
        {"node": {"id": f"firm_{double.id}"}, "points": 70, "reasons": ["NAME_VARIANT", "REPRESENTATIVE", "DISTRICT"]}
    ]
    assert ask.statements == 1  # under the viewer's policy; comparing is a read of the core
    nowhere = replace(MANAGER, districts=frozenset({"12130"}))
    assert (await ask.data(document, nowhere, of=f"firm_{survivor.id}"))["duplicates"] == []
    assert await ask.codes(document, Actor(kind="official"), of=f"firm_{survivor.id}") == {"NOT_ALLOWED"}
    assert await ask.codes(document, MANAGER, of=f"call_{survivor.id}") == {"NOTHING_TO_COMPARE"}


async def test_suspects_have_a_namesake_with_the_same_representative(ask: Any, make: Any) -> None:
    for name, who in (("한빛", "김민준"), ("㈜한빛", "김민준"), ("한빛", "이서연"), ("온누리", "김민준")):
        await make("firm", name=name, name_key=name_key(name), district_code="12790", representative=who)
    data = await ask.data("{ suspectedDuplicates { name } }", MANAGER)
    assert sorted(firm["name"] for firm in data["suspectedDuplicates"]) == ["㈜한빛", "한빛"]


async def test_everything_of_the_merged_firm_leads_to_the_survivor(ask: Any, make: Any, two: Any) -> None:
    survivor, double = two
    record = await make("support_record", firm_id=double.id)
    await make("payment", firm_id=double.id, claim_id=(await make("claim", status="PAID")).id)  # append-only
    payload = await merged(ask, survivor, double)
    assert codes(payload) == []
    assert payload["record"]["survivor"]["id"] == f"firm_{survivor.id}"
    assert payload["record"]["survivor"]["crn"] == "1101110000017"
    assert payload["record"]["filled"] == ["crn", "founded_on"]
    assert payload["record"]["moved"] == {"establishment": 1, "payment": 1, "support_record": 1}
    by_old_id = await ask.data(FIRM, MANAGER, id=f"firm_{double.id}")
    by_number = await ask.data(FIRM, MANAGER, brn="220-81-62517")
    assert by_old_id["firm"] == by_number["firm"]
    assert by_old_id["firm"]["id"] == f"firm_{survivor.id}"
    assert by_old_id["firm"]["establishments"]["nodes"] == [
        {"brn": "1248100998", "head": True},
        {"brn": "2208162517", "head": False},
    ]
    support = "support: node(id: $s) { ... on SupportRecord { firm { id } } }"
    document = f"query($f: ID!, $s: ID!) {{ firm: node(id: $f) {{ id }} {support} }}"
    nodes = await ask.data(document, MANAGER, f=f"firm_{double.id}", s=f"support_{record.id}")
    assert nodes["firm"] == nodes["support"]["firm"] == {"id": f"firm_{survivor.id}"}
    listed = await ask.data('{ firms { totalCount nodes { name } } search(text: "한빛") { title } }', MANAGER)
    assert listed["firms"] == {"totalCount": 1, "nodes": [{"name": "한빛센터"}]}
    assert listed["search"] == [{"title": "한빛센터"}]


async def test_what_was_true_before_stays_readable(ask: Any, platform: Any, two: Any) -> None:
    survivor, double = two
    [before] = await platform.database.fetch("select clock_timestamp() as at")
    await merged(ask, survivor, double)
    document = "query($id: ID!, $at: DateTime!) { firm(id: $id, asOf: $at) { name establishments { nodes { brn } } } }"
    found = await ask.data(document, MANAGER, id=f"firm_{double.id}", at=before["at"].isoformat())
    assert found["firm"] == {"name": "(주)한빛센타", "establishments": {"nodes": [{"brn": "2208162517"}]}}


async def test_agents_of_both_act_for_the_survivor(ask: Any, make: Any, platform: Any, two: Any) -> None:
    survivor, double = two
    mandate = await make("mandate", kind="firm", firm_id=double.id)
    await merged(ask, survivor, double)
    [row] = await platform.database.fetch("select firm_id from mandate where id = $1", mandate.id)
    agent = Actor(kind="firm", firm_ids=frozenset({row["firm_id"]}))
    assert (await ask.data(FIRM, agent, id=f"firm_{double.id}"))["firm"]["id"] == f"firm_{survivor.id}"
    stranger = Actor(kind="firm", firm_ids=frozenset({uuid7()}))
    assert (await ask.data(FIRM, stranger, id=f"firm_{double.id}"))["firm"] is None


async def test_undone_whole(ask: Any, make: Any, platform: Any, two: Any) -> None:
    survivor, double = two
    await make("payment", firm_id=double.id, claim_id=(await make("claim", status="PAID")).id)
    tables = ("firm", "establishment", "payment")
    sql = "select to_jsonb(t) - 'version' - 'sys_from' as row from {} t order by id"
    before = [await platform.database.fetch(sql.format(name)) for name in tables]
    payload = await merged(ask, survivor, double)
    undone = (await ask.data(UNDO, MANAGER, id=payload["record"]["id"]))["undoMerge"]
    assert codes(undone) == []
    assert undone["record"]["undoneReason"] == "잘못 병합"
    assert [await platform.database.fetch(sql.format(name)) for name in tables] == before
    assert (await ask.data(FIRM, MANAGER, id=f"firm_{double.id}"))["firm"]["name"] == "(주)한빛센타"
    again = (await ask.data(UNDO, MANAGER, id=payload["record"]["id"]))["undoMerge"]
    assert codes(again) == ["ALREADY_UNDONE"]


async def test_events_and_history_tell_of_both(ask: Any, platform: Any, two: Any) -> None:
    payload = await merged(ask, *two)
    await ask.data(UNDO, MANAGER, id=payload["record"]["id"])
    rows = await platform.database.fetch(
        "select type, firm_ids, snapshot ->> 'merged' as merged from event_log where type like '%Merge%'"
        " order by position"
    )
    kept = await platform.database.fetch("select 1 from row_history where table_name = 'establishment'")
    assert [row["type"] for row in rows] == ["core.FirmsMerged", "core.FirmMergeUndone"]
    assert {(frozenset(row["firm_ids"]), row["merged"]) for row in rows} == {
        (frozenset(row.id for row in two), str(two[1].id))
    }
    assert len(kept) == 2


@pytest.mark.parametrize("status", ["SUBMITTED", "APPROVED"])
async def test_refuses_while_a_claim_runs(ask: Any, make: Any, two: Any, status: str) -> None:
    await make("claim", firm_id=two[1].id, status=status)
    assert codes(await merged(ask, *two)) == ["MONEY_IS_MOVING"]


async def test_refuses_while_money_is_reserved_and_to_undo_then(ask: Any, make: Any, two: Any) -> None:
    payload = await merged(ask, *two)
    application = await make("application", firm_id=two[0].id)
    await make("ledger_entry", kind="RESERVE", amount_krw=5, application_id=application.id)
    refused = (await ask.data(UNDO, MANAGER, id=payload["record"]["id"]))["undoMerge"]
    assert codes(refused) == ["MONEY_IS_MOVING"]
    assert f"app_{application.id}" in refused["refusals"][0]["message"]


async def test_a_payment_that_runs_is_waited_for_and_then_refused(ask: Any, make: Any, platform: Any, two: Any) -> None:
    claim = await make("claim", firm_id=two[1].id, status="PAID")
    async with platform.database.connection() as other:
        running = other.transaction()
        await running.start()
        await other.execute("update claim set status = 'APPROVED' where id = $1", claim.id)
        waiting = asyncio.create_task(merged(ask, *two))
        await asyncio.wait({waiting}, timeout=0.5)
        assert not waiting.done()
        await running.commit()
        assert codes(await waiting) == ["MONEY_IS_MOVING"]


async def test_two_officials_at_once(ask: Any, two: Any) -> None:
    one, other = two
    answers = await asyncio.gather(merged(ask, one, other), merged(ask, other, one), merged(ask, one, other))
    assert sorted(codes(answer) for answer in answers) == [[], ["ALREADY_MERGED"], ["ALREADY_MERGED"]]


async def test_refuses_what_is_not_one_or_not_said_why(ask: Any, make: Any, two: Any) -> None:
    survivor, double = two
    corporation = await make("firm", name="남도", district_code="12790", crn="1101110000025")
    assert codes(await merged(ask, survivor, survivor)) == ["MERGE_WITH_ITSELF"]
    assert codes(await merged(ask, corporation, double)) == ["DIFFERENT_ENTITIES"]
    assert codes(await merged(ask, survivor, double, reason="  ")) == ["REASON_MISSING"]
    assert codes(await merged(ask, survivor, double, survivorVersion=9)) == ["VERSION_CONFLICT"]
    assert codes(await merged(ask, survivor, double, mergedVersion=9)) == ["VERSION_CONFLICT"]
    assert codes(await merged(ask, survivor, double, Actor(kind="official"))) == ["NOT_ALLOWED"]
    elsewhere = replace(MANAGER, districts=frozenset({"12130"}))
    assert codes(await merged(ask, survivor, double, elsewhere)) == ["NOT_FOUND"]
    assert codes(await merged(ask, survivor, replace_id(double))) == ["NOT_FOUND"]


def replace_id(row: Any) -> Any:
    return type("Other", (), {"id": uuid7()})


async def test_a_merged_firm_is_not_merged_again_and_merges_are_undone_in_order(ask: Any, make: Any, two: Any) -> None:
    survivor, double = two
    third = await make("firm", name="한빛 센터", district_code="12790")
    first = await merged(ask, survivor, double)
    refused = await merged(ask, third, double)
    assert codes(refused) == ["ALREADY_MERGED"]
    assert f"firm_{survivor.id}" in refused["refusals"][0]["message"]
    await merged(ask, third, survivor)
    found = await ask.data(FIRM, MANAGER, id=f"firm_{double.id}")
    assert found["firm"]["id"] == f"firm_{third.id}"  # over two merges
    undone = (await ask.data(UNDO, MANAGER, id=first["record"]["id"]))["undoMerge"]
    assert codes(undone) == ["LATER_MERGE_FIRST"]


async def test_refuses_to_undo_when_what_moved_was_changed_since(ask: Any, make: Any, platform: Any, two: Any) -> None:
    record = await make("support_record", firm_id=two[1].id)
    payload = await merged(ask, *two)
    await platform.database.execute("update support_record set title = '바뀜' where id = $1", record.id)
    undone = (await ask.data(UNDO, MANAGER, id=payload["record"]["id"]))["undoMerge"]
    assert codes(undone) == ["CHANGED_SINCE_MERGE"]
    assert "support_record" in undone["refusals"][0]["message"]
    assert (await ask.data(FIRM, MANAGER, id=f"firm_{two[1].id}"))["firm"]["id"] == f"firm_{two[0].id}"


async def test_rows_that_may_exist_once_stay_behind_where_their_table_says_so(ask: Any, make: Any, two: Any) -> None:
    survivor, double = two
    for firm, years in ((survivor, (2024,)), (double, (2023, 2024))):
        for year in years:
            await make("firm_year", firm_id=firm.id, year=year, source="tax", sales_krw=year)
    payload = await merged(ask, survivor, double)
    assert payload["record"]["moved"]["firm_year"] == 1
    data = await ask.data(
        "query($id: ID!) { firm(id: $id) { years { nodes { year } } } }", MANAGER, id=f"firm_{double.id}"
    )
    assert [row["year"] for row in data["firm"]["years"]["nodes"]] == [2024, 2023]


async def test_rows_that_clash_otherwise_are_named(ask: Any, make: Any, two: Any) -> None:
    for firm in two:
        await make("firm_succession", firm_id=firm.id, kind="RENAMED", on=date(2025, 1, 1))
    refused = await merged(ask, *two)
    assert codes(refused) == ["MERGE_CLASH"]
    assert refused["refusals"][0]["details"]["table"] == "firm_succession"
    assert (await ask.data("{ firms { totalCount } }", MANAGER))["firms"]["totalCount"] == 2


async def test_persons_are_compared_without_being_shown(ask: Any, make: Any, platform: Any) -> None:
    born = date(1980, 1, 2)
    given = {"name": "홍길동", "birth_date": born, "district_code": "12790"}
    one = await make("person", **given, phone_hash=keyed_hash("01012345678"))
    other = await make("person", **given)
    await make("person", name="홍길동", birth_date=date(1981, 1, 2), district_code="12790")
    document = "query($of: ID!) { duplicates(of: $of) { node { id ... on Person { name birthDate } } reasons } }"
    data = await ask.data(document, MANAGER, of=f"person_{one.id}")
    [found] = data["duplicates"]
    assert found["node"]["id"] == f"person_{other.id}"
    assert (found["node"]["name"], found["node"]["birthDate"]) == ("홍*동", None)
    assert found["reasons"] == ["PERSON_NAME", "BIRTH_DATE"]
    records = await platform.database.fetch("select columns from access_record where read_table = 'person'")
    assert {column for row in records for column in row["columns"]} >= {"name", "birth_date"}
    assert await ask.codes(
        document, Actor(kind="official", scopes=frozenset({"persons.read"})), of=f"person_{one.id}"
    ) == {"NOT_ALLOWED"}


async def test_persons_are_merged_and_undone(ask: Any, make: Any, platform: Any) -> None:
    one = await make("person", name="홍길동", district_code="12790")
    other = await make("person", name="홍길동", district_code="12790", birth_date=date(1980, 1, 2))
    consent = await make("consent", person_id=other.id)
    document = """mutation($i: MergeInput!) { mergePersons(input: $i) {
        record { id filled moved survivor { id } } refusals { code } } }"""
    pair = {"survivor": f"person_{one.id}", "merged": f"person_{other.id}", "reason": "동일인"}
    done = (await ask.data(document, MANAGER, i=pair))["mergePersons"]
    assert done["record"]["filled"] == ["birth_date"]
    assert done["record"]["moved"] == {"consent": 1}
    found = await ask.data("query($id: ID!) { person(id: $id) { id } }", MANAGER, id=f"person_{other.id}")
    assert found["person"] == {"id": f"person_{one.id}"}
    undo = (
        'mutation($id: ID!) { undoPersonMerge(id: $id, reason: "다른 사람") { record { undoneAt } refusals { code } } }'
    )
    assert codes((await ask.data(undo, MANAGER, id=done["record"]["id"]))["undoPersonMerge"]) == []
    [row] = await platform.database.fetch("select person_id from consent where id = $1", consent.id)
    assert row["person_id"] == other.id


SUCCEED = """mutation($f: ID!, $i: SuccessionInput!) { recordSuccession(firm: $f, input: $i) {
    record { kind on before after absorbed { id status } firm { id name crn } } refusals { code } } }"""


async def succeeded(ask: Any, firm: Any, **given: Any) -> dict[str, Any]:
    given["on"] = given.get("on", "2025-03-02")
    data = await ask.data(SUCCEED, MANAGER, f=f"firm_{firm.id}", i=given)
    found: dict[str, Any] = data["recordSuccession"]
    return found


async def test_an_incorporated_firm_stays_the_same_firm(ask: Any, make: Any, two: Any) -> None:
    firm = two[0]
    done = await succeeded(
        ask, firm, kind="INCORPORATED", crn="110111-0000033", brn="124-81-00983", name="주식회사 한빛센터"
    )
    assert codes(done) == []
    assert done["record"]["firm"] == {"id": f"firm_{firm.id}", "name": "주식회사 한빛센터", "crn": "1101110000033"}
    assert done["record"]["before"] == {"name": "한빛센터", "legal_form": None, "crn": None}
    data = await ask.data(
        "query($id: ID!) { firm(id: $id) { establishments { nodes { brn head closedOn } }"
        " successions { nodes { kind } } } }",
        MANAGER, id=f"firm_{firm.id}",
    )  # fmt: skip
    assert data["firm"]["establishments"]["nodes"] == [
        {"brn": "1248100983", "head": True, "closedOn": None},
        {"brn": "1248100998", "head": False, "closedOn": "2025-03-02"},
    ]
    assert data["firm"]["successions"]["nodes"] == [{"kind": "INCORPORATED"}]


async def test_a_firm_takes_another_in(ask: Any, two: Any) -> None:
    done = await succeeded(ask, two[0], kind="ABSORBED", absorbed=f"firm_{two[1].id}")
    assert done["record"]["absorbed"] == {"id": f"firm_{two[1].id}", "status": "CLOSED"}
    assert codes(await succeeded(ask, two[0], kind="ABSORBED", absorbed=f"firm_{two[1].id}")) == ["SUCCESSION_TWICE"]


async def test_refuses_a_succession_that_is_not_whole(ask: Any, two: Any) -> None:
    firm, other = two
    tomorrow = clock.today().replace(year=clock.today().year + 1).isoformat()
    assert codes(await succeeded(ask, firm, kind="SOLD")) == ["SUCCESSION_KIND_UNKNOWN"]
    assert codes(await succeeded(ask, firm, kind="RENAMED")) == ["SUCCESSION_INCOMPLETE"]
    assert codes(await succeeded(ask, firm, kind="RENAMED", name="새이름", on=tomorrow)) == ["INVALID_VALUE"]
    assert codes(await succeeded(ask, firm, kind="ABSORBED", absorbed=f"firm_{firm.id}")) == ["MERGE_WITH_ITSELF"]
    assert codes(await succeeded(ask, firm, kind="INCORPORATED", crn=other.crn)) == ["CRN_TAKEN"]
