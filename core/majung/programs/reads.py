"""Questions about calls."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from majung.clock import SEOUL
from majung.storage.select import Where


def open_on(day: date) -> Where:
    """Calls that take applications on a day in Seoul: published, begun, and not past an end that is a date."""
    start = datetime.combine(day, time(), SEOUL)
    return Where(
        text="{row}.status = 'OPEN' and ({row}.opens_at is null or {row}.opens_at < :end)"
        " and ({row}.closes_at is null or {row}.closes_at >= :start)",
        values={"start": (start, "timestamptz"), "end": (start + timedelta(days=1), "timestamptz")},
    )
