"""Values of variables as types take them, by functions that are made once for each type.

graphql-core asks each type what it is again at each value, which takes as long as the rest of a small request. Inputs
with defaults or of which exactly one field is given are left to it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from graphql import (
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLLeafType,
    GraphQLList,
    GraphQLNonNull,
    Undefined,
    is_required_input_field,
)
from graphql.pyutils import is_iterable
from graphql.utilities import coerce_input_value

Coerce = Callable[[Any], Any]
"""The value as the type takes it; Undefined for one that it does not take."""


class Coercions:
    """The coercions of one schema."""

    def __init__(self) -> None:
        self._inputs: dict[GraphQLInputObjectType, Coerce] = {}

    def of(self, kind: GraphQLInputType) -> Coerce:
        """How values of a type are coerced."""
        if isinstance(kind, GraphQLNonNull):
            return _given(self.of(kind.of_type))
        if isinstance(kind, GraphQLList):
            return _each(self.of(kind.of_type))
        if not isinstance(kind, GraphQLInputObjectType):
            return _leaf(kind)
        if kind not in self._inputs:
            self._inputs[kind] = self._input(kind)
        return self._inputs[kind]

    def _input(self, kind: GraphQLInputObjectType) -> Coerce:
        """How an input object is; its fields are looked up when the first one comes, as they may lead back to it."""
        if kind.is_one_of or any(_has_default(field) for field in kind.fields.values()):
            return lambda value: coerce_input_value(value, kind)
        fields: list[tuple[str, str, Coerce, bool]] = []

        def coerced(value: Any) -> Any:
            if value is None:
                return None
            if not isinstance(value, dict):
                return Undefined
            if not fields:
                fields.extend(
                    [
                        (name, field.out_name or name, self.of(field.type), is_required_input_field(field))
                        for name, field in kind.fields.items()
                    ]
                )
            made: dict[str, Any] = {}
            for name, out_name, coerce, required in fields:
                if name in value:
                    made[out_name] = found = coerce(value[name])
                    if found is Undefined:
                        return Undefined
                elif required:
                    return Undefined
            return kind.out_type(made) if len(made) == len(value) else Undefined

        return coerced


def _has_default(field: GraphQLInputField) -> bool:
    return field.default is not None or field.default_value is not Undefined


def _given(inner: Coerce) -> Coerce:
    return lambda value: Undefined if value is None else inner(value)


def _each(item: Coerce) -> Coerce:
    """A value that is no list is a list of one."""

    def coerced(value: Any) -> Any:
        if value is None:
            return None
        made = [item(one) for one in value] if is_iterable(value) else [item(value)]
        return Undefined if any(one is Undefined for one in made) else made  # which equals None

    return coerced


def _leaf(kind: GraphQLLeafType) -> Coerce:
    coerce = kind.coerce_input_value

    def coerced(value: Any) -> Any:
        if value is None:
            return None
        try:
            return coerce(value)
        except Exception:  # a scalar may say in any way that a value is none of its; so does graphql-core take it
            return Undefined

    return coerced
