"""The root of all subscriptions: updates from the event log; plugins add their own."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from typing import Any, cast

import strawberry

from majung.programs.events import CallPublished
from majung_schema.graph.scalars import Cursor, uuid_of
from majung_schema.live.following import follow
from majung_schema.types.updates import Update

__all__ = ["Subscription", "follow"]

Updates = AsyncGenerator[Update, None]


def _updates(
    after: Cursor | None = None,
    types: list[str] | None = None,
    firm: strawberry.ID | None = None,
    person: strawberry.ID | None = None,
    program: str | None = None,
    district: str | None = None,
) -> Updates:
    followed = follow(
        after=after,
        types=types or (),
        firm_id=uuid_of(firm, "firm") if firm else None,
        person_id=uuid_of(person, "person") if person else None,
        program=program,
        district=district,
    )
    return cast("Updates", followed)


def _calls(after: Cursor | None = None, district: str | None = None, program: str | None = None) -> Updates:
    def open_there(event: Mapping[str, Any]) -> bool:
        districts = event["snapshot"]["districts"]
        return not districts or district in districts

    types = (CallPublished.type_name(),)
    return cast("Updates", follow(after=after, types=types, program=program, holds=open_there if district else None))


@strawberry.type
class Subscription:
    """Everything that can be followed."""

    updates: Updates = strawberry.subscription(
        resolver=_updates, description="What happens, in the order of the log; `after` resumes behind a cursor."
    )
    calls_published: Updates = strawberry.subscription(
        resolver=_calls,
        description="Calls as they are announced; with `district` those that are open to its firms or persons.",
    )
