"""The cost rule: what counts how much, and that counting stays linear whatever the document does."""

from __future__ import annotations

import time
from typing import Any

import pytest
from graphql import OperationDefinitionNode, build_schema, get_introspection_query, parse

from majung.access.actor import ANONYMOUS as NOBODY
from majung.access.actor import Actor
from majung_schema.cost import Measured, measure
from majung_schema.limits import ANONYMOUS, BULK, KNOWN, Limits
from majung_schema.refusals import PageTooLarge, RequestRefused, TooCostly, TooDeep

SCHEMA = build_schema("""
type Query { firm: Firm firms(first: Int, last: Int): FirmConnection! top(first: Int = 3): [Firm!]! }
type FirmConnection { edges: [FirmEdge!]! nodes: [Firm!]! totalCount: Int! }
type FirmEdge { cursor: String! node: Firm! }
type Firm { name: String! self: Firm loans(first: Int, last: Int): LoanConnection! tags: [Tag!]! codes: [String!]! }
type LoanConnection { nodes: [Loan!]! }
type Loan { amount: Int! firm: Firm! }
type Tag { word: String! }
""")


def measured(document: str, **variables: Any) -> Measured:
    ast = parse(document)
    operation = next(d for d in ast.definitions if isinstance(d, OperationDefinitionNode))
    return measure(SCHEMA, ast, operation, variables)


@pytest.mark.parametrize(
    ("document", "cost"),
    [
        ("{ firm { name } }", 2),
        ("{ firm { __typename } }", 1),
        ("{ firms { totalCount } }", 1 + 20),
        ("{ firms(first: 50) { nodes { name } } }", 1 + 50 * 2),
        ("{ firms(last: 7) { edges { node { name } } } }", 1 + 7 * 3),
        ("{ firms(first: null) { nodes { name } } }", 1 + 20 * 2),
        ("{ firms(first: 10) { nodes { loans(first: 5) { nodes { amount } } } } }", 1 + 10 * (1 + 1 + 5 * 2)),
        ("{ top { name } }", 1 + 3),
        ("{ firm { tags { word } } }", 1 + 1 + 10),
        ("{ firm { codes } }", 2),
        ("{ firm { ...F ...F } } fragment F on Firm { name }", 1 + 2),
        ("{ ... on Query { firm { name } } ... { firm { name } } }", 4),
        ("{ nowhere { nothing } }", 2),
    ],
)
def test_a_field_costs_one_and_a_page_multiplies(document: str, cost: int) -> None:
    assert measured(document).cost == cost


@pytest.mark.parametrize(
    ("given", "page"), [({"n": 30}, 30), ({"n": 30.0}, 30), ({"n": None}, 20), ({}, 4), ({"n": -5}, 0)]
)
def test_page_sizes_come_from_variables_and_their_defaults(given: dict[str, Any], page: int) -> None:
    found = measured("query ($n: Int = 4) { firms(first: $n) { totalCount } }", **given)
    assert found.cost == 1 + page
    assert found.page_variables == {"n"}


def test_depth_counts_fields_not_fragments() -> None:
    assert measured("{ firm { ...F } } fragment F on Firm { ... on Firm { self { name } } }").depth == 3


def test_aliases_repetitions_and_directives_are_counted_as_written() -> None:
    found = measured(
        "{ a: firm { name } b: firm @skip(if: true) { ...F @include(if: true) } }"
        " fragment F on Firm { name name x: name }"
    )
    assert (found.aliases, found.most_aliased, found.directives) == (4, ("Query.firm", 2), 2)


@pytest.mark.parametrize("shape", ["...F{n} ...F{n}", "x: self {{ ...F{n} }} y: self {{ ...F{n} }}"])
def test_doubling_fragments_are_counted_in_under_100_ms(shape: str) -> None:
    levels = "".join(f" fragment F{i} on Firm {{ {shape.format(n=i + 1)} }}" for i in range(28))
    ast = parse(f"{{ firm {{ ...F0 }} }}{levels} fragment F28 on Firm {{ name }}")
    operation = ast.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    started = time.perf_counter()
    found = measure(SCHEMA, ast, operation, {})
    assert time.perf_counter() - started < 0.1
    assert found.cost >= 2**28


@pytest.mark.parametrize(
    "document",
    [
        "{ firm { ...A } } fragment A on Firm { self { ...A } }",
        "{ firm { ...A } } fragment A on Firm { ...B } fragment B on Firm { self { ...A } }",
        "{ ...Missing }",
        "{ ...F } fragment F on Nowhere { x { y } }",
    ],
)
def test_broken_fragments_do_not_hang_the_counter(document: str) -> None:
    assert measured(document).cost < 10


def test_a_chain_of_fragments_past_the_stack_is_refused() -> None:
    chain = "".join(f" fragment F{i} on Query {{ ...F{i + 1} }}" for i in range(2000))
    with pytest.raises(TooDeep):
        measured("{ ...F0 }" + chain)


def test_the_query_that_tools_send_is_allowed_and_counted_apart() -> None:
    found = measured(get_introspection_query())
    ANONYMOUS.check(found, schema_size=len(SCHEMA.type_map))
    assert (found.cost, found.depth) == (0, 0)
    assert found.introspection_depth > ANONYMOUS.depth


def test_introspection_that_nests_lists_is_refused() -> None:
    found = measured("{ __schema { types { fields { type { fields { type { fields { type { name } } } } } } } } }")
    with pytest.raises(TooCostly):
        ANONYMOUS.check(found, schema_size=len(SCHEMA.type_map))


def document_of(kind: str) -> str:
    return {
        "depth": "{ firm " + "{ self " * 11 + "{ name }" + "}" * 11 + " }",
        "aliases of a field": "{ firm { " + " ".join(f"a{i}: name" for i in range(16)) + " } }",
        "aliases": "{ " + " ".join(f"a{i}: f{i // 15}" for i in range(101)) + " }",
        "directives": "{ firm { name " + "@include(if: true) " * 51 + "} }",
        "page": "{ firms(first: 101) { totalCount } }",
        "cost": "{ firms(first: 100) { nodes { loans(first: 100) { nodes { amount } } } } }",
    }[kind]


@pytest.mark.parametrize(
    ("kind", "code", "counted", "allowed"),
    [
        ("depth", "TOO_DEEP", 13, 12),
        ("aliases of a field", "TOO_MANY_ALIASES", 16, 15),
        ("aliases", "TOO_MANY_ALIASES", 101, 100),
        ("directives", "TOO_MANY_DIRECTIVES", 51, 50),
        ("page", "PAGE_TOO_LARGE", 101, 100),
        ("cost", "TOO_COSTLY", 20_201, 10_000),
    ],
)
def test_refuses_past_each_limit_and_says_counted_and_allowed(kind: str, code: str, counted: int, allowed: int) -> None:
    with pytest.raises(RequestRefused) as caught:
        ANONYMOUS.check(measured(document_of(kind)), schema_size=20)
    assert (caught.value.code, caught.value.details["counted"], caught.value.details["allowed"]) == (
        code,
        counted,
        allowed,
    )


def test_limits_depend_on_who_asks() -> None:
    limits = Limits()
    official = Actor(kind="official")
    bulk = Actor(kind="partner", scopes=frozenset({"graph.bulk"}))
    assert [limits.ceiling(actor) for actor in (NOBODY, official, bulk)] == [ANONYMOUS, KNOWN, BULK]
    thousand = measured("{ firms(first: 1000) { nodes { name } } }")
    limits.check(thousand, bulk, schema_size=20)
    with pytest.raises(PageTooLarge):
        limits.check(thousand, official, schema_size=20)
