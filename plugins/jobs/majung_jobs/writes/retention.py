"""After the hire: confirmed with the first day of work, asked at 1, 3 and 6 months, or left."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from majung import clock
from majung.access.actor import Actor
from majung.calendar.months import add_months
from majung.deadlines.writes import Due, meet_due, open_due
from majung.identifiers import refuse_resident_number
from majung.records import about
from majung.storage.transaction import find_row, load_for_change, save_change, write
from majung_jobs.errors import LeftOutside, RetainedTooEarly, StartDayMissing
from majung_jobs.lifecycles import JOB_REFERRAL, RETENTION
from majung_jobs.models import JobOrder, JobReferral, Seeker
from majung_jobs.writes.orders import fill_if_complete
from majung_jobs.writes.referrals import day_sent
from majung_jobs.writes.steps import PLATFORM, check_step, move_referral, move_seeker, require_centre

ASKED = {months: f"jobs.retained_{months}m" for months in RETENTION.values()}
"""Kinds of due dates at which a counsellor asks whether the job is still held, by months since its first day."""


@write
async def confirm_hire(actor: Actor, *, referral_id: UUID, version: int, start_on: date) -> JobReferral:
    """The seeker has begun to work: this is a placement, counted on its first day, and retention is asked from it."""
    referral = await _for_change(actor, referral_id, version)
    check_step(actor, JOB_REFERRAL, referral.state, "confirm")
    if not day_sent(referral) <= start_on <= clock.today():
        raise StartDayMissing(sent_on=day_sent(referral), today=clock.today(), path=("startOn",))
    seeker = await find_row(Seeker, PLATFORM, referral.seeker_id, lock=True)
    order = await find_row(JobOrder, PLATFORM, referral.order_id, lock=True)
    await move_referral(actor, referral, "confirm", start_on=start_on)
    await save_change(order, confirmed=order.confirmed + 1)
    await fill_if_complete(order)
    if seeker.state == "ACTIVE":
        await move_seeker(PLATFORM, seeker, "place")
    await _ask_next(actor, referral)
    return referral


@write
async def confirm_retention(actor: Actor, *, referral_id: UUID, version: int, on: date | None = None) -> JobReferral:
    """The job is still held at 1, 3 or 6 months after its first day, whichever is next."""
    referral = await _for_change(actor, referral_id, version)
    check_step(actor, JOB_REFERRAL, referral.state, "retain")
    months, asked = RETENTION[referral.state], on or clock.today()
    due_on = add_months(referral.start_on, months)
    if not due_on <= asked <= clock.today():
        raise RetainedTooEarly(months=months, start_on=referral.start_on, due_on=due_on, path=("on",))
    await move_referral(actor, referral, "retain", **{f"retained_{months}m_on": asked})
    await meet_due(actor, subject_id=referral.id, kind=ASKED[months])
    await _follow(referral)
    await _ask_next(actor, referral)
    return referral


@write
async def report_leaving(actor: Actor, *, referral_id: UUID, version: int, on: date, reason: str = "") -> JobReferral:
    """The job was left before six months; the seeker's search goes on."""
    refuse_resident_number(reason, "reason")
    referral = await _for_change(actor, referral_id, version)
    check_step(actor, JOB_REFERRAL, referral.state, "leave")
    if not referral.start_on <= on <= clock.today():
        raise LeftOutside(start_on=referral.start_on, today=clock.today(), path=("on",))
    await meet_due(actor, subject_id=referral.id, kind=ASKED[RETENTION[referral.state]])
    await move_referral(actor, referral, "leave", left_on=on, reason=reason[:1000])
    seeker = await find_row(Seeker, PLATFORM, referral.seeker_id, lock=True)
    if seeker.state in {"PLACED", "FOLLOW_UP"}:
        await move_seeker(PLATFORM, seeker, "reopen")
    return referral


async def _for_change(actor: Actor, referral_id: UUID, version: int) -> JobReferral:
    referral = await load_for_change(JobReferral, actor, referral_id, version)
    require_centre(actor, referral, referral.centre_id)
    return referral


async def _follow(referral: JobReferral) -> None:
    seeker = await find_row(Seeker, PLATFORM, referral.seeker_id, lock=True)
    if seeker.state == "PLACED":
        await move_seeker(PLATFORM, seeker, "follow")


async def _ask_next(actor: Actor, referral: JobReferral) -> None:
    """The due date of the next question, on the counsellor's list; none after the last."""
    months = RETENTION.get(referral.state)
    if months is None:
        return
    due = Due(
        kind=ASKED[months],
        waits_for="OFFICIAL",
        on=max(add_months(referral.start_on, months), clock.today()),
        account_id=referral.account_id,
        institution_id=referral.centre_id,
    )
    await open_due(actor, about=about(referral), due=due)
