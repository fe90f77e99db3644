"""Consents that the platform's work rests on, held while a write relies on them."""

from __future__ import annotations

from uuid import UUID

from majung import clock
from majung.storage.transaction import current

REFERRAL_PURPOSE = "JOB_REFERRAL"
"""The purpose of a consent (THIRD_PARTY) that an employer is told of a seeker."""

HEALTH_PURPOSE = "JOB_HEALTH"
"""The purpose of a consent (SENSITIVE) to keep health and disability."""

_IN_FORCE = """
select id from consent where person_id = $1 and kind = $2 and purpose = $3
and ($4::uuid is null or recipient_firm_id = $4) and withdrawn_at is null
and (retention_until is null or retention_until >= $5) order by given_at desc, id desc limit 1 for share
"""


async def hold_consent(person_id: UUID, *, kind: str, purpose: str, firm_id: UUID | None = None) -> UUID | None:
    """The newest consent in force (to one firm, if asked), which is not withdrawn before the write has ended."""
    rows = await current().fetch(_IN_FORCE, person_id, kind, purpose, firm_id, clock.today())
    return rows[0]["id"] if rows else None
