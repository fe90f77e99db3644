"""Columns: in which form a leaf is asked of the database, so that little or nothing is left to do for Python."""

from __future__ import annotations

from dataclasses import dataclass

from graphql import GraphQLNonNull, is_leaf_type

from majung.storage.positions import compared_type
from majung.storage.table import Table
from majung_schema.planned.asked import AskedField

EXACT_PLACES = 6
"""Up to so many decimal places PostgreSQL and Python write the same text of a number."""


@dataclass(frozen=True)
class Form:
    """SQL over a row's alias, and Python over the value that came of it (both with ``{}``)."""

    sql: str
    python: str = "{}"


_SAME = {
    ("String", "text"), ("Boolean", "bool"), ("Won", "bigint"), ("Won", "int"),
    ("Won", "integer"), ("Int", "int"), ("Int", "integer"), ("Int", "smallint"), ("JSON", "jsonb"),
}  # fmt: skip
"""GraphQL leaves whose answers are the driver's values themselves."""

_AS_TEXT = {("ID", "uuid"), ("Date", "date"), ("ExactDecimal", "numeric")}


def form_of(field: AskedField, table: type[Table], column: str) -> Form | None:
    """How a column is asked for a leaf field; None where its values take the scalar's own serializer."""
    kind = field.definition.type
    leaf = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
    if not is_leaf_type(leaf):
        return None
    stored = table.sql_type(column).lower()
    pair = (leaf.name, compared_type(stored))
    raw = f'{{}}."{column}"'
    if pair in _SAME or (leaf.name, stored) in _SAME:
        return Form(raw)
    if pair in _AS_TEXT or (pair == ("Decimal", "numeric") and _places(stored) <= EXACT_PLACES):
        return Form(f"{raw}::text")
    return Form(raw, "{}.isoformat()") if pair == ("DateTime", "timestamptz") else None


def _places(stored: str) -> int:
    """Decimal places of ``decimal(8,1)``; more than any for a number without a limit."""
    _, _, places = stored.rstrip(")").partition(",")
    return int(places) if places.strip().isdigit() else EXACT_PLACES + 1
