"""Parking every endpoint at once, as the tables' owner and without the platform's models: after a restore."""

from __future__ import annotations

import asyncpg
import msgspec

from majung import clock
from majung.deliveries.events import EndpointParked
from majung.storage.ids import uuid7

_PARK = """
update webhook_endpoint set state = 'PARKED', reason = $1, state_at = $2, version = version + 1
where state = 'ACTIVE' returning id, institution_id, name
"""
_TELL = """
insert into event_outbox (id, type, type_version, subject_type, subject_id, firm_ids, person_ids, institution_ids,
    public, actor, at, snapshot)
values ($1, $2, $3, $4, $5, '{}', '{}', array[$6::uuid], $7, 'system:restore', $8, $9::text::jsonb)
"""


async def park_all(connection: asyncpg.Connection, reason: str) -> int:
    """Park what is active and tell both sides, inside the running transaction; how many endpoints."""
    now = clock.now()
    parked = await connection.fetch(_PARK, reason, now)
    for endpoint in parked:
        event = EndpointParked(name=endpoint["name"], reason=reason)
        await connection.execute(
            _TELL,
            uuid7(),
            event.type_name(),
            event.type_version,
            event.subject_type,
            endpoint["id"],
            endpoint["institution_id"],
            event.public,
            now,
            msgspec.json.encode(event.snapshot()).decode(),
        )
    return len(parked)
