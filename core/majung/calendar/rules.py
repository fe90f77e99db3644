"""Business days: periods begin on the day after an event and never end on a day off.

Civil Act art. 157 (the first day is not counted) and art. 161 (a period that would end on a Saturday or holiday
ends on the next day). Days are calendar days in Asia/Seoul.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from majung.errors import InvalidValue, Refusal

_DAY = timedelta(days=1)
_SATURDAY = 5


class HolidaysUnknown(Refusal):
    """The holidays of {day} are not known yet; the calendar reaches from {first} to {last}. Enter them first.

    ko: {day}의 공휴일이 아직 등록되지 않았습니다. 달력은 {first}부터 {last}까지입니다. 공휴일을 먼저 등록해 주십시오.
    """


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """Days off: weekends, public and substitute holidays, and days that staff added (elections, temporary ones).

    `labour_day_off` closes every 1 May, as the calendar of certificates of origin does (FTA customs rules
    art. 10(7)); since 2026 it is a public holiday anyway. `first` and `last` are the days for which holidays are
    known; outside of them nothing is counted.
    """

    holidays: frozenset[date]
    added: frozenset[date] = frozenset()
    labour_day_off: bool = False
    first: date = date.min
    last: date = date.max

    def is_business_day(self, day: date) -> bool:
        """Whether the agency works on that day; refuses (HolidaysUnknown) days outside the known years."""
        if not self.first <= day <= self.last:
            raise HolidaysUnknown(day=day, first=self.first, last=self.last)
        labour_day = self.labour_day_off and (day.month, day.day) == (5, 1)
        return not (day.weekday() >= _SATURDAY or labour_day or day in self.holidays or day in self.added)


def business_day_on_or_after(day: date, calendar: Calendar) -> date:
    """The day itself, or the next business day if it is off."""
    while not calendar.is_business_day(day):
        day += _DAY
    return day


def due_after(start: date, n: int, calendar: Calendar) -> date:
    """The n-th business day after the day of the event, which is not counted; n = 0 is that day or the next one."""
    if n < 0:
        raise InvalidValue(field="n", value=n, reason="a period has no negative length / 기간은 음수일 수 없습니다")
    day = business_day_on_or_after(start, calendar) if n == 0 else start
    for _ in range(n):
        day = business_day_on_or_after(day + _DAY, calendar)
    return day


def due_after_days(start: date, days: int, calendar: Calendar) -> date:
    """The end of a period of calendar days after the event, moved to the next business day if it falls on a day off."""
    return business_day_on_or_after(start + timedelta(days=days), calendar)


def business_days_between(start: date, end: date, calendar: Calendar) -> int:
    """How many business days lie after `start` up to and including `end`; negative if `end` lies before `start`."""
    if end < start:
        return -business_days_between(end, start, calendar)
    days = (start + timedelta(days=offset) for offset in range(1, (end - start).days + 1))
    return sum(calendar.is_business_day(day) for day in days)


def calendar_from_rows(
    rows: Iterable[Mapping[str, str]], *, added: Iterable[date] = (), labour_day_off: bool = False
) -> Calendar:
    """The calendar of rows with a `date` (as in `holidays_kr_2021_2027`); it knows the whole years they speak of."""
    holidays = frozenset(date.fromisoformat(row["date"]) for row in rows)
    return Calendar(
        holidays=holidays,
        added=frozenset(added),
        labour_day_off=labour_day_off,
        first=date(min(holidays).year, 1, 1),
        last=date(max(holidays).year, 12, 31),
    )
