"""A field for the record that a row is about when it may be one of any table: named by the halves of its global id."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import strawberry

from majung_schema.graph.context import reading_of
from majung_schema.graph.rows import Row
from majung_schema.graph.sources import SOURCE, Source


def about(prefix: str, key: str, *, description: str) -> Any:
    """The record whose id prefix is in column `prefix` and whose uuid is in column `key`, as far as the viewer sees it.

    Null where no type of this schema shows such records: their plugin is not enabled here.
    """

    async def resolve(root: Any, info: strawberry.Info) -> Any:
        table = info.context.graph.table_of(root[prefix])
        return None if table is None else await reading_of(info).one(table, "id", root[key], root.as_of)

    async def batch(info: strawberry.Info, rows: Sequence[Row], arguments: Mapping[str, Any]) -> Sequence[Any]:
        wanted: dict[str, set[object]] = defaultdict(set)
        for row in rows:
            wanted[row[prefix]].add(row[key])
        found: dict[tuple[str, object], Row] = {}
        for name, ids in wanted.items():
            table = info.context.graph.table_of(name)
            if table is not None:
                read = await reading_of(info).ones(table, "id", ids, rows[0].as_of)
                found |= {(name, id): row for id, row in read.items()}
        return [found.get((row[prefix], row[key])) for row in rows]

    metadata = {SOURCE: Source(kind="batched", needs=(prefix, key), batch=batch)}
    return strawberry.field(resolver=resolve, description=description, metadata=metadata)
