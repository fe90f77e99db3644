"""A loan after its execution: started, balances and rates as the bank reports them, repaid, relief, jobs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from majung import clock
from majung.access.actor import Actor
from majung.applications.errors import StepNotPossible
from majung.errors import InvalidValue, NotAllowed
from majung.events.event import append
from majung.identifiers import refuse_resident_number
from majung.storage.transaction import current, save_change, write
from majung_growth_fund.events import BalanceReported, JobsReported, LoanActivated, LoanRepaid, ReliefGranted
from majung_growth_fund.models import BalanceReport, BankRate, JobsReport, Loan
from majung_growth_fund.reads.loans import balances, load_loan_rows, schedule_of
from majung_growth_fund.reads.products import load_product
from majung_growth_fund.reads.sources import fetch
from majung_growth_fund.rules import relief, schedule
from majung_growth_fund.rules.lifecycle import ANSWER, APPLY, MANAGE
from majung_growth_fund.rules.schedule import EarlyEffect, Schedule
from majung_growth_fund.writes.bank_answers import stored_schedule
from majung_growth_fund.writes.errors import BalanceTooHigh, DayNotPossible, NotForKind
from majung_growth_fund.writes.steps import (
    PROGRAM,
    end_application,
    end_benefit,
    end_sight,
    loan_for,
    step_with,
    tell,
)

OWED = ("EXECUTED", "ACTIVE", "SUSPENDED")

_DUE = """
select l.id from growth_fund_loan l
where l.state = any($2::text[]) and exists (
    select 1 from jsonb_array_elements(l.schedule) i
    where (i ->> 'due_on')::date > l.balance_on and (i ->> 'due_on')::date <= $1)
