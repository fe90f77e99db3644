"""The log after a restore: its positions go on far behind those that may have been given since the backup.

A position that was given to an event that is lost must not be given again: who kept it as a cursor would pass over
whatever else has it then, and nobody would notice.
"""

from __future__ import annotations

from datetime import datetime

import asyncpg
import msgspec

from majung import clock
from majung.events.events import LogRestored
from majung.events.log import encode_cursor
from majung.events.partitions import SIZE
from majung.storage.ids import uuid7

SKIPPED = SIZE - 1
"""Positions that are given to nobody: more than a day's events, and no partition stays empty, which ends retention."""

_EXTEND = "select majung_extend_event_log($1)"
_INSERT = """
insert into event_log (id, position, type, type_version, subject_type, subject_id, firm_ids, person_ids,
    institution_ids, public, actor, at, snapshot)
values ($1, $2, $3, $4, $5, $1, '{}', '{}', '{}', $6, 'system:restore', $7, $8::text::jsonb)
"""


async def tell_restored(connection: asyncpg.Connection, made_at: datetime) -> int:
    """Write the event that says so, as the tables' owner; its position, behind which the log goes on."""
    last = int(await connection.fetchval("select coalesce(max(position), 0) from event_log"))
    position = last + SKIPPED
    event = LogRestored(backup_made_at=made_at, after=encode_cursor(last))
    await connection.execute(_EXTEND, (position // SIZE + 1) * SIZE)
    await connection.execute(
        _INSERT,
        uuid7(),
        position,
        event.type_name(),
        event.type_version,
        event.subject_type,
        event.public,
        clock.now(),
        msgspec.json.encode(event.snapshot()).decode(),
    )
    return position
