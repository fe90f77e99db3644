"""Leaves: from a stored value to what the answer carries, exactly as the scalar's own serializer would."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from math import isfinite
from typing import Any

from graphql import (
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLError,
    GraphQLFloat,
    GraphQLID,
    GraphQLInt,
    GraphQLLeafType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLOutputType,
    GraphQLString,
    is_leaf_type,
)
from graphql.pyutils import is_iterable

from majung_schema.planned.asked import AskedField
from majung_schema.planned.failures import Failure, missing

Complete = Callable[[Any], Any]
LARGEST_INT = 2**31

_EXACT: dict[str, type] = {GraphQLString.name: str, GraphQLBoolean.name: bool}


def leaf_completion(kind: GraphQLLeafType) -> Complete:
    """How a value of a leaf type is completed: at once where it is what it should be, else by the type itself."""
    coerce = kind.coerce_output_value

    def exactly(value: Any) -> Any:
        return value if type(value) is exact else coerce(value)

    def number(value: Any) -> Any:
        return value if type(value) is int and -LARGEST_INT <= value < LARGEST_INT else coerce(value)

    def finite(value: Any) -> Any:
        return value if type(value) is float and isfinite(value) else coerce(value)

    if isinstance(kind, GraphQLEnumType):
        return lambda value: coerce(value.value if isinstance(value, Enum) else value)
    if kind.name in _EXACT:
        exact = _EXACT[kind.name]
        return exactly
    if kind.name == GraphQLID.name:
        exact = str
        return exactly
    return {GraphQLInt.name: number, GraphQLFloat.name: finite}.get(kind.name, coerce)


def completion(field: AskedField, kind: GraphQLOutputType | None = None, *, guarded: bool = False) -> Complete | None:
    """How a whole value of leaves (null, lists and all) is completed; None if the type holds objects.

    It raises what is wrong; guarded, what is wrong with one item of a list becomes a `Failure` in its place.
    """
    kind = kind or field.definition.type
    if isinstance(kind, GraphQLNonNull):
        inner = completion(field, kind.of_type, guarded=guarded)
        return None if inner is None else _required(inner, field)
    if isinstance(kind, GraphQLList):
        item = completion(field, kind.of_type, guarded=guarded)
        return None if item is None else _listed(_guarded(item) if guarded else item, field)
    if not is_leaf_type(kind):
        return None
    leaf = leaf_completion(kind)
    return lambda value: None if value is None else leaf(value)


def _required(inner: Complete, field: AskedField) -> Complete:
    def complete(value: Any) -> Any:
        done = inner(value)
        if done is None:
            raise missing(field)
        return done

    return complete


def _guarded(item: Complete) -> Complete:
    def complete(value: Any) -> Any:
        try:
            return item(value)
        except Exception as error:
            return Failure(error)

    return complete


def _listed(item: Complete, field: AskedField) -> Complete:
    def complete(value: Any) -> Any:
        return None if value is None else [item(v) for v in listed(value, field)]

    return complete


def listed(value: Any, field: AskedField) -> list[Any]:
    """The items of a list's value; refuses what is no list in graphql-core's words."""
    if not isinstance(value, list | tuple) and not is_iterable(value):
        raise GraphQLError(f"Expected Iterable, but did not find one for field '{field.parent}.{field.name}'.")
    return list(value)
