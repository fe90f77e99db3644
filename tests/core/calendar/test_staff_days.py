"""Days that staff add to the calendar, and take back."""

from __future__ import annotations

from datetime import date

import pytest

from majung.access.actor import Actor, system
from majung.calendar.reads import load_calendar
from majung.calendar.rules import HolidaysUnknown, due_after
from majung.calendar.writes import HolidaySetByLaw, HolidayThereAlready, add_holiday, remove_holiday
from majung.errors import NotAllowed, NotFound
from majung.reference.seed import seed_reference
from majung.storage.database import Database

STAFF = Actor(kind="official", scopes=frozenset({"reference.manage"}))
ELECTION = date(2026, 11, 25)


@pytest.fixture(autouse=True)
async def _seeded(database: Database) -> None:
    await seed_reference(system("prepare"))


async def test_a_day_that_staff_add_moves_deadlines(database: Database) -> None:
    assert due_after(date(2026, 11, 24), 1, await load_calendar()) == ELECTION
    await add_holiday(STAFF, day=ELECTION, name_ko="임시공휴일")
    assert due_after(date(2026, 11, 24), 1, await load_calendar()) == date(2026, 11, 26)
    await remove_holiday(STAFF, day=ELECTION)
    assert due_after(date(2026, 11, 24), 1, await load_calendar()) == ELECTION


async def test_the_statutory_example_is_due_after_the_autumn_holidays(database: Database) -> None:
    assert due_after(date(2026, 9, 23), 3, await load_calendar(labour_day_off=True)) == date(2026, 9, 30)


async def test_a_day_added_far_ahead_does_not_make_its_year_known(database: Database) -> None:
    await add_holiday(STAFF, day=date(2029, 5, 2), name_ko="선거일")
    with pytest.raises(HolidaysUnknown):
        due_after(date(2029, 1, 1), 1, await load_calendar())


async def test_refuses_a_day_twice_a_day_of_law_and_a_day_unknown(database: Database) -> None:
    with pytest.raises(HolidayThereAlready):
        await add_holiday(STAFF, day=date(2026, 1, 1), name_ko="휴일")
    with pytest.raises(HolidaySetByLaw):
        await remove_holiday(STAFF, day=date(2026, 1, 1))
    with pytest.raises(NotFound):
        await remove_holiday(STAFF, day=ELECTION)


async def test_needs_the_permission(database: Database) -> None:
    with pytest.raises(NotAllowed):
        await add_holiday(Actor(kind="official"), day=ELECTION, name_ko="휴일")


async def test_seeding_again_keeps_what_staff_added(database: Database) -> None:
    await add_holiday(STAFF, day=ELECTION, name_ko="임시공휴일")
    await seed_reference(system("prepare"))
    assert ELECTION in (await load_calendar()).added
