"""Connections: pages of lists, forward and backward, by keyset cursors that stay true while rows come and go."""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

import msgspec
import strawberry

from majung.errors import Refusal
from majung.storage.positions import Position, is_position, row_position
from majung.storage.select import Page, Select
from majung_schema.graph.reading import RowPage
from majung_schema.graph.rows import Row
from majung_schema.graph.scalars import Cursor
from majung_schema.graph.sources import SOURCE, Source
from majung_schema.refusals import PageTooLarge

T = TypeVar("T")

DEFAULT_PAGE = 20
MAX_PAGE = 100
BULK_PAGE = 1000
"""The largest page for actors with the permission `BULK_SCOPE`."""


class PageArguments(Refusal):
    """These page arguments do not go together: {reason}.

    ko: 페이지 인자가 서로 맞지 않습니다: {reason}.
    """


class UnknownPosition(Refusal):
    """{argument} is not a cursor of this list in this ordering. Use a cursor that the same list gave.

    ko: {argument}은(는) 이 목록과 정렬의 커서가 아닙니다. 같은 목록이 돌려준 커서를 사용해 주십시오.
    """


@dataclass
class ConnectionSource:
    """A page that was read, how its total is counted and what lies behind it is looked for, if somebody asks."""

    page: RowPage
    select: Select
    count: Callable[[], Awaitable[int]]
    behind: Callable[[], Awaitable[bool]] | None = None

    def cursor(self, row: Row) -> Cursor:
        """The place of a row in this list."""
        return encode_cursor(row, self.select)

    def has_more(self, *, backward: bool) -> bool | Awaitable[bool]:
        """Whether the list goes on in a direction; only behind the start of a page this takes a look."""
        page = self.select.page
        if page is None or page.backward == backward:
            return self.page.more
        if not looks_behind(self.select):
            return False
        return True if self.behind is None else self.behind()


def _start(root: Any) -> Cursor | None:
    source: ConnectionSource = root
    return source.cursor(source.page.rows[0]) if source.page.rows else None


def _end(root: Any) -> Cursor | None:
    source: ConnectionSource = root
    return source.cursor(source.page.rows[-1]) if source.page.rows else None


def _has_next(root: Any) -> Any:
    source: ConnectionSource = root
    return source.has_more(backward=False)


def _has_previous(root: Any) -> Any:
    source: ConnectionSource = root
    return source.has_more(backward=True)


@strawberry.type(description="Where a page lies in its list.")
class PageInfo:
    has_next_page: bool = strawberry.field(resolver=_has_next)
    has_previous_page: bool = strawberry.field(resolver=_has_previous)
    start_cursor: Cursor | None = strawberry.field(resolver=_start)
    end_cursor: Cursor | None = strawberry.field(resolver=_end)


@dataclass
class EdgeSource:
    """One row of a page with its place."""

    node: Row
    cursor: Cursor


def _edges(root: Any) -> list[EdgeSource]:
    source: ConnectionSource = root
    return [EdgeSource(row, source.cursor(row)) for row in source.page.rows]


def _nodes(root: Any) -> list[Row]:
    source: ConnectionSource = root
    return source.page.rows


def _page_info(root: Any) -> Any:
    return root


async def _total(root: Any) -> int:
    source: ConnectionSource = root
    return await source.count()


@strawberry.type(description="One entry of a list with its place.")
class Edge(Generic[T]):
    node: T
    cursor: Cursor


@strawberry.type(description="One page of a list.")
class Connection(Generic[T]):
    nodes: list[T] = strawberry.field(  # type: ignore[assignment]
        resolver=_nodes,
        description="The page's entries.",
        metadata={SOURCE: Source(kind="part", function=_nodes)},
    )
    edges: list[Edge[T]] = strawberry.field(  # type: ignore[assignment]
        resolver=_edges,
        description="The page's entries with their places.",
        metadata={SOURCE: Source(kind="part", function=_edges)},
    )
    page_info: PageInfo = strawberry.field(
        resolver=_page_info,
        description="Whether more lie before and after.",
        metadata={SOURCE: Source(kind="part", function=_page_info)},
    )
    total_count: int = strawberry.field(
        resolver=_total,
        description="How many entries the whole list has; counted only when asked for.",
        metadata={SOURCE: Source(kind="count")},
    )


def encode_cursor(row: Row, select: Select) -> Cursor:
    """The place of a row in a list, as opaque text."""
    columns = [o.column for o in select.ordering]
    return cursor_of(select)(row_position({c: row[c] for c in columns}, columns))


def cursor_of(select: Select) -> Callable[[Position], Cursor]:
    """Makes cursors of places in a list."""
    name, encode = _name(select), msgspec.json.encode

    def made(position: Position) -> Cursor:
        return Cursor(base64.urlsafe_b64encode(encode([name, *position])).decode().rstrip("="))

    return made


def decode_cursor(cursor: str, select: Select, argument: str) -> Position:
    """The keyset position behind a cursor; refuses one of another list or ordering, or one that nobody gave."""
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        name, *position = msgspec.json.decode(raw, type=list[str | None])
    except (msgspec.DecodeError, ValueError):
        raise UnknownPosition(argument=argument) from None
    if name != _name(select) or not is_position(position, select.position_types):
        raise UnknownPosition(argument=argument)
    return tuple(position)


def looks_behind(select: Select) -> bool:
    """Whether anything can lie behind the start of a page."""
    page = select.page
    return page is not None and (page.after is not None or page.before is not None)


def behind(select: Select) -> Select:
    """The question whether anything lies behind the start of a page, on the other side of where it was asked from."""
    page = select.page
    assert page is not None
    turned = Page(size=0, after=page.before, before=page.after, backward=not page.backward, inclusive=True)
    return replace(select, page=turned)


def page_of(
    select: Select, arguments: dict[str, Any], *, default: int = DEFAULT_PAGE, allowed: int = MAX_PAGE
) -> Select:
    """The question narrowed to the page that `first`, `after`, `last` and `before` ask for."""
    first, last = arguments.get("first"), arguments.get("last")
    after, before = arguments.get("after"), arguments.get("before")
    if first is not None and last is not None:
        raise PageArguments(reason="first and last cannot both be given")
    if after is not None and last is not None:
        raise PageArguments(reason="last goes with before, first goes with after")
    if before is not None and last is None:
        raise PageArguments(reason="before needs last")
    size = last if last is not None else first if first is not None else default
    if size < 0:
        raise PageArguments(reason="first and last cannot be negative")
    if size > allowed:
        raise PageTooLarge(allowed=allowed, counted=size)
    page = Page(
        size=size,
        after=None if after is None else decode_cursor(after, select, "after"),
        before=None if before is None else decode_cursor(before, select, "before"),
        backward=last is not None,
    )
    return replace(select, page=page)


def _name(select: Select) -> str:
    ordering = ",".join(("-" if o.descending else "") + o.column for o in select.ordering)
    return f"{select.table.access.prefix}:{ordering}"
