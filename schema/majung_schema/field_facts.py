"""What can be told of each field without running anything: its source, whose policy it follows, what it costs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, cast

from graphql import GraphQLObjectType
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.field import StrawberryField

from majung.storage.table import Table
from majung_schema.asked_scopes import asked_scopes
from majung_schema.composition import CORE, ComposedSchema, Contributed
from majung_schema.graph.bound import binding_of
from majung_schema.graph.sources import source_of
from majung_schema.planned.coverage import coverage_of
from majung_schema.policy_words import policy_scopes

STATEMENTS = {
    "list": "1, 2 with totalCount",
    "to_many": "0 below one row, else 1 for all parents, 2 with totalCount",
    "to_one": "0",
    "located": "1 for each table",
    "one": "1",
    "batched": "those of its function, once for all rows",
}
"""SQL statements of a field, by how it is declared: told by reasoning, as each kind is read in one way only."""

READ_WITH_THE_ROW = "0"


@dataclass(frozen=True, kw_only=True)
class FieldFacts:
    """One field `on` an object type: who gives it, where its value comes from, and who may see it.

    `table` is the table whose policy its rows are under; None for functions (mutations and the like), whose
    permissions are in `scopes` as far as their code names them.
    """

    plugin: str
    on: str
    field: str
    source: str
    table: type[Table] | None
    scopes: tuple[str, ...]
    statements: str
    planned: str
    """How the executor comes to its value, or why it has to call the field's own function for each row."""
    since: str | None = None

    @property
    def added(self) -> bool:
        """Whether it is on a type that its plugin does not own."""
        return self.since is not None


def field_facts(schema: ComposedSchema) -> list[FieldFacts]:
    """Every field of every type, core first, then by plugin; fields of interfaces and of pages are left out."""
    found = [facts for definition in _objects(schema) for facts in _of_type(schema, definition)]
    order = {CORE: 0} | {part.plugin: n for n, part in enumerate(schema.parts, 1)}
    return sorted(found, key=lambda f: (order[f.plugin], f.on, f.added, f.source != "column", f.field))


def _objects(schema: ComposedSchema) -> Iterator[StrawberryObjectDefinition]:
    for named in schema._schema.type_map.values():
        definition = named.extensions.get("strawberry-definition") if isinstance(named, GraphQLObjectType) else None
        if isinstance(definition, StrawberryObjectDefinition) and definition.concrete_of is None:
            yield definition


def _of_type(schema: ComposedSchema, definition: StrawberryObjectDefinition) -> Iterator[FieldFacts]:
    shared = {f.python_name for i in definition.interfaces for f in i.fields}
    owner = schema.owner(definition.origin)
    binding = binding_of(definition.origin)
    for field in definition.fields:  # those of a built type, additions included
        mark = next((d for d in field.directives if isinstance(d, Contributed)), None)
        if field.python_name in shared and mark is None:
            continue
        table, scopes = _reach(field, binding.table if binding else None)
        source = source_of(field)
        yield FieldFacts(
            plugin=mark.by if mark else owner,
            on=definition.name,
            field=schema.config.name_converter.from_field(field),
            source=source.kind if source else "function",
            table=table,
            scopes=tuple(sorted(scopes)),
            statements=_statements(source.kind if source else "function"),
            planned=coverage_of(field).words(),
            since=mark.since if mark else None,
        )


def _reach(field: StrawberryField, own: type[Table] | None) -> tuple[type[Table] | None, set[str]]:
    """The table whose policy decides, and the permissions asked for by that policy or by the field's function."""
    source = source_of(field)
    function = cast("Callable[..., Any] | None", field.base_resolver.wrapped_func if field.base_resolver else None)
    asked = asked_scopes(function) if function is not None and source is None else set()
    if source is not None and source.listing is not None and source.listing.scope:
        asked = {source.listing.scope}
    table = source.table or own if source else own
    return table, asked | (policy_scopes(table) if table else set())


def _statements(kind: str) -> str:
    if kind == "function":
        return "those of its function"
    return STATEMENTS.get(kind, READ_WITH_THE_ROW)
