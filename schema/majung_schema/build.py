"""The one schema: the core's types with what the enabled plugins add."""

from __future__ import annotations

from dataclasses import replace

from graphql import GraphQLObjectType

from majung.plugin.registry import Registry
from majung.storage.table import Table
from majung_schema.composition import ComposedSchema, CompositionError
from majung_schema.graph.bound import binding_of
from majung_schema.graph.context import Graph
from majung_schema.graph.scalars import scalar_config
from majung_schema.mutation import Mutation
from majung_schema.parts import Part
from majung_schema.planned.executor import PlanExecutor
from majung_schema.query import Query
from majung_schema.sourceless import sourceless_additions
from majung_schema.subscription import Subscription
from majung_schema.types import applications, institutions, persons, updates
from majung_schema.types.events import CORE_UPDATES
from majung_schema.unmasked import ways_around_masks

CORE_TYPES = (
    applications.GeneralApplication,
    institutions.Disclosure,
    persons.Consent,
    updates.GeneralUpdate,
    *CORE_UPDATES,
)
"""Types that no field of the core names, but that `node(id:)` and `updates` lead to."""


def build_schema(registry: Registry) -> ComposedSchema:
    """Compose the schema; raises CompositionError with every problem."""
    requires = {plugin.name: frozenset(plugin.requires) for plugin in registry.plugins}
    parts = [
        replace(part, requires=part.requires | requires[name])
        for name, part in registry.collect("majung_schema_part", Part)
    ]
    schema = ComposedSchema(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        parts=parts,
        types=CORE_TYPES,
        config=scalar_config(),
        execution_context_class=PlanExecutor,
    )
    if problems := [*sourceless_additions(schema), *ways_around_masks(schema)]:
        raise CompositionError(problems)
    return schema


def graph_of(schema: ComposedSchema) -> Graph:
    """The tables behind the schema's types, by the prefix of their ids, and what plugins added."""
    tables: dict[str, type[Table]] = {}
    for named in schema._schema.type_map.values():
        definition = named.extensions.get("strawberry-definition") if isinstance(named, GraphQLObjectType) else None
        binding = binding_of(definition.origin) if definition is not None else None
        if binding is not None:
            tables[binding.table.access.prefix] = binding.table
    return Graph(tables=tables, contributions=schema.contributions)
