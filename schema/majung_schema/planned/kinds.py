"""Kinds: which object types the rows of a table can be of, told by a column where there are several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graphql import GraphQLInterfaceType, GraphQLNamedType, GraphQLObjectType, GraphQLSchema, GraphQLUnionType

from majung.storage.table import Table
from majung_schema.graph.bound import Binding, binding_of, claimed
from majung_schema.planned.asked import DEFINITION, AskedField


class WrongType(TypeError):
    """A row or value is not of the type that its field promises."""

    def __init__(self, kind: object, asked: AskedField) -> None:
        super().__init__(f"The value of {asked.parent}.{asked.name} is not of the type {kind}.")


@dataclass(frozen=True)
class Choice:
    """An object type and the values of the telling column that rows of it have (`others`: all but these)."""

    type: GraphQLObjectType
    values: frozenset[str] | None = None
    others: bool = False

    def takes(self, value: object) -> bool:
        """Whether a row with this value in the telling column is of the type."""
        return self.values is None or (value in self.values) != self.others


@dataclass(frozen=True)
class Possible:
    """The types that rows of a table can be of; `column` tells which, where there is one."""

    column: str | None
    choices: Sequence[Choice]


class Kinds:
    """The types of one schema by the tables behind them."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self.schema = schema
        self._known: dict[tuple[str, type[Table]], Possible] = {}

    def of_rows(self, named: GraphQLNamedType, table: type[Table]) -> Possible:
        """What a row of a table can be where the schema promises this type."""
        key = (named.name, table)
        if key not in self._known:
            self._known[key] = self._possible(named, table)
        return self._known[key]

    def _possible(self, named: GraphQLNamedType, table: type[Table]) -> Possible:
        types: Sequence[GraphQLObjectType] = ()
        if isinstance(named, GraphQLObjectType):
            types = (named,)
        elif isinstance(named, GraphQLInterfaceType | GraphQLUnionType):
            types = self.schema.get_possible_types(named)
        bound = [(kind, binding) for kind in types if (binding := bound_to(kind)) and binding.table is table]
        whole = [Choice(kind) for kind, binding in bound if binding.column is None]
        if whole:
            return Possible(None, whole[:1])
        told = [
            Choice(kind, frozenset({b.kind}) if b.kind else frozenset(claimed(self.schema, table)), others=not b.kind)
            for kind, b in bound
        ]
        return Possible(bound[0][1].column if bound else None, told)


def bound_to(kind: GraphQLObjectType) -> Binding | None:
    """The table that an object type is bound to."""
    definition = kind.extensions.get(DEFINITION)
    return None if definition is None else binding_of(definition.origin)
