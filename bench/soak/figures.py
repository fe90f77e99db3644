"""What a soak found, and whether that is what is wanted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean, median

from bench.soak.clients import Tally
from bench.soak.followers import Losses
from bench.soak.plan import Plan

GROWTH_WANTED = 5.0
"""Percent that the server's memory may grow after warm-up."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """All figures of one run."""

    plan: Plan
    full_speed: float
    """Requests a second that the server can do, by the same mix."""
    tally: Tally
    memory: Sequence[tuple[float, float]]
    """(seconds since the start, resident megabytes)."""
    loads: Sequence[tuple[float, float]]
    """(seconds since the start, load of the whole machine): who else worked on it."""
    processor_seconds: float
    """Of the server, during the run."""
    losses: Losses
    followers_wrong: Sequence[str]
    returns: int
    complaints: Counter[str]
    """What the server's log warned of."""

    @property
    def growth(self) -> float:
        """Percent by which the last quarter after warm-up lies above the first."""
        after = [megabytes for at, megabytes in self.memory if at >= self.plan.warm_up]
        quarter = max(1, len(after) // 4)
        return 100 * (mean(after[-quarter:]) / mean(after[:quarter]) - 1) if after else 0.0

    @property
    def errors(self) -> int:
        """Requests and subscriptions that went wrong."""
        return self.tally.wrong.total() + len(self.followers_wrong)


def percentiles(times: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Milliseconds that half of the requests, and all but one in a hundred, took."""
    took = sorted(1000 * seconds for _, seconds in times)
    return median(took), took[min(len(took) - 1, int(len(took) * 0.99))]
