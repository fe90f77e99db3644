"""How due days are counted, and which period is in force."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from majung.calendar.rules import calendar_from_rows
from majung.deadlines.rules import Period, Unit, due_day, over_at, period_in_force, remind_day, unit_of
from majung.errors import InvalidValue
from majung.reference import read_reference

AGENCY = calendar_from_rows(read_reference("holidays_kr_2021_2027"))


def period(days: int, unit: Unit = "DAYS", **more: object) -> Period:
    return Period(kind="supplement.answer", days=days, unit=unit, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("started", "days", "unit", "due"),
    [
        (date(2026, 9, 23), 3, "BUSINESS_DAYS", date(2026, 9, 30)),  # 추석 and a Sunday between
        (date(2026, 3, 10), 10, "DAYS", date(2026, 3, 20)),
        (date(2026, 3, 11), 10, "DAYS", date(2026, 3, 23)),  # ends on Saturday 21, moves to Monday
        (date(2026, 2, 14), 14, "DAYS", date(2026, 3, 3)),  # ends on Saturday 28; Sunday, 1 March, and its substitute
        (date(2026, 3, 10), 0, "DAYS", date(2026, 3, 10)),
    ],
)
def test_due_day(started: date, days: int, unit: Unit, due: date) -> None:
    assert due_day(started, period(days, unit), AGENCY) == due


def test_days_that_staff_add_move_the_end() -> None:
    closed = calendar_from_rows(read_reference("holidays_kr_2021_2027"), added=[date(2026, 3, 20)])
    assert due_day(date(2026, 3, 10), period(10), closed) == date(2026, 3, 23)


def test_the_programs_own_period_goes_before_the_general_one() -> None:
    general = period(10)
    own = period(20, program_code="LOANS")
    asked = {"kind": "supplement.answer", "day": date(2026, 3, 10)}
    assert period_in_force([own, general], program="LOANS", **asked) is own  # type: ignore[arg-type]
    assert period_in_force([own, general], program="FAIRS", **asked) is general  # type: ignore[arg-type]


def test_the_newest_period_in_force_on_the_day_counts() -> None:
    old = period(10, valid_from=date(2025, 1, 1), valid_to=date(2026, 2, 28))
    new = period(7, valid_from=date(2026, 3, 1))
    found = [
        period_in_force([new, old], kind="supplement.answer", program=None, day=day)
        for day in (date(2024, 12, 31), date(2026, 2, 28), date(2026, 3, 1))
    ]
    assert found == [None, old, new]


@pytest.mark.parametrize(("days", "expected"), [(0, None), (3, date(2026, 3, 17)), (30, date(2026, 3, 10))])
def test_reminder_is_never_before_the_beginning(days: int, expected: date | None) -> None:
    assert remind_day(date(2026, 3, 10), date(2026, 3, 20), days) == expected


def test_a_due_day_is_over_at_midnight_in_seoul() -> None:
    assert over_at(date(2026, 3, 20)) == datetime(2026, 3, 20, 15, tzinfo=UTC)


def test_unknown_unit_is_refused() -> None:
    with pytest.raises(InvalidValue):
        unit_of("WEEKS")
