"""Supported hires: entered, their months reported and claimed, and ended when the worker leaves."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from majung import clock
from majung.access.actor import Actor
from majung.applications.models import Application, Decision
from majung.events.event import append
from majung.money.claim_writes import reject_claim
from majung.persons.models import Person
from majung.programs.models import EditionRules
from majung.storage.transaction import current, find_row, load_for_change, save_change, write
from majung.support.models import SupportRecord
from majung.support.writes import SupportGiven, end_support, grant_support
from majung_jobs.models import JobReferral
from majung_jobs.writes.steps import PLATFORM, require_party
from majung_midlife_jobs.errors import (
    HiredOutside,
    HireOver,
    LeavingOutside,
    MonthClaimed,
    MonthUnknown,
    ReferralOfAnother,
    TooManyHires,
)
from majung_midlife_jobs.events import IncentiveHireEnded, IncentiveHireEntered
from majung_midlife_jobs.models import IncentiveHire, IncentiveMonth
from majung_midlife_jobs.program import INCENTIVE, INCENTIVE_TITLE
from majung_midlife_jobs.rules.incentive import IncentiveRules, month_of
from majung_midlife_jobs.scopes import INCENTIVE as MAY
from majung_midlife_jobs.writes.deciding import require_age, require_alive, require_selected, rules_of

_HIRES = """
select count(*) as in_edition, count(*) filter (where h.application_id = $3) as of_application
from midlife_jobs_hire h join application a on a.id = h.application_id join call l on l.id = a.call_id
where h.firm_id = $1 and l.edition_id = $2
"""
_LATE_CLAIMS = """
select c.id, c.version from midlife_jobs_month m join claim c on c.id in (m.worker_claim_id, m.firm_claim_id)
where m.hire_id = $1 and m.ends_on > $2 and c.status in ('SUBMITTED', 'APPROVED') order by c.id
"""
_OPEN_CLAIMS = "select 1 from claim where id = any($1::uuid[]) and status <> 'REJECTED'"


@write
async def enter_hire(
    actor: Actor, *, application_id: UUID, person_id: UUID, hired_on: date, referral_id: UUID | None = None
) -> IncentiveHire:
    """Enter a hire of a selected firm (``midlife_jobs.incentive``): the worker's age, the firm's number of hires.

    Hires of one application wait for each other. The worker's support record is written with it.
    """
    actor.require(MAY)
    application = await require_selected(actor, application_id, INCENTIVE)
    in_force, rules = await rules_of(application, INCENTIVE, IncentiveRules)
    person = await find_row(Person, actor, person_id, lock=True)
    if not rules.hired_from <= hired_on <= min(rules.hired_to, clock.today()):
        raise HiredOutside(on=hired_on, first=rules.hired_from, last=rules.hired_to, path=("hiredOn",))
    require_age(person.birth_date, hired_on, rules.age_from, rules.age_to)
    connection = current().connection
    await _require_room(application, in_force.edition_id, rules)
    if referral_id is not None:
        await _require_referral(actor, referral_id, application, person_id)
    decision = await Decision.filter(application_id=application.id, outcome="SELECTED").using_db(connection).first()
    assert decision is not None, "a selected application has its decision"
    given = SupportGiven(
        decided_krw=min(rules.worker_cap_krw, rules.worker_month_krw * rules.months),
        purpose=INCENTIVE_TITLE.ko,
        period_from=hired_on,
        period_to=month_of(hired_on, rules.months)[1],
    )
    record = await grant_support(
        actor, application=application, decision_id=decision.id, given=given, to_person=person.id
    )
    firm_record = await SupportRecord.get(application_id=application.id, using_db=connection)
    await require_alive(firm_record.id)
    made = await IncentiveHire.create(
        application_id=application.id,
        firm_id=application.firm_id,
        person_id=person.id,
        referral_id=referral_id,
        rules_id=in_force.id,
        worker_record_id=record.id,
        firm_record_id=firm_record.id,
        hired_on=hired_on,
        live_key=person.id,
        entered_by=actor.name,
        using_db=connection,
    )
    await _tell(IncentiveHireEntered(hired_on=hired_on), made)
    return made


@write
async def report_month(actor: Actor, *, hire_id: UUID, number: int, insured: bool, wage_krw: int) -> IncentiveMonth:
    """Say of a month whether employment insurance was held and what wage was paid: the firm, or an official."""
    hire = await find_row(IncentiveHire, actor, hire_id, lock=True)
    require_party(actor, MAY, firm_id=hire.firm_id)
    rules = await rules_of_hire(hire)
    starts_on, ends_on = month_of(hire.hired_on, number) if 1 <= number <= rules.months else (date.max, date.max)
    if ends_on >= clock.today():
        why = "" if number > rules.months or number < 1 else f": it is not over before {ends_on}"
        why_ko = "" if not why else f"({ends_on} 이후 가능)"
        raise MonthUnknown(months=rules.months, given=number, why=why, why_ko=why_ko, path=("number",))
    if wage_krw < 0:
        raise MonthUnknown(months=rules.months, given=number, why=": a wage is not negative", why_ko="(임금 0원 이상)")
    connection = current().connection
    there = await IncentiveMonth.filter(hire_id=hire.id, number=number).using_db(connection).first()
    values: dict[str, Any] = {"insured": insured, "wage_krw": wage_krw, "reported_by": actor.name}
    if there is None:
        return await IncentiveMonth.create(
            hire_id=hire.id,
            firm_id=hire.firm_id,
            person_id=hire.person_id,
            number=number,
            starts_on=starts_on,
            ends_on=ends_on,
            **values,
            using_db=connection,
        )
    claims = [id for id in (there.worker_claim_id, there.firm_claim_id) if id is not None]
    if await current().fetch(_OPEN_CLAIMS, claims):
        raise MonthClaimed(month=number)
    await save_change(there, **values)
    return there


@write
async def report_last_day(actor: Actor, *, hire_id: UUID, version: int, left_on: date) -> IncentiveHire:
    """The worker left: months that were not over by then are never claimed; the worker's support ends."""
    hire = await load_for_change(IncentiveHire, actor, hire_id, version)
    require_party(actor, MAY, firm_id=hire.firm_id)
    if hire.left_on is not None:
        raise HireOver(on=hire.left_on)
    if not hire.hired_on <= left_on <= clock.today():
        raise LeavingOutside(hired_on=hire.hired_on, path=("leftOn",))
    await end_hire(hire, left_on)
    return hire


