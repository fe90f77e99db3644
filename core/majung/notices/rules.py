"""When a notice counts as served.

Administrative Procedures Act art. 14 and 15: service takes effect when the document reaches its addressee, an
electronic one when it is recorded where they asked for it, and one that could not be delivered after the days of
public notice. How many days count here is a period rule, entered by staff with its source.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from majung.deadlines.rules import over_at

How = Literal["READ", "DEEMED"]


@dataclass(frozen=True, kw_only=True)
class Service:
    """Since when a notice is served, and how."""

    at: datetime
    how: How


def service_of(read_at: datetime | None, deemed_on: date | None, now: datetime) -> Service | None:
    """The earlier of the first reading and the end of the last day after posting; None while neither has come.

    Both moments count from when they were, not from when somebody looked: a late run of the platform's work
    neither shortens nor prolongs a period of objection.
    """
    deemed_at = over_at(deemed_on) if deemed_on else None
    if deemed_at is not None and deemed_at <= now and (read_at is None or deemed_at <= read_at):
        return Service(at=deemed_at, how="DEEMED")
    return Service(at=read_at, how="READ") if read_at is not None else None
