"""schemathesis over the whole composed schema, as each kind of actor: no fault, and data as the schema says."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import AsyncIterator
from typing import Any

import schemathesis
from graphql import introspection_from_schema
from graphql.language.print_string import print_string
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis.graphql import nodes
from tests.plugins.conforming import misfits, with_types
from tests.plugins.programs import plugins, tables_of
from tests.plugins.province import province
from tests.plugins.test_walk import viewers_of

from majung.access.actor import Actor
from majung_schema.answers import Answer
from majung_schema.operations import Asked, RequestInfo
from majung_schema.testing import App, server

__all__ = ["plugins", "province", "server"]

EXAMPLES = int(os.environ.get("MAJUNG_EXAMPLES", "100"))
"""How many operations are asked; more on demand."""
SEED = int(os.environ.get("MAJUNG_SEED", "1"))
OF_A_TABLE = 5
NOBODY = "00000000-0000-7000-8000-000000000000"
ATTEMPTS = 8
"""How often an operation that was refused is asked again as its refusal says."""

Ids = dict[str, list[str]]


def describe_scalars(ids: Ids) -> None:
    """Tell schemathesis what values there are: likely ones, and those at the edge of what can be stored."""
    known = [id for some in ids.values() for id in some[:2]]
    dates = ["0001-01-01", "9999-12-31", "2026-01-05", "2026-02-29"]
    moments = ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00", "2026-01-05T09:00:00Z"]
    texts = ["OPEN", "2026", "GROWTH_FUND", "12790", "김", "%_\\", "a" * 301, "010-1234-5678", "900101-1234567"]
    decimals = ["0", "1.5", "-1", "1e40", "1e-40", "99999999999999999999", "0.000000001"]
    json = st.sampled_from([nodes.Null, nodes.Object([]), nodes.List([]), nodes.Int(7), nodes.String("x")])
    for name, strategy in {
        "ID": (st.sampled_from(known) | st.text(max_size=8)).map(nodes.String),
        "Int": (st.integers(0, 9) | st.sampled_from([-1, 101, 2024, 2026, 2**31 - 1, -(2**31)])).map(nodes.Int),
        "String": (st.text(max_size=8) | st.sampled_from(texts)).map(nodes.String),
        "Date": (st.dates().map(str) | st.sampled_from(dates)).map(nodes.String),
        "DateTime": st.sampled_from(moments).map(nodes.String),
        "Won": (st.integers(0, 10**9) | st.sampled_from([-1, 2**63 - 1, 1 - 2**63])).map(nodes.Int),
        "Decimal": st.sampled_from(decimals).map(nodes.String),
        "Cursor": st.text(alphabet="aZ09_-=", max_size=8).map(nodes.String),
        "JSON": json,
    }.items():
        schemathesis.graphql.scalar(name, strategy)


def told_codes(document: str) -> str:
    """A change that asks for its refusals too."""
    whole = "refusals { code details }"
    return re.sub(r"}\s*}\s*$", f"{whole} }} }}", document) if document.startswith("mutation") else document


def nearer(document: str, answer: Answer, ids: Ids) -> str:
    """The operation as its refusals say that it would be taken; the same, where they do not say."""
    payloads = [value for value in (answer.body.get("data") or {}).values() if isinstance(value, dict)]
    refused = [refusal for payload in payloads for refusal in payload.get("refusals") or () if "code" in refusal]
    refused += [error["extensions"] for error in answer.body.get("errors", ())]
    for refusal in refused:
        details = refusal.get("details") or {}
        match refusal["code"]:
            case "INVALID_ID":
                wanted = ids.get(details["expected"]) or [f"{details['expected']}_{NOBODY}"]
                document = document.replace(print_string(details["value"]), f'"{wanted[len(document) % len(wanted)]}"')
            case "VERSION_CONFLICT":
                document = document.replace(f"version: {details['given']}", f"version: {details['current']}")
            case "PAGE_ARGUMENTS":
                document = re.sub(r'\b(last|before): (-?\d+|"[^"]*")', "", document)
            case "UNKNOWN_POSITION":
                document = re.sub(r'\bafter: "[^"]*"', "after: null", document)
            case "PAGE_TOO_LARGE":
                document = re.sub(r"\b(first|last): \d+", r"\1: 3", document)
    return document


async def stored_ids(app: App) -> Ids:
    """Global ids of a few rows of each table, by prefix."""
    found: Ids = defaultdict(list)
    for table in await tables_of(app.database):
        rows = await app.database.fetch(f'select id from "{table.table_name()}" order by id limit {OF_A_TABLE}')
        found[table.access.prefix] = [f"{table.access.prefix}_{row['id']}" for row in rows]
    return found


def drawn(app: App, actors: list[str]) -> list[tuple[str, str]]:
    """Operations over every field of the roots, and who asks."""
    schema = schemathesis.graphql.from_dict(dict(introspection_from_schema(app.platform.schema._schema)))
    operations = [found.ok() for found in schema.get_all_operations()]
    found: list[tuple[str, str]] = []

    @seed(SEED)
    @settings(
        max_examples=EXAMPLES, deadline=None, database=None,
        phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(st.data())
    def draw(data: Any) -> None:
        case = data.draw(st.sampled_from(operations).flatmap(lambda operation: operation.as_strategy()))
        found.append((with_types(told_codes(case.body)), data.draw(st.sampled_from(actors))))

    draw()
    return found


async def _followed(app: App, actor: Actor, first: str, ids: Ids) -> AsyncIterator[tuple[str, Answer]]:
    """The answer to an operation, and to it as its refusals say that it would be taken."""
    document, before = first, ""
    for _ in range(ATTEMPTS):
        if document != before:
            asked, info = Asked(query=document), RequestInfo(request_id="testing")
            answer = await app.platform.operations.answer(asked, actor, info)
            yield document, answer
            document, before = nearer(document, answer, ids), document


async def test_no_operation_ends_as_a_fault(province: App) -> None:
    """MAJUNG_EXAMPLES=5000 looks longer, MAJUNG_SEED=2 elsewhere."""
    schema, ids = province.platform.schema._schema, await stored_ids(province)
    actors: dict[str, Actor] = {name: actor for name, (actor, _) in (await viewers_of(province.database)).items()}
    actors["official"] = await province.official()
    describe_scalars(ids)
    faults, answered = [], 0
    for first, who in drawn(province, [*actors, *["official"] * len(actors)]):
        async for document, answer in _followed(province, actors[who], first, ids):
            codes = {error["extensions"]["code"] for error in answer.body.get("errors", ())}
            wrong = [] if codes else misfits(schema, document, answer.body["data"])
            if answer.status >= 500 or "INTERNAL_ERROR" in codes or wrong:
                faults.append(f"{who} asked {document}: {wrong or answer.body}")
            answered += not codes
    assert faults == []
    assert answered > EXAMPLES / 2, "most are valid: otherwise only refusals would be looked at"