async def end_hire(hire: IncentiveHire, left_on: date) -> None:
    """End a locked hire on the last day of work.

    Claims of months that were not over by then are rejected; what was paid of them is shown as to be clawed back.
    """
    await save_change(hire, left_on=left_on, state="LEFT", live_key=None)
    for row in await current().fetch(_LATE_CLAIMS, hire.id, left_on):
        note = f"left on {left_on} / {left_on} 퇴사"
        await reject_claim(PLATFORM, claim_id=row["id"], version=row["version"], note=note)
    record = await find_row(SupportRecord, PLATFORM, hire.worker_record_id, lock=True)
    if record.status == "ACTIVE":
        await end_support(PLATFORM, support_record_id=record.id, status="FINISHED")
    await _tell(IncentiveHireEnded(left_on=left_on), hire)


@write
async def follow_leaving(actor: Actor, *, referral_id: UUID) -> bool:
    """A job referral says that the worker left: the supported hire that came from it ends with it."""
    rows = await current().fetch(
        "select h.id, r.left_on from midlife_jobs_hire h join jobs_referral r on r.id = h.referral_id"
        " where h.referral_id = $1 and h.left_on is null and r.left_on is not null",
        referral_id,
    )
    for row in rows:
        hire = await load_for_change(IncentiveHire, PLATFORM, row["id"], None)
        if hire.left_on is None:  # nobody told it while this waited
            await end_hire(hire, max(row["left_on"], hire.hired_on))
    return bool(rows)


async def rules_of_hire(hire: IncentiveHire) -> IncentiveRules:
    """The rules under which a hire was entered; later ones do not change it."""
    stored = await EditionRules.get(id=hire.rules_id, using_db=current().connection)
    return msgspec.convert(stored.data, IncentiveRules)


async def _require_room(application: Application, edition_id: UUID, rules: IncentiveRules) -> None:
    """Refuse more hires than were planned, or than a firm may have in the edition; hires of a firm go one by one."""
    await current().fetch("select 1 from firm where id = $1 for no key update", application.firm_id)
    [known] = await current().fetch(_HIRES, application.firm_id, edition_id, application.id)
    planned = min(int(application.answers["planned_hires"]), rules.most_hires)
    if known["in_edition"] >= rules.most_hires or known["of_application"] >= planned:
        raise TooManyHires(most=planned)


async def _require_referral(actor: Actor, referral_id: UUID, application: Application, person_id: UUID) -> None:
    referral = await find_row(JobReferral, actor, referral_id, lock=True)
    same = (referral.firm_id, referral.person_id) == (application.firm_id, person_id)
    if not same or referral.start_on is None or referral.left_on is not None:
        raise ReferralOfAnother(path=("referral",))


async def _tell(happened: IncentiveHireEntered | IncentiveHireEnded, hire: IncentiveHire) -> None:
    await append(happened, subject=hire.id, firms=[hire.firm_id], persons=[hire.person_id], program=INCENTIVE)
