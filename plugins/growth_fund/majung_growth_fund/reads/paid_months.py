"""What was paid for each month of a loan, and what it should have been, given what is known now."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import msgspec

from majung import clock
from majung.programs.writes import rules_in_force
from majung_growth_fund.models import Loan
from majung_growth_fund.reads.loans import load_loan_rows, subsidised
from majung_growth_fund.reads.sources import fetch
from majung_growth_fund.rules.corrections import Clawback, CounterEntry, PaidLine, ReturnPart, clawback, counter_entries
from majung_growth_fund.rules.edition import FundRules
from majung_growth_fund.rules.interest import InterestTerms
from majung_growth_fund.rules.months import Month

_SETTLED = """
select id, month, terms, paid_on from growth_fund_settlement
where state = 'PAID' and month >= date_trunc('month', $1::date) order by month
"""

_PAYMENTS = """
select l.month, p.amount_krw, p.paid_on
from (select distinct month, claim_id from growth_fund_subsidy_line where loan_id = $1 and claim_id is not null) l
join payment p on p.claim_id = l.claim_id order by l.month, p.paid_on, p.id
"""

_NEWEST = "select edition_id from growth_fund_settlement order by month desc limit 1"


@dataclass(frozen=True, kw_only=True)
class WrongMonth:
    """A settled month of a loan that was paid wrongly (or not at all), and the settlement it belongs to."""

    settlement_id: UUID
    entry: CounterEntry


async def wrong_months(loan: Loan) -> list[WrongMonth]:
    """Every settled month whose payments differ from what is due; the counter-entry's amount is the difference."""
    [row] = await load_loan_rows([loan.id])
    if row["rate_kind"] != "SUBSIDY":
        return []
    known = subsidised(row)
    paid: dict[date, list[PaidLine]] = defaultdict(list)
    for payment in await fetch(_PAYMENTS, loan.id):
        paid[payment["month"]].append(
            PaidLine(
                loan=known.id,
                month=Month.of(payment["month"]),
                amount=payment["amount_krw"],
                paid_on=payment["paid_on"],
            )
        )
    found: list[WrongMonth] = []
    for settled in await fetch(_SETTLED, loan.executed_on):
        month = settled["month"]
        nothing = PaidLine(loan=known.id, month=Month.of(month), amount=0, paid_on=settled["paid_on"])
        terms = msgspec.convert(settled["terms"], InterestTerms)
        entries = counter_entries(paid[month] or [nothing], known, terms)
        found += [WrongMonth(settlement_id=settled["id"], entry=entry) for entry in entries]
    return found


async def clawback_of(loan: Loan, returned_on: date, rules: FundRules | None) -> Clawback:
    """What was paid too much for a stopped loan, with interest to a day; without rules the principal alone."""
    entries = [wrong.entry for wrong in await wrong_months(loan)]
    cause_on = loan.stop_on or clock.today()
    if rules is not None:
        return clawback(entries, cause_on, returned_on, rules.returns)
    return Clawback(
        parts=tuple(
            ReturnPart(month=entry.month, principal=-entry.amount, start=cause_on, end=returned_on, interest=0)
            for entry in entries
            if entry.amount < 0
        )
    )


async def rules_of_newest_settlement(loan: Loan) -> FundRules:
    """The rule data by which money is paid now: of the edition that was settled last, else of the loan's product."""
    rows = await fetch(_NEWEST)
    if not rows:
        rows = await fetch("select edition_id from growth_fund_product where id = $1", loan.product_id)
    return (await rules_in_force(rows[0]["edition_id"], clock.today(), FundRules))[1]
