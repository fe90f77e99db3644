"""Repayment: grace, bullet, instalments, early repayment, relief."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from majung.calendar.months import add_months
from majung_growth_fund import reference
from majung_growth_fund.errors import (
    AmountNotPositive,
    DeferralTooLong,
    EarlyRepaymentTooLarge,
    ExtensionTooLong,
    NothingLeftToPay,
    SalesDropTooSmall,
    TermNotKnown,
)
from majung_growth_fund.rules.interest import BalanceChange, InterestTerms, RateChange, SubsidisedLoan
from majung_growth_fund.rules.months import Month, whole_months
from majung_growth_fund.rules.products import RepaymentChoice, RepaymentMethod
from majung_growth_fund.rules.relief import check_sales_drop, defer, extend
from majung_growth_fund.rules.schedule import EarlyEffect, make_schedule, repay_early
from majung_growth_fund.rules.settlement import settle_loan

FUND = reference.announced_products()[2021, "OPSTAB"]
BULLET = FUND.choice("GRACE_2Y_BULLET")
QUARTERS = FUND.choice("GRACE_2Y_INSTALMENTS_2Y")
START = date(2024, 1, 15)


def paid(schedule: Any) -> list[tuple[date, int]]:
    return [(one.due_on, one.principal) for one in schedule.instalments]


def test_two_years_grace_then_all_at_once() -> None:
    assert paid(make_schedule(300_000_000, START, BULLET)) == [(date(2026, 1, 15), 300_000_000)]


def test_two_years_grace_then_eight_quarters() -> None:
    schedule = make_schedule(300_000_000, START, QUARTERS)
    assert [one.principal for one in schedule.instalments] == [37_500_000] * 8
    assert schedule.instalments[0].due_on == date(2026, 4, 15)
    assert schedule.matures_on == date(2028, 1, 15)


def test_balance_after_two_instalments_bears_the_announced_interest() -> None:
    schedule = make_schedule(300_000_000, START, QUARTERS)
    assert schedule.balance_on(date(2026, 7, 14)) == 262_500_000
    assert schedule.balance_on(date(2026, 7, 15)) == 225_000_000
    loan = SubsidisedLoan(
        id="L",
        bank="034",
        granted_pct=Decimal("2.0"),
        balances=schedule.balances(),
        bank_rates=(RateChange(START, Decimal("5.2")),),
    )
    assert settle_loan(loan, Month(2026, 8), InterestTerms()).amount == 382_191


def test_balance_before_execution_is_nothing_and_at_the_end_nothing() -> None:
    schedule = make_schedule(300_000_000, START, QUARTERS)
    assert schedule.balance_on(date(2024, 1, 14)) == 0
    assert schedule.balance_on(START) == 300_000_000
    assert schedule.balance_on(date(2028, 1, 15)) == 0


def test_last_instalment_takes_the_remainder() -> None:
    amounts = [one.principal for one in make_schedule(100_000_003, START, QUARTERS).instalments]
    assert amounts == [12_500_000] * 7 + [12_500_003]


def test_parts_may_be_rounded_to_thousands() -> None:
    choice = RepaymentChoice(
        code="T",
        grace_months=0,
        method=RepaymentMethod.INSTALMENTS,
        instalments=3,
        interval_months=1,
        round_to_krw=1000,
    )
    amounts = [one.principal for one in make_schedule(10_000_000, START, choice).instalments]
    assert amounts == [3_333_000, 3_333_000, 3_334_000]


def test_month_ends_are_kept_where_the_month_has_them() -> None:
    choice = RepaymentChoice(
        code="M", grace_months=0, method=RepaymentMethod.INSTALMENTS, instalments=4, interval_months=1
    )
    assert [one.due_on for one in make_schedule(4, date(2026, 1, 31), choice).instalments] == [
        date(2026, 2, 28),
        date(2026, 3, 31),
        date(2026, 4, 30),
        date(2026, 5, 31),
    ]


def test_loan_of_a_leap_day_falls_due_on_the_last_of_february() -> None:
    assert make_schedule(1, date(2024, 2, 29), BULLET).matures_on == date(2026, 2, 28)


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        (date(2026, 1, 31), date(2026, 2, 27), 0),
        (date(2026, 1, 31), date(2026, 2, 28), 1),
        (date(2026, 1, 15), date(2026, 4, 14), 2),
        (date(2026, 1, 15), date(2026, 4, 15), 3),
        (date(2024, 2, 29), date(2025, 2, 28), 12),
        (date(2026, 1, 2), date(2026, 1, 1), 0),
        (date(2026, 6, 1), date(2025, 6, 1), 0),
    ],
)
def test_full_months(start: Any, end: Any, months: Any) -> None:
    assert whole_months(start, end) == months


def test_months_go_backwards_too() -> None:
    assert add_months(date(2026, 3, 31), -1) == date(2026, 2, 28)
    assert add_months(date(2026, 1, 1), -1) == date(2025, 12, 1)


def test_month_knows_its_edges() -> None:
    assert (Month(2024, 2).days, Month(2024, 2).end) == (29, date(2024, 3, 1))
    assert Month(2026, 12).end == date(2027, 1, 1)
    assert (Month.of(date(2026, 4, 30)), str(Month(2026, 4))) == (Month(2026, 4), "2026-04")


@pytest.mark.parametrize("principal", [0, -1])
def test_refuses_a_loan_of_nothing(principal: Any) -> None:
    with pytest.raises(AmountNotPositive):
        make_schedule(principal, START, BULLET)


def test_early_repayment_shortens_from_the_end() -> None:
    schedule = repay_early(make_schedule(300_000_000, START, QUARTERS), date(2026, 5, 1), 50_000_000)
    assert schedule.balance_on(date(2026, 5, 1)) == 212_500_000
    assert paid(schedule)[-1] == (date(2027, 10, 15), 25_000_000)
    assert [one.early for one in schedule.instalments].count(True) == 1


def test_early_repayment_may_be_spread() -> None:
    schedule = repay_early(
        make_schedule(300_000_000, START, QUARTERS), date(2026, 5, 1), 70_000_000, EarlyEffect.SPREAD
    )
    assert [one.principal for one in schedule.instalments] == [37_500_000, 70_000_000] + [27_500_000] * 7


def test_whole_early_repayment_ends_the_loan() -> None:
    schedule = repay_early(make_schedule(300_000_000, START, BULLET), date(2025, 6, 30), 300_000_000)
    assert schedule.matures_on == date(2025, 6, 30)
    assert schedule.balances() == (
        BalanceChange(START, 300_000_000),
        BalanceChange(date(2025, 6, 30), 0),
    )


def test_refuses_to_take_back_more_than_is_owed() -> None:
    schedule = make_schedule(300_000_000, START, QUARTERS)
    with pytest.raises(EarlyRepaymentTooLarge):
        repay_early(schedule, date(2026, 4, 15), 262_500_001)
    with pytest.raises(AmountNotPositive):
        repay_early(schedule, date(2026, 4, 15), 0)


def test_deferral_moves_what_is_still_due() -> None:
    schedule = defer(FUND, make_schedule(300_000_000, START, QUARTERS), date(2026, 4, 16), 6)
    assert paid(schedule)[:2] == [(date(2026, 4, 15), 37_500_000), (date(2027, 1, 15), 37_500_000)]
    assert schedule.matures_on == date(2028, 7, 15)


def test_extension_moves_the_maturity() -> None:
    schedule = extend(FUND, make_schedule(300_000_000, START, BULLET), date(2026, 1, 15), 12)
    assert schedule.matures_on == date(2027, 1, 15)


def test_relief_longer_than_announced_is_refused() -> None:
    schedule = make_schedule(300_000_000, START, BULLET)
    with pytest.raises(DeferralTooLong):
        defer(FUND, schedule, START, 7)
    with pytest.raises(ExtensionTooLong):
        extend(FUND, schedule, START, 13)


def test_nothing_left_to_defer_after_the_last_payment() -> None:
    with pytest.raises(NothingLeftToPay):
        defer(FUND, make_schedule(300_000_000, START, BULLET), date(2026, 1, 16), 1)


def test_relief_that_was_not_announced_is_refused() -> None:
    fund = reference.announced_products()[2026, "OPSTAB"]
    with pytest.raises(TermNotKnown):
        extend(fund, make_schedule(1, START, BULLET), START, 1)


def test_fall_of_exactly_ten_percent_is_enough() -> None:
    check_sales_drop(FUND, before=1_000_000_000, after=900_000_000)
    with pytest.raises(SalesDropTooSmall):
        check_sales_drop(FUND, before=1_000_000_000, after=900_000_001)


def test_firm_without_earlier_sales_has_not_lost_any() -> None:
    with pytest.raises(SalesDropTooSmall):
        check_sales_drop(FUND, before=0, after=0)


choices = st.builds(
    RepaymentChoice,
    code=st.just("ANY"),
    grace_months=st.integers(1, 60),
    method=st.sampled_from(RepaymentMethod),
    instalments=st.integers(1, 60),
    interval_months=st.integers(1, 12),
    round_to_krw=st.sampled_from([1, 10, 1000]),
)
starts = st.dates(date(2000, 1, 1), date(2060, 1, 1))


@given(principal=st.integers(1, 10**12), start=starts, choice=choices)
def test_schedule_sums_to_the_principal_in_order_of_days(principal: Any, start: Any, choice: Any) -> None:
    schedule = make_schedule(principal, start, choice)
    days = [one.due_on for one in schedule.instalments]
    assert sum(one.principal for one in schedule.instalments) == principal
    assert days == sorted(set(days))
    assert all(one.principal > 0 for one in schedule.instalments)
    assert schedule.balance_on(schedule.matures_on) == 0


@given(
    principal=st.integers(1, 10**9),
    choice=choices,
    after=st.integers(0, 600),
    share=st.fractions(0, 1),
    effect=st.sampled_from(EarlyEffect),
)
def test_schedule_sums_to_the_principal_after_an_early_repayment(
    principal: int, choice: RepaymentChoice, after: int, share: Any, effect: EarlyEffect
) -> None:
    schedule = make_schedule(principal, START, choice)
    day = min(add_months(START, after), schedule.matures_on.replace(day=1))
    amount = max(1, int(schedule.balance_on(max(day, START)) * share))
    shorter = repay_early(schedule, max(day, START), amount, effect)
    assert sum(one.principal for one in shorter.instalments) == principal
    assert shorter.matures_on <= schedule.matures_on
    assert all(change.balance >= 0 for change in shorter.balances())
