"""Access records: that personal fields were read, by whom, whose, when, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from majung import clock
from majung.access.actor import Actor
from majung.storage.ids import uuid7

if TYPE_CHECKING:
    from majung.storage.database import Database


@dataclass
class PersonalRead:
    """The personal columns and rows of one table that an operation read, whole or masked."""

    table: str
    unmasked: bool
    columns: set[str] = field(default_factory=set)
    row_ids: set[UUID] = field(default_factory=set)


async def record_reads(database: Database, actor: Actor, operation: str | None, reads: Sequence[PersonalRead]) -> None:
    """Append one record for each table and each way of reading it."""
    now = clock.now()
    await database.statement(
        "insert into access_record (id, at, actor, kind, mandate_id, origin, operation, read_table, columns,"
        " row_ids, unmasked, purpose)"
        " select r.id, $1, $2, $3, $4, $5, $6, r.t, string_to_array(r.c, ','),"
        " coalesce(string_to_array(nullif(r.i, ''), ','), '{}')::uuid[], r.u, $7"
        " from unnest($8::uuid[], $9::text[], $10::text[], $11::text[], $12::bool[]) r(id, t, c, i, u)",
        now,
        actor.name,
        actor.kind,
        actor.mandate_id,
        actor.origin,
        operation,
        actor.purpose,
        [uuid7() for _ in reads],
        [r.table for r in reads],
        [",".join(sorted(r.columns)) for r in reads],
        [",".join(str(i) for i in sorted(r.row_ids)) for r in reads],
        [r.unmasked for r in reads],
    )
