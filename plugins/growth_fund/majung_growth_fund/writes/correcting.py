"""Months that were paid wrongly, put right by counter-entries; nothing that was paid is ever overwritten."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from majung.access.actor import Actor
from majung.identifiers import refuse_resident_number
from majung.money.models import Claim
from majung.money.rules import UNPAID
from majung.money.writes import ClaimDraft, correct_payment, submit_claim
from majung.storage.transaction import current, find_row, write
from majung_growth_fund.events import SubsidyCorrected
from majung_growth_fund.models import Loan, Settlement, SubsidyLine
from majung_growth_fund.reads.paid_months import WrongMonth, wrong_months
from majung_growth_fund.writes.bank_claims import natural_key
from majung_growth_fund.writes.errors import NothingWrong
from majung_growth_fund.writes.steps import PROGRAM, loan_for, tell

_PAID = """
select s.claim_id, p.id as payment_id, p.amount_krw + coalesce(
    (select sum(c.amount_krw) from payment c where c.corrects_id = p.id), 0)::bigint as open
from (select distinct claim_id from growth_fund_subsidy_line where loan_id = $1 and month = $2) s
join payment p on p.claim_id = s.claim_id and p.corrects_id is null order by p.paid_on desc, p.id desc
"""


@write
async def take_back_overpaid(actor: Actor, *, loan_id: UUID, corrected_on: date, reason: str) -> list[SubsidyLine]:
    """Take back what was paid too much for a loan, month by month (permission ``money.pay``).

    The bank sets it off against its next claim. What a firm must return itself is a clawback instead.
    """
    actor.require("money.pay")
    refuse_resident_number(reason, "reason")
    loan = await loan_for(actor, loan_id, None)
    wrong = [one for one in await wrong_months(loan) if one.entry.amount < 0]
    if not wrong or loan.clawback_id is not None:
        raise NothingWrong(loan=loan.number or loan.id, way="too much", way_ko="과다")
    return [await _take_back(actor, loan, one, corrected_on, reason) for one in wrong]


@write
async def claim_underpaid(actor: Actor, *, loan_id: UUID, reason: str) -> list[SubsidyLine]:
    """Claim what was paid too little for a loan, or not at all (permission ``money.claim``).

    The claims are approved and paid one by one, by others.
    """
    actor.require("money.claim")
    refuse_resident_number(reason, "reason")
    loan = await loan_for(actor, loan_id, None)
    waiting = await _months_with_open_claims(loan)
    wrong = [one for one in await wrong_months(loan) if one.entry.amount > 0 and one.entry.month.first not in waiting]
    if not wrong:
        raise NothingWrong(loan=loan.number or loan.id, way="too little", way_ko="과소")
    return [await _claim(actor, loan, one, reason) for one in wrong]


async def _take_back(actor: Actor, loan: Loan, wrong: WrongMonth, corrected_on: date, reason: str) -> SubsidyLine:
    month, difference = wrong.entry.month, wrong.entry.amount
    line = await _line(loan, wrong, reason)
    left = -difference
    for paid in await current().fetch(_PAID, loan.id, month.first):
        amount = min(left, paid["open"])
        if amount <= 0:
            continue
        counter = await correct_payment(
            actor, payment_id=paid["payment_id"], corrected_on=corrected_on, note=reason, amount_krw=amount
        )
        left -= amount
        line.claim_id, line.payment_id, line.paid_on = paid["claim_id"], counter.id, corrected_on
    await line.save(using_db=current().connection)
    happened = SubsidyCorrected(loan_id=loan.id, month=month.first, difference_krw=difference)
    await tell(happened, loan)
    return line


async def _claim(actor: Actor, loan: Loan, wrong: WrongMonth, reason: str) -> SubsidyLine:
    month, line = wrong.entry.month, await _line(loan, wrong, reason)
    settled = await find_row(Settlement, actor, wrong.settlement_id)
    draft = ClaimDraft(
        program_code=PROGRAM,
        amount_krw=wrong.entry.amount,
        application_id=loan.application_id,
        support_record_id=loan.support_record_id,
        firm_id=loan.firm_id,
        institution_id=loan.bank_id,
        line_id=settled.line_id,
        period_from=month.first,
        period_to=date.fromordinal(month.end.toordinal() - 1),
        natural_key=natural_key(loan.id, month, line.number),
    )
    claim = await submit_claim(actor, draft=draft)
    line.claim_id = claim.id
    await line.save(using_db=current().connection)
    happened = SubsidyCorrected(loan_id=loan.id, month=month.first, difference_krw=wrong.entry.amount)
    await tell(happened, loan)
    return line


async def _line(loan: Loan, wrong: WrongMonth, reason: str) -> SubsidyLine:
    connection = current().connection
    month = wrong.entry.month.first
    earlier = await SubsidyLine.filter(loan_id=loan.id, month=month).using_db(connection).order_by("-number").first()
    return await SubsidyLine.create(
        settlement_id=wrong.settlement_id,
        loan_id=loan.id,
        firm_id=loan.firm_id,
        bank_id=loan.bank_id,
        month=month,
        number=earlier.number + 1 if earlier else 1,
        amount_krw=wrong.entry.amount,
        reason=reason[:500],
        using_db=connection,
    )


async def _months_with_open_claims(loan: Loan) -> set[date]:
    open_claims = Claim.filter(support_record_id=loan.support_record_id, status__in=UNPAID)
    ids = [claim.id for claim in await open_claims.using_db(current().connection)]
    rows = await SubsidyLine.filter(loan_id=loan.id, claim_id__in=ids).using_db(current().connection)
    return {row.month for row in rows}
