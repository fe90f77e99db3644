"""How long and how large a soak is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How long and how large: firms, seconds, subscribers."""

    firms: int = 5_000
    full_speed: float = 20.0
    seconds: float = 1_800.0
    warm_up: float = 180.0
    every: float = 10.0
    """Seconds between two looks at the memory."""
    followers: int = 40
    stays: float = 60.0
    """Seconds after which a subscriber goes away and comes back, on average."""
    sent_again: float = 0.1
    """How many changes are sent a second time, as by a client that did not hear the answer."""
    seed: int = 1


SHORT = Plan(firms=100, full_speed=0.8, seconds=3.0, warm_up=1.0, every=1.0, followers=8, stays=0.7, sent_again=0.5)
"""Small and short: whether anything is lost or fails at all."""
