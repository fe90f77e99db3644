"""Markers planted in personal columns, the core's and the programs': none comes out where it must not."""

from __future__ import annotations

import json
import logging

import pytest
from graphql import (
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLOutputType,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)
from tests.collector import Collector, collector
from tests.plugins.programs import plugins, tables_of
from tests.schema.graph.test_exports import export

from majung import clock
from majung.access.actor import ANONYMOUS, Actor
from majung.access.cipher import encrypt
from majung.access.personal import Personal
from majung.demo.province import fill_province
from majung.storage.database import Database
from majung.storage.table import Table
from majung.testing import make_institution, make_person, partner_of, person_self
from majung.tracing import traced
from majung_schema.testing import App, app, config, server

__all__ = ["app", "collector", "config", "plugins", "server"]

MARKER = "표식zq"
"""Begins every planted value; a mask leaves a first and a last letter, never this."""


EXPORTED = (
    "{ persons { nodes { name phone email address } } }",
    "{ firms { nodes { name representative } } }",
    "{ jobSeekers { nodes { number career person { name } } } }",
)
"""Lists that go into files."""


async def test_planted_markers_are_seen_by_nobody_without_a_purpose(
    app: App, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str], collector: Collector
) -> None:
    caplog.set_level(logging.INFO)
    with app.platform.active():
        await fill_province(app.database, app.platform.registry, firms=100)
        planted = await _plant(app.database)
        stranger, bank = await make_person(name="남남남"), await make_institution()
        viewers: list[Actor] = [await app.official(), ANONYMOUS, await person_self(stranger), await partner_of(bank)]
        answers = []
        with traced():
            for viewer in viewers:
                for document in _documents(app):
                    answers.append(json.dumps(await app.answer(document, viewer), ensure_ascii=False))
                await app.answer(_HOSTILE, viewer, {"text": f"{MARKER}-x"})  # told who sent it, and in no log
            files = [await export(app.platform, {"query": asked}, viewers[0]) for asked in EXPORTED]
            whole = await app.answer("{ persons { nodes { name phone } } }", viewers[0], purpose="시험")
    assert {"person", "firm", "consultation", "jobs_candidate"} <= planted
    assert json.dumps(whole, ensure_ascii=False).count(MARKER) > 2, "what is planted can be seen at all"
    assert sum('"errors"' not in answer for answer in answers) > len(answers) / 4, "the questions are answered"
    seen = [answer[max(0, answer.index(MARKER) - 80) :][:160] for answer in answers if MARKER in answer]
    assert seen == []
    assert len(collector.named("operation") + collector.named("query")) > len(answers), "everything was traced"
    assert all(MARKER.encode() not in body for body in collector.bodies)
    assert all(file.status_code == 200 and MARKER.encode() not in file.content for file in files)
    written = capfd.readouterr()
    assert MARKER not in caplog.text + written.out + written.err
    for table in ("event_log", "event_outbox", "access_record", "delivery", "list_export"):
        rows = await app.database.fetch(f"select t::text as row from {table} t where t::text like '%{MARKER}%'")
        assert [row["row"] for row in rows] == [], table


_ROW = (GraphQLObjectType, GraphQLInterfaceType)
_Row = GraphQLObjectType | GraphQLInterfaceType
_HOSTILE = "query($text: Int!) { firms(first: $text) { totalCount } }"


async def _plant(database: Database) -> set[str]:
    """Put markers into every personal text column of every table that has rows; which tables those are."""
    planted = set()
    for table in await tables_of(database):
        texts = {c: p for c, p in table.access.personal.items() if _takes_text(table, c)}
        sets = ", ".join(f'"{c}" = {_value(c, p)}' for c, p in texts.items())
        if sets and await database.fetch(f'select 1 from "{table.table_name()}" limit 1'):
            await database.execute(f'update "{table.table_name()}" set {sets}')
            planted.add(table.table_name())
    return planted


def _value(column: str, personal: Personal) -> str:
    marker = f"{MARKER}-{column}"
    return f"'{encrypt(marker)}'" if personal.encrypted else f"'{marker}-' || right(id::text, 12)"


def _takes_text(table: type[Table], column: str) -> bool:
    return table.sql_type(column) in ("TEXT", *(f"VARCHAR({length})" for length in range(60, 10_000)))


def _documents(app: App) -> list[str]:
    """For each list of the graph, all leaf fields of its rows; for each row's lists, all theirs."""
    schema = app.platform.schema._schema
    assert schema.query_type is not None
    documents = []
    for name, root in schema.query_type.fields.items():
        kind = get_named_type(root.type)
        if not isinstance(kind, GraphQLObjectType) or "nodes" not in kind.fields:
            continue
        if any(is_required_argument(argument) for argument in root.args.values()):
            continue
        row = get_named_type(kind.fields["nodes"].type)
        assert isinstance(row, _ROW)
        documents.append(f"{{ {name}(first: 20) {{ nodes {{ {_leaves(row)} }} }} }}")
        if "asOf" in root.args:
            then = f'first: 20, asOf: "{clock.now().isoformat()}"'
            documents.append(f"{{ {name}({then}) {{ nodes {{ {_leaves(row)} }} }} }}")
        for inner, one in row.fields.items():
            below = _row_of(one.type)
            if below is not None and not any(is_required_argument(a) for a in one.args.values()):
                first = f"{inner}(first: 5) {{ nodes {{ {_leaves(below)} }} }}"
                documents.append(f"{{ {name}(first: 5) {{ nodes {{ {first} }} }} }}")
    return documents


def _row_of(type_: GraphQLOutputType) -> _Row | None:
    named = get_named_type(type_)
    if not isinstance(named, GraphQLObjectType) or "nodes" not in named.fields:
        return None
    row = get_named_type(named.fields["nodes"].type)
    return row if isinstance(row, _ROW) else None


def _leaves(row: _Row) -> str:
    plain = [
        name
        for name, one in row.fields.items()
        if is_leaf_type(get_named_type(one.type)) and not any(is_required_argument(a) for a in one.args.values())
    ]
    return " ".join(plain)
