"""Arguments are converted as Strawberry converts them, whatever a client gives and leaves out."""

from __future__ import annotations

import enum
from types import SimpleNamespace
from typing import Any, cast

import pytest
import strawberry
from graphql import get_argument_values, parse
from graphql.language import FieldNode, OperationDefinitionNode
from strawberry.types.arguments import convert_arguments
from strawberry.types.base import get_object_definition

from majung_schema.open_inputs import open_input
from majung_schema.planned.conversion import Conversions


@strawberry.enum
class Size(enum.Enum):
    SMALL = "s"
    LARGE = "l"


@strawberry.input
class Leaf:
    name: str
    size: Size = Size.SMALL
    note: str | None = strawberry.UNSET


@strawberry.input
class Tree:
    leaf: Leaf | None
    leaves: list[Leaf | None] = strawberry.field(default_factory=list)
    tags: list[str] | None = None
    trees: list[Tree] | None = strawberry.UNSET
    maybe: strawberry.Maybe[str | None] = None
    one_of: list[list[int]] | None = None


@open_input
class Open:
    name: str = "kept"
    tree: Tree | None = None


SEVEN = strawberry.ID("7")


@strawberry.type
class Query:
    @strawberry.field
    def grow(
        self,
        tree: Tree | None = strawberry.UNSET,
        trees: list[Tree] | None = None,
        open: Open | None = None,
        size: Size | None = None,
        sizes: list[Size] | None = strawberry.UNSET,
        maybe: strawberry.Maybe[int] = None,
        id: strawberry.ID = SEVEN,
    ) -> str:
        return ""


class _Schema(strawberry.Schema):
    def shares_of(self, target: type) -> tuple[type, ...]:
        return ()


SCHEMA = _Schema(Query)
[FIELD] = get_object_definition(Query, strict=True).fields

GIVEN = [
    "",
    "tree: null",
    'tree: {leaf: {name: "a"}}',
    'tree: {leaf: null, leaves: [{name: "a", size: LARGE}, null, {name: "b", note: null}], tags: []}',
    'tree: {tags: ["x", "y"], oneOf: [[1, 2], []], maybe: null}',
    'tree: {maybe: "m", trees: [{leaf: {name: "a"}, trees: [{}]}, {tags: null}]}',
    'trees: [{}, {leaf: {name: "z", note: "n"}}], size: LARGE, sizes: [SMALL, LARGE]',
    "trees: [], sizes: [], size: null, maybe: 3",
    'open: {}, id: "9"',
    'open: {name: "n", tree: {leaf: {name: "a"}}}',
    "open: null, id: 4",
]


@pytest.mark.parametrize("given", GIVEN)
def test_arguments_are_what_strawberry_makes_of_them(given: str) -> None:
    raw = _coerced(given)
    converter, info = SCHEMA.schema_converter, cast("strawberry.Info", SimpleNamespace(schema=SCHEMA))
    expected = convert_arguments(raw, FIELD.arguments, converter.scalar_registry, converter.config, info=info)
    found = Conversions(SCHEMA).of_arguments(FIELD.arguments)(raw, info)
    assert repr(found) == repr(expected)
    assert _plain(found) == _plain(expected)


def test_a_request_cannot_change_what_the_next_one_is_given() -> None:
    convert = Conversions(SCHEMA).of_arguments(FIELD.arguments)
    raw = _coerced('tree: {tags: ["x"]}, sizes: [SMALL]')
    first = convert(raw, None)
    first["tree"].tags.append("y")
    first["sizes"].clear()
    second = convert(raw, None)
    assert (second["tree"].tags, second["sizes"]) == (["x"], [Size.SMALL])


def _coerced(given: str) -> dict[str, Any]:
    document = parse(f"{{ grow({given}) }}" if given else "{ grow }")
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    node = operation.selection_set.selections[0]
    assert isinstance(node, FieldNode)
    query = SCHEMA._schema.query_type
    assert query is not None
    return get_argument_values(query.fields["grow"], node)


def _plain(value: Any) -> Any:
    """A value with what it holds, whose types compare."""
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return (type(value), _plain(vars(value))) if hasattr(value, "__strawberry_definition__") else value
