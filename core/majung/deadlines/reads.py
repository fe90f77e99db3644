"""Questions about periods and due dates."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from majung import clock
from majung.deadlines.errors import PeriodUnknown
from majung.deadlines.models import DueDate
from majung.deadlines.rules import Period, period_in_force, unit_of
from majung.storage.transaction import current


async def find_period(kind: str, program: str | None, on: date | None = None) -> Period | None:
    """The rule that says how long a kind of thing may take, as of a day (today), inside a write."""
    day = on or clock.today()
    rows = await current().fetch(
        "select kind, program_code, days, unit, remind_days, valid_from, valid_to from period_rule"
        " where kind = $1 and (program_code is null or program_code = $2)",
        kind,
        program,
    )
    known = [Period(**row | {"unit": unit_of(row["unit"])}) for row in rows]
    return period_in_force(known, kind=kind, program=program, day=day)


async def need_period(kind: str, program: str | None, on: date | None = None) -> Period:
    """The same, refused where no rule says so."""
    found = await find_period(kind, program, on)
    if found is None:
        raise PeriodUnknown(kind=kind, day=on or clock.today())
    return found


async def find_due(subject_id: UUID, kind: str) -> DueDate | None:
    """The due date of a kind that a record has, locked, inside a write."""
    rows = DueDate.filter(subject_id=subject_id, kind=kind).using_db(current().connection).select_for_update()
    return await rows.first()
