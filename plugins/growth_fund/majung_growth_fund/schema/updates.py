"""A type of update for each kind of fact of the fund."""

from __future__ import annotations

from majung_growth_fund.events import EVENTS
from majung_schema.types.events import update_type

UPDATES: tuple[type, ...] = tuple(update_type(event) for event in EVENTS)
