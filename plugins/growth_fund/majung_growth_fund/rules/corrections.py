"""Wrong payments: what should have been paid, the counter-entries, and the interest on what must come back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import StrEnum

import msgspec

from majung_growth_fund.errors import ReturnRateNotKnown
from majung_growth_fund.rules.interest import InterestTerms, SubsidisedLoan, interest
from majung_growth_fund.rules.months import Month
from majung_growth_fund.rules.settlement import settle_loan


class PaidLine(msgspec.Struct, frozen=True, kw_only=True):
    """Paid to a bank for a loan and month, in KRW; earlier counter-entries are such lines too, negative."""

    loan: str
    month: Month
    amount: int
    paid_on: date


class CounterEntry(msgspec.Struct, frozen=True, kw_only=True):
    """What makes a month right: `amount` = due - paid in KRW, negative when money must come back."""

    loan: str
    bank: str
    month: Month
    paid: int
    due: int
    paid_on: date

    @property
    def amount(self) -> int:
        """To be posted beside the wrong line; nothing is ever overwritten."""
        return self.due - self.paid


class InterestFrom(StrEnum):
    """From when interest runs on money to be returned."""

    CAUSE = "CAUSE"
    PAYMENT = "PAYMENT"
    LATER_OF_BOTH = "LATER_OF_BOTH"
    """From the cause, but not before the money was received."""


class ReturnTerms(msgspec.Struct, frozen=True, kw_only=True):
    """Interest on money to be returned; the rate is set by ordinance or agreement, so there is no seed.

    It runs to the day before the money comes back (as 귀농어·귀촌법 시행령 art. 16-2 has it for its own support).
    """

    annual_pct: Decimal | None
    runs_from: InterestFrom = InterestFrom.CAUSE
    terms: InterestTerms = InterestTerms()


class ReturnPart(msgspec.Struct, frozen=True, kw_only=True):
    """One sum to be returned, in KRW, with interest from `start` to the day before `end`."""

    month: Month | None
    principal: int
    start: date
    end: date
    interest: int


class Clawback(msgspec.Struct, frozen=True, kw_only=True):
    """What must come back, in KRW."""

    parts: tuple[ReturnPart, ...]

    @property
    def principal(self) -> int:
        """Without interest."""
        return sum(part.principal for part in self.parts)

    @property
    def interest(self) -> int:
        """Interest on all parts."""
        return sum(part.interest for part in self.parts)

    @property
    def total(self) -> int:
        """Principal and interest."""
        return self.principal + self.interest


def counter_entries(paid: Iterable[PaidLine], loan: SubsidisedLoan, terms: InterestTerms) -> tuple[CounterEntry, ...]:
    """For each month paid, what is wrong about it, given the loan as it should have been known.

    Lines of other loans are passed over; months that are already right have no entry.
    """
    by_month: dict[Month, list[PaidLine]] = {}
    for line in paid:
        if line.loan == loan.id:
            by_month.setdefault(line.month, []).append(line)
    entries = [
        CounterEntry(
            loan=loan.id,
            bank=loan.bank,
            month=month,
            paid=sum(line.amount for line in lines),
            due=settle_loan(loan, month, terms).amount,
            paid_on=min(line.paid_on for line in lines),
        )
        for month, lines in sorted(by_month.items())
    ]
    return tuple(entry for entry in entries if entry.amount)


def clawback(entries: Iterable[CounterEntry], cause_on: date, returned_on: date, terms: ReturnTerms) -> Clawback:
    """The subsidy to be returned, each month's with its own interest; months paid too little are not set off."""
    parts = [
        _part(entry.month, -entry.amount, _start(cause_on, entry.paid_on, terms), returned_on, terms)
        for entry in entries
        if entry.amount < 0
    ]
    return Clawback(parts=tuple(parts))


def principal_clawback(principal: int, cause_on: date, returned_on: date, terms: ReturnTerms) -> Clawback:
    """A fund loan called in: its principal with interest from the day of the cause."""
    return Clawback(parts=(_part(None, principal, cause_on, returned_on, terms),))


def _start(cause_on: date, paid_on: date, terms: ReturnTerms) -> date:
    if terms.runs_from is InterestFrom.CAUSE:
        return cause_on
    return paid_on if terms.runs_from is InterestFrom.PAYMENT else max(cause_on, paid_on)


def _part(month: Month | None, principal: int, start: date, end: date, terms: ReturnTerms) -> ReturnPart:
    if terms.annual_pct is None:
        raise ReturnRateNotKnown()
    end = max(start, end)
    owed = interest(principal, terms.annual_pct, start, end, terms.terms)
    return ReturnPart(month=month, principal=principal, start=start, end=end, interest=owed)
