"""Values of arguments as declarations take them: how a type is converted is found out once, not for each value.

Strawberry's own conversion asks every input type for its fields, their types and their names anew at each request.
Types that it treats in a special way (open inputs, `Maybe`, its global ids) are left to it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING
from typing import Any

import strawberry
from strawberry.relay.types import GlobalID
from strawberry.scalars import is_scalar
from strawberry.types.arguments import StrawberryArgument, convert_argument
from strawberry.types.base import (
    StrawberryList,
    StrawberryMaybe,
    StrawberryObjectDefinition,
    StrawberryOptional,
    get_object_definition,
)
from strawberry.types.enum import StrawberryEnumDefinition
from strawberry.types.unset import UNSET

Convert = Callable[[Any, Any], Any]
"""Makes the Python value of a coerced one; the second argument is the `info` of the field."""

ConvertAll = Callable[[Mapping[str, Any], Any], dict[str, Any]]


class Conversions:
    """The conversions of one schema."""

    def __init__(self, schema: strawberry.Schema) -> None:
        self.schema = schema
        self._converter = schema.schema_converter
        self._inputs: dict[type, Convert] = {}

    def of_arguments(self, declared: Sequence[StrawberryArgument]) -> ConvertAll:
        """What makes arguments under their Python names of coerced ones."""
        names = self._converter.config.name_converter
        known = {names.from_argument(a): (a.python_name, self._of(a.type)) for a in declared}

        def converted(raw: Mapping[str, Any], info: Any) -> dict[str, Any]:
            return {known[name][0]: _applied(known[name][1], value, info) for name, value in raw.items()}

        return converted

    def _of(self, kind: Any) -> Convert | None:
        """How values of a type are converted; None where they are what they should be already."""
        if isinstance(kind, StrawberryMaybe):
            return self._by_strawberry(kind)
        if isinstance(kind, StrawberryOptional):
            return self._of(kind.of_type)
        if isinstance(kind, StrawberryList):
            return _each(self._of(kind.of_type))
        if kind is not GlobalID and (
            isinstance(kind, StrawberryEnumDefinition) or is_scalar(kind, self._converter.scalar_registry)
        ):
            return None
        definition = get_object_definition(kind) if isinstance(kind, type) else None
        if definition is None or definition.from_input is not None:
            return self._by_strawberry(kind)
        if kind not in self._inputs:
            self._inputs[kind] = self._input(kind, definition)
        return self._inputs[kind]

    def _input(self, kind: type, definition: StrawberryObjectDefinition) -> Convert:
        """How an input object is made; its fields are looked up when the first one is, as they may lead back to it."""
        fields: dict[str, tuple[str, Convert | None]] = {}
        absent: dict[str, None] = {}

        def look_up() -> None:
            for field in definition.fields:
                if definition.is_input and field.default_value is MISSING and field.default_factory is MISSING:
                    absent[field.python_name] = None
                name = self._converter.config.name_converter.from_field(field)
                fields[name] = (field.python_name, self._of(field.resolve_type(type_definition=definition)))

        def made(value: Any, info: Any) -> Any:
            if value is None or value is UNSET:
                return value
            if not fields:
                look_up()
            given = dict(absent)
            for name, item in value.items():
                python_name, convert = fields[name]
                given[python_name] = _applied(convert, item, info)
            return kind(**given)

        return made

    def _by_strawberry(self, kind: Any) -> Convert:
        converter = self._converter

        def converted(value: Any, info: Any) -> Any:
            return convert_argument(value, kind, converter.scalar_registry, converter.config, info)

        return converted


def _applied(convert: Convert | None, value: Any, info: Any) -> Any:
    return value if convert is None else convert(value, info)


def _each(convert: Convert | None) -> Convert:
    """A list is always a new one: the default of an argument is the same for all requests."""

    def converted(values: Any, info: Any) -> Any:
        if values is None or values is UNSET:
            return values
        return list(values) if convert is None else [convert(value, info) for value in values]

    return converted
