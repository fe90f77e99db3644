"""Health and disability of seekers: kept with a consent of their own, and removed with it."""

from __future__ import annotations

from uuid import UUID

from majung import clock
from majung.access.actor import Actor
from majung.errors import InvalidValue
from majung.identifiers import refuse_resident_number
from majung.storage.transaction import current, save_change, write
from majung_jobs.errors import SeekerClosed, SensitiveConsentMissing
from majung_jobs.lifecycles import SEEKER
from majung_jobs.models import Seeker, SeekerHealth
from majung_jobs.writes.seekers import seeker_for_change
from majung_jobs.writes.steps import HEALTH_PURPOSE
from majung_jobs.writes.wish_values import MOST_TEXT

_CONSENT = """
select id from consent where person_id = $1 and kind = 'SENSITIVE' and purpose = $2 and withdrawn_at is null
and (retention_until is null or retention_until >= $3) order by given_at desc, id desc limit 1 for share
"""


@write
async def keep_health(
    actor: Actor, *, seeker_id: UUID, health: str | None = None, disability: str | None = None
) -> Seeker:
    """Keep what a seeker tells of health and disability (SENSITIVE consent, purpose JOB_HEALTH); nothing removes it."""
    for name, text in (("health", health), ("disability", disability)):
        refuse_resident_number(text, name)
        if text and len(text) > MOST_TEXT:
            raise InvalidValue(field=name, value="…", reason="at most 4,000 characters / 4,000자 이내")
    seeker = await seeker_for_change(actor, seeker_id, None)
    if SEEKER.state(seeker.state).terminal:
        raise SeekerClosed
    there = await SeekerHealth.filter(seeker_id=seeker.id).using_db(current().connection).first()
    if not health and not disability:
        await current().execute("delete from jobs_health where seeker_id = $1", seeker.id)
        return seeker
    consents = await current().fetch(_CONSENT, seeker.person_id, HEALTH_PURPOSE, clock.today())
    if not consents:
        raise SensitiveConsentMissing(purpose=HEALTH_PURPOSE)
    values = {"consent_id": consents[0]["id"], "health": health or None, "disability": disability or None}
    if there is not None:
        await save_change(there, **values)
        return seeker
    await SeekerHealth.create(seeker_id=seeker.id, person_id=seeker.person_id, **values, using_db=current().connection)
    return seeker
