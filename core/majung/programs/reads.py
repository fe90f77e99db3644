"""Questions about programs and calls."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from majung.clock import SEOUL
from majung.errors import NotFound
from majung.programs.models import Program
from majung.storage.select import Where
from majung.storage.transaction import current


def open_on(day: date) -> Where:
    """Calls that take applications on a day in Seoul: published, begun, and not past an end that is a date."""
    start = datetime.combine(day, time(), SEOUL)
    return Where(
        text="{row}.status = 'OPEN' and ({row}.opens_at is null or {row}.opens_at < :end)"
        " and ({row}.closes_at is null or {row}.closes_at >= :start)",
        values={"start": (start, "timestamptz"), "end": (start + timedelta(days=1), "timestamptz")},
    )


async def require_program(code: str) -> Program:
    """The program with this code, inside a write; refuses one that does not exist."""
    program = await Program.get_or_none(code=code, using_db=current().connection)
    if program is None:
        raise NotFound(kind="Program", id=code[:100])
    return program
