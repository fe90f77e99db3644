"""What must come back, and when an objection is in time."""

from __future__ import annotations

from datetime import date

import pytest

from majung.agreements.errors import AmountBelowZero, ConfirmedBeyondAgreed, ObjectionTooLate
from majung.agreements.rules import check_confirmed, check_in_time, excess_of


@pytest.mark.parametrize(
    ("paid", "interest", "confirmed", "principal", "of_interest"),
    [
        (10_000_000, 12_345, 9_000_000, 1_000_000, 12_345),
        (10_000_000, 12_345, 10_000_000, 0, 12_345),
        (10_000_000, 12_345, 10_010_000, 0, 2_345),  # what is confirmed covers paid money first, then interest
        (10_000_000, 0, 10_000_000, 0, 0),
        (5_000_000, 1_000, 8_000_000, 0, 0),  # less was paid than is confirmed: nothing comes back
        (0, 0, 0, 0, 0),
    ],
)
def test_excess(paid: int, interest: int, confirmed: int, principal: int, of_interest: int) -> None:
    excess = excess_of(paid_krw=paid, interest_krw=interest, confirmed_krw=confirmed)
    assert (excess.principal_krw, excess.interest_krw) == (principal, of_interest)
    assert excess.total_krw == principal + of_interest


@pytest.mark.parametrize("given", [(-1, 0, 0), (0, -1, 0), (0, 0, -1)])
def test_amounts_are_not_below_zero(given: tuple[int, int, int]) -> None:
    with pytest.raises(AmountBelowZero):
        excess_of(paid_krw=given[0], interest_krw=given[1], confirmed_krw=given[2])


def test_no_more_is_confirmed_than_agreed() -> None:
    check_confirmed(confirmed_krw=100, agreed_krw=100)
    with pytest.raises(ConfirmedBeyondAgreed):
        check_confirmed(confirmed_krw=101, agreed_krw=100)


def test_the_last_day_of_the_window_counts() -> None:
    check_in_time(date(2026, 4, 9), date(2026, 4, 9))
    check_in_time(date(2030, 1, 1), None)  # not served yet: the window has not begun to close
    with pytest.raises(ObjectionTooLate):
        check_in_time(date(2026, 4, 10), date(2026, 4, 9))
