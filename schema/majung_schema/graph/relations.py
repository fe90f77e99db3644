"""Relations and root lists: declared once, batched for all parents, paged, filtered and ordered."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

import strawberry

from majung.storage.select import Order, Select, Where
from majung.storage.table import Table
from majung_schema.graph.bound import SOURCE, Source, with_arguments
from majung_schema.graph.connections import BULK_PAGE, DEFAULT_PAGE, MAX_PAGE, ConnectionSource, behind, page_of
from majung_schema.graph.context import actor_of, reading_of
from majung_schema.graph.filters import columns_of, orders_of, wheres_of
from majung_schema.graph.reading import Reading
from majung_schema.graph.rows import Row
from majung_schema.graph.scalars import Cursor
from majung_schema.limits import BULK_SCOPE

PAGING: dict[str, tuple[Any, Any]] = {
    "first": (int | None, strawberry.UNSET),
    "after": (Cursor | None, strawberry.UNSET),
    "last": (int | None, strawberry.UNSET),
    "before": (Cursor | None, strawberry.UNSET),
}


def order(*columns: str) -> tuple[Order, ...]:
    """An ordering by columns; a name that begins with ``-`` is descending."""
    return tuple(Order(c.removeprefix("-"), c.startswith("-")) for c in columns)


def to_one(table: type[Table], key: str, *, to: str = "id", description: str | None = None) -> Any:
    """The one row of `table` whose column `to` equals this row's column `key`; null where there is none."""

    async def resolve(root: Any, info: strawberry.Info) -> Any:
        value = root[key]
        return None if value is None else await reading_of(info).one(table, to, value, root.as_of)

    async def batch(info: strawberry.Info, rows: Sequence[Row], arguments: Mapping[str, Any]) -> Sequence[Any]:
        reading = reading_of(info)
        found = await reading.ones(table, to, {row[key] for row in rows}, rows[0].as_of)
        return [found.get(row[key]) for row in rows]

    return _field(resolve, Source(kind="to_one", needs=(key,), table=table, batch=batch), description)


def to_many(  # noqa: PLR0913 - one keyword for each thing a list can declare
    table: type[Table],
    via: str,
    *,
    key: str = "id",
    sort: tuple[str, ...] = ("id",),
    where: type | None = None,
    order_by: type | None = None,
    only: Where | None = None,
    page: int = DEFAULT_PAGE,
    description: str | None = None,
) -> Any:
    """The rows of `table` whose column `via` equals this row's column `key`, as a connection."""
    _check_orders(table, sort, order_by)
    fixed = (only,) if only else ()

    async def resolve(root: Any, info: strawberry.Info, **arguments: Any) -> ConnectionSource:
        reading, parent, arguments = reading_of(info), root[key], _given(arguments)
        node = (via, id(info._raw_info.field_nodes[0]))
        select = _select(table, info, arguments, sort, page, fixed, root.as_of)
        found = await reading.page_of(node, select, via, parent)
        count = partial(reading.count_of, node, select, via, parent)
        return ConnectionSource(found, select, count, behind=partial(_behind_of, reading, node, select, via, parent))

    async def batch(info: strawberry.Info, rows: Sequence[Row], arguments: Mapping[str, Any]) -> Sequence[Any]:
        reading, given = reading_of(info), _given(dict(arguments))
        node = (via, id(info._raw_info.field_nodes[0]))
        select = _select(table, info, given, sort, page, fixed, rows[0].as_of)
        pages = await reading.pages_of(select, via, [row[key] for row in rows])
        counts = partial(reading.counts_of, select, via)
        return [
            ConnectionSource(
                found,
                select,
                partial(reading.count_of, node, select, via, row[key]),
                row[key],
                counts,
                partial(_behind_of, reading, node, select, via, row[key]),
            )
            for row, found in zip(rows, pages, strict=True)
        ]

    with_arguments(resolve, {**PAGING, **_narrowing(where, order_by)})
    return _field(resolve, Source(kind="to_many", needs=(key,), table=table, batch=batch), description)


