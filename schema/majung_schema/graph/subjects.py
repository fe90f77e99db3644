"""The record that a row is about, where a row may be about any: a note, a notice, a due date."""

from __future__ import annotations

from typing import Any

import strawberry

from majung_schema.graph.context import reading_of
from majung_schema.graph.sources import SOURCE, Source


async def subject_of(root: Any, info: strawberry.Info) -> Any:
    """The row that `subject_type` and `subject_id` name, if the viewer may see it and this schema shows its kind."""
    table = info.context.graph.table_of(root["subject_type"])
    return None if table is None else await reading_of(info).one(table, "id", root["subject_id"], root.as_of)


def subject_field(description: str) -> Any:
    """A field of a bound type whose row names its subject by type and id; one statement for each kind of record."""
    return strawberry.field(
        resolver=subject_of,
        description=description,
        metadata={SOURCE: Source(kind="to_one", needs=("subject_type", "subject_id"))},
    )
