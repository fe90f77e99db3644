"""Search as people type Korean: whole and half-typed syllables, initials, legal forms; under the viewer's policies."""

from __future__ import annotations

from typing import Any

import pytest

from majung.access.actor import ANONYMOUS, Actor
from majung.korean import search_query
from majung.storage.select import rows_statement
from majung.storage.table import find_table
from majung_schema.search import matches

FIRMS = [
    "주식회사 남도식품", "(주)남도정밀", "남도수산 영어조합법인", "전남테크㈜", "㈜진남산업", "해남고구마가공(주)",
    "해나라", "농업회사법인 온누리 주식회사", "LG전남", "한빛", "한빛정밀", "새한빛식품", "담양 죽순 마을", "완도전복",
]  # fmt: skip
PLACES = ["목포", "여수", "순천", "나주", "광양", "곡성", "구례", "고흥", "보성", "화순"]
KINDS = ["기계", "건설", "전자", "유통", "상사", "목장", "정미소", "푸드", "개발", "물산", "제재", "종묘"]


@pytest.fixture
async def names(make: Any) -> None:
    for name in [*FIRMS, *(f"{place}{kind}" for place in PLACES for kind in KINDS)]:
        await make("firm", name=name, district_code="12790")
    for name in ("김남도", "홍길동", "남궁민수"):
        await make("person", name=name, district_code="12790")
    await make("program", code="p", title_ko="남도장터 입점 지원")
    await make("call", title="2025년 남도 특산품 공고", status="OPEN")
    await make("call", title="남도 초안", status="DRAFT")


async def found(ask: Any, text: str, actor: Actor | None = None, first: int = 50) -> list[str]:
    document = "query($t: String!, $n: Int!) { search(text: $t, first: $n) { kind title node { id } } }"
    data = await ask.data(document, *([actor] if actor else []), t=text, n=first)
    assert all(hit["node"]["id"].startswith(f"{hit['kind']}_") for hit in data["search"])
    return [hit["title"] for hit in data["search"]]


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("고구마", {"해남고구마가공(주)"}),
        ("해남", {"해남고구마가공(주)"}),
        ("해나", {"해남고구마가공(주)", "해나라"}),
        ("해남ㄱ", {"해남고구마가공(주)"}),
        ("해남고ㄱ", {"해남고구마가공(주)"}),
        ("ㅎㄴㄱㄱㅁ", {"해남고구마가공(주)"}),
        ("한비", {"한빛", "한빛정밀", "새한빛식품"}),
        ("한빛", {"한빛", "한빛정밀", "새한빛식품"}),
        ("ㅈㄴ", {"전남테크㈜", "㈜진남산업", "LG전남", "(주)남도정밀"}),  # 주남도: the form may be typed too
        ("ㅇㄴㄹ", {"농업회사법인 온누리 주식회사"}),
        ("담양 마을", {"담양 죽순 마을"}),
        ("마을 담양", {"담양 죽순 마을"}),
        ("lg", {"LG전남"}),
        ("(주)남도정밀", {"(주)남도정밀"}),
        ("남도정밀 주식회사", {"(주)남도정밀"}),
        ("전남테크", {"전남테크㈜"}),
        ("완도 전복", {"완도전복"}),
        ("없는이름", set()),
        ("%_", None),
        ("' or 1=1", set()),
    ],
)
async def test_finds_what_is_meant(ask: Any, names: None, text: str, titles: set[str] | None) -> None:
    document = "query($t: String!) { search(text: $t, first: 100) { title } }"
    body = await ask(document, variables={"t": text})
    hits = body["data"] and {hit["title"] for hit in body["data"]["search"]}
    assert hits == titles


async def test_names_that_begin_so_come_first_and_short_ones_before_long_ones(ask: Any, names: None) -> None:
    assert await found(ask, "한빛") == ["한빛", "한빛정밀", "새한빛식품"]
    assert await found(ask, "한빛", first=1) == ["한빛"]
    assert await found(ask, "한빛", first=0) == []


