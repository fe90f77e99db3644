"""Applications of the present year in every state, made by the writes that firms, officials and banks use."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from majung.access.actor import Actor
from majung.applications.models import Application
from majung.applications.writes import Applicant, save_draft, start_application, submit_application
from majung.clock import SEOUL, clock_at
from majung.errors import Refusal
from majung.plugin.contract import DemoProvince
from majung.storage.database import Database
from majung.storage.transaction import current
from majung_growth_fund.demo.editions import ACTOR, CurrentYear
from majung_growth_fund.writes.bank_answers import Execution, report_execution
from majung_growth_fund.writes.loans import activate
from majung_growth_fund.writes.recommending import Offer, recommend
from majung_growth_fund.writes.screening import Paper, begin_screening, check_need, enter_fact, judge_eligibility

STAGES = ("draft", "submitted", "screening", "judged", "recommended", "executed", "active")
FIRMS = 70
ROWS_OF_AN_APPLICATION = 12
_PAPERS = tuple(
    {"kind": kind, "title": kind, "issued_on": "2026-10-20"}
    for kind in ("BUSINESS_REGISTRATION", "NATIONAL_TAX", "LOCAL_TAX", "FINANCIAL_STATEMENTS")
)
_NEED = 500_000_000


async def add_applications(database: Database, province: DemoProvince, year: CurrentYear) -> int:
    """Ten firms in each stage, as far as the fund's own conditions let them go; how many rows, about."""
    made = 0
    with clock_at(datetime(2026, 11, 2, 10, tzinfo=SEOUL)):
        for number in range(min(FIRMS, len(province.firm_ids) // 2)):
            firm_id = province.firm_ids[number * 2 + 1]
            made += await _one(firm_id, year, STAGES[number % len(STAGES)], number, province)
    return made * ROWS_OF_AN_APPLICATION


async def _one(firm_id: UUID, year: CurrentYear, stage: str, number: int, province: DemoProvince) -> int:
    """One application as far as its stage; a condition that the firm does not meet stops it where it is."""
    agent = Actor(kind="firm", name="firm:demo", firm_ids=frozenset({firm_id}))
    draft = await start_application(agent, call_id=year.call_id, applicant=Applicant(firm_id=firm_id))
    await save_draft(agent, application_id=draft.id, version=None, answers=_answers(number))
    if stage == "draft":
        return 1
    await submit_application(agent, application_id=draft.id, version=None, documents=_PAPERS)
    await _decide(draft.id, STAGES.index(stage), number)
    return 1


async def _decide(application_id: UUID, stage: int, number: int) -> None:
    if stage >= STAGES.index("screening"):
        await begin_screening(ACTOR, application_id=application_id, version=await _version(application_id))
        for name in ("national_tax_arrears", "local_tax_arrears"):
            paper = Paper(name=name, value="false", source="납세증명서", as_of=date(2026, 10, 20))
            await enter_fact(ACTOR, application_id=application_id, paper=paper)
        await check_need(ACTOR, application_id=application_id, facility_need_krw=0, working_need_krw=_NEED)
    if stage < STAGES.index("judged"):
        return
    try:
        version = await _version(application_id)
        await judge_eligibility(ACTOR, application_id=application_id, version=version, accepted={})
        if stage >= STAGES.index("recommended"):
            await _lend(application_id, stage, number)
    except Refusal:
        return  # a condition is open or not met: the application waits in screening, as a real one would


async def _lend(application_id: UUID, stage: int, number: int) -> None:
    offer = Offer(working_krw=100_000_000, granted_pct=Decimal("1.5"))
    letter = await recommend(ACTOR, application_id=application_id, version=await _version(application_id), offer=offer)
    if stage < STAGES.index("executed"):
        return
    execution = Execution(
        amount_krw=100_000_000, executed_on=date(2026, 11, 2), bank_pct=Decimal("4.9"), number=f"DEMO-{number:04}"
    )
    loan = await report_execution(ACTOR, recommendation_id=letter.id, version=letter.version, execution=execution)
    if stage >= STAGES.index("active"):
        await activate(ACTOR, loan_id=loan.id, version=loan.version)


async def _version(application_id: UUID) -> int:
    return (await Application.get(id=application_id, using_db=current().connection)).version


def _answers(number: int) -> dict[str, Any]:
    return {
        "route": "GENERAL",
        "working_krw": 100_000_000,
        "use_of_funds": "원자재 구입 및 인건비",
        "bank": ("034", "011", "003")[number % 3],
        "repayment": "GRACE_2Y_BULLET",
        "sales_last_year_krw": 1_200_000_000,
        "workers": 9,
        "collateral": "GUARANTEE",
        "other_public_loans": False,
        "tell_bank": True,
    }
