"""Updates: what happened, in the order of the log, each kind of event its own type."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import strawberry

from majung.events import models
from majung.events.log import encode_cursor
from majung_schema.graph.bound import SOURCE, Source, bound, bound_interface, column_field, computed
from majung_schema.graph.context import Context
from majung_schema.graph.located import located
from majung_schema.graph.node import Node
from majung_schema.graph.rows import Row
from majung_schema.graph.scalars import Cursor, Json
from majung_schema.graph.sources import RowAt


def cursor_at(position: int) -> Cursor:
    """The place of an event in the log, opaque to clients."""
    return Cursor(encode_cursor(position))


def _about(context: Context, row: Row) -> RowAt | None:
    table = context.graph.table_of(row["subject_type"])
    return None if table is None else RowAt(table, row["subject_id"])


def snapshot(name: str, description: str | None = None) -> Any:
    """A field of an update that was recorded with the event, as it was at that moment."""

    return recorded(lambda snapshot: snapshot.get(name), description)


def recorded(function: Callable[[Mapping[str, Any]], Any], description: str | None = None) -> Any:
    """A field of an update that follows from what was recorded with the event."""

    def resolve(root: Any) -> Any:
        return function(root["snapshot"])

    source = Source(kind="computed", needs=("snapshot",), function=function)
    return strawberry.field(resolver=resolve, metadata={SOURCE: source}, description=description)


@bound_interface(models.LoggedEvent)
class Update(Node):
    """Something that happened. `cursor` resumes a subscription after it."""

    type: str
    at: datetime
    actor: str
    program_code: str | None = column_field("program")
    cursor: Cursor = computed(cursor_at, "position", description="Resume after this update with `after:`.")
    subject: Node | None = located(
        _about,
        "subject_type",
        "subject_id",
        description="The record it is about, as it is now and as the viewer may see it.",
    )


@bound(models.LoggedEvent, column="type")
class GeneralUpdate(Update):
    """An event without a type of its own in this schema, with the facts recorded at that moment."""

    facts: Json = column_field("snapshot")
