"""The root of all subscriptions: updates from the event log; plugins add their own."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from typing import Any
from uuid import UUID

import strawberry

from majung.errors import Refusal
from majung.events.log import read_after, resume_position
from majung.events.models import LoggedEvent
from majung_schema.graph.context import Context, actor_of
from majung_schema.graph.rows import Row
from majung_schema.graph.scalars import Cursor, uuid_of
from majung_schema.types.updates import Update

BATCH = 100


class NoUpdatesHere(Refusal):
    """Updates need a running server; this process only answers single documents. Use `majung serve`.

    ko: 구독은 실행 중인 서버에서만 가능합니다. `majung serve`를 사용하십시오.
    """


async def follow(
    info: strawberry.Info[Context, Any],
    *,
    after: str | None = None,
    types: Sequence[str] = (),
    firm_id: UUID | None = None,
    person_id: UUID | None = None,
    program: str | None = None,
    district: str | None = None,
) -> AsyncGenerator[Row, None]:
    """Events of the log that the viewer may see, from a cursor on (without one: from now), then as they happen."""
    tail = info.context.tail
    if tail is None:
        raise NoUpdatesHere
    position = await resume_position(after)
    while not tail.closed:
        until = max(tail.position, position)
        events = await read_after(
            actor_of(info),
            position,
            until=until,
            types=types,
            firm_id=firm_id,
            person_id=person_id,
            program=program,
            district=district,
            limit=BATCH,
        )
        for event in events:
            yield Row(LoggedEvent, event)
        position = events[-1]["position"] if len(events) == BATCH else until
        if len(events) < BATCH:
            await tail.wait(position)


async def _updates(  # noqa: PLR0913, PLR0917 - the arguments of the field
    root: Any,
    info: strawberry.Info[Context, Any],
    after: Cursor | None = None,
    types: list[str] | None = None,
    firm: strawberry.ID | None = None,
    person: strawberry.ID | None = None,
    program: str | None = None,
    district: str | None = None,
) -> AsyncGenerator[Update, None]:
    async for row in follow(
        info,
        after=after,
        types=types or (),
        firm_id=uuid_of(firm, "firm") if firm else None,
        person_id=uuid_of(person, "person") if person else None,
        program=program,
        district=district,
    ):
        yield row  # type: ignore[misc]


@strawberry.type
class Subscription:
    """Everything that can be followed."""

    updates: AsyncGenerator[Update, None] = strawberry.subscription(
        resolver=_updates, description="What happens, in the order of the log; `after` resumes behind a cursor."
    )
