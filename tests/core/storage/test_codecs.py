"""Every day and moment is stored as itself, also the first and the last that Python knows."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import asyncpg
import pytest

from majung.storage.database import Database

DAYS = [date.min, date(1582, 10, 15), date(1999, 12, 31), date(2000, 1, 1), date(2024, 2, 29), date.max]
MOMENTS = [
    datetime.min.replace(tzinfo=UTC),
    datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
    datetime(2000, 1, 1, tzinfo=UTC),
    datetime(2026, 3, 1, 9, 0, 0, 1, tzinfo=UTC),
    datetime.max.replace(tzinfo=UTC),
]


@pytest.mark.parametrize("day", DAYS)
async def test_a_day_is_stored_as_itself(database: Database, day: date) -> None:
    [row] = await database.fetch(
        "select $1::date as day, $1::date::text as text, isfinite($1::date) as finite, array[$1::date] as days,"
        " $2::date[] as given, row($1::date) as inside, $1::date - date '2000-01-01' as distance", day, [day, None]
    )  # fmt: skip
    assert (row["day"], row["text"], row["finite"]) == (day, day.isoformat(), True)
    assert (row["days"], row["given"], row["inside"]) == ([day], [day, None], (day,))
    assert row["distance"] == (day - date(2000, 1, 1)).days


@pytest.mark.parametrize("moment", MOMENTS)
async def test_a_moment_is_stored_as_itself(database: Database, moment: datetime) -> None:
    [row] = await database.fetch(
        "select $1::timestamptz as moment, to_jsonb($1::timestamptz) #>> '{}' as text, isfinite($1::timestamptz)"
        " as finite, $2::timestamptz[] as given, row($1::timestamptz) as inside", moment, [moment, None]
    )  # fmt: skip
    assert (row["moment"], datetime.fromisoformat(row["text"]), row["finite"]) == (moment, moment, True)
    assert (row["given"], row["inside"]) == ([moment, None], (moment,))
    assert row["moment"].tzinfo is UTC


async def test_a_moment_of_another_zone_is_the_same_moment(database: Database) -> None:
    seoul = datetime(2026, 3, 1, 9, 0, tzinfo=timezone(timedelta(hours=9)))
    [row] = await database.fetch("select $1::timestamptz as moment, null::timestamptz as none", seoul)
    assert (row["moment"], row["moment"].tzinfo, row["none"]) == (seoul, UTC, None)


async def test_infinities_that_sql_wrote_are_read_as_the_first_and_the_last(database: Database) -> None:
    [row] = await database.fetch(
        "select 'infinity'::date as a, '-infinity'::date as b,"
        " 'infinity'::timestamptz as c, '-infinity'::timestamptz as d"
    )
    assert tuple(row) == (date.max, date.min, MOMENTS[-1], MOMENTS[0])


async def test_days_and_moments_are_copied_as_themselves(database: Database) -> None:
    rows = [(day, moment) for day in DAYS for moment in MOMENTS]
    async with database.connection() as connection, connection.transaction():
        await connection.execute("create temporary table copied (day date, moment timestamptz)")
        await connection.copy_records_to_table("copied", records=rows)
        found = await connection.fetch("select day, moment from copied where isfinite(day) and isfinite(moment)")
    assert sorted(tuple(row) for row in found) == sorted(rows)


@pytest.mark.parametrize(
    ("kind", "value"), [("date", "2026-01-01"), ("timestamptz", "2026-01-01"), ("timestamptz", date.max)]
)
async def test_what_is_neither_is_an_error(database: Database, kind: str, value: object) -> None:
    with pytest.raises(asyncpg.DataError, match="invalid input for query argument"):
        await database.fetch(f"select $1::{kind}", value)


async def test_a_moment_beyond_the_last_is_an_error(database: Database) -> None:
    """It would be stored, and could never be read."""
    with pytest.raises(asyncpg.DataError) as refused:
        await database.fetch("select $1::timestamptz", datetime.max.replace(tzinfo=timezone(-timedelta(hours=14))))
    assert isinstance(refused.value.__cause__, OverflowError)
