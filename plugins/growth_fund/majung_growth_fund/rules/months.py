"""Calendar months: how long one is, and what a number of months after a day is."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

import msgspec

from majung.calendar.months import add_months


class Month(msgspec.Struct, frozen=True, order=True):
    """One calendar month, for which a bank claims once."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Month:
        """The month a day lies in."""
        return cls(day.year, day.month)

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.number, 1)

    @property
    def end(self) -> date:
        """The first day after it; of the calendar's last month its last day."""
        if (self.year, self.number) == (date.max.year, date.max.month):
            return date.max
        return self.first + timedelta(days=self.days)

    @property
    def days(self) -> int:
        """How many days it has."""
        return monthrange(self.year, self.number)[1]

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"


def whole_months(start: date, end: date) -> int:
    """Full months from one day to another; 0 when less than one, or when `end` is before `start`."""
    months = (end.year - start.year) * 12 + end.month - start.month
    if add_months(start, months) > end:
        months -= 1
    return max(months, 0)
