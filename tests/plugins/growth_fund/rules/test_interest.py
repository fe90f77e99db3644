"""The province's share of a month's interest."""

import itertools
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from majung_growth_fund.errors import BalanceHistoryBroken, BankRateNotKnown
from majung_growth_fund.rules.interest import (
    BalanceChange,
    DayCount,
    InterestTerms,
    Pause,
    RateChange,
    RoundAt,
    SubsidisedLoan,
    interest,
    segments,
)
from majung_growth_fund.rules.months import Month
from majung_growth_fund.rules.rounding import Rounding, whole_won

TERMS = InterestTerms()
APRIL, MAY = Month(2026, 4), Month(2026, 5)
FEBRUARY = Month(2026, 2)
LONG_AGO = date(2025, 1, 1)


def loan(*balances: tuple[date, int], **more: Any) -> SubsidisedLoan:
    given_: dict[str, Any] = {
        "id": "L1",
        "bank": "034",
        "granted_pct": Decimal("2.0"),
        "balances": tuple(BalanceChange(*one) for one in balances or ((LONG_AGO, 300_000_000),)),
        "bank_rates": (RateChange(LONG_AGO, Decimal("5.2")),),
    }
    return SubsidisedLoan(**(given_ | more))


def month_of(one: SubsidisedLoan, month: Month, terms: InterestTerms = TERMS) -> Any:
    return segments(one, month.first, month.end, terms)


def amounts(one: SubsidisedLoan, month: Month, terms: InterestTerms = TERMS) -> list[tuple[int, int]]:
    return [(segment.days, segment.interest) for segment in month_of(one, month, terms)]


@pytest.mark.parametrize(
    ("balance", "pct", "month", "won"),
    [
        (300_000_000, "2.0", APRIL, 493_150),
        (300_000_000, "2.0", MAY, 509_589),
        (600_000_000, "2.5", APRIL, 1_232_876),
        (225_000_000, "2.0", MAY, 382_191),
    ],
)
def test_announced_examples(balance: Any, pct: Any, month: Any, won: Any) -> None:
    found = month_of(loan((LONG_AGO, balance), granted_pct=Decimal(pct)), month)
    assert sum(segment.interest for segment in found) == won


def test_subsidy_is_capped_by_the_banks_rate() -> None:
    low = loan(bank_rates=(RateChange(LONG_AGO, Decimal("1.5")),))
    assert [segment.pct for segment in month_of(low, APRIL)] == [Decimal("1.5")]


def test_nothing_is_owed_on_nothing() -> None:
    assert month_of(loan((LONG_AGO, 0)), APRIL) == ()


def test_month_before_execution_has_no_interest() -> None:
    assert month_of(loan((date(2026, 5, 1), 300_000_000)), APRIL) == ()


def test_execution_day_counts_and_repayment_day_does_not() -> None:
    whole = loan((date(2026, 4, 11), 300_000_000), (date(2026, 4, 21), 0))
    found = month_of(whole, APRIL)
    assert [(segment.start, segment.end) for segment in found] == [(date(2026, 4, 11), date(2026, 4, 21))]


def test_the_other_convention_counts_the_repayment_day() -> None:
    whole = loan((date(2026, 4, 11), 300_000_000), (date(2026, 4, 21), 0))
    found = month_of(whole, APRIL, InterestTerms(execution_day_counts=False))
    assert [(segment.start, segment.end) for segment in found] == [(date(2026, 4, 12), date(2026, 4, 22))]


def test_repayment_within_the_month_makes_two_stretches() -> None:
    paid_down = loan((LONG_AGO, 300_000_000), (date(2026, 4, 16), 262_500_000))
    assert amounts(paid_down, APRIL) == [(15, 246_575), (15, 215_753)]


def test_change_on_the_first_day_of_the_month_does_not_cut_it() -> None:
    assert amounts(loan((LONG_AGO, 1), (date(2026, 4, 1), 300_000_000)), APRIL) == [(30, 493_150)]


