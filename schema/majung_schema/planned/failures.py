"""Failures: errors stay where they happened until the answer is whole, then null spreads as GraphQL says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLError, GraphQLList, GraphQLNonNull, GraphQLOutputType, is_leaf_type, located_error

from majung_schema.planned.asked import AskedField, AskedObject

Answer = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Failure:
    """An error in the place of the value that it prevented."""

    error: Exception


class _Spread(Exception):
    """A required value is missing, so whoever holds it is null."""


def missing(field: AskedField) -> TypeError:
    """What is wrong with null for a required field, in graphql-core's words."""
    return TypeError(f"Cannot return null for non-nullable field {field.parent}.{field.name}.")


ObjectOf = Callable[[GraphQLOutputType, AskedField, Answer], AskedObject]
"""What was asked of an object of the answer, found by its place."""


def settle(root: AskedObject, answer: Answer, object_of: ObjectOf) -> tuple[Answer | None, list[GraphQLError]]:
    """The answer without failures: null in their places (or further up), and the errors with their paths."""
    settling = _Settling(object_of)
    try:
        return settling.object(root, answer, []), settling.errors
    except _Spread:
        return None, settling.errors


class _Settling:
    def __init__(self, object_of: ObjectOf) -> None:
        self.errors: list[GraphQLError] = []
        self._object_of = object_of

    def object(self, asked: AskedObject, answer: Answer, path: list[str | int]) -> Answer:
        settled = dict(answer)
        for field in asked.named():
            place = [*path, field.key]
            settled[field.key] = self._value(field.definition.type, field, answer.get(field.key), place)
        return settled

    def _value(self, kind: GraphQLOutputType, field: AskedField, value: Any, path: list[str | int]) -> Any:
        if isinstance(kind, GraphQLNonNull):
            settled = self._inner(kind.of_type, field, value, path)
            if settled is None:
                if value is None:
                    self._tell(missing(field), field, path)
                raise _Spread
            return settled
        try:
            return self._inner(kind, field, value, path)
        except _Spread:
            return None

    def _inner(self, kind: GraphQLOutputType, field: AskedField, value: Any, path: list[str | int]) -> Any:
        if isinstance(value, Failure):
            self._tell(value.error, field, path)
            return None
        if value is None or is_leaf_type(kind):
            return value
        if isinstance(kind, GraphQLList):
            return [self._value(kind.of_type, field, item, [*path, i]) for i, item in enumerate(value)]
        return self.object(self._object_of(kind, field, value), value, path)

    def _tell(self, error: Exception, field: AskedField, path: list[str | int]) -> None:
        self.errors.append(located_error(error, list(field.nodes), path))
