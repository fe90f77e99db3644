"""Seekers: registered, counselled, active, renewed, closed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any
from uuid import UUID

from majung import clock
from majung.access.actor import Actor
from majung.errors import InvalidValue, NotAllowed
from majung.identifiers import refuse_resident_number
from majung.persons.models import Person
from majung.storage.transaction import current, find_row, load_for_change, save_change, write
from majung_jobs.errors import CounsellingMissing, SeekerClosed, SensitiveConsentMissing
from majung_jobs.events import SeekerMoved, SeekerTaken
from majung_jobs.kinds import FIRST_COUNSELLING
from majung_jobs.lifecycles import SEEKER
from majung_jobs.models import Seeker
from majung_jobs.reads.rule_sets import job_rules
from majung_jobs.rules.periods import seeker_until
from majung_jobs.rules.words import MOST, all_spelled
from majung_jobs.scopes import COUNSEL
from majung_jobs.writes.checking import known_district, known_occupations
from majung_jobs.writes.orders import EMPLOYMENT
from majung_jobs.writes.steps import (
    HEALTH_PURPOSE,
    centre_for,
    check_step,
    move_seeker,
    require_centre,
    taken_by,
    tell_seeker,
)

_COUNSELLED = "select 1 from consultation where person_id = $1 and kind = any($2::text[]) limit 1"
_CONSENTED = """
select 1 from consent where person_id = $1 and kind = 'SENSITIVE' and purpose = $2 and withdrawn_at is null
and (retention_until is null or retention_until >= $3) limit 1 for share
"""


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """What a seeker looks for and brings. `wage_month_krw` is the least a month in won; hours are a week's.

    `districts` are si/gun by code or name in which they would work (none: wherever is near enough), `within_km` how
    far from home. `health` and `disability` need a consent of their own.
    """

    occupations: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    within_km: int | None = None
    employment: tuple[str, ...] = ()
    wage_month_krw: int | None = None
    hours_min: Decimal | None = None
    hours_max: Decimal | None = None
    skills: tuple[str, ...] = ()
    certificates: tuple[str, ...] = ()
    career_months: int = 0
    career: str = ""
    health: str | None = None
    disability: str | None = None


@write
async def register_seeker(
    actor: Actor, *, person_id: UUID, wishes: Wishes, overseas: bool = False, centre_id: UUID | None = None
) -> Seeker:
    """Register a person as a seeker: they themselves, or an official (permission ``jobs.counsel``) who takes them."""
    _require_self_or_staff(actor, person_id)
    person = await find_row(Person, actor, person_id, lock=True)
    today = clock.today()
    rules = await job_rules(today)
    values = await _values(person.id, wishes)
    centre = await centre_for(actor, centre_id, person.district_code, rules)
    made = await Seeker.create(
        person_id=person.id,
        centre_id=centre,
        **await taken_by(actor),
        district_code=person.district_code,
        registered_on=today,
        valid_until=seeker_until(today, rules, overseas=overseas),
        overseas=overseas,
        live_key=person.id,
        **values,
        using_db=current().connection,
    )
    await tell_seeker(SeekerMoved(action="register", from_state=None, to_state=made.state), made)
    return made


@write
async def change_wishes(actor: Actor, *, seeker_id: UUID, version: int, changes: Mapping[str, Any]) -> Seeker:
    """Change what a seeker looks for and brings."""
    seeker = await _for_change(actor, seeker_id, version)
    if SEEKER.state(seeker.state).terminal:
        raise SeekerClosed
    names = {f.name for f in fields(Wishes)}
    stored = {name: getattr(seeker, name) for name in names}
    values = await _values(seeker.person_id, Wishes(**{**stored, **changes}))
    wanted = {name: value for name, value in values.items() if getattr(seeker, name) != value}
    if wanted:
        await save_change(seeker, **wanted)
        await tell_seeker(SeekerMoved(action="change", from_state=seeker.state, to_state=seeker.state), seeker)
    return seeker


@write
async def activate_seeker(actor: Actor, *, seeker_id: UUID, version: int) -> Seeker:
    """Let the search begin, after a first counselling; who activates takes the seeker."""
    seeker = await _for_change(actor, seeker_id, version)
    check_step(actor, SEEKER, seeker.state, "activate")
    if not await current().fetch(_COUNSELLED, seeker.person_id, FIRST_COUNSELLING):
        raise CounsellingMissing
    await move_seeker(actor, seeker, "activate", **({} if seeker.account_id else await taken_by(actor)))
    return seeker


@write
async def renew_seeker(actor: Actor, *, seeker_id: UUID, version: int) -> Seeker:
    """Let a registration stand for another period from today on, before or after it has expired."""
    seeker = await _for_change(actor, seeker_id, version)
    today = clock.today()
    until = seeker_until(today, await job_rules(today), overseas=seeker.overseas)
    changes = {"valid_until": until, "renewals": seeker.renewals + 1}
    if seeker.state == "ACTIVE":
        await save_change(seeker, **changes)
    else:
        await move_seeker(actor, seeker, "renew", **changes)
    return seeker


@write
async def close_seeker(actor: Actor, *, seeker_id: UUID, version: int, reason: str = "") -> Seeker:
    """End a registration; what is known of health and disability is removed."""
    refuse_resident_number(reason, "reason")
    seeker = await _for_change(actor, seeker_id, version)
    await move_seeker(actor, seeker, "close", close_reason=reason[:200])
    return seeker


@write
async def take_seeker(actor: Actor, *, seeker_id: UUID, version: int) -> Seeker:
    """Become the counsellor of a seeker of one's own centre (permission ``jobs.counsel``)."""
    actor.require(COUNSEL)
    seeker = await load_for_change(Seeker, actor, seeker_id, version)
    require_centre(actor, seeker, seeker.centre_id)
    if actor.account_id is None or SEEKER.state(seeker.state).terminal:
        raise SeekerClosed
    if seeker.account_id != actor.account_id:
        await save_change(seeker, **await taken_by(actor))
        await tell_seeker(SeekerTaken(handed_over=False), seeker)
    return seeker


