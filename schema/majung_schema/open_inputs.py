"""Inputs of the core that plugins may extend, and how a plugin reads its own typed share of a value."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Protocol, TypeVar, cast, dataclass_transform

import strawberry
from strawberry.types.arguments import InputContext
from strawberry.types.base import get_object_definition

T = TypeVar("T")

_SHARES = "__majung_shares__"


class _KnowsInputShares(Protocol):
    """A schema that knows which plugins added to an open input."""

    def shares_of(self, target: type) -> Sequence[type]: ...


@dataclass_transform(kw_only_default=True)
def open_input(cls: type[T]) -> type[T]:
    """An input type of which plugins may add fields: `part_of(value, TheirClass)` gives them back.

    Strawberry builds an input value from the class alone, so a field that was only published would be accepted
    from the client and then dropped; an open input asks the schema of the running operation for its additions.
    """
    cls = strawberry.input(cls)
    definition = get_object_definition(cls, strict=True)

    def from_input(type_: type, value: Mapping[str, object], context: InputContext) -> object:
        given: dict[str, object] = {}
        for field in definition.fields:
            name = context.config.name_converter.from_field(field)
            if name in value:
                kind = field.resolve_type(type_definition=definition)
                given[field.python_name] = context.convert(value[name], cast(type, kind), name)
            elif field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
                given[field.python_name] = None
        built: object = type_(**given)
        extensions: Sequence[type] = ()
        if context.info is not None:
            extensions = cast(_KnowsInputShares, context.info.schema).shares_of(type_)
        object.__setattr__(built, _SHARES, {cls: context.convert(value, cls) for cls in extensions})
        return built

    definition.from_input = from_input
    return cls


def is_open_input(cls: type) -> bool:
    """Whether additions to this input reach the code that reads it."""
    return get_object_definition(cls, strict=True).from_input is not None


def part_of(value: object, extension: type[T]) -> T | None:
    """What a client gave for the fields that `extension` adds to an open input; None in a schema without it."""
    share: T | None = getattr(value, _SHARES, {}).get(extension)
    return share
