"""Resolvers that Strawberry makes when they are first called: most never are, as reads are planned."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from graphql import GraphQLResolveInfo
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.field import StrawberryField

Resolve = Callable[..., Any]


class LateResolver:
    """The resolver of one field, made at its first call."""

    __slots__ = ("_field", "_made", "_make")

    def __init__(self, make: Callable[[StrawberryField], Resolve], field: StrawberryField) -> None:
        self._make = make
        self._field = field
        self._made: Resolve | None = None

    def __call__(self, source: Any, info: GraphQLResolveInfo[Any], /, **arguments: Any) -> Any:
        if self._made is None:
            self._made = self._make(self._field)
        return self._made(source, info, **arguments)


def resolve_late(converter: GraphQLCoreConverter) -> None:
    """Let a schema's converter make resolvers at their first call.

    Each is eight functions that refer to each other, 7 MB for the fields of this schema. A field with extensions
    gets its resolver at once, because that is when extensions may change the field's type.
    """
    make = converter.from_resolver

    def later(field: StrawberryField) -> Resolve:
        return make(field) if field.extensions else LateResolver(make, field)

    converter.from_resolver = later  # type: ignore[method-assign]  # of this one converter