order by l.id
"""


@write
async def activate(actor: Actor, *, loan_id: UUID, version: int, note: str = "") -> Loan:
    """The papers of an executed loan are in order: it is subsidised from its execution on."""
    refuse_resident_number(note, "note")
    loan = await loan_for(actor, loan_id, version)
    await step_with(actor, loan, "activate", note)
    await tell(LoanActivated(loan_id=loan.id), loan)
    await _end(actor, loan, await _roll(loan))  # it may have been repaid while its papers were looked at
    return loan


@write
async def report_balance(actor: Actor, *, loan_id: UUID, version: int, on: date, balance_krw: int) -> Loan:
    """The bank reports the principal outstanding from a day on, where it is not as agreed; 0 ends the loan."""
    loan = await _reported_by_bank(actor, loan_id, version, on)
    if not 0 <= balance_krw <= loan.principal_krw:
        raise BalanceTooHigh(balance=balance_krw, principal=loan.principal_krw)
    await BalanceReport.create(
        loan_id=loan.id, on=on, balance_krw=balance_krw, by=actor.name, using_db=current().connection
    )
    repaid_on = await _roll(loan)
    await tell(BalanceReported(loan_id=loan.id, on=on, outstanding_krw=loan.outstanding_krw), loan)
    await _end(actor, loan, repaid_on)
    return loan


@write
async def repay_early(
    actor: Actor,
    *,
    loan_id: UUID,
    version: int,
    on: date,
    amount_krw: int,
    effect: EarlyEffect = EarlyEffect.LAST_FIRST,
) -> Loan:
    """The firm repaid more than was due (중도상환): the schedule is shortened; the whole balance ends the loan."""
    loan = await _reported_by_bank(actor, loan_id, version, on)
    [row] = await load_loan_rows([loan.id])
    plan = schedule.repay_early(schedule_of(row), on, amount_krw, effect)
    await save_change(loan, schedule=stored_schedule(plan), matures_on=plan.matures_on)
    repaid_on = await _roll(loan)
    await tell(BalanceReported(loan_id=loan.id, on=on, outstanding_krw=loan.outstanding_krw), loan)
    await _end(actor, loan, repaid_on)
    return loan


@write
async def report_rate(actor: Actor, *, loan_id: UUID, version: int, on: date, bank_pct: Decimal) -> Loan:
    """The bank asks another rate from a day on, in per cent a year."""
    loan = await _reported_by_bank(actor, loan_id, version, on)
    if not Decimal(0) <= bank_pct < Decimal(100):
        raise InvalidValue(field="bank_pct", value=bank_pct, reason="per cent a year; 연 이율(%)입니다")
    await BankRate.create(loan_id=loan.id, on=on, pct=bank_pct, by=actor.name, using_db=current().connection)
    await save_change(loan)
    return loan


@dataclass(frozen=True, kw_only=True)
class Relief:
    """Help for a firm whose sales fell: DEFER (상환유예) or EXTEND (만기연장) by months, sales of two equal periods."""

    kind: str
    months: int
    on: date
    sales_before_krw: int
    sales_after_krw: int


@write
async def grant_relief(actor: Actor, *, loan_id: UUID, version: int, relief_asked: Relief) -> Loan:
    """Defer repayment or put the last instalment off, as the product of the loan allows."""
    actor.require(MANAGE)
    loan = await loan_for(actor, loan_id, version)
    _require_owed(loan, "grant_relief")
    product = (await load_product(loan.product_id)).product
    relief.check_sales_drop(product, relief_asked.sales_before_krw, relief_asked.sales_after_krw)
    plans = {"DEFER": relief.defer, "EXTEND": relief.extend}
    if relief_asked.kind not in plans:
        raise InvalidValue(field="kind", value=relief_asked.kind, reason="one of DEFER, EXTEND")
    [row] = await load_loan_rows([loan.id])
    plan: Schedule = plans[relief_asked.kind](product, schedule_of(row), relief_asked.on, relief_asked.months)
    matures = max(one.due_on for one in plan.instalments)
    await save_change(loan, schedule=stored_schedule(plan), matures_on=matures)
    happened = ReliefGranted(loan_id=loan.id, kind=relief_asked.kind, months=relief_asked.months, matures_on=matures)
    await tell(happened, loan)
    return loan


@write
async def report_jobs(
    actor: Actor, *, loan_id: UUID, on: date, jobs: int, youth_jobs: int = 0, evidence: str = ""
) -> JobsReport:
    """The firm reports the jobs created with a loan so far; officials enter it for firms that cannot."""
    if actor.kind not in {"firm", "official", "system"}:
        raise NotForKind(expected="the firm", expected_ko="해당 기업")
    if actor.kind == "official" and not (actor.may(APPLY) or actor.may(MANAGE)):
        raise NotAllowed(scope=APPLY, actor=actor.name)
    refuse_resident_number(evidence, "evidence")
    if not 0 <= youth_jobs <= jobs <= 100_000:
        raise InvalidValue(field="jobs", value=jobs, reason="youth jobs are part of the jobs; 청년은 전체에 포함됩니다")
    loan = await loan_for(actor, loan_id, None)
    if not loan.executed_on <= on <= clock.today():
        raise DayNotPossible(day=on, earliest=loan.executed_on, latest=clock.today())
    made = await JobsReport.create(
        loan_id=loan.id,
        on=on,
        jobs=jobs,
        youth_jobs=youth_jobs,
        evidence=evidence,
        by=actor.name,
        using_db=current().connection,
    )
    happened = JobsReported(loan_id=loan.id, jobs=jobs)  # between the firm and the agency: banks do not see jobs
    await append(happened, subject=loan.id, firms=[loan.firm_id], program=PROGRAM)
    return made


async def roll_balances(actor: Actor) -> int:
    """Bring balances to today where an instalment fell due since; a loan with nothing left is repaid. How many."""
    due = await fetch(_DUE, clock.today(), list(OWED))
    for row in due:
        await _roll_one(actor, loan_id=row["id"])
    return len(due)


@write
async def _roll_one(actor: Actor, *, loan_id: UUID) -> None:
    loan = await loan_for(actor, loan_id, None)
    if loan.state in OWED:
        await _end(actor, loan, await _roll(loan))


async def _roll(loan: Loan) -> date | None:
    """Bring the balance to today; the day since when nothing is owed, if that is so."""
    [row] = await load_loan_rows([loan.id])
    today = clock.today()
    last = [change for change in balances(row) if change.on <= today][-1]
    await save_change(loan, outstanding_krw=last.balance, balance_on=today)
    return last.on if last.balance == 0 else None


async def _end(actor: Actor, loan: Loan, repaid_on: date | None) -> None:
    """A loan on which nothing is owed is over, unless its papers are still being looked at (EXECUTED)."""
    if repaid_on is None or loan.state == "EXECUTED":
        return
    await step_with(actor, loan, "repay", ended_on=repaid_on)
    await end_benefit(loan.support_record_id, "FINISHED")
    await end_application(loan.application_id, "repaid")
    await end_sight(loan.disclosure_id)
    await tell(LoanRepaid(loan_id=loan.id, repaid_on=repaid_on), loan)


async def _reported_by_bank(actor: Actor, loan_id: UUID, version: int, on: date) -> Loan:
    if actor.kind not in {"partner", "official", "system"}:
        raise NotForKind(expected="the bank", expected_ko="해당 은행")
    if actor.kind == "official":
        actor.require(ANSWER)
    loan = await loan_for(actor, loan_id, version)
    _require_owed(loan, "report")
    if not loan.executed_on <= on <= clock.today():
        raise DayNotPossible(day=on, earliest=loan.executed_on, latest=clock.today())
    return loan


def _require_owed(loan: Loan, action: str) -> None:
    if loan.state not in OWED:
        raise StepNotPossible(state=loan.state, action=action, possible="-")
