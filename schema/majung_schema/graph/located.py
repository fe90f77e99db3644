"""Located fields: they lead to one row, of a table that only the row or object they stand on can tell."""

from __future__ import annotations

from typing import Any

import strawberry

from majung_schema.graph.context import Context, reading_of
from majung_schema.graph.sources import SOURCE, Locate, Source


def located(locate: Locate, *needs: str, description: str | None = None) -> Any:
    """The row that `locate` finds the place of; null without one, or where the viewer may not see it."""

    async def resolve(root: Any, info: strawberry.Info[Context, Any]) -> Any:
        found = locate(info.context, root)
        return None if found is None else await reading_of(info).one(found.table, "id", found.id, found.as_of)

    source = Source(kind="located", needs=needs, locate=locate)
    return strawberry.field(resolver=resolve, metadata={SOURCE: source}, description=description)
