"""Listings: what a list declares, and the question that its arguments make of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import strawberry

from majung.access.actor import Actor
from majung.storage.positions import has_positions
from majung.storage.select import Order, Select, Where
from majung.storage.table import Table
from majung_schema.graph.connections import BULK_PAGE, DEFAULT_PAGE, MAX_PAGE, page_of
from majung_schema.graph.filters import orderings_in, orders_of, storable, wheres_of
from majung_schema.limits import BULK_SCOPE


def order(*columns: str) -> tuple[Order, ...]:
    """An ordering by columns; a name that begins with ``-`` is descending."""
    return tuple(Order(c.removeprefix("-"), c.startswith("-")) for c in columns)


@dataclass(frozen=True, kw_only=True, eq=False)
class Listing:
    """A list of a table's rows: all that the viewer may see, or with `via` those that belong to a row.

    `extra` are arguments of its own, each with its type and the condition it stands for; `scope` refuses viewers
    without a permission before anything is read.
    """

    table: type[Table]
    via: str | None = None
    sort: tuple[str, ...] = ("id",)
    where: type | None = None
    order_by: type | None = None
    only: Where | None = None
    extra: Mapping[str, tuple[Any, Callable[[Any], Where]]] = field(default_factory=dict)
    scope: str | None = None
    page: int = DEFAULT_PAGE

    def __post_init__(self) -> None:
        """A cursor carries the values of the ordering in plain, and an order tells what a mask hides."""
        asked = [*order(*self.sort), *(orderings_in(self.order_by) if self.order_by else ())]
        name, personal = self.table.__name__, [o.column for o in asked if o.column in self.table.access.personal]
        if personal:
            raise TypeError(f"{name} cannot be sorted by {', '.join(personal)}: personal columns stay masked")
        kinds = {o.column: o.sql_type if o.sql else self.table.sql_type(o.column) for o in asked}
        for column, kind in kinds.items():
            if not has_positions(kind):
                raise TypeError(f"{name} cannot be sorted by {column}: a cursor cannot carry values of type {kind}")

    def select(self, actor: Actor, arguments: Mapping[str, Any], as_of: datetime | None = None) -> Select:
        """The question that these arguments ask for this viewer; raises the refusal of what they cannot be."""
        if self.scope:
            actor.require(self.scope)
        given = {name: value for name, value in arguments.items() if value is not strawberry.UNSET}
        asked = (
            build(storable(given[name], name)) for name, (_, build) in self.extra.items() if given.get(name) is not None
        )
        select = Select(
            table=self.table,
            where=(*((self.only,) if self.only else ()), *asked, *wheres_of(self.table, given.get("where"))),
            order=orders_of(given.get("order_by")) or order(*self.sort),
            as_of=as_of or given.get("as_of"),
        )
        allowed = BULK_PAGE if actor.may(BULK_SCOPE) else MAX_PAGE
        return page_of(select, given, default=self.page, allowed=allowed)
