"""Job referrals: proposed, sent with the seeker's consent, interview, hired or not, declined."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from majung import clock
from majung.access.actor import Actor
from majung.errors import InvalidValue
from majung.identifiers import refuse_resident_number
from majung.notices.writes import NoticeDraft, serve_notice
from majung.persons.models import Person
from majung.records import About
from majung.storage.transaction import current, find_row, load_for_change, save_change, write
from majung_jobs.errors import EmployerConsentMissing, NoPlaceLeft, OrderNotOpen, SeekerNotActive
from majung_jobs.lifecycles import JOB_REFERRAL
from majung_jobs.models import JobCandidate, JobOrder, JobReferral, Seeker
from majung_jobs.scopes import COUNSEL
from majung_jobs.writes.consents import REFERRAL_PURPOSE, hold_consent
from majung_jobs.writes.numbers import next_number
from majung_jobs.writes.steps import PLATFORM, check_step, move_referral, require_centre, tell_referral

MOST_WAGE = 10**9
"""Won a month beyond which a wage is a slip of the keyboard."""

_LETTER = """
select o.number, o.title, f.name as firm, d.name_ko as district
from jobs_order o join firm f on f.id = o.firm_id left join district d on d.code = o.district_code where o.id = $1
"""


@write
async def propose_referral(actor: Actor, *, seeker_id: UUID, order_id: UUID, score: int | None = None) -> JobReferral:
    """Propose an order to a seeker of one's centre (permission ``jobs.counsel``); the employer sees nothing yet."""
    actor.require(COUNSEL)
    if score is not None and not 0 <= score <= 100:
        raise InvalidValue(field="score", value=score, reason="0 … 100")
    seeker = await find_row(Seeker, actor, seeker_id, lock=True)
    require_centre(actor, seeker, seeker.centre_id)
    _require_active(seeker)
    order = await find_row(JobOrder, actor, order_id, lock=True)
    _require_place(order)
    made = await JobReferral.create(
        order_id=order.id,
        seeker_id=seeker.id,
        person_id=seeker.person_id,
        firm_id=order.firm_id,
        centre_id=seeker.centre_id,
        account_id=actor.account_id or seeker.account_id,
        live_key=f"{order.id}:{seeker.id}",
        score=score,
        proposed_at=clock.now(),
        using_db=current().connection,
    )
    await tell_referral(made, "propose", None)
    return made


@write
async def send_referral(actor: Actor, *, referral_id: UUID, version: int) -> JobReferral:
    """Send a seeker to the employer, who is told name, contact and career from now on.

    It rests on the seeker's consent to this firm (THIRD_PARTY, purpose JOB_REFERRAL), which is looked at here and
    again at every look of the employer.
    """
    referral = await _for_change(actor, referral_id, version)
    check_step(actor, JOB_REFERRAL, referral.state, "send")
    seeker = await find_row(Seeker, PLATFORM, referral.seeker_id, lock=True)
    _require_active(seeker)
    _require_place(await find_row(JobOrder, PLATFORM, referral.order_id, lock=True))
    consent_id = await hold_consent(
        referral.person_id, kind="THIRD_PARTY", purpose=REFERRAL_PURPOSE, firm_id=referral.firm_id
    )
    if consent_id is None:
        raise EmployerConsentMissing(purpose=REFERRAL_PURPOSE)
    number = await next_number(JobReferral, clock.today())
    await move_referral(actor, referral, "send", sent_at=clock.now(), consent_id=consent_id, number=number)
    person = await find_row(Person, PLATFORM, referral.person_id)
    await JobCandidate.create(
        referral_id=referral.id,
        firm_id=referral.firm_id,
        person_id=person.id,
        consent_id=consent_id,
        name=person.name,
        phone=person.phone,
        email=person.email,
        career=seeker.career,
        using_db=current().connection,
    )
    await _hand_letter(actor, referral)
    return referral


@write
async def invite_to_interview(
    actor: Actor, *, referral_id: UUID, version: int, at: datetime, place: str = "", accompanied: bool = False
) -> JobReferral:
    """The employer asks the seeker to come; a counsellor may go along (동행면접)."""
    refuse_resident_number(place, "place")
    referral = await _for_change(actor, referral_id, version)
    await move_referral(
        actor, referral, "invite", interview_at=at, interview_place=place[:200], accompanied=accompanied
    )
    return referral


