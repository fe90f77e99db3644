"""Scalars and ids of the graph: won, exact decimals, JSON, cursors."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, NewType
from uuid import UUID

import orjson
from strawberry.schema.config import StrawberryConfig
from strawberry.types.scalar import ScalarDefinition, scalar

from majung.clock import SEOUL
from majung.errors import Refusal

MAX_WON = 2**63 - 1
LONGEST_CURSOR = 8000
"""A cursor holds the values of the ordering: the title of a call alone has up to 2,000 characters in it."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_GLOBAL_ID = re.compile(r"([a-z][a-z0-9]*)_([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})")

Won = NewType("Won", int)
ExactDecimal = NewType("ExactDecimal", Decimal)
Json = NewType("Json", object)
Cursor = NewType("Cursor", str)


class InvalidId(Refusal):
    """{value} is not an id of {expected}. Ids look like {expected}_0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b.

    ko: {value}은(는) {expected}의 식별자가 아닙니다. 예: {expected}_0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b.
    """


def parse_global_id(value: str) -> tuple[str, UUID]:
    """The prefix and the uuid of a global id; refuses anything else."""
    match = _GLOBAL_ID.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise InvalidId(value=str(value)[:80], expected="firm")
    return match.group(1), UUID(match.group(2))


def uuid_of(value: str, prefix: str) -> UUID:
    """The uuid of a global id that must be of one kind."""
    found, uuid = _split(value, prefix)
    if found != prefix:
        raise InvalidId(value=value[:80], expected=prefix)
    return uuid


def optional_uuid_of(value: str | None, prefix: str) -> UUID | None:
    """The same where an id may be left out."""
    return uuid_of(value, prefix) if value else None


def _split(value: str, prefix: str) -> tuple[str, UUID]:
    try:
        return parse_global_id(value)
    except InvalidId:
        raise InvalidId(value=str(value)[:80], expected=prefix) from None


def _won_in(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not -MAX_WON <= value <= MAX_WON:
        raise ValueError("an amount in won is a whole number of at most 19 digits")
    return value


def _won_out(value: Any) -> int:
    """Money is never rounded on its way out, and never more than clients and the database can hold."""
    if isinstance(value, bool) or value != (amount := int(value)) or not -MAX_WON <= amount <= MAX_WON:
        raise ValueError(f"{value!r} is no amount in whole won of at most 19 digits")
    return amount


def _decimal_in(value: object) -> Decimal:
    written = 'an exact decimal is written as text, for example "2.5"'
    if isinstance(value, float):
        raise ValueError(written)
    return _finite(value, written, "an exact decimal is a number of at most 40 digits")


def _number_in(value: object) -> Decimal:
    """A decimal as text or as a JSON number; one that is no number at all cannot be compared, so it is refused here."""
    words = 'a decimal is a number of at most 40 digits, for example "2.5"'
    return _finite(value, words, words)


def _number_out(value: object) -> Decimal:
    """Decimals as they are; floats would be rounded one way or the other, and not a number is none."""
    if isinstance(value, bool) or not isinstance(value, Decimal | int) or not (number := Decimal(value)).is_finite():
        raise ValueError(f"{value!r} is no decimal")
    return number


def _finite(value: object, written: str, bounded: str) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, str | int | float) or len(str(value)) > 40:
        raise ValueError(written)
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        raise ValueError(written) from None
    if not found.is_finite() or abs(found.adjusted()) > 40:
        raise ValueError(bounded)
    return found


def _cursor_in(value: object) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_CURSOR or not value.isascii():
        raise ValueError(f"a cursor is a text of at most {LONGEST_CURSOR} plain characters")
    return value


def _day_in(value: object) -> date:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError('a day is written as "2025-03-01"')
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise ValueError(f"there is no such day: {error}") from None


def _day_out(value: Any) -> str:
    if isinstance(value, datetime) or not isinstance(value, date):
        raise ValueError(f"{value!r} is no day")
    return value.isoformat()


def _moment_in(value: object) -> datetime:
    if not isinstance(value, str) or len(value) > 40:
        raise ValueError('a moment is written as "2025-03-01T09:00:00+09:00"')
    try:
        found = datetime.fromisoformat(value)
        moment = (found if found.tzinfo else found.replace(tzinfo=SEOUL)).astimezone(UTC)
        moment.astimezone(SEOUL)  # where people will read it: the last hours of the calendar are not there
        return moment
    except OverflowError:
        raise ValueError("a moment lies within the calendar, in Seoul too") from None
    except ValueError:
        raise ValueError('a moment is written as "2025-03-01T09:00:00+09:00"') from None


def _json_in(value: Any) -> Any:
    return value


def _json_out(value: Any) -> Any:
    """One value that JSON cannot carry is the error of its field, and not of the whole answer."""
    orjson.dumps(value)
    return value


_SCALARS: dict[object, ScalarDefinition] = {
    Won: scalar(
        name="Won",
        description="An amount in whole Korean won.",
        serialize=_won_out,
        parse_value=_won_in,
    ),
    ExactDecimal: scalar(
        name="ExactDecimal",
        description='A decimal number without rounding, as text: "2.5".',
        serialize=lambda value: format(_number_out(value), "f"),
        parse_value=_decimal_in,
    ),
    Decimal: scalar(
        name="Decimal",
        description="Decimal (fixed-point)",
        serialize=lambda value: str(_number_out(value)),
        parse_value=_number_in,
    ),
    date: scalar(name="Date", description="Date (isoformat)", serialize=_day_out, parse_value=_day_in),
    datetime: scalar(
        name="DateTime",
        description="A moment, as ISO 8601 text; one without a zone is in Asia/Seoul.",
        serialize=datetime.isoformat,
        parse_value=_moment_in,
    ),
    Json: scalar(name="JSON", description="Any JSON value.", serialize=_json_out, parse_value=_json_in),
    Cursor: scalar(
        name="Cursor",
        description="A place in an ordered list or in the event log; opaque.",
        serialize=str,
        parse_value=_cursor_in,
    ),
}


def scalar_config(**more: Any) -> StrawberryConfig:
    """Strawberry's settings with the graph's scalars."""
    return StrawberryConfig(scalar_map=_SCALARS, **more)