async def test_hits_of_all_kinds_under_the_policy_of_each(ask: Any, names: None, make: Any) -> None:
    everything = {
        "주식회사 남도식품", "(주)남도정밀", "남도수산 영어조합법인", "김*도", "남도장터 입점 지원",
        "2025년 남도 특산품 공고", "남도 초안",
    }  # fmt: skip
    public = {"남도장터 입점 지원", "2025년 남도 특산품 공고"}
    assert set(await found(ask, "남도")) == everything
    assert set(await found(ask, "남도", Actor(kind="official"))) == everything - {"김*도"}
    assert set(await found(ask, "남도", ANONYMOUS)) == public
    own = await make("firm", name="남도제과")
    agent = Actor(kind="firm", firm_ids=frozenset({own.id}))
    assert set(await found(ask, "남도", agent)) == public | {"남도제과"}
    elsewhere = Actor(kind="official", scopes=frozenset({"persons.read"}), districts=frozenset({"12110"}))
    assert set(await found(ask, "남도", elsewhere)) == public | {"남도 초안"}


async def test_names_of_persons_are_masked_and_their_reading_recorded(ask: Any, names: None, platform: Any) -> None:
    assert await found(ask, "홍길동") == ["홍*동"]
    assert await found(ask, "ㅎㄱㄷ") == ["홍*동"]
    rows = await platform.database.fetch("select read_table, columns, unmasked from access_record")
    assert [tuple(row) for row in rows] == [("person", ["name"], False)] * 2


@pytest.mark.parametrize(
    ("text", "first", "code"),
    [
        ("", 5, "SEARCH_TOO_SHORT"),
        ("ㄴ", 5, "SEARCH_TOO_SHORT"),
        ("  ", 5, "SEARCH_TOO_SHORT"),
        ("!?", 5, "SEARCH_TOO_SHORT"),
        ("가" * 101, 5, "SEARCH_TOO_LONG"),
        ("남도", -1, "PAGE_ARGUMENTS"),
        ("남도", 101, "PAGE_TOO_LARGE"),
    ],
)
async def test_refuses_what_is_no_search(ask: Any, text: str, first: int, code: str) -> None:
    document = "query($t: String!, $n: Int!) { search(text: $t, first: $n) { title } }"
    assert await ask.codes(document, t=text, n=first) == {code}


@pytest.mark.parametrize("text", ["\x00남도", "남도\ud800", "남\u0000도"])
async def test_characters_that_cannot_be_stored_are_not_searched_for(ask: Any, names: None, text: str) -> None:
    assert await found(ask, text) == await found(ask, "남도")


async def test_each_source_takes_at_most_two_statements(ask: Any, names: None) -> None:
    await found(ask, "남도")
    assert ask.statements == 8
    await found(ask, "해남", first=1)  # the firm whose name begins so is enough, the other sources look twice
    assert ask.statements == 7


@pytest.mark.parametrize("text", ["남도", "남ㄷ", "ㄴㄷ", "김"])
@pytest.mark.parametrize("name", ["firm", "person", "program", "call"])
async def test_the_index_finds_what_is_ranked(platform: Any, owner_database: Any, text: str, name: str) -> None:
    query = search_query(text)
    actor = Actor(kind="official", scopes=frozenset({"persons.read"}))
    for grams in (query.starts, query.grams):
        asked = rows_statement(matches(find_table(name), query, grams, 20), actor)
        plan = await _plan(owner_database, name, asked)
        lines = "\n".join(row[0] for row in plan)
        assert f"Bitmap Index Scan on idx_{name}_search_" in lines
        assert "search_grams @>" in lines.partition("Index Cond:")[2]


async def _plan(database: Any, table: str, asked: Any) -> Any:
    """How a statement is carried out where the index of the search is the only one that could help.

    Tables of tests are so small that any way is as cheap; so the others are shut, and the other
    indexes are taken away for the while.
    """
    async with database.connection() as connection:
        transaction = connection.transaction()
        await transaction.start()
        try:
            await connection.execute("set local enable_seqscan = off; set local enable_indexscan = off")
            for other in await connection.fetch(
                "select indexrelid::regclass::text as indexname from pg_index where indrelid = $1::text::regclass"
                " and not indisunique and indexrelid::regclass::text not like '%_search_%'",
                table,
            ):
                await connection.execute(f"drop index {other['indexname']}")
            return await connection.fetch(f"explain {asked.text}", *asked.values)
        finally:
            await transaction.rollback()
