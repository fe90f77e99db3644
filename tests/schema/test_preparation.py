"""What an execution begins with: the same as graphql-core's own preparation, for every way of giving variables."""

from __future__ import annotations

from typing import Any

import pytest
import strawberry
from graphql import OperationDefinitionNode, parse
from graphql.execution import Executor
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from majung_schema.coercing import Coercions
from majung_schema.preparation import Runnable


@strawberry.input
class Choice:
    name: str
    size: int = 3


@strawberry.type
class Query:
    @strawberry.field
    def pick(self, first: int | None = None, choice: Choice | None = None, names: list[str] | None = None) -> str:
        return f"{first} {choice} {names}"


SCHEMA = strawberry.Schema(Query)._schema
DOCUMENT = parse(
    """
    query Pick($first: Int, $given: Int = 7, $needed: Int!, $choice: Choice, $names: [String!]) {
      one: pick(first: $first, choice: $choice, names: $names) ...Others
    }
    fragment Others on Query { two: pick(first: $given) three: pick(first: $needed) }
    """
)
OPERATION = next(node for node in DOCUMENT.definitions if isinstance(node, OperationDefinitionNode))


@pytest.mark.parametrize(
    "given",
    [
        {"needed": 1},
        {"needed": 1, "first": None, "given": None, "choice": None, "names": None},
        {"needed": 1, "first": 2, "given": 3, "choice": {"name": "a"}, "names": "one"},
        {"needed": 1, "given": 3, "choice": {"name": "a", "size": 5}, "names": ["one", "two"]},
        {"needed": 1, "unknown": 5},
        {},
        {"needed": None},
        {"needed": "1"},
        {"needed": 2**31},
        {"needed": 1, "choice": {"size": 1}},
        {"needed": 1, "choice": {"name": "a", "other": 1}},
        {"needed": 1, "names": [None]},
    ],
    ids=str,
)
def test_variables_are_what_graphql_core_makes_of_them(given: dict[str, Any]) -> None:
    runnable = Runnable(SCHEMA, StrawberryGraphQLCoreExecutionContext, DOCUMENT, OPERATION, Coercions())
    expected = StrawberryGraphQLCoreExecutionContext.build(SCHEMA, DOCUMENT, raw_variable_values=given)
    for _ in range(2):  # what is kept after the first time changes nothing
        found = runnable.build(given, None, {}, hide_suggestions=False)
        if isinstance(expected, list):
            assert isinstance(found, list)
            assert [error.message for error in found] == [error.message for error in expected]
        else:
            assert not isinstance(found, list)
            assert found.variable_values.coerced == expected.variable_values.coerced
            assert _sources(found) == _sources(expected)
            assert found.fragment_definitions == expected.fragment_definitions
            assert found.fragments == expected.fragments


def _sources(executor: Executor[Any]) -> dict[str, tuple[object, object]]:
    found = executor.variable_values.sources
    return {name: (str(source.signature.type), source.value) for name, source in found.items()}


def test_executors_of_one_operation_share_nothing_that_an_execution_changes() -> None:
    runnable = Runnable(SCHEMA, StrawberryGraphQLCoreExecutionContext, DOCUMENT, OPERATION, Coercions())
    one, other = (runnable.build({"needed": 1, "given": 2}, None, {}, hide_suggestions=True) for _ in range(2))
    assert not isinstance(one, list)
    assert not isinstance(other, list)
    assert one.collected_errors is not other.collected_errors
    assert one.variable_values.coerced is not other.variable_values.coerced
