"""Average sales of a firm, the measure of its size class (중소기업기본법 시행령 art. 7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal

Method = Literal["THREE_YEARS", "FULL_YEARS", "LAST_12_MONTHS", "MONTHS_TIMES_12", "DAYS_TIMES_365"]
_YEARS = 3


@dataclass(frozen=True, kw_only=True)
class YearSales:
    """Sales of one business year, in won, from its first to its last day (a first year may be shorter)."""

    begins: date
    ends: date
    krw: int

    @property
    def whole(self) -> bool:
        """Whether the year has all twelve months."""
        return plus_months(self.begins, 12) == self.ends + timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class MonthSales:
    """Sales of one calendar month, in won, named by its first day."""

    month: date
    krw: int


@dataclass(frozen=True, kw_only=True)
class AverageSales:
    """Average yearly sales, exact, with the way it was found and the figures it rests on."""

    krw: Fraction
    method: Method
    used: tuple[int, ...]


def average_of_years(
    years: Sequence[YearSales], *, last_year_ends: date, founded_on: date | None = None
) -> AverageSales | None:
    """The mean of the last three business years, or, 12 to 36 months after founding, of its whole years.

    `last_year_ends` is the end of the last business year that counts. None if a year that must count is missing
    (so also for a firm of unknown age with fewer than three years), or none is whole yet.
    """
    wanted = [plus_months(last_year_ends + timedelta(days=1), -12 * n) - timedelta(days=1) for n in range(_YEARS)]
    begins = [plus_months(end + timedelta(days=1), -12) for end in wanted]
    due = [end for end, begin in zip(wanted, begins, strict=True) if founded_on is None or founded_on <= begin]
    by_end = {year.ends: year.krw for year in years if year.whole}
    if not due or any(end not in by_end for end in due):
        return None
    used = tuple(by_end[end] for end in due)
    method: Method = "THREE_YEARS" if len(used) == _YEARS else "FULL_YEARS"
    return AverageSales(krw=Fraction(sum(used), len(used)), method=method, used=used)


def average_of_young_firm(
    months: Sequence[MonthSales], *, founded_on: date, on: date, since_founding_krw: int | None = None
) -> AverageSales | None:
    """The average of a firm without a whole business year: its months times 12, or its days times 365.

    Months count from the one after founding to the one before `on`, at most the last twelve; a firm founded in
    the month of `on` or the one before it counts its days from founding to `on`, both included. None if figures
    are missing.
    """
    first, end = plus_months(founded_on.replace(day=1), 1), on.replace(day=1)
    if first >= end:
        if since_founding_krw is None:
            return None
        days = (on - founded_on).days + 1
        return AverageSales(
            krw=Fraction(since_founding_krw * 365, days), method="DAYS_TIMES_365", used=(since_founding_krw,)
        )
    count = min(12, (end.year - first.year) * 12 + end.month - first.month)
    by_month = {sales.month.replace(day=1): sales.krw for sales in months}
    wanted = [plus_months(end, -n) for n in range(count, 0, -1)]
    if any(month not in by_month for month in wanted):
        return None
    used = tuple(by_month[month] for month in wanted)
    method: Method = "LAST_12_MONTHS" if count == 12 else "MONTHS_TIMES_12"
    return AverageSales(krw=Fraction(sum(used) * 12, count), method=method, used=used)


def plus_months(day: date, months: int) -> date:
    """The same day some months on, or the last of a month that is too short."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    after = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, (after - timedelta(days=1)).day))
