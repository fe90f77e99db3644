"""Changes to the calendar: days that staff add, such as elections and temporary holidays, which are declared late."""

from __future__ import annotations

from datetime import date

from majung.access.actor import Actor
from majung.calendar.models import Holiday
from majung.errors import NotFound, Refusal
from majung.storage.transaction import current, write

MANAGE = "reference.manage"
"""Permission to change reference data."""


class HolidayThereAlready(Refusal):
    """{day} is a day off already: {name}.

    ko: {day}은(는) 이미 휴일입니다: {name}.
    """


class HolidaySetByLaw(Refusal):
    """{day} ({name}) is a public holiday; only days that staff added can be removed.

    ko: {day}({name})은(는) 법정 공휴일입니다. 직원이 추가한 휴일만 삭제할 수 있습니다.
    """


@write
async def add_holiday(actor: Actor, *, day: date, name_ko: str, name_en: str = "") -> Holiday:
    """Close the agency on a day; deadlines counted from now on respect it."""
    actor.require(MANAGE)
    known = await Holiday.get_or_none(day=day, using_db=current().connection)
    if known is not None:
        raise HolidayThereAlready(day=day, name=known.name_ko)
    return await Holiday.create(
        day=day, name_ko=name_ko, name_en=name_en, added_by_staff=True, using_db=current().connection
    )


@write
async def remove_holiday(actor: Actor, *, day: date) -> Holiday:
    """Take back a day that staff added; answers the day as it was."""
    actor.require(MANAGE)
    known = await Holiday.get_or_none(day=day, using_db=current().connection)
    if known is None:
        raise NotFound(kind="Holiday", id=day)
    if not known.added_by_staff:
        raise HolidaySetByLaw(day=day, name=known.name_ko)
    await known.delete(using_db=current().connection)
    return known
