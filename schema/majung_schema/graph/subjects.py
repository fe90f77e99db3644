"""The record that a row is about, where a row may be about any: a note, a notice, a due date."""

from __future__ import annotations

from typing import Any

from majung_schema.graph.context import Context
from majung_schema.graph.located import located
from majung_schema.graph.rows import Row
from majung_schema.graph.sources import RowAt


def subject_of(context: Context, row: Row) -> RowAt | None:
    """The row that `subject_type` and `subject_id` name, if this schema shows its kind."""
    table = context.graph.table_of(row["subject_type"])
    return None if table is None else RowAt(table, row["subject_id"], row.as_of)


def subject_field(description: str) -> Any:
    """A field of a bound type whose row names its subject by type and id; one statement for each kind of record."""
    return located(subject_of, "subject_type", "subject_id", description=description)
