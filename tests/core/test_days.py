"""Days and years that rules can reckon with."""

from __future__ import annotations

from datetime import date

import pytest

from majung.days import FIRST, LAST, reckoned, reckoned_year
from majung.errors import InvalidValue


@pytest.mark.parametrize("day", [FIRST, date(2026, 2, 28), LAST])
def test_days_of_programs_are_taken(day: date) -> None:
    assert reckoned(day, "on") == day
    assert reckoned_year(day.year, "year") == day.year


@pytest.mark.parametrize("day", [date.min, date(1899, 12, 31), date(2200, 1, 1), date.max])
def test_days_beyond_are_refused(day: date) -> None:
    with pytest.raises(InvalidValue) as refused:
        reckoned(day, "on")
    assert refused.value.path == ("on",)


@pytest.mark.parametrize("year", [-1, 0, 1899, 2200, 32_767])
def test_years_beyond_are_refused(year: int) -> None:
    with pytest.raises(InvalidValue):
        reckoned_year(year, "year")
