"""A type of update for each kind of fact of the fund, and what a bank follows."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import cast

import strawberry

from majung_growth_fund.events import EVENTS, LoanRecommended, RecommendationCancelled, RecommendationExpired
from majung_schema.graph.scalars import Cursor, uuid_of
from majung_schema.parts import extend
from majung_schema.subscription import Subscription, follow
from majung_schema.types.events import update_type
from majung_schema.types.updates import Update

UPDATES: tuple[type, ...] = tuple(update_type(event) for event in EVENTS)

_LETTERS = tuple(event.type_name() for event in (LoanRecommended, RecommendationExpired, RecommendationCancelled))

Updates = AsyncGenerator[Update, None]


def _letters(after: Cursor | None = None, firm: strawberry.ID | None = None) -> Updates:
    followed = follow(after=after, types=_LETTERS, firm_id=uuid_of(firm, "firm") if firm else None)
    return cast("Updates", followed)


@extend(Subscription)
class FundSubscriptions:
    """What can be followed of the fund."""

    recommendations: Updates = strawberry.subscription(
        resolver=_letters,
        description="Letters of recommendation as they are written, lapse or are taken back: a bank's own.",
    )
