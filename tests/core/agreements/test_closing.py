"""From the selection to the end: signed by both or lapsed, changed with approval, settled, followed, objected to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.core.committees.test_committee import Panel, closed, ranked
from tests.core.programs.conftest import MORNING
from tests.core.screening.conftest import Bureau

from majung.access.actor import Actor, system
from majung.agreements.errors import (
    AgreementAlready,
    AgreementNotInState,
    AmountBelowZero,
    ChangeDecided,
    ConfirmedBeyondAgreed,
    DecidedByTheSame,
    NotAParty,
    NothingChanges,
    ObjectionAlready,
    ObjectionTooLate,
    PeriodOfAgreementReversed,
    SettlementNotInState,
    SignedAlready,
    SurveyNotOpen,
)
from majung.agreements.following import (
    SurveyAnswer,
    answer_survey,
    begin_follow_up,
    decide_objection,
    lodge_objection,
)
from majung.agreements.models import Agreement, FollowUpSurvey, ProjectSettlement
from majung.agreements.settling import confirm_settlement, return_settlement, submit_settlement
from majung.agreements.signing import AgreementDraft, ask_change, decide_change, offer_agreement, sign_agreement
from majung.applications.models import Application, Decision
from majung.applications.writes import move_application
from majung.clock import clock_at
from majung.deadlines.passing import watch_due_dates
from majung.errors import NotAllowed, VersionConflict
from majung.money.models import Clawback
from majung.notices.models import Notice
from majung.notices.writes import read_notice
from majung.support.models import SupportRecord
from majung.tasks.passed import PASSED

DRAFT = AgreementDraft(amount_krw=300, period_from=date(2026, 4, 1), period_to=date(2026, 10, 31))


def agent_of(application: Application) -> Actor:
    return Actor(kind="firm", name="대리인", firm_ids=frozenset({application.firm_id}))  # type: ignore[arg-type]


async def selected(bureau: Bureau) -> Panel:
    """Three applications: selected, in reserve, rejected."""
    made = await closed(bureau, ["60"] * 3, ["55"] * 3, ["50"] * 3)
    amounts = dict.fromkeys((a.id for a in made.applications), 300)
    await ranked(bureau, made, budget_krw=300, amounts=amounts, reserves=1)
    made.applications = [await Application.get(id=a.id) for a in made.applications]
    return made


async def offered(bureau: Bureau, **draft: Any) -> tuple[Panel, Agreement]:
    made = await selected(bureau)
    first = made.applications[0]
    return made, await offer_agreement(
        bureau.settler, application_id=first.id, version=first.version, draft=replace(DRAFT, **draft)
    )


async def signed(bureau: Bureau) -> tuple[Actor, Agreement]:
    made, agreement = await offered(bureau)
    agent = agent_of(made.applications[0])
    agreement = await sign_agreement(agent, agreement_id=agreement.id, version=agreement.version)
    return agent, await sign_agreement(bureau.settler, agreement_id=agreement.id, version=agreement.version)


async def settled(bureau: Bureau, *, paid: int, interest: int) -> tuple[Actor, ProjectSettlement]:
    agent, agreement = await signed(bureau)
    application = await Application.get(id=agreement.application_id)
    await move_application(bureau.settler, application_id=application.id, version=application.version, action="start")
    await SupportRecord.filter(application_id=application.id).update(paid_krw=paid)
    return agent, await submit_settlement(
        agent, agreement_id=agreement.id, spent_krw=280, interest_krw=interest, report="박람회 참가"
    )


async def state_of(agreement: Agreement) -> tuple[str, str]:
    again = await Agreement.get(id=agreement.id)
    return again.state, (await Application.get(id=again.application_id)).state


async def test_signed_by_both_it_is_agreed(bureau: Bureau) -> None:
    made, agreement = await offered(bureau)
    agent, other = agent_of(made.applications[0]), agent_of(made.applications[1])
    assert agreement.sign_by == date(2026, 3, 24)
    first = await sign_agreement(agent, agreement_id=agreement.id, version=agreement.version)
    assert await state_of(agreement) == ("OFFERED", "SELECTED")
    with pytest.raises(SignedAlready):
        await sign_agreement(agent, agreement_id=agreement.id, version=first.version)
    with pytest.raises(VersionConflict):
        await sign_agreement(bureau.settler, agreement_id=agreement.id, version=agreement.version)
    with pytest.raises(NotAParty):
        await sign_agreement(bureau.decider, agreement_id=agreement.id, version=first.version)
    assert other.firm_ids != agent.firm_ids
    await sign_agreement(bureau.settler, agreement_id=agreement.id, version=first.version)
    assert await state_of(agreement) == ("SIGNED", "AGREED")


async def test_what_cannot_be_offered(bureau: Bureau) -> None:
    made, agreement = await offered(bureau)
    first = await Application.get(id=made.applications[0].id)
    key = {"application_id": first.id, "version": first.version}
    with pytest.raises(AgreementAlready):
        await offer_agreement(bureau.settler, draft=DRAFT, **key)
    with pytest.raises(PeriodOfAgreementReversed):
        await offer_agreement(bureau.settler, draft=replace(DRAFT, period_to=date(2026, 3, 31)), **key)
    with pytest.raises(NotAllowed):
        await offer_agreement(bureau.decider, draft=DRAFT, **key)
    assert await Agreement.all().count() == 1
    assert agreement.state == "OFFERED"


async def test_not_signed_in_time_the_best_in_reserve_moves_up(bureau: Bureau) -> None:
    made, agreement = await offered(bureau)
    await sign_agreement(agent_of(made.applications[0]), agreement_id=agreement.id, version=agreement.version)
    with clock_at(MORNING + timedelta(days=15)):
        await watch_due_dates(system("test"), PASSED)
        await watch_due_dates(system("test"), PASSED)
    states = [(await Application.get(id=a.id)).state for a in made.applications]
    assert (await state_of(agreement))[0] == "LAPSED"
    assert states == ["WITHDRAWN", "SELECTED", "REJECTED"]
    promoted = await Decision.filter(application_id=made.applications[1].id).order_by("decided_at")
    assert [decision.outcome for decision in promoted] == ["RESERVE", "SELECTED"]
    assert await Notice.filter(subject_id=made.applications[1].id, kind="RESULT").count() == 2


async def test_signed_in_time_nothing_lapses(bureau: Bureau) -> None:
    _, agreement = await signed(bureau)
    with clock_at(MORNING + timedelta(days=30)):
        await watch_due_dates(system("test"), PASSED)
    assert await state_of(agreement) == ("SIGNED", "AGREED")


async def test_a_change_alters_nothing_before_it_is_approved(bureau: Bureau) -> None:
    agent, agreement = await signed(bureau)
    with pytest.raises(NothingChanges):
        await ask_change(agent, agreement_id=agreement.id, wanted={"state": "LAPSED"}, reason="연장")
    asked = await ask_change(
        agent, agreement_id=agreement.id, wanted={"period_to": date(2026, 11, 30)}, reason="박람회 연기"
    )
    assert (await Agreement.get(id=agreement.id)).period_to == date(2026, 10, 31)
    with pytest.raises(NotAllowed):
        await decide_change(agent, change_id=asked.id, version=1, approve=True)
    decided = await decide_change(bureau.settler, change_id=asked.id, version=1, approve=True)
    assert (await Agreement.get(id=agreement.id)).period_to == date(2026, 11, 30)
    assert decided.before == {"period_to": "2026-10-31"}
    with pytest.raises(ChangeDecided):
        await decide_change(bureau.settler, change_id=asked.id, version=2, approve=False)


async def test_nothing_is_changed_or_settled_before_it_is_signed(bureau: Bureau) -> None:
    made, agreement = await offered(bureau)
    agent = agent_of(made.applications[0])
    with pytest.raises(AgreementNotInState):
        await ask_change(agent, agreement_id=agreement.id, wanted={"terms": "x"}, reason="x")
    with pytest.raises(AgreementNotInState):
        await submit_settlement(agent, agreement_id=agreement.id, spent_krw=1)


async def test_paid_money_beyond_what_is_confirmed_is_demanded_back(bureau: Bureau) -> None:
    _, settlement = await settled(bureau, paid=300, interest=7)
    key = {"settlement_id": settlement.id, "version": 1, "return_by": date(2026, 4, 30)}
    with pytest.raises(ConfirmedBeyondAgreed):
        await confirm_settlement(bureau.settler, confirmed_krw=301, **key)
    confirmed = await confirm_settlement(bureau.settler, confirmed_krw=280, **key)
    clawback = await Clawback.get(id=confirmed.clawback_id)
    assert (confirmed.paid_krw, confirmed.excess_krw) == (300, 27)
    assert (clawback.amount_krw, clawback.interest_krw, clawback.due_on) == (20, 7, date(2026, 4, 30))
    assert (await Application.get(id=settlement.application_id)).state == "SETTLED"
    with pytest.raises(SettlementNotInState):
        await confirm_settlement(bureau.settler, confirmed_krw=280, **{**key, "version": confirmed.version})


async def test_a_settlement_sent_back_is_handed_in_anew(bureau: Bureau) -> None:
    agent, settlement = await settled(bureau, paid=280, interest=0)
    await return_settlement(bureau.settler, settlement_id=settlement.id, version=1, note="영수증 누락")
    assert (await Application.get(id=settlement.application_id)).state == "SETTLEMENT_SUPPLEMENT"
    again = await submit_settlement(agent, agreement_id=settlement.agreement_id, spent_krw=280)
    confirmed = await confirm_settlement(
        bureau.settler, settlement_id=again.id, version=1, confirmed_krw=280, return_by=date(2026, 4, 30)
    )
    assert (confirmed.excess_krw, confirmed.clawback_id) == (0, None)


async def test_followed_over_years(bureau: Bureau) -> None:
    agent, settlement = await settled(bureau, paid=280, interest=0)
    await confirm_settlement(
        bureau.settler, settlement_id=settlement.id, version=1, confirmed_krw=280, return_by=date(2026, 4, 30)
    )
    application = await Application.get(id=settlement.application_id)
    first, second = await begin_follow_up(
        bureau.settler,
        application_id=application.id,
        version=application.version,
        surveys=[(2026, date(2027, 4, 30)), (2027, date(2028, 4, 30))],
    )
    with clock_at(MORNING + timedelta(days=500)):
        await watch_due_dates(system("test"), PASSED)
        lapsed = await FollowUpSurvey.get(id=first.id)
        figures = SurveyAnswer(sales_krw=1_000, exports_usd=Decimal("12.50"), jobs=3)
        with pytest.raises(AmountBelowZero):
            await answer_survey(agent, survey_id=first.id, version=2, answer=replace(figures, jobs=-1))
        answered = await answer_survey(agent, survey_id=first.id, version=lapsed.version, answer=figures)
        with pytest.raises(SurveyNotOpen):
            await answer_survey(agent, survey_id=first.id, version=answered.version, answer=figures)
    assert (lapsed.state, answered.state, answered.exports_usd) == ("LAPSED", "ANSWERED", Decimal("12.50"))
    assert (await FollowUpSurvey.get(id=second.id)).state == "ASKED"


async def rejection(bureau: Bureau) -> tuple[Actor, Decision, Notice]:
    made = await selected(bureau)
    rejected = made.applications[2]
    decision = await Decision.get(application_id=rejected.id)
    return agent_of(rejected), decision, await Notice.get(subject_id=rejected.id, kind="RESULT")


async def test_the_window_begins_when_the_notice_was_served(bureau: Bureau) -> None:
    agent, decision, notice = await rejection(bureau)
    with clock_at(MORNING + timedelta(days=5)):
        await read_notice(agent, notice_id=notice.id)
    with clock_at(MORNING + timedelta(days=36)), pytest.raises(ObjectionTooLate):
        await lodge_objection(agent, decision_id=decision.id, grounds="평가 오류")
    with clock_at(MORNING + timedelta(days=34)):
        lodged = await lodge_objection(agent, decision_id=decision.id, grounds="평가 오류")
    assert (lodged.until, lodged.notice_id) == (date(2026, 4, 14), notice.id)


async def test_one_objection_to_a_decision_by_the_applicant(bureau: Bureau) -> None:
    agent, decision, _ = await rejection(bureau)
    with pytest.raises(NotAParty):
        await lodge_objection(bureau.decider, decision_id=decision.id, grounds="평가 오류")
    await lodge_objection(agent, decision_id=decision.id, grounds="평가 오류")
    with pytest.raises(ObjectionAlready):
        await lodge_objection(agent, decision_id=decision.id, grounds="또")


async def test_somebody_else_decides_on_it(bureau: Bureau) -> None:
    agent, decision, _ = await rejection(bureau)
    lodged = await lodge_objection(agent, decision_id=decision.id, grounds="평가 오류")
    with pytest.raises(DecidedByTheSame):
        await decide_objection(bureau.decider, objection_id=lodged.id, version=1, uphold=False, answer="이유 없음")
    decided = await decide_objection(bureau.screener, objection_id=lodged.id, version=1, uphold=True, answer="재평가")
    assert decided.state == "UPHELD"
    assert await Notice.filter(subject_id=lodged.id, kind="OBJECTION").count() == 1