def test_change_on_the_last_day_leaves_one_day() -> None:
    assert amounts(loan((LONG_AGO, 300_000_000), (date(2026, 4, 30), 0)), APRIL) == [(29, 476_712)]


def test_bank_rate_that_stays_above_the_subsidy_does_not_cut_the_month() -> None:
    moving = loan(bank_rates=(RateChange(LONG_AGO, Decimal("5.2")), RateChange(date(2026, 4, 10), Decimal("4.9"))))
    assert amounts(moving, APRIL) == [(30, 493_150)]


def test_bank_rate_that_falls_below_the_subsidy_cuts_the_month() -> None:
    falling = loan(bank_rates=(RateChange(LONG_AGO, Decimal("5.2")), RateChange(date(2026, 4, 16), Decimal("1.0"))))
    assert [(segment.days, segment.pct) for segment in month_of(falling, APRIL)] == [
        (15, Decimal("2.0")),
        (15, Decimal("1.0")),
    ]


def test_subsidy_stops_from_the_day_of_the_cause() -> None:
    assert amounts(loan(stop_on=date(2026, 4, 11)), APRIL) == [(10, 164_383)]


def test_nothing_after_the_stop() -> None:
    assert amounts(loan(stop_on=date(2026, 4, 1)), APRIL) == []
    assert amounts(loan(stop_on=date(2026, 3, 15)), APRIL) == []


def test_suspension_takes_its_days_out() -> None:
    paused = loan(pauses=(Pause(date(2026, 4, 11), date(2026, 4, 21)),))
    assert [(segment.start.day, segment.days) for segment in month_of(paused, APRIL)] == [(1, 10), (21, 10)]


def test_suspension_without_an_end_runs_on() -> None:
    assert amounts(loan(pauses=(Pause(date(2026, 4, 11)),)), MAY) == []
    assert [days for days, _ in amounts(loan(pauses=(Pause(date(2026, 4, 11)),)), APRIL)] == [10]


def test_february_of_a_leap_year_has_its_day() -> None:
    assert [
        days
        for days, _ in amounts(
            loan((date(2020, 1, 1), 1_000_000), bank_rates=(RateChange(date(2020, 1, 1), Decimal(5)),)), Month(2024, 2)
        )
    ] == [29]
    assert [days for days, _ in amounts(loan(), FEBRUARY)] == [28]


def test_day_count_is_a_choice() -> None:
    first, after = date(2024, 2, 1), date(2024, 3, 1)
    by = {
        count: interest(300_000_000, Decimal("2.0"), first, after, InterestTerms(day_count=count)) for count in DayCount
    }
    assert by == {
        DayCount.ACTUAL_365: 476_712,
        DayCount.ACTUAL_ACTUAL: 475_409,
        DayCount.ACTUAL_360: 483_333,
    }


def test_actual_year_splits_at_new_year() -> None:
    terms = InterestTerms(day_count=DayCount.ACTUAL_ACTUAL)
    year = interest(366 * 365 * 100, Decimal(1), date(2024, 12, 31), date(2025, 1, 2), terms)
    assert year == 365 + 366


def test_rounding_is_a_choice() -> None:
    by = {
        rounding: interest(
            300_000_000, Decimal("2.0"), APRIL.first, APRIL.end, InterestTerms(rounding=rounding, unit_krw=10)
        )
        for rounding in Rounding
    }
    assert by == {Rounding.FLOOR: 493_150, Rounding.HALF_UP: 493_150, Rounding.CEILING: 493_160}


def test_half_a_won_goes_up_when_so_agreed() -> None:
    assert whole_won(5, 2, Rounding.HALF_UP) == 3
    assert whole_won(5, 2, Rounding.FLOOR) == 2
    assert whole_won(4, 2, Rounding.CEILING) == 2


