"""Reading the log: events after a position, under the reader's policy, and the cursor that clients keep."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from tortoise.connection import get_connection

from majung.access.actor import Actor
from majung.errors import Refusal
from majung.events.models import LoggedEvent
from majung.events.wanted import Wanted
from majung.storage.select import Order, Page, Select, Where, rows_statement

_MARK = "v1:"
_LARGEST = 2**63 - 1


class UnknownCursor(Refusal):
    """{cursor} is not a cursor of this log. The oldest one available is {oldest}; without one you get what happens next.

    ko: {cursor}은(는) 이 기록의 커서가 아닙니다. 가장 오래된 커서는 {oldest}이며, 커서를 생략하면 지금부터 받습니다.
    """  # noqa: E501


class CursorExpired(Refusal):
    """Events directly after {cursor} are no longer kept. The oldest cursor available is {oldest}.

    ko: {cursor} 다음의 기록은 보존 기간이 지났습니다. 사용할 수 있는 가장 오래된 커서는 {oldest}입니다.
    """


def encode_cursor(position: int) -> str:
    """The cursor that resumes after a position; opaque to clients."""
    return base64.urlsafe_b64encode(f"{_MARK}{position}".encode()).decode().rstrip("=")


def decode_cursor(cursor: str) -> int | None:
    """The position of a cursor, or None for a text that is none."""
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        return None
    number = text.removeprefix(_MARK)
    if number == text or not number.isdigit() or int(number) > _LARGEST or encode_cursor(int(number)) != cursor:
        return None
    return int(number)


async def latest_position() -> int:
    """The position of the newest event; 0 in an empty log."""
    [row] = await _fetch("select coalesce(max(position), 0) as position from event_log")
    return int(row["position"])


async def newest_position(at_most: int) -> int:
    """The position of the newest event up to a position: that one itself unless the log leaves it out."""
    [row] = await _fetch("select coalesce(max(position), 0) as position from event_log where position <= $1", at_most)
    return int(row["position"])


async def oldest_position() -> int:
    """The oldest position a reader can resume after: the one before the oldest event that is kept."""
    [row] = await _fetch("select coalesce(min(position) - 1, 0) as position from event_log")
    return int(row["position"])


async def resume_position(cursor: str | None) -> int:
    """Where a reader goes on: after its cursor, or without one after the newest event.

    Refuses a cursor that this log never gave (also one from the future: the log was restored from a backup) and
    one whose next events are no longer kept.
    """
    latest = await latest_position()
    if cursor is None:
        return latest
    position = decode_cursor(cursor)
    oldest = await oldest_position()
    if position is None or position > latest:
        raise UnknownCursor(cursor=cursor[:60], oldest=encode_cursor(oldest))
    if position < oldest:
        raise CursorExpired(cursor=cursor, oldest=encode_cursor(oldest))
    return position


async def read_after(  # noqa: PLR0913 - each narrows what is read, all but two are optional
    actor: Actor,
    position: int,
    *,
    until: int | None = None,
    types: Sequence[str] = (),
    firm_id: UUID | None = None,
    person_id: UUID | None = None,
    program: str | None = None,
    district: str | None = None,
    limit: int = 100,
) -> list[dict[str, Any]]:
    """The next events after a position that the actor may see, oldest first, as rows of the log.

    With `until` (the position that a tail told), fewer events than `limit` mean that the reader now stands there,
    whatever the last event that it saw; it then need not search the same stretch again.
    """
    wanted = Wanted(
        types=tuple(types), firm_id=firm_id, person_id=person_id, program=program, district=district
    )  # fmt: skip
    return await read_wanted(actor, position, wanted, until=until, limit=limit)


async def read_wanted(
    actor: Actor, position: int, wanted: Wanted, *, until: int | None = None, limit: int = 100
) -> list[dict[str, Any]]:
    """The same for what a subscription wants; its condition in Python is left to the caller."""
    where = [Where(text="{row}.position > :after", values={"after": (position, "bigint")}), *wanted.conditions()]
    if until is not None:
        where.append(Where(text="{row}.position <= :until", values={"until": (until, "bigint")}))
    select = Select(table=LoggedEvent, where=tuple(where), order=(Order("position"),), page=Page(size=limit))
    statement = rows_statement(select, actor)
    return (await _fetch(statement.text, *statement.values))[:limit]


async def _fetch(sql: str, *values: object) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = await get_connection("default").execute_query_dict(sql, list(values))
    return rows
