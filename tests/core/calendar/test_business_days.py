"""Business days over the holidays that the project ships."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from majung.calendar.rules import (
    Calendar,
    HolidaysUnknown,
    business_day_on_or_after,
    business_days_between,
    calendar_from_rows,
    due_after,
    due_after_days,
)
from majung.errors import InvalidValue
from majung.reference import read_reference

AGENCY = calendar_from_rows(read_reference("holidays_kr_2021_2027"))
FTA = calendar_from_rows(read_reference("holidays_kr_2021_2027"), labour_day_off=True)


def test_certificate_of_origin_applied_before_chuseok_is_due_on_the_third_business_day() -> None:
    assert due_after(date(2026, 9, 23), 3, FTA) == date(2026, 9, 30)


def test_day_of_the_event_is_not_counted() -> None:
    assert due_after(date(2026, 11, 23), 1, AGENCY) == date(2026, 11, 24)


def test_period_begun_on_a_weekend_counts_from_monday() -> None:
    assert due_after(date(2026, 11, 21), 1, AGENCY) == date(2026, 11, 23)


def test_labour_day_is_off_for_certificates_of_origin_before_it_became_a_holiday() -> None:
    assert due_after(date(2025, 4, 30), 1, AGENCY) == date(2025, 5, 1)
    assert due_after(date(2025, 4, 30), 1, FTA) == date(2025, 5, 2)


def test_substitute_holiday_is_off() -> None:
    assert not AGENCY.is_business_day(date(2026, 10, 5))


def test_day_added_by_staff_is_off() -> None:
    calendar = calendar_from_rows(read_reference("holidays_kr_2021_2027"), added=[date(2026, 11, 24)])
    assert due_after(date(2026, 11, 23), 1, calendar) == date(2026, 11, 25)


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        (date(2026, 9, 10), 14, date(2026, 9, 28)),
        (date(2026, 9, 10), 13, date(2026, 9, 23)),
        (date(2026, 11, 1), 20, date(2026, 11, 23)),
    ],
)
def test_period_of_calendar_days_ending_on_a_day_off_ends_on_the_next_business_day(
    start: date, days: int, due: date
) -> None:
    assert due_after_days(start, days, AGENCY) == due


def test_zero_days_after_a_holiday_is_the_next_business_day() -> None:
    assert due_after(date(2026, 9, 25), 0, AGENCY) == date(2026, 9, 28)


def test_refuses_a_negative_period() -> None:
    with pytest.raises(InvalidValue):
        due_after(date(2026, 9, 25), -1, AGENCY)


def test_refuses_years_without_known_holidays() -> None:
    with pytest.raises(HolidaysUnknown):
        due_after(date(2027, 12, 30), 5, AGENCY)


def test_business_days_of_chuseok_week() -> None:
    assert business_days_between(date(2026, 9, 21), date(2026, 9, 28), AGENCY) == 3
    assert business_days_between(date(2026, 9, 28), date(2026, 9, 21), AGENCY) == -3


DAYS = st.dates(date(2021, 1, 1), date(2026, 12, 31))


@given(DAYS, st.integers(1, 60))
def test_due_day_is_as_many_business_days_away_as_asked(start: date, n: int) -> None:
    due = due_after(start, n, AGENCY)
    assert AGENCY.is_business_day(due)
    assert business_days_between(start, due, AGENCY) == n
    assert business_days_between(start, due - timedelta(days=1), AGENCY) == n - 1


@given(DAYS)
def test_next_business_day_skips_only_days_off(day: date) -> None:
    found = business_day_on_or_after(day, FTA)
    assert FTA.is_business_day(found)
    assert business_days_between(day, found, FTA) == int(found != day)


def test_a_calendar_without_limits_knows_all_years() -> None:
    assert Calendar(holidays=frozenset()).is_business_day(date(1999, 1, 4))
