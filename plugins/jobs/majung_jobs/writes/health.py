"""Health and disability of seekers: kept with a consent of their own, and removed with it."""

from __future__ import annotations

from uuid import UUID

from majung.access.actor import Actor
from majung.errors import InvalidValue
from majung.identifiers import refuse_resident_number
from majung.storage.transaction import current, save_change, write
from majung_jobs.errors import SeekerClosed, SensitiveConsentMissing
from majung_jobs.lifecycles import SEEKER
from majung_jobs.models import Seeker, SeekerHealth
from majung_jobs.rules.words import MOST_TEXT
from majung_jobs.writes.consents import HEALTH_PURPOSE, hold_consent
from majung_jobs.writes.seekers import seeker_for_change


@write
async def keep_health(
    actor: Actor,
    *,
    seeker_id: UUID,
    health: str | None = None,
    disability: str | None = None,
    version: int | None = None,
) -> Seeker:
    """Keep what a seeker tells of health and disability (SENSITIVE consent, purpose JOB_HEALTH); nothing removes it."""
    for name, text in (("health", health), ("disability", disability)):
        refuse_resident_number(text, name)
        if text and len(text) > MOST_TEXT:
            raise InvalidValue(field=name, value="…", reason="at most 4,000 characters / 4,000자 이내")
    seeker = await seeker_for_change(actor, seeker_id, version)
    if SEEKER.state(seeker.state).terminal:
        raise SeekerClosed
    if not health and not disability:
        await current().execute("delete from jobs_health where seeker_id = $1", seeker.id)
        return seeker
    consent_id = await hold_consent(seeker.person_id, kind="SENSITIVE", purpose=HEALTH_PURPOSE)
    if consent_id is None:
        raise SensitiveConsentMissing(purpose=HEALTH_PURPOSE)
    values = {"consent_id": consent_id, "health": health or None, "disability": disability or None}
    there = await SeekerHealth.filter(seeker_id=seeker.id).using_db(current().connection).first()
    if there is not None:
        await save_change(there, **values)
        return seeker
    await SeekerHealth.create(seeker_id=seeker.id, person_id=seeker.person_id, **values, using_db=current().connection)
    return seeker
