"""One schema from the core and the plugins: additions only, every name new, every problem told before the start."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, cast

import strawberry
from graphql import GraphQLInputObjectType, GraphQLInterfaceType, GraphQLNamedType, GraphQLObjectType
from strawberry.exceptions import DuplicatedTypeName
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.base import StrawberryObjectDefinition, get_object_definition
from strawberry.types.field import StrawberryField
from strawberry.types.private import is_private

from majung_schema.late_resolvers import resolve_late
from majung_schema.open_inputs import is_open_input, open_input, part_of
from majung_schema.parts import Contributed, Contribution, Extends, Part, extend

__all__ = [
    "ComposedSchema",
    "CompositionError",
    "Contributed",
    "Contribution",
    "Part",
    "extend",
    "open_input",
    "part_of",
]

CORE = "core"


class CompositionError(Exception):
    """The schema cannot be composed; `problems` names every plugin, the other party, found and expected."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = list(dict.fromkeys(problems))
        super().__init__("\n".join(["The GraphQL schema cannot be composed:", *(f"  - {p}" for p in self.problems)]))


@dataclasses.dataclass(frozen=True)
class _Addition:
    plugin: str
    field: StrawberryField
    since: str


class ComposedSchema(strawberry.Schema):
    """A schema whose types carry the additions of the given plugins, in this schema only.

    All of it happens in `get_fields`, which Strawberry asks for every object, interface and input of this one
    schema, so two schemas with different plugins live in one process. Give the parts in dependency order.
    Never build a plain `strawberry.Schema` from the same classes: building changes the field objects it is
    given, and only this class builds from copies.
    """

    def __init__(self, *, query: type, parts: Iterable[Part] = (), types: Iterable[type] = (), **settings: Any) -> None:
        self.parts = tuple(parts)
        self._added: dict[type, list[_Addition]] = {}
        self._shares: dict[type, list[type]] = {}
        self._composed: dict[int, tuple[StrawberryObjectDefinition, StrawberryObjectDefinition]] = {}
        self._problems: list[str] = []
        self._check_parts()
        for part in self.parts:
            for cls in part.extensions:
                self._register(part, cls)
        for root in ("mutation", "subscription"):  # a root type to which nobody adds a field is left out
            settled: type | None = settings.get(root)
            if settled and settled not in self._added and not get_object_definition(settled, strict=True).fields:
                settings[root] = None
        self._build(query, [*types, *(t for part in self.parts for t in part.types)], settings)
        if not self._problems:
            self._check_built()
        if self._problems:
            raise CompositionError(self._problems)
        self.contributions = tuple(self._contributions())

    @property
    def schema_converter(self) -> GraphQLCoreConverter:
        """What makes the types and fields of the executable schema."""
        return self._converter

    @schema_converter.setter
    def schema_converter(self, converter: GraphQLCoreConverter) -> None:  # Strawberry sets its own, and takes no other
        resolve_late(converter)
        self._converter = converter

    def owner(self, cls: type) -> str:
        """The plugin whose package holds this class, or the core."""
        module = f"{cls.__module__}."
        owners = [part for part in self.parts if module.startswith(f"{part.package}.")]
        return max(owners, key=lambda part: len(part.package)).plugin if owners else CORE

    def shares_of(self, target: type) -> Sequence[type]:
        """The classes that extend an open input in this schema."""
        return self._shares.get(target, ())

    def _check_parts(self) -> None:
        for attribute, says in (("plugin", "the name"), ("package", "the package")):
            seen: dict[str, str] = {}
            for part in self.parts:
                value: str = getattr(part, attribute)
                if value in seen:
                    self._problems.append(
                        f"plugin {part.plugin!r} has {says} {value!r}, found also at plugin {seen[value]!r};"
                        f" expected {says} to be its own"
                    )
                seen.setdefault(value, part.plugin)

    def _register(self, part: Part, cls: type) -> None:
        where = f"plugin {part.plugin!r}: {cls.__qualname__}"
        extends: Extends | None = cls.__dict__.get("__majung_extends__")
        if extends is None:
            self._problems.append(f"{where} is listed as an extension but extends nothing; expected @extend(Type)")
            return
        target = extends.target
        if get_object_definition(target) is None:
            self._problems.append(f"{where} extends {target.__name__}; expected a GraphQL type, found a plain class")
            return
        self._check_target(part, target)
        definition = get_object_definition(cls, strict=True)
        if definition.is_input:
            self._shares.setdefault(target, []).append(cls)
            if not is_open_input(target):
                self._problems.append(
                    f"{where} extends input {target.__name__} of {self._party(self.owner(target))}, found closed;"
                    " expected an @open_input, else what clients send would be dropped"
                )
        for field in definition.fields:
            if definition.is_input and field.default is field.default_factory is dataclasses.MISSING:
                self._problems.append(
                    f"{where}.{field.python_name} is an added input field without default, which would break"
                    f" clients of {target.__name__}; expected a default such as strawberry.UNSET"
                )
            if not definition.is_input and _has_no_source(field):
                self._problems.append(
                    f"{where}.{field.python_name} has no resolver, found a plain annotation;"
                    f" expected a field that says where its value for {target.__name__} comes from"
                )
            self._added.setdefault(target, []).append(_Addition(part.plugin, field, extends.since))

    def _check_target(self, part: Part, target: type) -> None:
        owner = self.owner(target)
        if owner not in {CORE, part.plugin, *part.requires}:
            required = ", ".join(sorted(part.requires)) or "none"
            self._problems.append(
                f"plugin {part.plugin!r} extends {target.__name__} of plugin {owner!r}, which it does not require"
                f" (found required plugins: {required}; expected {owner!r} among them)"
            )

    def _build(self, query: type, types: list[type], settings: dict[str, Any]) -> None:
        try:
            super().__init__(query, types=types, **settings)
        except DuplicatedTypeName as error:
            parties = [
                f"{self._party(self.owner(cls))} ({cls.__module__}.{cls.__qualname__})"
                for cls in (error.first_cls, error.second_cls)
                if cls
            ]
            self._problems.append(
                f"{error.message}: by {' and by '.join(sorted(parties))}; expected one owner of each type name"
            )
        except Exception:
            if not self._problems:  # otherwise it follows from a problem that already has better words
                raise

    def get_fields(self, type_definition: StrawberryObjectDefinition) -> list[StrawberryField]:
        """The fields of a type in this schema: its own, then the additions in plugin order."""
        key = id(type_definition)  # the stored pair keeps the definition, hence the id, alive
        if key not in self._composed:
            fields = self._compose(type_definition)
            self._composed[key] = (type_definition, dataclasses.replace(type_definition, fields=fields))
        composed = self._composed[key][1]
        known = self.schema_converter.type_map.get(self.config.name_converter.from_type(type_definition))
        if known is not None:  # directive collection and validation rules read the definition from there
            built = cast(GraphQLNamedType, known.implementation)
            built.extensions[GraphQLCoreConverter.DEFINITION_BACKREF] = composed
        return composed.fields

    def _compose(self, definition: StrawberryObjectDefinition) -> list[StrawberryField]:
        own = self.owner(definition.origin)
        names: dict[tuple[str, str], str] = {}
        fields: list[StrawberryField] = []
        for original in definition.fields:
            field = copy.copy(original)  # building a schema changes fields (field extensions, relay)
            fields.append(field)
            names[("GraphQL name", self._name(field))] = names[("Python name", field.python_name)] = own
        for addition in self._additions_to(definition):
            field = copy.copy(addition.field)
            field.directives = [*field.directives, Contributed(by=addition.plugin, since=addition.since)]
            fields.append(field)
            keys = (("GraphQL name", self._name(field)), ("Python name", field.python_name))
            clash = next((key for key in keys if key in names), None)
            if clash is not None and not is_private(field.type):
                self._problems.append(
                    f"{definition.name}.{clash[1]} is added by plugin {addition.plugin!r} but already defined by"
                    f" {self._party(names[clash])}; expected a new {clash[0]}"
                )
            for key in keys:
                names.setdefault(key, addition.plugin)
        return fields

    def _additions_to(self, definition: StrawberryObjectDefinition) -> Iterator[_Addition]:
        """Its own, those of its interfaces, and those of the generic it specializes."""
        targets = dict.fromkeys(o for shape in (definition, *definition.interfaces) for o in _origins(shape))
        return (addition for target in targets for addition in self._added.get(target, ()))

    def _check_built(self) -> None:
        """Each registered addition is on the executable type; an addition that nobody sees is a problem."""
        reached: set[type] = set()
        for definition, composed in self._composed.values():
            reached.update(o for shape in (definition, *definition.interfaces) for o in _origins(shape))
            built = self._schema.type_map.get(self.config.name_converter.from_type(definition))
            assert isinstance(built, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType)
            for addition in self._additions_to(composed):
                if self._name(addition.field) not in built.fields:
                    self._problems.append(
                        f"plugin {addition.plugin!r}: {built.name}.{self._name(addition.field)} is not on the built"
                        f" type; found {', '.join(built.fields)}"
                    )
        for target, additions in self._added.items():
            if target not in reached:
                self._problems += [
                    f"plugin {a.plugin!r} extends {target.__name__} of {self._party(self.owner(target))}, which is not"
                    " part of this schema; expected a type that a root field or a listed type reaches"
                    for a in additions
                ]

    def _contributions(self) -> Iterator[Contribution]:
        for target, additions in self._added.items():
            name = self.config.name_converter.from_type(get_object_definition(target, strict=True))
            for a in additions:
                yield Contribution(plugin=a.plugin, type=name, field=self._name(a.field), since=a.since)

    def get_field_for_type(self, field_name: str, type_name: str) -> StrawberryField | None:
        """The field of a type by GraphQL names, additions included."""
        definition = self.get_type_by_name(type_name)
        fields = self.get_fields(definition) if isinstance(definition, StrawberryObjectDefinition) else []
        return next((field for field in fields if self._name(field) == field_name), None)

    def _name(self, field: StrawberryField) -> str:
        return self.config.name_converter.from_field(field)

    def _party(self, owner: str) -> str:
        return "the core" if owner == CORE else f"plugin {owner!r}"


def _origins(definition: StrawberryObjectDefinition) -> list[type]:
    return [definition.origin, definition.concrete_of.origin] if definition.concrete_of else [definition.origin]


def _has_no_source(field: StrawberryField) -> bool:
    """A bare annotation: no resolver, no field extension, no declaration in its metadata, no class of its own."""
    return field.is_basic_field and not field.metadata and type(field) is StrawberryField
