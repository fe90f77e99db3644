"""Lookups: root fields that find one row, by its global id or by a natural key."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from inspect import Parameter
from typing import Any
from uuid import UUID

import strawberry

from majung.storage.select import Select, Where
from majung.storage.table import Table
from majung_schema.graph.bound import with_arguments
from majung_schema.graph.context import Context, reading_of
from majung_schema.graph.filters import check_text
from majung_schema.graph.scalars import uuid_of
from majung_schema.graph.sources import SOURCE, Ask, RowAt, Source


def found_by(ask: Ask, table: type[Table] | None, signature: Mapping[str, tuple[Any, Any]], description: str) -> Any:
    """A root field that finds one row: `ask` makes the question of its arguments, or None where there is no row.

    Null when there is none or the viewer may not see it.
    """

    async def resolve(root: Any, info: strawberry.Info[Context, Any], **arguments: Any) -> Any:
        asked = ask(info.context, arguments)
        if isinstance(asked, RowAt):
            return await reading_of(info).one(asked.table, "id", asked.id, asked.as_of)
        rows = [] if asked is None else await reading_of(info).rows(asked)
        return rows[0] if rows else None

    with_arguments(resolve, signature)
    source = Source(kind="one", table=table, ask=ask)
    return strawberry.field(resolver=resolve, description=description, metadata={SOURCE: source})


AS_OF = {"as_of": (datetime | None, None)}


def row_at(table: type[Table], id: UUID, given: Mapping[str, Any]) -> RowAt:
    """A row now, or at the moment that the argument `asOf` names."""
    return RowAt(table, id, given.get("as_of"))


def one_by_id(table: type[Table], description: str) -> Any:
    """A root field that finds one row by its global id; null when there is none or the viewer may not see it."""

    def ask(context: Context, given: Mapping[str, Any]) -> RowAt:
        return row_at(table, uuid_of(given["id"], table.access.prefix), given)

    return found_by(ask, table, {"id": (strawberry.ID, Parameter.empty), **AS_OF}, description)


def one_by(table: type[Table], column: str, description: str) -> Any:
    """A root field that finds one row by a natural key; the argument is named `code`."""

    def ask(context: Context, given: Mapping[str, Any]) -> Select:
        code = check_text(given["code"], "code")
        where = Where(text=f'{{row}}."{column}" = :code', values={"code": (code, table.sql_type(column))})
        return Select(table=table, where=(where,))

    return found_by(ask, table, {"code": (str, Parameter.empty)}, description)
