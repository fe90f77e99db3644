"""The agency's clock: Asia/Seoul, read in one place so that a rule never reads it and a test can set it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SEOUL = ZoneInfo("Asia/Seoul")

_set: ContextVar[datetime | None] = ContextVar("majung_clock", default=None)


def now() -> datetime:
    """This moment, in UTC."""
    return _set.get() or datetime.now(UTC)


def today() -> date:
    """The calendar day in Seoul, on which deadlines, ages and rates are judged."""
    return now().astimezone(SEOUL).date()


@contextmanager
def clock_at(moment: datetime) -> Iterator[None]:
    """Let `now()` answer one moment (with its zone) inside the block."""
    token = _set.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _set.reset(token)
