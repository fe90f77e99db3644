"""Every type of the schema, on a row of its table."""

from __future__ import annotations

import typing
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from types import NoneType
from typing import Any
from uuid import UUID

import msgspec
import pytest
from graphql import GraphQLObjectType, get_named_type, is_leaf_type, is_required_argument

from majung.access.actor import system
from majung.events.event import Event
from majung.events.models import LoggedEvent
from majung.events.registry import core_events
from majung_schema.graph.bound import Binding, binding_of

SAMPLES: dict[Any, Any] = {
    str: "WORD", int: 7, bool: True, float: 1.5, Decimal: Decimal("2.5"), date: date(2025, 3, 1),
    datetime: datetime(2025, 3, 1, tzinfo=UTC), UUID: UUID("0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"),
}  # fmt: skip


def bound_types(schema: Any) -> Iterator[tuple[GraphQLObjectType, Binding]]:
    for named in schema._schema.type_map.values():
        origin = getattr(named.extensions.get("strawberry-definition"), "origin", None)
        binding = binding_of(origin) if origin else None
        if binding is not None and isinstance(named, GraphQLObjectType):
            yield named, binding


def all_fields(named: GraphQLObjectType) -> str:
    """A selection of every field that needs no argument; of records just their type."""
    return " ".join(
        name if is_leaf_type(get_named_type(field.type)) else f"{name} {{ __typename }}"
        for name, field in named.fields.items()
        if not any(is_required_argument(argument) for argument in field.args.values())
    )


def sample_of(event: type[Event], *, full: bool) -> dict[str, Any]:
    """A snapshot of an event as the log keeps it: every fact given, or only those that must be."""
    values: dict[str, Any] = {}
    hints = typing.get_type_hints(event)
    for field in msgspec.structs.fields(event):
        kinds = [k for k in typing.get_args(hints[field.name]) if k is not NoneType] or [hints[field.name]]
        optional = NoneType in typing.get_args(hints[field.name])
        values[field.name] = None if optional and not full else SAMPLES.get(kinds[0], [])
    found: dict[str, Any] = msgspec.to_builtins(values)
    return found


@pytest.mark.parametrize("full", [True, False])
async def test_every_field_of_every_type_resolves(ask: Any, make: Any, platform: Any, full: bool) -> None:
    told: dict[str, Any] = {}
    asked = [(named, binding) for named, binding in bound_types(platform.schema) if binding.table is not LoggedEvent]
    for named, binding in asked:
        row = await make(binding.table.table_name(), full=full)
        id = f"{binding.table.access.prefix}_{row.id}"
        document = f'{{ node(id: "{id}") {{ __typename id ... on {named.name} {{ {all_fields(named)} }} }} }}'
        body = await ask(document, system("walk"))
        told[named.name] = body.get("errors") or (body["data"]["node"] or {}).get("__typename")
    assert told == {named.name: named.name for named, _ in asked}


@pytest.mark.parametrize("full", [True, False])
async def test_every_field_of_every_update_resolves(ask: Any, make: Any, full: bool) -> None:
    told: dict[str, Any] = {}
    types = {named.name: named for named, _ in bound_types(ask.platform.schema)}
    for event in core_events():
        snapshot = sample_of(event, full=full)
        row = await make("event_log", full=full, type=event.type_name(), subject_type="firm", snapshot=snapshot)
        named = types[event.__name__]
        document = f'{{ node(id: "event_{row.id}") {{ __typename ... on {named.name} {{ {all_fields(named)} }} }} }}'
        body = await ask(document, system("walk"))
        told[named.name] = body.get("errors") or (body["data"]["node"] or {}).get("__typename")
    assert told == {event.__name__: event.__name__ for event in core_events()}
