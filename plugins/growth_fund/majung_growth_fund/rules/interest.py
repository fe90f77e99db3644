"""Interest by days, exactly: the province's share of a bank loan's interest (이차보전) in stretches of one balance."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from typing import TypeVar

import msgspec

from majung_growth_fund.errors import BalanceHistoryBroken, BankRateNotKnown
from majung_growth_fund.rules.rounding import Rounding, whole_won


class DayCount(StrEnum):
    """What a year has: always 365 days, its own days, or 360."""

    ACTUAL_365 = "ACTUAL_365"
    ACTUAL_ACTUAL = "ACTUAL_ACTUAL"
    ACTUAL_360 = "ACTUAL_360"


class RoundAt(StrEnum):
    """Where fractions of a won are dropped: in each stretch, or once for the loan and month."""

    SEGMENT = "SEGMENT"
    LOAN_MONTH = "LOAN_MONTH"


class InterestTerms(msgspec.Struct, frozen=True, kw_only=True):
    """How interest is computed; the seed is common practice, each agreement with a bank may differ."""

    day_count: DayCount = DayCount.ACTUAL_365
    rounding: Rounding = Rounding.FLOOR
    unit_krw: int = 1
    round_at: RoundAt = RoundAt.SEGMENT
    execution_day_counts: bool = True
    """True: interest runs from the day of execution to the day before repayment; False: one day later each."""


class BalanceChange(msgspec.Struct, frozen=True):
    """From this day on, so much principal is outstanding, in KRW."""

    on: date
    balance: int


class RateChange(msgspec.Struct, frozen=True):
    """From this day on, the bank asks this rate, in percent a year."""

    on: date
    pct: Decimal


class Pause(msgspec.Struct, frozen=True):
    """No subsidy from `start` until the day before `until`; None: not resumed yet."""

    start: date
    until: date | None = None


class SubsidisedLoan(msgspec.Struct, frozen=True, kw_only=True):
    """What the monthly subsidy of one bank loan depends on."""

    id: str
    bank: str
    granted_pct: Decimal
    balances: tuple[BalanceChange, ...]
    bank_rates: tuple[RateChange, ...]
    pauses: tuple[Pause, ...] = ()
    stop_on: date | None = None
    """The day of the cause, or of the agreed end: from this day on there is no subsidy."""


class Segment(msgspec.Struct, frozen=True):
    """A stretch of days with one balance and one effective rate; `end` is the first day after it."""

    start: date
    end: date
    balance: int
    pct: Decimal
    interest: int

    @property
    def days(self) -> int:
        """How many days bear interest."""
        return (self.end - self.start).days


Stretch = tuple[date, date, int, Decimal]
V = TypeVar("V", int, Decimal)


def year_share(start: date, end: date, day_count: DayCount) -> tuple[int, int]:
    """The days from `start` to the day before `end` as an exact fraction of a year."""
    if day_count is DayCount.ACTUAL_365:
        return (end - start).days, 365
    if day_count is DayCount.ACTUAL_360:
        return (end - start).days, 360
    share = Fraction(0)
    while start < end:
        turn = min(end, date(start.year + 1, 1, 1))
        share += Fraction((turn - start).days, (date(start.year + 1, 1, 1) - date(start.year, 1, 1)).days)
        start = turn
    return share.numerator, share.denominator


def exact_interest(balance: int, pct: Decimal, start: date, end: date, day_count: DayCount) -> tuple[int, int]:
    """`balance x pct / 100 x share of a year` won, as numerator and denominator."""
    days, year = year_share(start, end, day_count)
    above, below = pct.as_integer_ratio()
    return balance * above * days, below * 100 * year


def interest(balance: int, pct: Decimal, start: date, end: date, terms: InterestTerms) -> int:
    """Whole won for the days from `start` to the day before `end`."""
    above, below = exact_interest(balance, pct, start, end, terms.day_count)
    return whole_won(above, below, terms.rounding, terms.unit_krw)


def segments(loan: SubsidisedLoan, start: date, end: date, terms: InterestTerms) -> tuple[Segment, ...]:
    """The stretches of a period that bear a subsidy, each with its whole won."""
    stretches = _joined(_stretches(loan, start, end, terms))
    if terms.round_at is RoundAt.SEGMENT:
        return tuple(
            Segment(first, after, balance, pct, interest(balance, pct, first, after, terms))
            for first, after, balance, pct in stretches
        )
    running, given, found = Fraction(0), 0, []
    for first, after, balance, pct in stretches:
        running += Fraction(*exact_interest(balance, pct, first, after, terms.day_count))
        so_far = whole_won(running.numerator, running.denominator, terms.rounding, terms.unit_krw)
        found.append(Segment(first, after, balance, pct, so_far - given))
        given = so_far
    return tuple(found)


def _stretches(loan: SubsidisedLoan, start: date, end: date, terms: InterestTerms) -> Iterator[Stretch]:
    shift = timedelta(days=0 if terms.execution_day_counts else 1)
    balances = [(change.on + shift, change.balance) for change in loan.balances]
    rates = [(change.on, change.pct) for change in loan.bank_rates]
    _check_order(loan.id, "balances", balances)
    _check_order(loan.id, "bank rates", rates)
    if loan.stop_on is not None:
        end = min(end, loan.stop_on)
    marks = [day for day, _ in balances] + [day for day, _ in rates]
    for pause in loan.pauses:
        marks.append(pause.start)
        marks.append(pause.until or end)
    cuts = [start, *sorted({day for day in marks if start < day < end}), end]
    for first, after in pairwise(cuts):
        balance = _at(balances, first)
        if not balance or first >= after or any(_paused(pause, first) for pause in loan.pauses):
            continue
        asked = _at(rates, first)
        if asked is None:
            raise BankRateNotKnown(loan=loan.id, day=first)
        yield first, after, balance, min(loan.granted_pct, asked)


def _joined(stretches: Iterator[Stretch]) -> list[Stretch]:
    """Neighbours with the same balance and rate are one stretch: a cut that changes nothing must not cost a won."""
    joined: list[Stretch] = []
    for first, after, balance, pct in stretches:
        if joined and joined[-1][1:] == (first, balance, pct):
            joined[-1] = (joined[-1][0], after, balance, pct)
        else:
            joined.append((first, after, balance, pct))
    return joined


def _paused(pause: Pause, day: date) -> bool:
    return pause.start <= day and (pause.until is None or day < pause.until)


def _at(changes: list[tuple[date, V]], day: date) -> V | None:
    """The value in force that day, None before the first."""
    for since, value in reversed(changes):
        if since <= day:
            return value
    return None


def _check_order(loan: str, history: str, changes: list[tuple[date, V]]) -> None:
    previous = date.min
    for day, value in changes:
        if day <= previous or value < 0:
            raise BalanceHistoryBroken(loan=loan, history=history, day=day)
        previous = day
