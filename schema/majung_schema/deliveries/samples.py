"""Made-up events of each kind, so that a document can be tried before anything has happened."""

from __future__ import annotations

import typing
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from types import NoneType
from typing import Any
from uuid import UUID

import msgspec

from majung import clock
from majung.events.event import Event
from majung.events.registry import core_events
from majung.plugin.registry import Registry
from majung.storage.ids import uuid7
from majung_schema.deliveries.refusals import NoSample

_VALUES: dict[Any, Any] = {
    str: "SAMPLE", int: 1_000_000, bool: True, float: 1.5, Decimal: Decimal("2.5"), date: date(2026, 3, 2),
    datetime: datetime(2026, 3, 2, tzinfo=UTC), UUID: UUID("00000000-0000-7000-8000-000000000000"),
}  # fmt: skip


def event_types(registry: Registry) -> Mapping[str, type[Event]]:
    """Every kind of event that runs here, by its name."""
    return {**{kind.type_name(): kind for kind in core_events()}, **registry.events}


def sample_event(registry: Registry, type_name: str) -> dict[str, Any]:
    """A row of the log as an event of this kind would be; what it refers to does not exist."""
    known = event_types(registry)
    kind = known.get(type_name)
    if kind is None:
        raise NoSample(type=type_name[:100], examples=", ".join(sorted(known)[:5]))
    return {
        "id": uuid7(),
        "version": 1,
        "sys_from": clock.now(),
        "position": 0,
        "type": type_name,
        "type_version": kind.type_version,
        "subject_type": kind.subject_type,
        "subject_id": uuid7(),
        "firm_ids": [],
        "person_ids": [],
        "institution_ids": [],
        "program": None,
        "district": None,
        "public": kind.public,
        "actor": "system:sample",
        "at": clock.now(),
        "snapshot": _snapshot(kind),
    }


def _snapshot(kind: type[Event]) -> dict[str, Any]:
    hints = typing.get_type_hints(kind)
    values: dict[str, Any] = {}
    for one in msgspec.structs.fields(kind):
        hint = hints[one.name]
        kinds = [k for k in typing.get_args(hint) if k is not NoneType] or [hint]
        values[one.name] = _VALUES.get(kinds[0])
    found: dict[str, Any] = msgspec.to_builtins(values)
    return found
