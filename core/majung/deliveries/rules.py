"""What an endpoint's answer means, when to try again, and when to stop: pure statements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

Outcome = Literal["DELIVERED", "RETRY", "REFUSED", "GONE"]

RETRIED = frozenset({408, 425, 429})
"""Statuses below 500 that say: not now."""

PAUSES = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(minutes=30),
    timedelta(hours=1),
    timedelta(hours=3),
    timedelta(hours=6),
    timedelta(hours=12),
    timedelta(hours=24),
    timedelta(hours=24),
)
"""Pauses after the first, second … failed try of one message; after the last one the message is given up."""

REFUSED_TRIES = 3
"""Tries of a message that the endpoint refuses with another status of 400 to 499."""

LONGEST_RETRY_AFTER = timedelta(hours=24)

FAILURES_BEFORE_REST = 5
"""Failed tries in a row after which the whole endpoint rests between two tries."""

LONGEST_REST = timedelta(minutes=10)

FAILURES_BEFORE_PARKING = 20
FAILING_BEFORE_PARKING = timedelta(hours=1)
"""An endpoint is parked when so many tries in a row failed over so long; until then it may be a short fault."""


@dataclass(frozen=True, kw_only=True)
class Next:
    """What becomes of a message after a failed try: the time of the next one, or None when it is given up."""

    at: datetime | None
    reason: str


def outcome_of(status: int) -> Outcome:
    """What a status says. Redirects are refusals: a target is where its owner said, nowhere else."""
    if 200 <= status < 300:
        return "DELIVERED"
    if status == 410:
        return "GONE"
    if status >= 500 or status in RETRIED:
        return "RETRY"
    return "REFUSED"


def next_try(tries: int, outcome: Outcome, now: datetime, retry_after: timedelta | None = None) -> Next:
    """When a message that has failed `tries` times is tried again."""
    most = REFUSED_TRIES if outcome == "REFUSED" else len(PAUSES) + 1
    if tries >= most:
        return Next(at=None, reason="REFUSED" if outcome == "REFUSED" else "GIVEN_UP")
    pause = PAUSES[tries - 1]
    if retry_after is not None and outcome == "RETRY":
        pause = max(pause, min(retry_after, LONGEST_RETRY_AFTER))
    return Next(at=now + pause, reason="RETRY")


def rest_after(failures: int, now: datetime) -> datetime | None:
    """Until when an endpoint rests that has failed so many times in a row; one try then shows how it does."""
    if failures < FAILURES_BEFORE_REST:
        return None
    return now + min(timedelta(seconds=2.0 ** min(failures - FAILURES_BEFORE_REST, 20)), LONGEST_REST)


def must_park(failures: int, failing_since: datetime | None, now: datetime) -> bool:
    """Whether the breaker opens for good: until somebody has looked."""
    if failing_since is None or failures < FAILURES_BEFORE_PARKING:
        return False
    return now - failing_since >= FAILING_BEFORE_PARKING
