"""How values travel between Python and PostgreSQL where the driver's own way would not keep them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import asyncpg
import orjson

JSONB_VERSION = b"\x01"

_FIRST_DAY = date(2000, 1, 1).toordinal()
_FIRST_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_DAYS_WITHOUT_END = {2**31 - 1: date.max, -(2**31): date.min}
_MOMENTS_WITHOUT_END = {2**63 - 1: datetime.max.replace(tzinfo=UTC), -(2**63): datetime.min.replace(tzinfo=UTC)}


async def set_codecs(connection: asyncpg.Connection) -> None:
    """Let a connection give json and jsonb as Python values, and store every day and moment as itself.

    A `str` given for a JSON column is JSON text, as the ORM sends it; any other value is encoded. The driver stores
    the first and the last day and moment that Python knows as the infinities: other values in comparisons, in
    arithmetic and as text. Infinities that SQL wrote are still these days and moments for Python.
    """
    await connection.set_type_codec("json", schema="pg_catalog", format="binary", encoder=_json, decoder=orjson.loads)
    await connection.set_type_codec(
        "jsonb",
        schema="pg_catalog",
        format="binary",
        encoder=lambda value: JSONB_VERSION + _json(value),
        decoder=lambda data: orjson.loads(data[len(JSONB_VERSION) :]),
    )
    await connection.set_type_codec(
        "date",
        schema="pg_catalog",
        format="tuple",
        encoder=lambda day: (day.toordinal() - _FIRST_DAY,),
        decoder=_day,
    )
    await connection.set_type_codec(
        "timestamptz",
        schema="pg_catalog",
        format="tuple",
        encoder=lambda moment: ((moment.astimezone(UTC) - _FIRST_MOMENT) // _MICROSECOND,),
        decoder=_moment,
    )


def _json(value: object) -> bytes:
    return value.encode() if isinstance(value, str) else orjson.dumps(value)


def _day(stored: tuple[int]) -> date:
    (days,) = stored
    return _DAYS_WITHOUT_END.get(days) or date.fromordinal(days + _FIRST_DAY)


def _moment(stored: tuple[int]) -> datetime:
    (microseconds,) = stored
    return _MOMENTS_WITHOUT_END.get(microseconds) or _FIRST_MOMENT + timedelta(0, 0, microseconds)
