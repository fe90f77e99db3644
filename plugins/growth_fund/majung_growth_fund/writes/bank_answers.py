"""The bank's answer to a letter: it lent, so much, on that day, at that rate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from majung import clock
from majung.access.actor import Actor
from majung.errors import InvalidValue
from majung.institutions.writes import disclose
from majung.money.writes import consume, release
from majung.storage.transaction import current, load_for_change, write
from majung_growth_fund.events import LoanExecuted
from majung_growth_fund.models import BankRate, Loan, LoanStep, Recommendation
from majung_growth_fund.reads.products import load_product
from majung_growth_fund.rules import recommendation
from majung_growth_fund.rules.outstanding import split_executed
from majung_growth_fund.rules.recommendation import Recommended
from majung_growth_fund.rules.schedule import Schedule, make_schedule
from majung_growth_fund.writes.errors import DayNotPossible
from majung_growth_fund.writes.steps import FUND, PROGRAM, end_sight, step_with, tell


@dataclass(frozen=True, kw_only=True)
class Execution:
    """A loan as the bank made it: won, day, what it asks in per cent a year, its own number."""

    amount_krw: int
    executed_on: date
    bank_pct: Decimal
    number: str


@write
async def report_execution(actor: Actor, *, recommendation_id: UUID, version: int, execution: Execution) -> Loan:
    """The bank lent on a letter: its budget is consumed, what was not lent is free again, the loan begins."""
    letter = await load_for_change(Recommendation, actor, recommendation_id, version)
    _check(execution, letter)
    await step_with(actor, letter, "execute", live_key=None)
    valid = Recommended(amount=letter.amount_krw, recommended_on=letter.recommended_on, valid_until=letter.valid_until)
    move = recommendation.executed(valid, execution.amount_krw, execution.executed_on)
    where: dict[str, Any] = {"line_id": letter.line_id, "application_id": letter.application_id}
    await consume(actor, amount_krw=move.consume, note="executed", **where)
    if move.release:
        await release(actor, amount_krw=move.release, note="not lent", **where)
    await end_sight(letter.disclosure_id)
    loan = await _open_loan(actor, letter, execution)
    happened = LoanExecuted(
        loan_id=loan.id,
        recommendation_id=letter.id,
        principal_krw=loan.principal_krw,
        executed_on=loan.executed_on,
    )
    await tell(happened, loan)
    return loan


async def _open_loan(actor: Actor, letter: Recommendation, execution: Execution) -> Loan:
    product = (await load_product(letter.product_id)).product
    schedule = make_schedule(execution.amount_krw, execution.executed_on, product.choice(letter.repayment_code))
    facility, working = split_executed(letter.facility_krw, letter.working_krw, execution.amount_krw)
    disclosed = await disclose(
        FUND, institution_id=letter.bank_id, firm_id=letter.firm_id, program=PROGRAM, basis=f"대출 {execution.number}"
    )
    connection = current().connection
    loan = await Loan.create(
        number=execution.number.strip(),
        recommendation_id=letter.id,
        application_id=letter.application_id,
        firm_id=letter.firm_id,
        product_id=letter.product_id,
        bank_id=letter.bank_id,
        family=letter.family,
        rate_kind=product.rates.kind.value if product.rates.kind else "LOAN",
        facility_krw=facility,
        working_krw=working,
        principal_krw=execution.amount_krw,
        outstanding_krw=execution.amount_krw,
        balance_on=execution.executed_on,
        granted_pct=letter.granted_pct,
        repayment_code=letter.repayment_code,
        executed_on=execution.executed_on,
        matures_on=schedule.matures_on,
        schedule=stored_schedule(schedule),
        support_record_id=letter.support_record_id,
        disclosure_id=disclosed.id,
        using_db=connection,
    )
    await BankRate.create(
        loan_id=loan.id, on=execution.executed_on, pct=execution.bank_pct, by=actor.name, using_db=connection
    )
    await LoanStep.create(
        loan_id=loan.id,
        action="execute",
        from_state="RECOMMENDED",
        to_state="EXECUTED",
        at=clock.now(),
        by=actor.name,
        using_db=connection,
    )
    return loan


def stored_schedule(schedule: Schedule) -> list[dict[str, object]]:
    """Instalments as they are stored with a loan."""
    return [
        {"due_on": one.due_on.isoformat(), "principal": one.principal, "early": one.early}
        for one in schedule.instalments
    ]


def _check(execution: Execution, letter: Recommendation) -> None:
    if execution.executed_on > clock.today():
        raise DayNotPossible(day=execution.executed_on, earliest=letter.recommended_on, latest=clock.today())
    if not Decimal(0) < execution.bank_pct < Decimal(100):
        raise InvalidValue(field="bank_pct", value=execution.bank_pct, reason="per cent a year; 연 이율(%)입니다")
    if not execution.number.strip() or len(execution.number) > 60:
        raise InvalidValue(
            field="number", value=execution.number[:60], reason="the bank's number; 은행의 대출번호입니다"
        )
