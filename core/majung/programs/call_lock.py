"""Who hands in and who closes at the same moment: a call's lock, given out in the order of asking.

Many may hand in at once, and none of them while the call is changed or closed. A row lock would not do: PostgreSQL
lets new FOR SHARE lockers pass a waiting FOR UPDATE, so that a crowd at the deadline could keep the call open. Its
advisory locks queue fairly: whoever comes after the closing waits, and is then told that the call is closed.
"""

from __future__ import annotations

from uuid import UUID

from majung.storage.transaction import current

_SHARED = "select pg_advisory_xact_lock_shared(hashtextextended('call ' || $1::uuid::text, 0))"
_ALONE = "select pg_advisory_xact_lock(hashtextextended('call ' || $1::uuid::text, 0))"


async def keep_open(call_id: UUID) -> None:
    """Let nobody change or close the call until the running write is over; read the call after this."""
    await current().fetch(_SHARED, call_id)


async def hold_back(call_id: UUID) -> None:
    """Wait for those who are handing in, and let nobody else begin until the running write is over."""
    await current().fetch(_ALONE, call_id)
