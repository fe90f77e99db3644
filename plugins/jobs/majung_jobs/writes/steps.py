"""Steps of orders, seekers, job referrals and hand-overs: who may take them, and who is told."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from majung import clock
from majung.access.actor import Actor, system
from majung.applications.steps import find_step, who_refusal
from majung.errors import NotAllowed
from majung.events.event import append
from majung.institutions.models import Institution
from majung.plugin.lifecycle import Lifecycle
from majung.storage.table import Table
from majung.storage.transaction import current, save_change
from majung_jobs.errors import CentreMissing, NotYourCentre
from majung_jobs.events import JobEvent, JobOrderMoved, JobReferralMoved, SeekerMoved, SeekerTaken
from majung_jobs.lifecycles import JOB_REFERRAL, ORDER, SEEKER
from majung_jobs.models import JobOrder, JobReferral, Seeker
from majung_jobs.rules.data import JobRules
from majung_jobs.rules.periods import centre_of
from majung_jobs.scopes import READ_ALL

PLATFORM = system("jobs")
"""The platform itself, for what follows from another's step and needs no permission of theirs."""


def check_step(actor: Actor, lifecycle: Lifecycle, state: str, action: str) -> str:
    """The state a step leads to, if it leaves this one and the actor may take it."""
    step = find_step(lifecycle, state, action)
    refusal = who_refusal(actor, step)
    if refusal is not None:
        raise refusal
    return step.target


async def move_order(actor: Actor, order: JobOrder, action: str, **changes: Any) -> None:
    """Take a step with a locked order; everyone is told."""
    before, target = order.state, check_step(actor, ORDER, order.state, action)
    ended = {"closed_at": clock.now()} if ORDER.state(target).terminal else {}
    await save_change(order, state=target, **ended, **changes)
    if before != "DRAFT":
        moved = JobOrderMoved(from_state=before, to_state=target, remaining=order.headcount - order.hired)
        await tell_order(moved, order)


async def move_seeker(actor: Actor, seeker: Seeker, action: str, **changes: Any) -> None:
    """Take a step with a locked registration; the person is told."""
    before, target = seeker.state, check_step(actor, SEEKER, seeker.state, action)
    ended: dict[str, Any] = {}
    if SEEKER.state(target).terminal:
        ended = {"closed_at": clock.now(), "live_key": None}
        await current().execute("delete from jobs_health where seeker_id = $1", seeker.id)
    await save_change(seeker, state=target, **ended, **changes)
    moved = SeekerMoved(action=action, from_state=before, to_state=target, account_id=seeker.account_id)
    await tell_seeker(moved, seeker)


async def move_referral(actor: Actor, referral: JobReferral, action: str, **changes: Any) -> None:
    """Take a step with a locked job referral. When it ends, the employer sees no candidate any more."""
    before, target = referral.state, check_step(actor, JOB_REFERRAL, referral.state, action)
    ended: dict[str, Any] = {}
    if JOB_REFERRAL.state(target).terminal:
        ended = {"ended_at": clock.now(), "live_key": None}
        await current().execute("delete from jobs_candidate where referral_id = $1", referral.id)
    await save_change(referral, state=target, **ended, **changes)
    await tell_referral(referral, action, before)


async def tell_order(happened: JobEvent, order: JobOrder) -> None:
    """Append an event about an order."""
    await append(happened, subject=order.id, firms=[order.firm_id], district=order.district_code)


async def tell_seeker(happened: JobEvent, seeker: Seeker) -> None:
    """Append an event about a registration, for the person and officials."""
    await append(happened, subject=seeker.id, persons=[seeker.person_id], district=seeker.district_code)


async def tell_referral(referral: JobReferral, action: str, before: str | None) -> None:
    """Append that a referral has taken a step: to the person, their counsellor, and once it was sent the employer."""
    [seeker] = await current().fetch(
        "select account_id, district_code from jobs_seeker where id = $1", referral.seeker_id
    )
    await append(
        JobReferralMoved(action=action, from_state=before, to_state=referral.state, account_id=seeker["account_id"]),
        subject=referral.id,
        firms=[referral.firm_id] if referral.sent_at else [],
        persons=[referral.person_id],
        district=seeker["district_code"],
    )


def require_centre(actor: Actor, row: Table, *centre_ids: UUID | None) -> None:
    """Refuse officials of another centre; those who see all centres, in their si/gun, and the owner may."""
    if actor.kind != "official" or actor.centre_ids & set(centre_ids):
        return
    elsewhere = actor.districts and getattr(row, "district_code", None) not in {None, *actor.districts}
    if actor.may(READ_ALL) and not elsewhere:
        return
    if actor.account_id is None or getattr(row, "account_id", None) != actor.account_id:
        raise NotYourCentre


def require_party(actor: Actor, scope: str, *, person_id: UUID | None = None, firm_id: UUID | None = None) -> None:
    """Refuse all but the person themselves, the firm's agent, and officials with a permission."""
    if actor.kind == "person" and person_id is not None and actor.person_id == person_id:
        return
    if actor.kind == "firm" and firm_id in actor.firm_ids:
        return
    if actor.kind not in {"official", "system"}:
        raise NotAllowed(scope=scope, actor=actor.name)
    actor.require(scope)


def require_own_centre(actor: Actor, centre_id: UUID) -> None:
    """Refuse officials who act for a centre that they do not work at."""
    if actor.kind == "official" and centre_id not in actor.centre_ids and not actor.may(READ_ALL):
        raise NotYourCentre


async def taken_by(actor: Actor) -> dict[str, Any]:
    """The counsellor who owns a seeker from now on, by name; nobody yet where a person came by themselves."""
    if actor.kind != "official" or actor.account_id is None:
        return {}
    rows = await current().fetch(
        "select coalesce(nullif(display_name, ''), login) as name from account where id = $1", actor.account_id
    )
    return {"account_id": actor.account_id, "counsellor": rows[0]["name"]}


async def hand_to(actor: Actor, seeker: Seeker, *, handed_over: bool, **changes: Any) -> None:
    """Give a locked registration to a counsellor; who had the charge before is told too."""
    before = seeker.account_id
    await save_change(seeker, **changes, **await taken_by(actor))
    taken = SeekerTaken(handed_over=handed_over, account_id=seeker.account_id, from_account_id=before)
    await tell_seeker(taken, seeker)


async def centre_for(actor: Actor, asked: UUID | None, district: str | None, rules: JobRules) -> UUID:
    """The centre of a new record: the one named, the official's only one, or the one that serves the district."""
    if asked is None and len(actor.centre_ids) == 1:
        return next(iter(actor.centre_ids))
    if asked is not None:
        found = await Institution.get_or_none(id=asked, kind="CENTRE", using_db=current().connection)
    else:
        rows = await current().fetch("select job_region from district where code = $1", district)
        code = centre_of(district, rows[0]["job_region"] if rows else None, rules)
        found = await Institution.get_or_none(code=code, using_db=current().connection) if code else None
    if found is None:
        raise CentreMissing(path=("centre",))
    return found.id
