"""Types of updates made from the declarations of events: one for each kind, with its snapshot as fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec
import strawberry

from majung.events.event import Event
from majung.events.models import LoggedEvent
from majung.events.registry import core_events
from majung.storage.table import Table
from majung_schema.graph.bound import bound
from majung_schema.graph.context import Context
from majung_schema.graph.located import located
from majung_schema.graph.node import Node
from majung_schema.graph.rows import Row
from majung_schema.graph.scalars import Json, Won
from majung_schema.graph.sources import RowAt
from majung_schema.types.updates import Update, recorded

_PLAIN: dict[Any, Any] = {
    str: str, bool: bool, float: float, Decimal: Decimal, date: date, datetime: datetime, UUID: strawberry.ID,
}  # fmt: skip


def update_type(event: type[Event], **more: tuple[Any, Any]) -> type:
    """The type of a kind of event: implements `Update`, has the snapshot's fields, and belongs to its owner.

    A field ``<table>_id`` (also ``from_<table>_id``, ``to_<table>_id``) becomes ``<table>``, the record itself, as the
    viewer may see it. `more` adds fields:
    name -> (annotation, declaration such as `to_one(...)`).
    """
    annotations: dict[str, Any] = {}
    body: dict[str, Any] = {"__doc__": (event.__doc__ or "").strip(), "__module__": event.__module__}
    hints = get_type_hints(event)
    for field in msgspec.structs.fields(event):
        kind, optional = _without_none(hints[field.name])
        table = _table_of(event, field.name) if kind is UUID else None
        if table is not None:
            name = field.name.removesuffix("_id")
            annotations[name], body[name] = Node | None, _record(field.name, table)
            continue
        shown = _shown(field.name, kind)
        annotations[field.name] = shown | None if optional else shown
        body[field.name] = _fact(field.name, kind)
    for name, (annotation, declaration) in more.items():
        annotations[name], body[name] = annotation, declaration
    body["__annotations__"] = annotations
    return bound(LoggedEvent, column="type", kind=event.type_name())(type(event.__name__, (Update,), body))


def _without_none(hint: Any) -> tuple[Any, bool]:
    if get_origin(hint) in {Union, UnionType}:
        kinds = [k for k in get_args(hint) if k is not NoneType]
        return (kinds[0] if len(kinds) == 1 else Json), NoneType in get_args(hint)
    return hint, False


def _shown(name: str, kind: Any) -> Any:
    if kind is int:
        return Won if name.endswith("_krw") else int
    return _PLAIN.get(kind, Json)


def _table_of(event: type[Event], name: str) -> type[Table] | None:
    stem = name.removesuffix("_id").removeprefix("from_").removeprefix("to_")
    wanted = {stem, f"{event.owner}_{stem}"}
    # by class, because a plugin's tables are known by name only once all plugins have been read
    return next((table for table in Table.__subclasses__() if table.table_name() in wanted), None)


def _fact(name: str, kind: Any) -> Any:
    read: Callable[[Any], Any] = (lambda value: value) if kind in {str, int, bool, Json} else _reader(kind)

    def fact(snapshot: Mapping[str, Any]) -> Any:
        value = snapshot.get(name)
        return None if value is None else read(value)

    return recorded(fact)


def _reader(kind: Any) -> Callable[[Any], Any]:
    return (lambda value: msgspec.convert(value, kind)) if kind in _PLAIN else (lambda value: value)


def _record(name: str, table: type[Table]) -> Any:
    def place(context: Context, row: Row) -> RowAt | None:
        value = row["snapshot"].get(name)
        return None if value is None else RowAt(table, UUID(value))

    return located(place, "snapshot")


CORE_UPDATES: tuple[type, ...] = tuple(update_type(event) for event in core_events())
"""A type for every kind of event of the core."""
