"""Plans: one for an operation and a kind of actor, within bounds; its statements are written once for each shape."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from majung.access.actor import Actor
from majung.storage.database import connect_plainly
from majung_schema.asking import Asked, RequestInfo
from majung_schema.planned import plans as plans_module
from majung_schema.planned.plans import plans_of

POINT = (
    "query($id: ID!) { firm(id: $id) { id name district { nameKo } years(first: 2) { nodes { year } totalCount } } }"
)
SECRET = "gfsecret-value"


async def test_a_point_query_is_one_statement(both: Any) -> None:
    await both.planned(POINT, both.actors()["official"], {"id": f"firm_{both.found['firm']}"})
    assert len(both.statements) == 1


async def test_the_whole_of_a_firm_is_one_statement_and_its_access_record(both: Any) -> None:
    document = """query($id: ID!) { firm(id: $id) { name district { nameKo } establishments { nodes { brn } }
        years { totalCount nodes { year } } certifications { nodes { kind } } supportRecords { nodes { title
        program { titleKo } } } applications { nodes { id state } } people { nodes { person { name } } }
        loans { nodes { number bank { nameKo } } } recommendations { nodes { number } }
        vouchers { nodes { amountKrw workshop { name } } } } }"""
    await both.planned(document, both.actors()["official"], {"id": f"firm_{both.found['firm']}"})
    read, recorded = both.statements  # names of people are personal: that they were read is put on record
    assert read.startswith("select")
    assert recorded.lstrip().startswith("insert into access_record")


async def test_lists_of_many_rows_take_one_statement_each(both: Any) -> None:
    document = """{ firms(first: 20) { nodes { name district { nameKo } years(first: 2) { nodes { year } }
        loans(first: 2) { nodes { number bank { nameKo } steps(first: 2) { nodes { action } } } } } } }"""
    await both.planned(document, both.actors()["official"])
    assert len(both.statements) == 4


PAGES = """query Pages($first: Int, $after: Cursor, $last: Int, $before: Cursor, $where: FirmFilter) {
    firms(first: $first, after: $after, last: $last, before: $before, where: $where) {
        nodes { name } pageInfo { startCursor endCursor %s } } }"""


@pytest.mark.parametrize(
    ("asked", "forward", "backward"),
    [("", 1, 1), ("hasNextPage", 1, 2), ("hasPreviousPage", 2, 1), ("hasNextPage hasPreviousPage", 2, 2)],
)
async def test_what_lies_behind_a_page_is_looked_for_only_when_it_is_asked(
    both: Any, asked: str, forward: int, backward: int
) -> None:
    document, official = PAGES % asked, both.actors()["official"]
    first = (await both.planned(document, official, {"first": 3}))["data"]["firms"]["pageInfo"]
    assert len(both.statements) == 1
    for variables, statements in (
        ({"first": 3, "after": first["endCursor"]}, forward),
        ({"last": 3, "before": first["endCursor"]}, backward),
    ):
        planned = await both.planned(document, official, variables)
        assert len(both.statements) == statements
        assert planned["data"] == (await both.core(document, official, variables))["data"]


async def test_a_short_page_that_nothing_else_narrows_is_told_to_be_short(both: Any) -> None:
    document, actors = PAGES % "hasNextPage", both.actors()
    told = []
    for actor, variables in (
        ("official", {"first": 20}),
        ("official", {"first": 1000}),
        ("official", {"first": 20, "where": {"name": "가"}}),
        ("of a si", {"first": 20}),
    ):
        planned = await both.planned(document, actors[actor], variables)
        told.append("limit 101" in both.statements[0])
        assert planned["data"] == (await both.core(document, actors[actor], variables))["data"]
    assert told == [True, False, False, False]


async def test_another_person_or_value_has_the_same_statement(both: Any) -> None:
    firm, other = both.found["firm"], UUID(int=7)
    texts = []
    for actor_firm in (firm, other):
        actor = Actor(kind="firm", name=f"firm:{actor_firm}", firm_ids=frozenset({actor_firm}))
        await both.planned(POINT, actor, {"id": f"firm_{actor_firm}"})
        texts.append(list(both.statements))
    assert texts[0][0] == texts[1][0]
    assert str(firm) not in texts[0][0]


async def test_no_value_enters_the_text(both: Any) -> None:
    document = 'query($name: String) { firms(first: 7, where: {name: $name, crn: "CRN"}) { nodes { id } } }'
    await both.planned(document.replace("CRN", SECRET), both.actors()["official"], {"name": SECRET})
    assert SECRET not in "".join(both.statements)


async def test_a_permission_taken_away_is_gone_from_the_next_answer(both: Any) -> None:
    document = "query Held { persons(first: 2) { nodes { id } } }"
    official = both.actors()["official"]
    assert (await both.planned(document, official))["data"]["persons"]["nodes"]
    without = replace(official, scopes=official.scopes - {"persons.read"})
    assert not (await both.planned(document, without))["data"]["persons"]["nodes"]
    assert (await both.planned(document, official))["data"]["persons"]["nodes"]


async def test_an_official_of_one_district_has_another_plan_than_one_of_all(both: Any) -> None:
    document = "query Of { firms(first: 100) { totalCount nodes { district { code } } } }"
    actors = both.actors()
    whole = (await both.planned(document, actors["official"]))["data"]["firms"]
    own = (await both.planned(document, actors["of a si"]))["data"]["firms"]
    assert {n["district"]["code"] for n in own["nodes"]} == {both.found["district"]}
    assert own["totalCount"] < whole["totalCount"]


async def test_plans_are_kept_within_their_bounds(both: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plans_module, "KEPT_PLANS", 5)
    kept = plans_of(both.platform.schema._schema)
    for n in range(12):
        await both.planned(f"{{ firms(first: {n}) {{ nodes {{ id }} }} }}", both.actors()["official"])
    assert len(kept) == 5
    monkeypatch.setattr(plans_module, "KEPT_BYTES", kept.bytes // 2)
    await both.planned("{ firms(first: 13) { nodes { id name } } }", both.actors()["official"])
    assert len(kept) < 5
    assert kept.bytes <= plans_module.KEPT_BYTES


async def test_a_plan_is_kept_for_the_next_request(both: Any) -> None:
    official = both.actors()["official"]
    kept = plans_of(both.platform.schema._schema)
    await both.planned(POINT, official, {"id": f"firm_{both.found['firm']}"})
    before = len(kept)
    await both.planned(POINT, official, {"id": "firm_00000000-0000-7000-8000-000000000000"})
    assert len(kept) == before


INTERRUPTIONS = [
    asyncpg.QueryCanceledError("canceling statement due to statement timeout"),
    asyncpg.DeadlockDetectedError("deadlock detected"),
    asyncpg.AdminShutdownError("terminating connection"),
    asyncpg.ConnectionDoesNotExistError("connection was closed"),
    asyncpg.InterfaceError("connection is closed"),
    ConnectionResetError("peer"),
]


@pytest.mark.parametrize("error", INTERRUPTIONS, ids=lambda e: type(e).__name__)
async def test_an_interrupted_read_is_one_error_and_no_half_answer(
    both: Any, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    async def interrupted(sql: str, *values: object) -> Any:
        asked.append(sql)
        raise error

    monkeypatch.setattr(both.platform.database, "statement", interrupted)
    document = "{ viewer { kind } firms(first: 1) { nodes { id } } }"
    actor, info = both.actors()["official"], RequestInfo(request_id="test")
    answer = await both.platform.operations.answer(Asked(query=document), actor, info)
    assert [e["extensions"]["code"] for e in answer.body["errors"]] == ["READ_INTERRUPTED"]
    assert "data" not in answer.body
    assert answer.status == 503
    assert len(asked) == 1


async def test_a_read_that_the_server_ends_gives_its_connection_back(both: Any) -> None:
    database = both.platform.database
    readers = database._readers
    actor, info = both.actors()["official"], RequestInfo(request_id="test")

    async def slow(sql: str, values: Any) -> Any:
        return await asked(f"select pg_sleep(20), 1 where {len(sql)} > 0", ())

    asked, readers.fetch = readers.fetch, slow
    try:
        answers = both.platform.operations.answer(Asked(query="{ firms { nodes { id } } }"), actor, info)
        answer = (await _with_help(answers, database.url)).body
    finally:
        readers.fetch = asked
    assert [e["extensions"]["code"] for e in answer["errors"]] == ["READ_INTERRUPTED"]
    for _ in range(30):
        assert "errors" not in await both.planned("{ firms(first: 1) { nodes { id } } }", actor)


async def _with_help(answers: Any, url: str) -> Any:
    """Await an answer while its statement is cancelled, by the login itself: the server's role sees no statements."""
    waiting = asyncio.ensure_future(answers)
    administrator = await connect_plainly(url)
    while not waiting.done():
        await asyncio.sleep(0.05)
        await administrator.fetch(
            "select pg_cancel_backend(pid) from pg_stat_activity"
            " where datname = current_database() and query like 'select pg_sleep(20)%' and state = 'active'"
        )
    await administrator.close()
    return await waiting
