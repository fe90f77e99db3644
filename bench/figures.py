"""Figures: medians of ratios between rounds that ran side by side, with their range."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from bench.load import Round


@dataclass(frozen=True)
class Ratio:
    """How many times as many requests a second as another server answered, in the same round."""

    median: float
    lowest: float
    highest: float

    def __str__(self) -> str:
        return f"{self.median:.2f} ({self.lowest:.2f}–{self.highest:.2f})"


def ratio(rounds: Sequence[Round], others: Sequence[Round]) -> Ratio:
    """The median of the paired ratios."""
    paired = [one.rate / other.rate for one, other in zip(rounds, others, strict=True)]
    return Ratio(median(paired), min(paired), max(paired))


def middle(rounds: Sequence[Round], what: str) -> float:
    """The median of one property over rounds."""
    return median(float(getattr(one, what)) for one in rounds)
