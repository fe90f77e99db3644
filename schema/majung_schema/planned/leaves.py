"""Leaves: from a stored value to what the answer carries, exactly as the scalar's own serializer would."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Any

from graphql import (
    GraphQLBoolean,
    GraphQLEnumType,
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
from strawberry.types.field import StrawberryField

Complete = Callable[[Any], Any]
LARGEST_INT = 2**31


class Unplannable(Exception):
    """A value or a shape that the plan does not answer; graphql-core runs the operation instead."""


def _exact(kind: type) -> Complete:
    def complete(value: Any) -> Any:
        if type(value) is not kind:
            raise Unplannable
        return value

    return complete


def _int(value: Any) -> Any:
    if type(value) is not int or not -LARGEST_INT <= value < LARGEST_INT:
        raise Unplannable
    return value


def _id(value: Any) -> Any:
    return value if type(value) is str else str(value)


_BUILT_IN: dict[str, Complete] = {
    GraphQLString.name: _exact(str),
    GraphQLBoolean.name: _exact(bool),
    GraphQLFloat.name: _exact(float),
    GraphQLInt.name: _int,
    GraphQLID.name: _id,
}


def leaf_completion(kind: GraphQLLeafType) -> Complete:
    """How a value of a leaf type is completed; anything unusual is left to graphql-core."""
    if kind.name in _BUILT_IN:
        return _BUILT_IN[kind.name]
    serialize = kind.coerce_output_value
    if isinstance(kind, GraphQLEnumType):
        return lambda value: serialize(value.value if isinstance(value, Enum) else value)
    return serialize


def completion(kind: GraphQLOutputType) -> Complete | None:
    """How a whole value of leaves (null, lists and all) is completed; None if the type holds objects."""
    if isinstance(kind, GraphQLNonNull):
        inner = completion(kind.of_type)
        return None if inner is None else _required(inner)
    if isinstance(kind, GraphQLList):
        item = completion(kind.of_type)
        return None if item is None else _listed(item)
    if not is_leaf_type(kind):
        return None
    leaf = leaf_completion(kind)
    return lambda value: None if value is None else leaf(value)


def _required(inner: Complete) -> Complete:
    def complete(value: Any) -> Any:
        done = inner(value)
        if done is None:
            raise Unplannable
        return done

    return complete


def _listed(item: Complete) -> Complete:
    def complete(value: Any) -> Any:
        if value is None:
            return None
        if not isinstance(value, list | tuple):
            raise Unplannable
        return [item(one) for one in value]

    return complete


def plain(kind: GraphQLOutputType, declared: StrawberryField) -> bool:
    """Whether a nullable text, number or truth value of a column goes into the answer as the database gave it.

    The declaration of the column has been checked against the model when its type was bound; a required one is
    still looked at, because an old version of a row may lack it.
    """
    return kind in {GraphQLString, GraphQLBoolean} and declared.metadata is not None
