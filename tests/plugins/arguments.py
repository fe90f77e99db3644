"""Plausible arguments for any change, made from the schema: rows of somebody for ids, their versions, small values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    get_named_type,
    is_required_argument,
    is_required_input_field,
)

from majung import clock
from majung.storage.database import Database
from majung.storage.table import Table
from majung.testing import next_brn
from majung_schema.graph.bound import binding_of

_NAMED: dict[str, Any] = {
    "district": "12130",
    "program": "GROWTH_FUND",
    "year": 2027,
    "brn": next_brn(),
    "until": str(clock.today() + timedelta(days=9)),
}
_TYPED: dict[str, Any] = {
    "Int": 1, "Won": 1, "Float": 1.0, "Decimal": "1", "Boolean": True, "JSON": {}, "Date": str(clock.today()),
    "DateTime": clock.now().isoformat(),
}  # fmt: skip


@dataclass
class Arguments:
    """Makes arguments for changes from the rows that are there."""

    database: Database
    tables: Sequence[type[Table]]

    async def of(self, change: GraphQLField) -> dict[str, Any]:
        """Values for the arguments that a change needs, with the version of the row that it names first."""
        record, given = record_of(change), {}
        for name, argument in change.args.items():
            if name != "version" and is_required_argument(argument):
                given[name] = await self._value(name, argument.type, record)
        if "version" in change.args:
            given["version"] = await self._version(next(iter(given.values()), None))
        return given

    async def _value(self, name: str, kind: GraphQLInputType, record: type[Table] | None) -> Any:
        match kind:
            case GraphQLNonNull():
                return await self._value(name, kind.of_type, record)
            case GraphQLList():
                return [await self._value(name, kind.of_type, record)]
            case GraphQLEnumType():
                return next(iter(kind.values))
            case GraphQLInputObjectType():
                needed = {n: f.type for n, f in kind.fields.items() if is_required_input_field(f)}
                return {n: await self._value(n, t, None) for n, t in needed.items()}
        if kind.name == "ID":
            return await self._id(name, record)
        return _NAMED.get(name, _TYPED.get(kind.name, "x"))

    async def _id(self, name: str, record: type[Table] | None) -> str:
        """The id of a row of the table that the argument is named after, or that the change answers with."""
        snake = re.sub(r"([A-Z])", lambda found: f"_{found[1].lower()}", name)
        named = [t for t in self.tables if f"_{t.table_name()}".endswith(f"_{snake.removeprefix('to_')}")]
        table = record if name == "id" and record else min(named, key=lambda t: len(t.table_name()), default=record)
        if table is None:
            return f"firm_{uuid4()}"
        rows = await self.database.fetch(f'select id from "{table.table_name()}" order by id limit 1')
        return f"{table.access.prefix}_{rows[0]['id'] if rows else uuid4()}"

    async def _version(self, about: Any) -> int:
        prefix, _, id = str(about).rpartition("_")
        table = next((t for t in self.tables if t.access.prefix == prefix), None)
        if table is None or "version" not in table.column_names():
            return 1
        rows = await self.database.fetch(f'select version from "{table.table_name()}" where id = $1', UUID(id))
        return rows[0]["version"] if rows else 1


def record_of(change: GraphQLField) -> type[Table] | None:
    """The table of the record that a change answers with."""
    payload = get_named_type(change.type)
    field = payload.fields.get("record") if isinstance(payload, GraphQLObjectType) else None
    definition = get_named_type(field.type).extensions.get("strawberry-definition") if field else None
    binding = binding_of(definition.origin) if definition else None
    return binding.table if binding else None