@write
async def report_hire(
    actor: Actor, *, referral_id: UUID, version: int, hired_on: date, wage_month_krw: int | None = None
) -> JobReferral:
    """The employer has decided for the seeker: one place of the order is taken."""
    if hired_on > clock.today():
        raise InvalidValue(field="hiredOn", value=hired_on, reason=f"<= {clock.today()}")
    if wage_month_krw is not None and not 0 < wage_month_krw < MOST_WAGE:
        raise InvalidValue(field="wageMonthKrw", value=wage_month_krw, reason=f"1 … {MOST_WAGE}")
    referral = await _for_change(actor, referral_id, version)
    check_step(actor, JOB_REFERRAL, referral.state, "hire")
    sent_on = day_sent(referral)
    if hired_on < sent_on:
        raise InvalidValue(field="hiredOn", value=hired_on, reason=f">= {sent_on}")
    order = await find_row(JobOrder, PLATFORM, referral.order_id, lock=True)
    if order.hired >= order.headcount:
        raise NoPlaceLeft(headcount=order.headcount)
    await move_referral(actor, referral, "hire", hired_on=hired_on, wage_month_krw=wage_month_krw)
    await save_change(order, hired=order.hired + 1)
    return referral


@write
async def report_no_hire(actor: Actor, *, referral_id: UUID, version: int, reason: str = "") -> JobReferral:
    """The employer has not decided for the seeker."""
    return await _end(actor, referral_id, version, "not_hire", reason)


@write
async def report_no_show(actor: Actor, *, referral_id: UUID, version: int, reason: str = "") -> JobReferral:
    """The seeker did not come to the interview."""
    return await _end(actor, referral_id, version, "no_show", reason)


@write
async def decline_referral(actor: Actor, *, referral_id: UUID, version: int, reason: str = "") -> JobReferral:
    """The seeker does not want it, even after the employer has decided; then its place is free again."""
    return await _end(actor, referral_id, version, "decline", reason)


async def _hand_letter(actor: Actor, referral: JobReferral) -> None:
    """The letter of referral (알선장), posted to the seeker: to whom, for what, and where."""
    [told] = await current().fetch(_LETTER, referral.order_id)
    body = f"{told['firm']} · {told['title']} · {told['district'] or ''} · 구인번호/job order {told['number']}"
    letter = NoticeDraft(kind="JOB_REFERRAL", title=f"알선장 {referral.number}", body=body)
    subject = About(type=JobReferral.access.prefix, id=referral.id, person_id=referral.person_id)
    await serve_notice(actor, subject=subject, notice=letter)


async def _end(actor: Actor, referral_id: UUID, version: int, action: str, reason: str) -> JobReferral:
    refuse_resident_number(reason, "reason")
    referral = await _for_change(actor, referral_id, version)
    hired = referral.state == "HIRED"
    check_step(actor, JOB_REFERRAL, referral.state, action)
    if hired:
        await free_place(referral)
    await move_referral(actor, referral, action, reason=reason[:1000])
    return referral


async def free_place(referral: JobReferral, **also: Any) -> None:
    """Give the place of a hire back to its order."""
    order = await find_row(JobOrder, PLATFORM, referral.order_id, lock=True)
    await save_change(order, hired=order.hired - 1, **also)


async def _for_change(actor: Actor, referral_id: UUID, version: int) -> JobReferral:
    """A referral locked for change; who may take which step is said by the lifecycle."""
    referral = await load_for_change(JobReferral, actor, referral_id, version)
    require_centre(actor, referral, referral.centre_id)
    return referral


def day_sent(referral: JobReferral) -> date:
    """The day in Seoul on which a referral was sent; the first day there is where it was not."""
    return referral.sent_at.astimezone(clock.SEOUL).date() if referral.sent_at else date.min


def _require_active(seeker: Seeker) -> None:
    if seeker.state != "ACTIVE":
        raise SeekerNotActive(state=seeker.state)


def _require_place(order: JobOrder) -> None:
    if order.state != "OPEN":
        raise OrderNotOpen(state=order.state)
    if order.hired >= order.headcount:
        raise NoPlaceLeft(headcount=order.headcount)
