"""Connections: pages of lists, forward and backward, by keyset cursors that stay true while rows come and go."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

import msgspec
import strawberry

from majung.errors import Refusal
from majung.storage.select import Order, Page, Select, row_position
from majung_schema.graph.reading import RowPage
from majung_schema.graph.rows import Row
from majung_schema.graph.scalars import Cursor
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


@strawberry.type(description="Where a page lies in its list.")
class PageInfo:
    has_next_page: bool
    has_previous_page: bool
    start_cursor: Cursor | None
    end_cursor: Cursor | None


@dataclass
class ConnectionSource:
    """A page that was read, and how its total is counted if somebody asks."""

    page: RowPage
    select: Select
    count: Callable[[], Awaitable[int]]

    def cursor(self, row: Row) -> Cursor:
        """The place of a row in this list."""
        return encode_cursor(row, self.select.ordering)


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


def _page_info(root: Any) -> PageInfo:
    source: ConnectionSource = root
    rows, page = source.page.rows, source.select.page
    backward = bool(page and page.backward)
    after, before = bool(page and page.after), bool(page and page.before)
    return PageInfo(
        has_next_page=before if backward else source.page.more,
        has_previous_page=source.page.more if backward else after,
        start_cursor=source.cursor(rows[0]) if rows else None,
        end_cursor=source.cursor(rows[-1]) if rows else None,
    )


async def _total(root: Any) -> int:
    source: ConnectionSource = root
    return await source.count()


@strawberry.type(description="One entry of a list with its place.")
class Edge(Generic[T]):
    node: T
    cursor: Cursor


@strawberry.type(description="One page of a list.")
class Connection(Generic[T]):
    nodes: list[T] = strawberry.field(resolver=_nodes, description="The page's entries.")  # type: ignore[assignment]
    edges: list[Edge[T]] = strawberry.field(resolver=_edges, description="The page's entries with their places.")  # type: ignore[assignment]
    page_info: PageInfo = strawberry.field(resolver=_page_info, description="Whether more lie before and after.")
    total_count: int = strawberry.field(
        resolver=_total, description="How many entries the whole list has; counted only when asked for."
    )


def encode_cursor(row: Row, ordering: tuple[Order, ...]) -> Cursor:
    """The place of a row under an ordering, as opaque text."""
    raw = msgspec.json.encode([_name(ordering), *row_position({o.column: row[o.column] for o in ordering}, ordering)])
    return Cursor(base64.urlsafe_b64encode(raw).decode().rstrip("="))


def decode_cursor(cursor: str, ordering: tuple[Order, ...], argument: str) -> tuple[str | None, ...]:
    """The keyset position behind a cursor; refuses one of another list or ordering."""
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        name, *position = msgspec.json.decode(raw, type=list[str | None])
    except (binascii.Error, msgspec.DecodeError, msgspec.ValidationError, ValueError, UnicodeError):
        raise UnknownPosition(argument=argument) from None
    if name != _name(ordering) or len(position) != len(ordering) or position[-1] is None:
        raise UnknownPosition(argument=argument)
    if any(value is not None and "\x00" in value for value in position):
        raise UnknownPosition(argument=argument)
    return tuple(position)


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
    ordering = select.ordering
    page = Page(
        size=size,
        after=None if after is None else decode_cursor(after, ordering, "after"),
        before=None if before is None else decode_cursor(before, ordering, "before"),
        backward=last is not None,
    )
    return replace(select, page=page)


def _name(ordering: tuple[Order, ...]) -> str:
    return ",".join(("-" if o.descending else "") + o.column for o in ordering)
