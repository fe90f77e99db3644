"""The root of all subscriptions: updates from the event log; plugins add their own."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from typing import Any, cast

import strawberry

from majung.events.wanted import AnyFact
from majung.programs.events import CallPublished
from majung_schema.graph.scalars import Cursor, uuid_of
from majung_schema.live.following import follow
from majung_schema.types.updates import Update

__all__ = ["AnyFact", "Subscription", "follow"]

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
    types, holds = (CallPublished.type_name(),), _OpenIn(district) if district else None
    return cast("Updates", follow(after=after, types=types, program=program, holds=holds))


@dataclass(frozen=True)
class _OpenIn:
    """That a call is open to the firms or persons of a district."""

    district: str

    def __call__(self, call: Mapping[str, Any]) -> bool:
        districts = call["snapshot"]["districts"]
        return not districts or self.district in districts


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
