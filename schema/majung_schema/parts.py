"""What a plugin gives to the schema: its types, and the fields it adds to types of others."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import TypeVar, dataclass_transform

import strawberry
from strawberry.schema_directive import Location
from strawberry.types.base import get_object_definition

T = TypeVar("T")


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION, Location.INPUT_FIELD_DEFINITION],
    description="Added to this type by a plugin, since that version of the plugin.",
)
class Contributed:
    """The mark that each added field carries in the printed schema."""

    by: str
    since: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class Part:
    """What one plugin gives to the schema; it owns the types of every module below `package`."""

    plugin: str
    package: str
    extensions: tuple[type, ...] = ()
    types: tuple[type, ...] = ()
    """Implementations of interfaces that no field names, so that the schema would not find them."""
    requires: frozenset[str] = frozenset()


@dataclasses.dataclass(frozen=True, kw_only=True)
class Contribution:
    """One field that a plugin added to a type it does not own (GraphQL names)."""

    plugin: str
    type: str
    field: str
    since: str


@dataclasses.dataclass(frozen=True)
class Extends:
    """What the decorator `extend` remembers on a class."""

    target: type
    since: str


@dataclass_transform(kw_only_default=True)
def extend(target: type, *, since: str = "1.0") -> Callable[[type[T]], type[T]]:
    """The fields of the decorated class become fields of `target` in every schema that loads its plugin.

    `target` is an object type, a root type, an interface (its implementors get the fields), a generic (its
    specializations do) or an open input. `since` is the plugin version that first had these fields.
    """

    def wrap(cls: type[T]) -> type[T]:
        definition = get_object_definition(target)
        cls = strawberry.input(cls) if definition is not None and definition.is_input else strawberry.type(cls)
        cls.__majung_extends__ = Extends(target, since)  # type: ignore[attr-defined]
        return cls

    return wrap