def test_unreported_bank_rate_is_refused_not_assumed() -> None:
    with pytest.raises(BankRateNotKnown):
        month_of(loan(bank_rates=(RateChange(date(2026, 4, 2), Decimal(5)),)), APRIL)


def test_bank_rate_is_not_needed_while_nothing_is_outstanding() -> None:
    late = loan((date(2026, 4, 2), 1_000_000), bank_rates=(RateChange(date(2026, 4, 2), Decimal(5)),))
    assert [days for days, _ in amounts(late, APRIL)] == [29]


@pytest.mark.parametrize(
    "history",
    [
        ((date(2026, 1, 2), 5), (date(2026, 1, 1), 4)),
        ((date(2026, 1, 1), 5), (date(2026, 1, 1), 4)),
        ((date(2026, 1, 1), -1),),
    ],
)
def test_broken_balance_history_is_refused(history: Any) -> None:
    with pytest.raises(BalanceHistoryBroken):
        month_of(loan(*history), APRIL)


days_of_april = st.dates(date(2026, 3, 20), date(2026, 5, 10))
histories = st.dictionaries(days_of_april, st.integers(0, 600_000_000), max_size=6).map(
    lambda found: tuple(sorted(found.items()))
)
rates = st.dictionaries(days_of_april, st.decimals("0", "9.99", places=2), max_size=4).map(
    lambda found: tuple(RateChange(*one) for one in sorted(found.items()))
)
pauses = st.lists(
    st.builds(lambda day, length: Pause(day, day + timedelta(days=length)), days_of_april, st.integers(0, 15)),
    max_size=3,
).map(tuple)
any_terms = st.builds(
    InterestTerms,
    day_count=st.sampled_from(DayCount),
    rounding=st.sampled_from(Rounding),
    unit_krw=st.sampled_from([1, 10]),
    round_at=st.sampled_from(RoundAt),
    execution_day_counts=st.booleans(),
)


@given(history=histories, moves=rates, held=pauses, stop=st.none() | days_of_april, terms=any_terms)
def test_stretches_sum_to_the_interest_of_each_single_day(
    history: Any, moves: Any, held: Any, stop: Any, terms: Any
) -> None:
    start_rate = (RateChange(date(2026, 1, 1), Decimal("5.2")),)
    one = loan((date(2026, 1, 1), 100_000_000), *history, bank_rates=start_rate + moves, pauses=held, stop_on=stop)
    found = month_of(one, APRIL, terms)
    shift = timedelta(days=0 if terms.execution_day_counts else 1)
    exact = Fraction(0)
    subsidised = 0
    for number in range(APRIL.days):
        day = APRIL.first + timedelta(days=number)
        balance = [change.balance for change in one.balances if change.on + shift <= day][-1]
        bank = [change.pct for change in one.bank_rates if change.on <= day][-1]
        off = (stop is not None and day >= stop) or any(p.start <= day < p.until for p in held)
        counted = 0 if off else balance
        year = {DayCount.ACTUAL_360: 360}.get(terms.day_count, 365)
        exact += Fraction(counted) * Fraction(min(one.granted_pct, bank)) / 100 / year
        subsidised += counted > 0
    assert sum(segment.days for segment in found) == subsidised
    assert all(before.end <= after.start for before, after in itertools.pairwise(found))
    roundings = len(found) if terms.round_at is RoundAt.SEGMENT else 1
    assert abs(sum(segment.interest for segment in found) - exact) <= roundings * terms.unit_krw


@given(history=histories)
def test_rounding_once_is_the_rounding_of_the_whole(history: Any) -> None:
    one = loan((date(2026, 1, 1), 100_000_000), *history)
    terms = InterestTerms(round_at=RoundAt.LOAN_MONTH)
    found = month_of(one, APRIL, terms)
    exact = sum((Fraction(s.balance * s.days) * Fraction(s.pct) / 36_500 for s in found), Fraction(0))
    assert sum(segment.interest for segment in found) == exact.numerator // exact.denominator
