"""A type of update for each kind of fact of the platform, and what a counsellor follows."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any, cast

import strawberry

from majung.errors import NotAllowed
from majung_jobs.events import EVENTS, HandoverMoved, JobReferralMoved, SeekerMoved, SeekerTaken
from majung_jobs.scopes import COUNSEL
from majung_schema.graph.context import Context, actor_of
from majung_schema.graph.scalars import Cursor
from majung_schema.parts import extend
from majung_schema.subscription import AnyFact, Subscription, follow
from majung_schema.types.events import update_type
from majung_schema.types.updates import Update

UPDATES: tuple[type, ...] = tuple(update_type(event) for event in EVENTS)

_CASELOAD = tuple(event.type_name() for event in (SeekerMoved, SeekerTaken, HandoverMoved, JobReferralMoved))

Updates = AsyncGenerator[Update, None]


def _caseload(root: Any, info: strawberry.Info[Context, Any], after: Cursor | None = None) -> Updates:
    actor = actor_of(info)
    if actor.account_id is None or not actor.may(COUNSEL):
        raise NotAllowed(scope=COUNSEL, actor=actor.name)
    own = AnyFact.equal(actor.account_id, "account_id", "from_account_id", "to_account_id")
    return cast("Updates", follow(after=after, types=_CASELOAD, holds=own))


@extend(Subscription)
class JobSubscriptions:
    """What can be followed of the platform."""

    caseload: Updates = strawberry.subscription(
        resolver=_caseload,
        description="What happens with the seekers whose counsellor the viewer is (`jobs.counsel`): registrations,"
        " hand-overs, job referrals; also that a seeker goes to another.",
    )
