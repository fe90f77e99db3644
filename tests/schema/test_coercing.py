"""Values are coerced as graphql-core coerces them, whatever they are."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import GraphQLInputType, Undefined, build_schema, parse_type, type_from_ast
from graphql.utilities import coerce_input_value
from hypothesis import given
from hypothesis import strategies as st

from majung_schema.coercing import Coercions

SCHEMA = build_schema("""
    type Query { a(plain: Plain, tree: Tree, one: One, kept: Kept): Int }
    enum Size { SMALL LARGE }
    input Plain { name: String! size: Size sizes: [Size!] number: Int id: ID float: Float yes: Boolean }
    input Tree { name: String! below: [Tree!]! left: Tree names: [[String]!] }
    input One @oneOf { a: Int b: String }
    input Kept { first: Int = 5 name: String! }
""")
KINDS = [
    "Int", "Int!", "Float", "String", "ID!", "Boolean", "Size", "Size!", "[Int]", "[Int!]", "[[Int!]]!", "[Size!]!",
    "Plain", "Plain!", "[Plain!]", "Tree!", "One", "One!", "Kept", "[Kept]",
]  # fmt: skip
LEAVES: st.SearchStrategy[Any] = st.none() | st.booleans() | st.sampled_from(
    [0, 1, -1, 2**31, 2**63, 1.5, 1e400, "", "a", "SMALL", "LARGE", "5", "true"]
)  # fmt: skip
NAMES = st.sampled_from(
    ["name", "size", "sizes", "number", "id", "float", "yes", "below", "left", "names", "a", "b", "first", "other"]
)
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4))
COERCIONS = Coercions()


def of_kind(text: str) -> GraphQLInputType:
    found: Any = type_from_ast(SCHEMA, parse_type(text))
    return found


@pytest.mark.parametrize("kind", KINDS)
@given(value=VALUES)
def test_any_value(kind: str, value: Any) -> None:
    expected = coerce_input_value(value, of_kind(kind))
    found = COERCIONS.of(of_kind(kind))(value)
    assert repr(found) == repr(expected)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("Plain!", {"name": "a", "size": "LARGE", "sizes": "SMALL", "number": 2, "id": 7, "float": 1, "yes": True}),
        ("Tree!", {"name": "a", "below": [{"name": "b", "below": []}], "left": None, "names": [["x", None]]}),
        ("One!", {"a": 1}),
        ("Kept", {"name": "a"}),
        ("[[Int!]]!", 3),
    ],
)
def test_what_fits_is_taken(kind: str, value: Any) -> None:
    found = COERCIONS.of(of_kind(kind))(value)
    assert found is not Undefined
    assert found == coerce_input_value(value, of_kind(kind))