def list_of(  # noqa: PLR0913 - one keyword for each thing a list can declare
    table: type[Table],
    *,
    sort: tuple[str, ...] = ("id",),
    where: type | None = None,
    order_by: type | None = None,
    only: Where | None = None,
    extra: dict[str, tuple[Any, Callable[[Any], Where]]] | None = None,
    scope: str | None = None,
    page: int = DEFAULT_PAGE,
    description: str | None = None,
) -> Any:
    """A root list of the rows of `table` the viewer may see, as a connection.

    `extra` adds arguments of its own, each with its type and the condition it stands for; `scope` refuses
    viewers without a permission before anything is read.
    """
    _check_orders(table, sort, order_by)
    fixed = (only,) if only else ()
    more = extra or {}

    async def resolve(root: Any, info: strawberry.Info, **arguments: Any) -> ConnectionSource:
        if scope:
            actor_of(info).require(scope)
        reading, arguments = reading_of(info), _given(arguments)
        asked = tuple(build(arguments[name]) for name, (_, build) in more.items() if arguments.get(name) is not None)
        as_of: datetime | None = arguments.get("as_of")
        select = _select(table, info, arguments, sort, page, (*fixed, *asked), as_of)
        found = await reading.page(select)
        return ConnectionSource(found, select, partial(reading.count, select), behind=partial(_behind, reading, select))

    arguments = {
        **PAGING,
        **{n: (t | None, strawberry.UNSET) for n, (t, _) in more.items()},
        **_narrowing(where, order_by),
    }
    if table.access.history:
        arguments["as_of"] = (datetime | None, strawberry.UNSET)
    with_arguments(resolve, arguments)
    return _field(resolve, Source(kind="list", table=table), description)


def _check_orders(table: type[Table], sort: tuple[str, ...], order_by: type | None) -> None:
    """A cursor carries the values of the ordering in plain, and an order tells what a mask hides."""
    asked = [*(o.column for o in order(*sort)), *(columns_of(order_by) if order_by else ())]
    personal = [column for column in asked if column in table.access.personal]
    if personal:
        raise TypeError(f"{table.__name__} cannot be sorted by {', '.join(personal)}: personal columns stay masked")


def _select(
    table: type[Table],
    info: strawberry.Info,
    arguments: dict[str, Any],
    sort: tuple[str, ...],
    page: int,
    fixed: tuple[Where, ...],
    as_of: datetime | None,
) -> Select:
    allowed = BULK_PAGE if actor_of(info).may(BULK_SCOPE) else MAX_PAGE
    select = Select(
        table=table,
        where=(*fixed, *wheres_of(table, arguments.get("where"))),
        order=orders_of(arguments.get("order_by")) or order(*sort),
        as_of=as_of,
    )
    return page_of(select, arguments, default=page, allowed=allowed)


async def _behind(reading: Reading, select: Select) -> bool:
    return (await reading.page(behind(select))).more


async def _behind_of(reading: Reading, key: Hashable, select: Select, via: str, parent: object) -> bool:
    return (await reading.page_of(("behind", key), behind(select), via, parent)).more


def _given(arguments: dict[str, Any]) -> dict[str, Any]:
    """The arguments a client wrote; an omitted one and a null one ask for the same here."""
    return {name: value for name, value in arguments.items() if value is not strawberry.UNSET}


def _narrowing(where: type | None, order_by: type | None) -> dict[str, tuple[Any, Any]]:
    arguments: dict[str, tuple[Any, Any]] = {}
    if where is not None:
        arguments["where"] = (where | None, strawberry.UNSET)
    if order_by is not None:
        arguments["order_by"] = (list[order_by] | None, strawberry.UNSET)  # type: ignore[valid-type]
    return arguments


def _field(resolve: Callable[..., Any], source: Source, description: str | None) -> Any:
    return strawberry.field(resolver=resolve, metadata={SOURCE: source}, description=description)
