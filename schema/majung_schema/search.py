"""Search: firms, persons, programs and calls by name as people type it, under the viewer's policies."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import strawberry

from majung.errors import Refusal
from majung.korean import SearchQuery, search_query
from majung.plugin.contract import SearchSource
from majung.storage.select import Order, Page, Select, Where
from majung.storage.table import Table, find_table
from majung_schema.graph.connections import MAX_PAGE, PageArguments
from majung_schema.graph.node import Node
from majung_schema.graph.reading import Reading
from majung_schema.graph.rows import Row
from majung_schema.refusals import PageTooLarge

CORE_SOURCES = (
    SearchSource(table="firm", title_column="name"),
    SearchSource(table="person", title_column="name"),
    SearchSource(table="program", title_column="title_ko"),
    SearchSource(table="call", title_column="title"),
)
MAX_HITS = MAX_PAGE
RANKED = 1_000
"""How many matches of one table are ranked; a single frequent syllable has more than anyone would look through."""


class SearchTooShort(Refusal):
    """Type at least one syllable, two initials or two letters to search.

    ko: 한 글자 이상 또는 초성 두 자 이상을 입력해 주십시오.
    """


class SearchTooLong(Refusal):
    """The search has {counted} characters; {allowed} are allowed.

    ko: 검색어가 {counted}자입니다. {allowed}자까지 가능합니다.
    """


@strawberry.type(description="Something that a search found.")
class SearchHit:
    kind: str = strawberry.field(description="What it is: firm, person, program, call, or a plugin's own kind.")
    title: str = strawberry.field(description="Its name, masked if the viewer may not see it whole.")
    node: Node


async def search(reading: Reading, sources: Sequence[SearchSource], text: str, first: int) -> list[SearchHit]:
    """The best hits among all sources, best first: names that begin as the query does, then shorter ones."""
    if len(text) > 100:
        raise SearchTooLong(counted=len(text), allowed=100)
    query = search_query(text)
    if not query.grams and not query.starts:
        raise SearchTooShort
    if first < 0:
        raise PageArguments(reason="first cannot be negative")
    if first > MAX_HITS:
        raise PageTooLarge(allowed=MAX_HITS, counted=first)
    size = first
    found = await asyncio.gather(*(_search_one(reading, source, query, size) for source in sources))
    ranked = sorted((hit for hits in found for hit in hits), key=lambda ranked: ranked[0])
    return [hit for _, hit in ranked[:size]]


async def _search_one(
    reading: Reading, source: SearchSource, query: SearchQuery, size: int
) -> list[tuple[tuple[int, int, str], SearchHit]]:
    table = find_table(source.table)
    hits: dict[str, tuple[tuple[int, int, str], Row]] = {}
    for rank, grams in enumerate((query.starts, query.grams)):
        if not grams or len(hits) >= size:
            continue
        select = matches(table, query, grams, size)
        for row in (await reading.page(select)).rows:
            hits.setdefault(row.global_id, ((rank, row["search_length_"], row.global_id), row))
    return [(key, _hit(reading, source, row)) for key, row in list(hits.values())[:size]]


def matches(table: type[Table], query: SearchQuery, grams: Sequence[str], size: int) -> Select:
    """The rows of a table that have the grams and look as the query says, short names first.

    The grams meet in the index; only `RANKED` of the rows that it finds are put in order.
    """
    where = Where(
        text="{row}.search_grams @> :grams and {row}.search_jamo like all(:jamo)"
        " and {row}.search_initials like all(:initials)",
        values={
            "grams": (list(grams), "text[]"),
            "jamo": (query.jamo_like, "text[]"),
            "initials": (query.initials_like, "text[]"),
        },
    )
    order = Order("search_length_", sql="length({row}.search_jamo)", sql_type="int")
    return Select(table=table, where=(where,), order=(order,), page=Page(size=size), among=RANKED)


def _hit(reading: Reading, source: SearchSource, row: Row) -> SearchHit:
    personal = source.title_column in row.table.access.personal
    title = reading.personal(row, source.title_column) if personal else row[source.title_column]
    return SearchHit(kind=row.table.access.prefix, title=str(title), node=row)  # type: ignore[arg-type]
