"""Node: everything in the graph that has an id of its own and can be fetched again by it."""

from __future__ import annotations

from typing import Any

import strawberry

from majung_schema.graph.rows import Row
from majung_schema.graph.sources import SOURCE, Source


def _global_id(root: Any) -> strawberry.ID:
    row: Row = root
    return strawberry.ID(row.global_id)


@strawberry.interface(description="Anything with an id; `node(id:)` fetches it again.")
class Node:
    id: strawberry.ID = strawberry.field(
        resolver=_global_id,
        description="Global id: <prefix>_<uuid>.",
        metadata={SOURCE: Source(kind="id", needs=("id",))},
    )
