"""Changes of due dates: opened by the write that starts a period, extended, met; periods entered by staff."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from majung import clock
from majung.access.actor import Actor
from majung.calendar.reads import load_calendar
from majung.deadlines.errors import DueInThePast, DueOver, NotLonger
from majung.deadlines.models import DueDate, PeriodRule
from majung.deadlines.reads import find_due, find_period, need_period
from majung.deadlines.rules import Period, due_day, remind_day, unit_of
from majung.records import About
from majung.storage.transaction import current, save_change, write

MANAGE = "reference.manage"
"""Permission to change reference data."""

WaitsFor = Literal["APPLICANT", "OFFICIAL", "INSTITUTION"]


@dataclass(frozen=True, kw_only=True)
class Due:
    """What is due, and whose move it is. Without a day of its own (`on`) the day follows from the period's rule."""

    kind: str
    waits_for: WaitsFor
    on: date | None = None
    started_on: date | None = None
    account_id: UUID | None = None
    institution_id: UUID | None = None


@write
async def open_due(actor: Actor, *, about: About, due: Due) -> DueDate:
    """Begin a period for a record; called by the write that starts it. The day of the event is not counted."""
    started_on = due.started_on or clock.today()
    if due.on is not None:
        period = await find_period(due.kind, about.program_code, started_on)
        due_on, rule = due.on, "GIVEN"
        if due_on < clock.today():
            raise DueInThePast(given=due_on, earliest=clock.today(), path=("dueOn",))
    else:
        period = await need_period(due.kind, about.program_code, started_on)
        due_on, rule = await _due_day(started_on, period), period.words
    return await DueDate.create(
        subject_type=about.type,
        subject_id=about.id,
        kind=due.kind,
        waits_for=due.waits_for,
        firm_id=about.firm_id,
        person_id=about.person_id,
        account_id=due.account_id,
        institution_id=due.institution_id,
        program_code=about.program_code,
        district_code=about.district_code,
        started_on=started_on,
        due_on=due_on,
        rule=rule,
        remind_on=remind_day(started_on, due_on, period.remind_days if period else 0),
        using_db=current().connection,
    )


@write
async def extend_due(actor: Actor, *, subject_id: UUID, kind: str, until: date) -> DueDate:
    """Move an open due date to a later day; a reminder comes again."""
    due = await _open(subject_id, kind)
    if until <= due.due_on:
        raise NotLonger(due_on=due.due_on, given=until, path=("until",))
    period = await find_period(kind, due.program_code, due.started_on)
    remind_on = remind_day(clock.today(), until, period.remind_days if period else 0)
    await save_change(
        due, due_on=until, extensions=due.extensions + 1, remind_on=remind_on, reminded_at=None, rule="EXTENDED"
    )
    return due


@write
async def meet_due(actor: Actor, *, subject_id: UUID, kind: str) -> DueDate | None:
    """What was due is done, or no longer wanted; None when nothing of this kind is open."""
    due = await find_due(subject_id, kind)
    if due is None or due.done_at or due.passed_at:
        return None
    await save_change(due, done_at=clock.now())
    return due


@write
async def enter_period(actor: Actor, *, period: Period, source: str) -> PeriodRule:
    """Enter how long something may take from a day on (permission ``reference.manage``); what was before, ends then.

    `period.valid_from` must be after that of the rule which it follows.
    """
    actor.require(MANAGE)
    unit_of(period.unit)
    before = (
        await PeriodRule.filter(kind=period.kind, program_code=period.program_code, valid_to=None)
        .using_db(current().connection)
        .select_for_update()
        .first()
    )
    if before is not None:
        if period.valid_from <= before.valid_from:
            raise DueInThePast(given=period.valid_from, earliest=before.valid_from, path=("validFrom",))
        await save_change(before, valid_to=date.fromordinal(period.valid_from.toordinal() - 1))
    return await PeriodRule.create(
        kind=period.kind,
        program_code=period.program_code,
        days=period.days,
        unit=period.unit,
        remind_days=period.remind_days,
        valid_from=period.valid_from,
        valid_to=period.valid_to,
        source=source,
        using_db=current().connection,
    )


async def _due_day(started_on: date, period: Period) -> date:
    return due_day(started_on, period, await load_calendar())


async def _open(subject_id: UUID, kind: str) -> DueDate:
    due = await find_due(subject_id, kind)
    if due is None or due.done_at or due.passed_at:
        raise DueOver(due_on=due.due_on if due else "-")
    return due
