"""How a due day is counted: from the day after the event, in business days or in calendar days.

Civil Act art. 157 and 161; see `majung.calendar.rules`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from majung.calendar.rules import Calendar, due_after, due_after_days
from majung.errors import InvalidValue

Unit = Literal["BUSINESS_DAYS", "DAYS"]
UNITS: tuple[Unit, ...] = ("BUSINESS_DAYS", "DAYS")

_SEOUL = ZoneInfo("Asia/Seoul")


@dataclass(frozen=True, kw_only=True)
class Period:
    """How long something may take, and how many calendar days before its end a reminder comes (0: none)."""

    kind: str
    days: int
    unit: Unit
    remind_days: int = 0
    program_code: str | None = None
    valid_from: date = date.min
    valid_to: date | None = None

    @property
    def words(self) -> str:
        """The rule as a due date keeps it: ``10 BUSINESS_DAYS``."""
        return f"{self.days} {self.unit}"


def unit_of(text: str) -> Unit:
    """A unit by its name; refuses others."""
    for unit in UNITS:
        if unit == text:
            return unit
    raise InvalidValue(field="unit", value=text[:40], reason=f"one of {', '.join(UNITS)}")


def period_in_force(periods: Iterable[Period], *, kind: str, program: str | None, day: date) -> Period | None:
    """The rule for a kind on a day: the program's own before the general one, the newest of each first."""
    held = [
        p
        for p in periods
        if p.kind == kind
        and p.program_code in {None, program}
        and p.valid_from <= day
        and (p.valid_to is None or day <= p.valid_to)
    ]
    return max(held, key=lambda p: (p.program_code is not None, p.valid_from), default=None)


def due_day(started_on: date, period: Period, calendar: Calendar) -> date:
    """The last day of a period that an event on `started_on` began; the day of the event is not counted."""
    if period.unit == "BUSINESS_DAYS":
        return due_after(started_on, period.days, calendar)
    return due_after_days(started_on, period.days, calendar)


def remind_day(started_on: date, due_on: date, remind_days: int) -> date | None:
    """The day of the reminder: so many days before the end, but never before the period has begun."""
    return max(started_on, due_on - timedelta(days=remind_days)) if remind_days else None


def over_at(due_on: date) -> datetime:
    """The moment at which a due day is over: midnight in Seoul after it, in UTC."""
    return datetime.combine(due_on + timedelta(days=1), time(), _SEOUL).astimezone(UTC)
