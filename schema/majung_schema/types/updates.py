"""Updates: what happened, in the order of the log, each kind of event its own type."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import strawberry

from majung.events import models
from majung.events.log import encode_cursor
from majung_schema.graph.bound import SOURCE, Source, bound, bound_interface, column_field, computed
from majung_schema.graph.context import reading_of
from majung_schema.graph.node import Node
from majung_schema.graph.scalars import Cursor, Json


def cursor_at(position: int) -> Cursor:
    """The place of an event in the log, opaque to clients."""
    return Cursor(encode_cursor(position))


async def _subject(root: Any, info: strawberry.Info) -> Any:
    table = info.context.graph.table_of(root["subject_type"])
    return None if table is None else await reading_of(info).one(table, "id", root["subject_id"])


def snapshot(name: str, description: str | None = None) -> Any:
    """A field of an update that was recorded with the event, as it was at that moment."""

    def resolve(root: Any) -> Any:
        return root["snapshot"].get(name)

    return strawberry.field(
        resolver=resolve, metadata={SOURCE: Source(kind="computed", needs=("snapshot",))}, description=description
    )


@bound_interface(models.LoggedEvent)
class Update(Node):
    """Something that happened. `cursor` resumes a subscription after it."""

    type: str
    at: datetime
    actor: str
    program_code: str | None = column_field("program")
    cursor: Cursor = computed(cursor_at, "position", description="Resume after this update with `after:`.")
    subject: Node | None = strawberry.field(
        resolver=_subject,
        description="The record it is about, as it is now and as the viewer may see it.",
        metadata={SOURCE: Source(kind="to_one", needs=("subject_type", "subject_id"))},
    )


@bound(models.LoggedEvent, column="type")
class GeneralUpdate(Update):
    """An event without a type of its own in this schema, with the facts recorded at that moment."""

    facts: Json = column_field("snapshot")
