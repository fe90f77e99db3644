"""Average sales by the age of the firm (decree art. 7)."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from majung.firms.average_sales import (
    AverageSales,
    MonthSales,
    YearSales,
    average_of_years,
    average_of_young_firm,
    plus_months,
)

EOK = 100_000_000
END_2024 = date(2024, 12, 31)


def year(number: int, krw: int) -> YearSales:
    return YearSales(begins=date(number, 1, 1), ends=date(number, 12, 31), krw=krw)


def method_and_krw(average: AverageSales | None) -> tuple[str, Fraction | int]:
    assert average is not None
    return average.method, average.krw


def test_three_years_are_averaged_exactly() -> None:
    average = average_of_years(
        [year(2022, 110 * EOK), year(2023, 125 * EOK), year(2024, 122 * EOK)], last_year_ends=END_2024
    )
    assert method_and_krw(average) == ("THREE_YEARS", 119 * EOK)


def test_division_is_exact() -> None:
    average = average_of_years([year(2022, 1), year(2023, 0), year(2024, 0)], last_year_ends=END_2024)
    assert method_and_krw(average) == ("THREE_YEARS", Fraction(1, 3))


def test_firm_of_12_to_36_months_counts_whole_years_only() -> None:
    first = YearSales(begins=date(2022, 5, 10), ends=date(2022, 12, 31), krw=5 * EOK)
    average = average_of_years(
        [first, year(2023, 10 * EOK), year(2024, 20 * EOK)], last_year_ends=END_2024, founded_on=date(2022, 5, 10)
    )
    assert method_and_krw(average) == ("FULL_YEARS", 15 * EOK)


def test_years_after_the_last_that_counts_are_ignored() -> None:
    years = [year(2022, 1), year(2023, 2), year(2024, 3), year(2025, 400)]
    assert method_and_krw(average_of_years(years, last_year_ends=END_2024)) == ("THREE_YEARS", 2)


def test_business_year_may_end_in_another_month() -> None:
    years = [YearSales(begins=date(n, 4, 1), ends=date(n + 1, 3, 31), krw=n) for n in (2021, 2022, 2023)]
    average = average_of_years(years, last_year_ends=date(2024, 3, 31))
    assert method_and_krw(average) == ("THREE_YEARS", 2022)


@pytest.mark.parametrize("founded_on", [None, date(2010, 1, 1)])
def test_missing_year_is_not_guessed(founded_on: date | None) -> None:
    years = [year(2023, EOK), year(2024, EOK)]
    assert average_of_years(years, last_year_ends=END_2024, founded_on=founded_on) is None


def test_firm_without_a_whole_year_has_no_average_of_years() -> None:
    assert average_of_years([], last_year_ends=END_2024, founded_on=date(2024, 2, 1)) is None


def test_months_of_a_young_firm_are_multiplied_by_12() -> None:
    months = [MonthSales(month=date(2024, m, 1), krw=m * EOK) for m in (2, 3, 4, 5)]
    average = average_of_young_firm(months, founded_on=date(2024, 2, 20), on=date(2024, 6, 15))
    assert method_and_krw(average) == ("MONTHS_TIMES_12", 48 * EOK)


def test_twelve_months_of_a_young_firm_are_summed() -> None:
    months = [MonthSales(month=plus_months(date(2023, 7, 1), n), krw=EOK) for n in range(14)]
    average = average_of_young_firm(months, founded_on=date(2023, 6, 3), on=date(2024, 9, 1))
    assert method_and_krw(average) == ("LAST_12_MONTHS", 12 * EOK)


@pytest.mark.parametrize("founded_on", [date(2024, 6, 6), date(2024, 5, 22)])
def test_days_of_a_firm_founded_this_or_last_month_are_multiplied_by_365(founded_on: date) -> None:
    on = date(2024, 6, 15)
    average = average_of_young_firm([], founded_on=founded_on, on=on, since_founding_krw=1_000)
    assert method_and_krw(average) == ("DAYS_TIMES_365", Fraction(365_000, (on - founded_on).days + 1))


def test_missing_month_or_total_is_not_guessed() -> None:
    assert average_of_young_firm([], founded_on=date(2024, 2, 20), on=date(2024, 6, 15)) is None
    assert average_of_young_firm([], founded_on=date(2024, 6, 1), on=date(2024, 6, 15)) is None


def test_a_month_after_the_last_of_january_is_the_last_of_february() -> None:
    assert plus_months(date(2024, 1, 31), 1) == date(2024, 2, 29)


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)).map(lambda day: day.replace(day=1)), st.integers(-300, 300))
def test_months_there_and_back(day: date, months: int) -> None:
    assert plus_months(plus_months(day, months), -months) == day