async def _for_change(actor: Actor, seeker_id: UUID, version: int) -> Seeker:
    seeker = await load_for_change(Seeker, actor, seeker_id, version)
    _require_self_or_staff(actor, seeker.person_id)
    require_centre(actor, seeker, seeker.centre_id)
    return seeker


def _require_self_or_staff(actor: Actor, person_id: UUID) -> None:
    if actor.kind == "person" and actor.person_id == person_id:
        return
    if actor.kind not in {"official", "system"}:
        raise NotAllowed(scope=COUNSEL, actor=actor.name)
    actor.require(COUNSEL)


async def _values(person_id: UUID, wishes: Wishes) -> dict[str, Any]:
    _check(wishes)
    sensitive = wishes.health or wishes.disability
    if sensitive and not await current().fetch(_CONSENTED, person_id, HEALTH_PURPOSE, clock.today()):
        raise SensitiveConsentMissing(purpose=HEALTH_PURPOSE)
    occupations = await known_occupations(wishes.occupations)
    return {
        **vars(wishes),
        "occupations": occupations,
        "majors": sorted({code[0] for code in occupations}) or list("0123456789"),
        "districts": [await known_district(text) for text in wishes.districts],
        "employment": list(wishes.employment),
        "skills": all_spelled(wishes.skills),
        "certificates": all_spelled(wishes.certificates),
        "health": wishes.health or None,
        "disability": wishes.disability or None,
    }


def _check(wishes: Wishes) -> None:
    for name in ("career", "health", "disability"):
        text = getattr(wishes, name)
        refuse_resident_number(text, name)
        if text and len(text) > 4000:
            raise InvalidValue(field=name, value="…", reason="at most 4,000 characters / 4,000자 이내")
    for name in ("occupations", "districts", "skills", "certificates"):
        given = getattr(wishes, name)
        if len(given) > MOST or any(len(one) > 100 for one in given):
            raise InvalidValue(field=name, value=str(len(given)), reason=f"at most {MOST} / {MOST}개 이내")
    if unknown := set(wishes.employment) - set(EMPLOYMENT):
        raise InvalidValue(field="employment", value=sorted(unknown)[0][:40], reason=", ".join(EMPLOYMENT))
    ranges: tuple[tuple[str, Any, int, int], ...] = (
        ("within_km", wishes.within_km, 1, 1000),
        ("wage_month_krw", wishes.wage_month_krw, 1, 10**9),
        ("hours_min", wishes.hours_min, 1, 68),
        ("hours_max", wishes.hours_max, 1, 68),
        ("career_months", wishes.career_months, 0, 720),
    )
    for name, value, least, most in ranges:
        if value is not None and not least <= value <= most:
            raise InvalidValue(field=name, value=value, reason=f"{least} … {most}")
    if wishes.hours_min and wishes.hours_max and wishes.hours_min > wishes.hours_max:
        raise InvalidValue(field="hours_min", value=wishes.hours_min, reason=f"<= {wishes.hours_max}")
