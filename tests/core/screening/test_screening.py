"""Supplements and visits: asked for, answered in time, extended, expired by themselves; visits move things on."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from uuid import UUID

import pytest
from tests.core.programs.conftest import MORNING
from tests.core.screening.conftest import Bureau

from majung.access.actor import Actor, system
from majung.applications.decisions import Ruling, decide_application
from majung.applications.errors import StepNotForYou, StepNotPossible
from majung.applications.models import Application, Decision
from majung.applications.writes import move_application
from majung.clock import clock_at
from majung.deadlines.models import DueDate
from majung.deadlines.passing import watch_due_dates
from majung.errors import NotAllowed, NotFound, Refusal
from majung.notices.models import Notice
from majung.screening.errors import (
    InspectionNotPlanned,
    NothingAsked,
    NotTheApplicant,
    SupplementNotOpen,
    SupplementOver,
    VisitInTheFuture,
)
from majung.screening.inspections import InspectionReport, plan_inspection, report_inspection
from majung.screening.models import Inspection, SupplementRequest
from majung.screening.supplements import answer_supplement, ask_longer, extend_supplement, request_supplement
from majung.tasks.passed import PASSED

ITEMS = ("2025년 재무제표", "  ", "수출 실적 증명")


async def screening(bureau: Bureau) -> tuple[Actor, Application]:
    agent, application = await bureau.office.submitted()
    return agent, await bureau.office.move(application, "begin_screening")


async def asked(bureau: Bureau) -> tuple[Actor, SupplementRequest]:
    agent, application = await screening(bureau)
    return agent, await request_supplement(
        bureau.screener, application_id=application.id, version=application.version, items=ITEMS
    )


async def state_of(request_id: UUID) -> tuple[str, str]:
    request = await SupplementRequest.get(id=request_id)
    return request.state, (await Application.get(id=request.application_id)).state


async def test_the_applicant_is_told_what_is_wanted_by_when(bureau: Bureau) -> None:
    agent, request = await asked(bureau)
    [notice] = await Notice.filter(subject_id=request.application_id)
    due = await DueDate.get(subject_id=request.id)
    assert await state_of(request.id) == ("OPEN", "SUPPLEMENT_REQUESTED")
    assert (request.due_on, due.waits_for, due.firm_id in agent.firm_ids) == (date(2026, 3, 20), "APPLICANT", True)
    assert (notice.kind, notice.body) == ("SUPPLEMENT", "1. 2025년 재무제표\n2. 수출 실적 증명")


async def test_answered_in_time_it_goes_back_to_screening(bureau: Bureau) -> None:
    agent, request = await asked(bureau)
    with pytest.raises(NotTheApplicant):
        await answer_supplement(bureau.screener, supplement_id=request.id, version=1)
    with pytest.raises(NotFound):
        await answer_supplement(await bureau.office.agent(), supplement_id=request.id, version=1)
    await answer_supplement(agent, supplement_id=request.id, version=1, answer="제출합니다")
    assert await state_of(request.id) == ("ANSWERED", "SCREENING")
    assert (await DueDate.get(subject_id=request.id)).done_at == MORNING


async def test_the_programs_own_step_answers_it_too(bureau: Bureau) -> None:
    agent, request = await asked(bureau)
    application = await Application.get(id=request.application_id)
    await move_application(
        agent, application_id=application.id, version=application.version, action="answer_supplement"
    )
    assert await state_of(request.id) == ("ANSWERED", "SCREENING")


async def test_expires_by_itself_and_no_way_leads_past_the_day(bureau: Bureau) -> None:
    agent, request = await asked(bureau)
    application = await Application.get(id=request.application_id)
    with clock_at(MORNING + timedelta(days=11)):
        with pytest.raises(SupplementOver):
            await answer_supplement(agent, supplement_id=request.id, version=1)  # the platform has not looked yet
        await watch_due_dates(system("test"), PASSED)
        with pytest.raises(SupplementOver):
            await move_application(
                agent, application_id=application.id, version=application.version, action="answer_supplement"
            )
    assert await state_of(request.id) == ("EXPIRED", "SUPPLEMENT_REQUESTED")


async def test_more_time_is_asked_for_and_given_also_afterwards(bureau: Bureau) -> None:
    agent, request = await asked(bureau)
    await ask_longer(agent, supplement_id=request.id, version=1, until=date(2026, 3, 27), reason="결산 중")
    with pytest.raises(NotAllowed):
        await extend_supplement(bureau.decider, supplement_id=request.id, version=2, until=date(2026, 3, 27))
    longer = await extend_supplement(bureau.screener, supplement_id=request.id, version=2, until=date(2026, 3, 23))
    assert (longer.due_on, longer.longer_until) == (date(2026, 3, 23), None)
    with clock_at(MORNING + timedelta(days=14)):
        await watch_due_dates(system("test"), PASSED)
        expired = await SupplementRequest.get(id=request.id)
        again = await extend_supplement(
            bureau.screener, supplement_id=request.id, version=expired.version, until=date(2026, 3, 27)
        )
        await answer_supplement(agent, supplement_id=request.id, version=again.version)
    assert (expired.state, await state_of(request.id)) == ("EXPIRED", ("ANSWERED", "SCREENING"))
    with pytest.raises(SupplementNotOpen):
        await ask_longer(agent, supplement_id=request.id, version=again.version + 1, until=date(2026, 4, 1), reason="x")


async def test_what_cannot_be_asked(bureau: Bureau) -> None:
    agent, application = await screening(bureau)
    asked_for = {"application_id": application.id, "version": application.version}
    with pytest.raises(NothingAsked):
        await request_supplement(bureau.screener, items=[" "], **asked_for)
    with pytest.raises(StepNotForYou):
        await request_supplement(agent, items=ITEMS, **asked_for)
    with pytest.raises(NotAllowed):
        await request_supplement(bureau.decider, items=ITEMS, **asked_for)
    assert (await bureau.reread(application)).state == "SCREENING"
    assert await SupplementRequest.all().count() == 0


async def test_a_good_visit_goes_before_the_committee(bureau: Bureau) -> None:
    _, application = await screening(bureau)
    visit = await plan_inspection(
        bureau.screener, application_id=application.id, version=application.version, planned_on=date(2026, 3, 10)
    )
    early = InspectionReport(visited_on=date(2026, 3, 11), passed=True)
    with pytest.raises(VisitInTheFuture):
        await report_inspection(bureau.screener, inspection_id=visit.id, version=1, report=early)
    report = InspectionReport(
        visited_on=date(2026, 3, 10), passed=True, findings=[{"code": "FACTORY", "met": True, "note": "가동 중"}]
    )
    done = await report_inspection(bureau.screener, inspection_id=visit.id, version=1, report=report)
    assert (done.state, (await bureau.reread(application)).state) == ("DONE", "EVALUATING")
    assert (await DueDate.get(subject_id=visit.id)).done_at is not None
    with pytest.raises(InspectionNotPlanned):
        await report_inspection(bureau.screener, inspection_id=visit.id, version=2, report=report)


async def test_a_bad_visit_ends_there_with_its_reason(bureau: Bureau) -> None:
    _, application = await screening(bureau)
    visit = await plan_inspection(
        bureau.screener, application_id=application.id, version=application.version, planned_on=date(2026, 3, 10)
    )
    report = InspectionReport(visited_on=date(2026, 3, 10), passed=False, report="공장 없음")
    await report_inspection(bureau.screener, inspection_id=visit.id, version=1, report=report)
    decision = await Decision.get(application_id=application.id)
    assert ((await bureau.reread(application)).state, decision.reason_codes) == ("INELIGIBLE", ["INSPECTION"])
    assert (await Inspection.get(id=visit.id)).passed is False


async def test_two_officials_at_once_decide_one_wins(bureau: Bureau) -> None:
    _, application = await bureau.office.evaluating()

    async def ruling(outcome: str, action: str) -> str:
        made = Ruling(outcome=outcome, reason_codes=["SCORE"])
        try:
            return (
                await decide_application(
                    bureau.decider, application_id=application.id, version=application.version, ruling=made,
                    action=action,
                )
            ).outcome  # fmt: skip
        except Refusal as refusal:
            return refusal.code

    answers = await asyncio.gather(ruling("SELECTED", "select"), ruling("REJECTED", "reject"))
    assert "VERSION_CONFLICT" in answers
    assert await Decision.filter(application_id=application.id).count() == 1


async def test_a_step_that_the_state_does_not_have_is_refused(bureau: Bureau) -> None:
    _, application = await bureau.office.evaluating()
    with pytest.raises(StepNotPossible):
        await request_supplement(
            bureau.screener, application_id=application.id, version=application.version, items=ITEMS
        )
