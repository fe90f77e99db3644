"""Seekers: registered, counselled, active, renewed, closed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any
from uuid import UUID

from majung import clock
from majung.access.actor import Actor
from majung.identifiers import refuse_resident_number
from majung.persons.models import Person
from majung.persons.writes import refuse_destroyed
from majung.storage.transaction import current, find_row, load_for_change, save_change, write
from majung_jobs.errors import CounsellingMissing, SeekerClosed
from majung_jobs.events import SeekerMoved
from majung_jobs.kinds import FIRST_COUNSELLING
from majung_jobs.lifecycles import SEEKER
from majung_jobs.models import Handover, JobReferral, Seeker
from majung_jobs.reads.rule_sets import job_rules
from majung_jobs.rules.periods import seeker_until
from majung_jobs.scopes import COUNSEL
from majung_jobs.writes.checking import load_known
from majung_jobs.writes.numbers import next_number
from majung_jobs.writes.steps import (
    PLATFORM,
    centre_for,
    check_step,
    hand_to,
    move_referral,
    move_seeker,
    require_centre,
    require_own_centre,
    require_party,
    taken_by,
    tell_seeker,
)
from majung_jobs.writes.wish_values import Wishes, wish_values

DESTROYED = "개인정보 파기 / personal data destroyed"
"""Why a registration ended whose person asked for deletion, or whose time is over."""

_COUNSELLED = "select 1 from consultation where person_id = $1 and kind = any($2::text[]) limit 1"


@write
async def register_seeker(
    actor: Actor, *, person_id: UUID, wishes: Wishes, overseas: bool = False, centre_id: UUID | None = None
) -> Seeker:
    """Register a person as a seeker: they themselves, or an official (permission ``jobs.counsel``) who takes them."""
    require_party(actor, COUNSEL, person_id=person_id)
    person = await find_row(Person, actor, person_id, lock=True)
    refuse_destroyed(person)
    today = clock.today()
    rules = await job_rules(today)
    values = wish_values(wishes, await load_known())
    if centre_id is not None:
        require_own_centre(actor, centre_id)
    centre = await centre_for(actor, centre_id, person.district_code, rules)
    made = await Seeker.create(
        number=await next_number(Seeker, today),
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
    moved = SeekerMoved(action="register", from_state=None, to_state=made.state, account_id=made.account_id)
    await tell_seeker(moved, made)
    return made


@write
async def change_wishes(actor: Actor, *, seeker_id: UUID, version: int, changes: Mapping[str, Any]) -> Seeker:
    """Change what a seeker looks for and brings."""
    seeker = await seeker_for_change(actor, seeker_id, version)
    if SEEKER.state(seeker.state).terminal:
        raise SeekerClosed
    names = {f.name for f in fields(Wishes)}
    stored = {name: getattr(seeker, name) for name in names}
    values = wish_values(Wishes(**{**stored, **changes}), await load_known())
    wanted = {name: value for name, value in values.items() if getattr(seeker, name) != value}
    if wanted:
        await save_change(seeker, **wanted)
        state = seeker.state
        moved = SeekerMoved(action="change", from_state=state, to_state=state, account_id=seeker.account_id)
        await tell_seeker(moved, seeker)
    return seeker


@write
async def activate_seeker(actor: Actor, *, seeker_id: UUID, version: int) -> Seeker:
    """Let the search begin, after a first counselling; who activates takes the seeker."""
    seeker = await seeker_for_change(actor, seeker_id, version)
    check_step(actor, SEEKER, seeker.state, "activate")
    if not await current().fetch(_COUNSELLED, seeker.person_id, FIRST_COUNSELLING):
        raise CounsellingMissing
    await move_seeker(actor, seeker, "activate", **({} if seeker.account_id else await taken_by(actor)))
    return seeker


@write
async def renew_seeker(actor: Actor, *, seeker_id: UUID, version: int) -> Seeker:
    """Let a registration stand for another period from today on, before or after it has expired."""
    seeker = await seeker_for_change(actor, seeker_id, version)
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
    seeker = await seeker_for_change(actor, seeker_id, version)
    await move_seeker(actor, seeker, "close", close_reason=reason[:200], offered_centre_id=None)
    await _end_what_runs(seeker)
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
        await hand_to(actor, seeker, handed_over=False)
    return seeker


async def seeker_for_change(actor: Actor, seeker_id: UUID, version: int | None) -> Seeker:
    """A registration locked for change by the person themselves, or by an official of its centre."""
    seeker = await load_for_change(Seeker, actor, seeker_id, version)
    require_party(actor, COUNSEL, person_id=seeker.person_id)
    require_centre(actor, seeker, seeker.centre_id)
    return seeker


@write
async def end_for_destroyed(actor: Actor, *, person_ids: Iterable[UUID]) -> int:
    """End the registrations of persons whose data were destroyed: there is nobody left to find work for; how many."""
    running = [state.code for state in SEEKER.states if not state.terminal]
    left = Seeker.filter(person_id__in=list(person_ids), state__in=running).order_by("id")
    seekers = await left.using_db(current().connection).select_for_update()
    for seeker in seekers:
        if seeker.state == "PLACED":
            await move_seeker(actor, seeker, "follow")
        await move_seeker(actor, seeker, "close", close_reason=DESTROYED, offered_centre_id=None)
        await _end_what_runs(seeker)
    return len(seekers)


async def _end_what_runs(seeker: Seeker) -> None:
    """With a registration end its offer to another centre, and what employers have not decided yet."""
    connection = current().connection
    open_offer = await Handover.filter(seeker_id=seeker.id, state="OFFERED").using_db(connection).first()
    if open_offer is not None:
        await save_change(open_offer, state="WITHDRAWN", answered_at=clock.now(), answered_by=PLATFORM.name)
    undecided = JobReferral.filter(seeker_id=seeker.id, state__in=["PROPOSED", "SENT", "INTERVIEW"])
    for referral in await undecided.using_db(connection).select_for_update():
        await move_referral(PLATFORM, referral, "decline")
