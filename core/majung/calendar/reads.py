"""The agency's calendar, as periods and deadlines are counted on it."""

from __future__ import annotations

from tortoise.connection import get_connection

from majung.calendar.rules import Calendar, calendar_from_rows


async def load_calendar(*, labour_day_off: bool = False) -> Calendar:
    """All days off of the database; only public holidays tell for which years the calendar is known."""
    rows = await get_connection("default").execute_query_dict("select day, added_by_staff from holiday")
    public = [{"date": row["day"].isoformat()} for row in rows if not row["added_by_staff"]]
    added = [row["day"] for row in rows if row["added_by_staff"]]
    if not public:
        return Calendar(holidays=frozenset(), added=frozenset(added), labour_day_off=labour_day_off)
    return calendar_from_rows(public, added=added, labour_day_off=labour_day_off)
