"""After the settlement: surveys over years, and objections to decisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from majung import clock
from majung.access.actor import Actor
from majung.agreements.errors import (
    AmountBelowZero,
    DecidedByTheSame,
    NotAParty,
    ObjectionDecided,
    ObjectionNeedsWords,
    SurveyNotOpen,
)
from majung.agreements.events import ObjectionMoved, SurveyAnswered
from majung.agreements.models import FollowUpSurvey, Objection
from majung.agreements.rules import check_in_time
from majung.applications.lifecycle import DECIDE, ENTER, SETTLE
from majung.applications.models import Application, Decision
from majung.applications.steps import step_to
from majung.calendar.reads import load_calendar
from majung.deadlines.models import DueDate
from majung.deadlines.reads import need_period
from majung.deadlines.rules import due_day
from majung.deadlines.writes import Due, meet_due, open_due
from majung.events.event import Event, append
from majung.identifiers import refuse_resident_number
from majung.notices.models import Notice
from majung.notices.writes import NoticeDraft, serve_notice
from majung.records import About, about
from majung.storage.transaction import current, find_row, load_for_change, save_change, write

ANSWER = "survey.answer"
LODGE = "objection.lodge"
DECIDE_OBJECTION = "objection.decide"
"""Kinds of periods and due dates."""


@dataclass(frozen=True, kw_only=True)
class SurveyAnswer:
    """What became of the support in a year: sales in won, exports in US dollars, people employed."""

    sales_krw: int | None = None
    exports_usd: Decimal | None = None
    jobs: int | None = None
    note: str = ""


@write
async def begin_follow_up(
    actor: Actor, *, application_id: UUID, version: int, surveys: Sequence[tuple[int, date]]
) -> list[FollowUpSurvey]:
    """Begin to follow a settled application over years: for each, its figures are asked for by a day."""
    actor.require(SETTLE)
    application = await load_for_change(Application, actor, application_id, version)
    await step_to(actor, application, "FOLLOW_UP")
    made = []
    for year, due_on in surveys:
        survey = await FollowUpSurvey.create(
            application_id=application.id,
            firm_id=application.firm_id,
            person_id=application.person_id,
            program_code=application.program_code,
            district_code=application.district_code,
            year=year,
            due_on=due_on,
            using_db=current().connection,
        )
        await open_due(actor, about=about(survey), due=Due(kind=ANSWER, waits_for="APPLICANT", on=due_on))
        made.append(survey)
    return made


@write
async def answer_survey(actor: Actor, *, survey_id: UUID, version: int, answer: SurveyAnswer) -> FollowUpSurvey:
    """The applicant, or an official who enters for them, tells the figures of a year; late is better than never."""
    survey = await load_for_change(FollowUpSurvey, actor, survey_id, version)
    _require_applicant(actor, about(survey))
    if survey.state not in {"ASKED", "LAPSED"}:
        raise SurveyNotOpen(state=survey.state)
    for name, amount in vars(answer).items():
        if not isinstance(amount, str) and amount is not None and amount < 0:
            raise AmountBelowZero(field=name, given=amount)
    refuse_resident_number(answer.note, "note")
    await save_change(
        survey, state="ANSWERED", answered_at=clock.now(), answered_by=actor.name, **vars(answer)
    )  # fmt: skip
    await meet_due(actor, subject_id=survey.id, kind=ANSWER)
    await _tell(SurveyAnswered(year=survey.year), about(survey))
    return survey


async def lapse_survey(actor: Actor, due: DueDate) -> None:
    """The day to answer has passed; an answer may still be entered."""
    survey = await load_for_change(FollowUpSurvey, actor, due.subject_id, None)
    if survey.state == "ASKED":
        await save_change(survey, state="LAPSED")


@write
async def lodge_objection(actor: Actor, *, decision_id: UUID, grounds: str) -> Objection:
    """Object to a decision within the days that began when its notice was served (행정기본법 art. 36).

    While the notice is not served, the window has not begun to close.
    """
    decision = await find_row(Decision, actor, decision_id)
    application = await find_row(Application, actor, decision.application_id, lock=True)
    record = about(application)
    _require_applicant(actor, record)
    if not grounds.strip():
        raise ObjectionNeedsWords(path=("grounds",))
    refuse_resident_number(grounds, "grounds")
    notice = await _notice_of(decision)
    until = await _last_day(notice, application.program_code)
    check_in_time(clock.today(), until)
    made = await Objection.create(
        application_id=application.id,
        firm_id=record.firm_id,
        person_id=record.person_id,
        decision_id=decision.id,
        notice_id=notice.id if notice else None,
        program_code=application.program_code,
        district_code=record.district_code,
        until=until,
        grounds=grounds,
        lodged_at=clock.now(),
        lodged_by=actor.name,
        using_db=current().connection,
    )
    await open_due(actor, about=about(made), due=Due(kind=DECIDE_OBJECTION, waits_for="OFFICIAL"))
    await _tell(ObjectionMoved(state="LODGED"), about(made))
    return made


@write
async def decide_objection(actor: Actor, *, objection_id: UUID, version: int, uphold: bool, answer: str) -> Objection:
    """Uphold or dismiss an objection (permission ``applications.decide``); not by who made the decision."""
    actor.require(DECIDE)
    refuse_resident_number(answer, "answer")
    objection = await load_for_change(Objection, actor, objection_id, version)
    if objection.state != "LODGED":
        raise ObjectionDecided(state=objection.state)
    decision = await Decision.get(id=objection.decision_id, using_db=current().connection)
    if actor.account_id is not None and decision.officer_account_id == actor.account_id:
        raise DecidedByTheSame
    state = "UPHELD" if uphold else "DISMISSED"
    await save_change(
        objection, state=state, answer=answer, decided_at=clock.now(), decided_by=actor.name
    )  # fmt: skip
    await meet_due(actor, subject_id=objection.id, kind=DECIDE_OBJECTION)
    title = "이의신청 결과: 인용" if uphold else "이의신청 결과: 기각"
    notice = NoticeDraft(kind="OBJECTION", title=title, body=answer)
    await serve_notice(actor, subject=about(objection), notice=notice)
    await _tell(ObjectionMoved(state=state), about(objection))
    return objection


async def _notice_of(decision: Decision) -> Notice | None:
    """The notice that told of a decision: the first one about its application that was posted with it or later."""
    rows = Notice.filter(
        subject_id=decision.application_id, kind="RESULT", posted_at__gte=decision.decided_at
    ).order_by("posted_at")
    return await rows.using_db(current().connection).first()


async def _last_day(notice: Notice | None, program: str) -> date | None:
    if notice is None or notice.served_at is None:
        return None
    served_on = notice.served_at.astimezone(clock.SEOUL).date()
    return due_day(served_on, await need_period(LODGE, program, served_on), await load_calendar())


def _require_applicant(actor: Actor, record: About) -> None:
    theirs = record.firm_id in actor.firm_ids if record.firm_id else record.person_id == actor.person_id
    for_them = actor.kind == "official" and actor.may(ENTER)
    if not (for_them or (actor.kind in {"firm", "person"} and theirs)):
        raise NotAParty(scope=ENTER)


async def _tell(happened: Event, record: About) -> None:
    await append(
        happened,
        subject=record.id,
        firms=record.firms,
        persons=record.persons,
        program=record.program_code,
        district=record.district_code,
    )
