"""Rows that hold from one day to another."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Protocol, TypeVar


class Dated(Protocol):
    """A row with its first and last day; None is open-ended."""

    @property
    def valid_from(self) -> date | None: ...

    @property
    def valid_to(self) -> date | None: ...


D = TypeVar("D", bound=Dated)


def holds(row: Dated, on: date) -> bool:
    """Whether the row is in force that day, first and last day included."""
    return (row.valid_from is None or row.valid_from <= on) and (row.valid_to is None or on <= row.valid_to)


def in_force(rows: Iterable[D], on: date) -> tuple[D, ...]:
    """The rows in force that day."""
    return tuple(row for row in rows if holds(row, on))


def day_or_none(text: str) -> date | None:
    """A date cell of a table; an empty one is open."""
    return date.fromisoformat(text) if text.strip() else None
