"""Days that rules reckon with: beyond them arithmetic would leave the calendar, and no program is there."""

from __future__ import annotations

from datetime import date

from majung.errors import InvalidValue

FIRST = date(1900, 1, 1)
LAST = date(2199, 12, 31)


def reckoned(day: date, field: str) -> date:
    """The day, if rules can reckon with it. Raises InvalidValue."""
    if not FIRST <= day <= LAST:
        reason = f"between {FIRST} and {LAST} / {FIRST}부터 {LAST}까지"
        raise InvalidValue(field=field, value=day.isoformat(), reason=reason, path=(field,))
    return day


def reckoned_year(year: int, field: str) -> int:
    """The year, if rules can reckon with it. Raises InvalidValue."""
    if not FIRST.year <= year <= LAST.year:
        reason = f"between {FIRST.year} and {LAST.year} / {FIRST.year}년부터 {LAST.year}년까지"
        raise InvalidValue(field=field, value=year, reason=reason, path=(field,))
    return year
