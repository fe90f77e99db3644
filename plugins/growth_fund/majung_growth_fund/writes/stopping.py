"""When something is wrong with a loan: its subsidy suspended and resumed, the loan cancelled, called back, closed."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from majung import clock
from majung.access.actor import Actor
from majung.identifiers import refuse_resident_number
from majung.money.models import Clawback
from majung.money.writes import order_clawback
from majung.storage.transaction import current, save_change, write
from majung_growth_fund.events import LoanCancelled, LoanClosed, LoanResumed, LoanSuspended
from majung_growth_fund.models import Loan, Suspension
from majung_growth_fund.reads.paid_months import clawback_of, rules_of_newest_settlement
from majung_growth_fund.reads.products import load_stop_grounds
from majung_growth_fund.rules.stopping import Effect, StopGround
from majung_growth_fund.rules.validity import in_force
from majung_growth_fund.writes.errors import DayNotPossible, GroundNotInForce, MoneyMustComeBack, NothingToClawBack
from majung_growth_fund.writes.steps import end_application, end_benefit, end_sight, loan_for, step_with, tell


@write
async def suspend(actor: Actor, *, loan_id: UUID, version: int, since: date, ground: str, note: str = "") -> Loan:
    """Stop the subsidy of a loan for a time (arrears …), from a day on."""
    refuse_resident_number(note, "note")
    loan = await loan_for(actor, loan_id, version)
    await _ground(ground, since, Effect.SUSPEND)
    _require_day(loan, since)
    await step_with(actor, loan, "suspend", note)
    await Suspension.create(
        loan_id=loan.id, start=since, ground=ground, note=note, by=actor.name, using_db=current().connection
    )
    await tell(LoanSuspended(loan_id=loan.id, since=since, ground=ground), loan)
    return loan


@write
async def resume(actor: Actor, *, loan_id: UUID, version: int, since: date, note: str = "") -> Loan:
    """Let the subsidy of a suspended loan go on from a day."""
    refuse_resident_number(note, "note")
    loan = await loan_for(actor, loan_id, version)
    await step_with(actor, loan, "resume", note)
    pause = await Suspension.get(loan_id=loan.id, until=None, using_db=current().connection)
    if not pause.start <= since <= clock.today():
        raise DayNotPossible(day=since, earliest=pause.start, latest=clock.today())
    await save_change(pause, until=since)
    await tell(LoanResumed(loan_id=loan.id, since=since), loan)
    return loan


@write
async def cancel_loan(
    actor: Actor, *, loan_id: UUID, version: int, ground: str, cause_on: date, note: str = ""
) -> Loan:
    """Take the support back on a ground: no subsidy from the day of the cause; what was paid since comes back."""
    refuse_resident_number(note, "note")
    loan = await loan_for(actor, loan_id, version)
    await _ground(ground, cause_on, Effect.CANCEL)
    _require_day(loan, cause_on)
    await step_with(actor, loan, "cancel", note, stop_on=cause_on, stop_ground=ground, ended_on=cause_on)
    await end_benefit(loan.support_record_id, "CANCELLED")
    await tell(LoanCancelled(loan_id=loan.id, ground=ground, cause_on=cause_on), loan)
    return loan


@write
async def claw_back(actor: Actor, *, loan_id: UUID, version: int, note: str = "") -> Loan:
    """Demand back what was paid for the time after the cause, with interest to the day it is due."""
    refuse_resident_number(note, "note")
    loan = await loan_for(actor, loan_id, version)
    await step_with(actor, loan, "claw_back", note)
    cause_on = loan.stop_on or clock.today()
    rules = await rules_of_newest_settlement(loan)
    due_on = clock.today() + timedelta(days=rules.clawback_notice_days)
    back = await clawback_of(loan, due_on, rules)
    if back.principal == 0 or loan.support_record_id is None:
        raise NothingToClawBack(cause_on=cause_on)
    ordered = await order_clawback(
        actor,
        support_record_id=loan.support_record_id,
        amount_krw=back.principal,
        interest_krw=back.interest,
        reason_code=loan.stop_ground or "CANCELLED",
        cause_on=cause_on,
        due_on=due_on,
    )
    await save_change(loan, clawback_id=ordered.id)
    return loan


@write
async def close_loan(actor: Actor, *, loan_id: UUID, version: int, note: str = "") -> Loan:
    """Nothing is left to do: nothing was paid after the cause, or all of it has come back."""
    refuse_resident_number(note, "note")
    loan = await loan_for(actor, loan_id, version)
    owed = await _still_owed(loan)
    if owed:
        raise MoneyMustComeBack(amount=owed)
    returned = loan.clawback_id is not None
    await step_with(actor, loan, "close", note)
    if returned:
        await end_benefit(loan.support_record_id, "CLAWED_BACK")
    await end_application(loan.application_id, "closed")
    await end_sight(loan.disclosure_id)
    await tell(LoanClosed(loan_id=loan.id), loan)
    return loan


async def _still_owed(loan: Loan) -> int:
    if loan.clawback_id is not None:
        back = await Clawback.get(id=loan.clawback_id, using_db=current().connection)
        left: int = back.amount_krw + back.interest_krw - back.returned_krw
        return left
    grounds = [ground for ground in await load_stop_grounds() if ground.code == loan.stop_ground]
    if not any(ground.clawback for ground in grounds) or loan.stop_on is None:
        return 0
    return (await clawback_of(loan, clock.today(), None)).principal


async def _ground(code: str, day: date, effect: Effect) -> StopGround:
    valid = [ground for ground in in_force(await load_stop_grounds(), day) if ground.effect is effect]
    for ground in valid:
        if ground.code == code:
            return ground
    known = ", ".join(ground.code for ground in valid) or "-"
    raise GroundNotInForce(ground=code, effect=effect.value, day=day, known=known)


def _require_day(loan: Loan, day: date) -> None:
    if not loan.executed_on <= day <= clock.today():
        raise DayNotPossible(day=day, earliest=loan.executed_on, latest=clock.today())
