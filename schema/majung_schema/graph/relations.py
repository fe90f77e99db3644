"""Relations and root lists: declared once, batched for all parents, paged, filtered and ordered."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import datetime
from functools import partial
from typing import Any

import strawberry

from majung.storage.select import Select, Where
from majung.storage.table import Table
from majung_schema.graph.bound import SOURCE, Source, with_arguments
from majung_schema.graph.connections import DEFAULT_PAGE, ConnectionSource, behind
from majung_schema.graph.context import actor_of, reading_of
from majung_schema.graph.listings import Listing
from majung_schema.graph.reading import Reading
from majung_schema.graph.scalars import Cursor

PAGING: dict[str, tuple[Any, Any]] = {
    "first": (int | None, strawberry.UNSET),
    "after": (Cursor | None, strawberry.UNSET),
    "last": (int | None, strawberry.UNSET),
    "before": (Cursor | None, strawberry.UNSET),
}


def to_one(table: type[Table], key: str, *, to: str = "id", description: str | None = None) -> Any:
    """The one row of `table` whose column `to` equals this row's column `key`; null where there is none."""

    async def resolve(root: Any, info: strawberry.Info) -> Any:
        value = root[key]
        return None if value is None else await reading_of(info).related(table, to, value, root.as_of)

    return _field(resolve, Source(kind="to_one", needs=(key,), table=table, to=to), description)


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
    listing = Listing(table=table, via=via, sort=sort, where=where, order_by=order_by, only=only, page=page)

    async def resolve(root: Any, info: strawberry.Info, **arguments: Any) -> ConnectionSource:
        reading, parent = reading_of(info), root[key]
        node = (via, id(info._raw_info.field_nodes[0]))
        select = listing.select(actor_of(info), arguments, root.as_of)
        found = await reading.page_of(node, select, via, parent)
        count = partial(reading.count_of, node, select, via, parent)
        return ConnectionSource(found, select, count, behind=partial(_behind_of, reading, node, select, via, parent))

    with_arguments(resolve, {**PAGING, **_narrowing(where, order_by)})
    return _field(resolve, Source(kind="to_many", needs=(key,), table=table, listing=listing), description)


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
    more = extra or {}
    listing = Listing(
        table=table, sort=sort, where=where, order_by=order_by, only=only, extra=more, scope=scope, page=page
    )

    async def resolve(root: Any, info: strawberry.Info, **arguments: Any) -> ConnectionSource:
        reading, select = reading_of(info), listing.select(actor_of(info), arguments)
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
    return _field(resolve, Source(kind="list", table=table, listing=listing), description)


async def _behind(reading: Reading, select: Select) -> bool:
    return (await reading.page(behind(select))).more


async def _behind_of(reading: Reading, key: Hashable, select: Select, via: str, parent: object) -> bool:
    return (await reading.page_of(("behind", key), behind(select), via, parent)).more


def _narrowing(where: type | None, order_by: type | None) -> dict[str, tuple[Any, Any]]:
    arguments: dict[str, tuple[Any, Any]] = {}
    if where is not None:
        arguments["where"] = (where | None, strawberry.UNSET)
    if order_by is not None:
        arguments["order_by"] = (list[order_by] | None, strawberry.UNSET)  # type: ignore[valid-type]
    return arguments


def _field(resolve: Callable[..., Any], source: Source, description: str | None) -> Any:
    return strawberry.field(resolver=resolve, metadata={SOURCE: source}, description=description)
