"""What is removed when the consent it rests on has ended."""

from __future__ import annotations

from majung import clock
from majung.access.actor import Actor
from majung.storage.transaction import current, write

_ENDED = "c.id = t.consent_id and (c.withdrawn_at is not null or c.retention_until < $1)"


@write
async def forget_ended(actor: Actor) -> int:
    """Remove what employers were told, and health and disability, where the consent has ended; how many rows."""
    removed = 0
    for table in ("jobs_candidate", "jobs_health"):
        removed += await current().execute(f"delete from {table} t using consent c where {_ENDED}", clock.today())
    return removed
