"""When a call takes applications, and which closing kinds there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

CLOSING_KINDS = frozenset({"FIXED", "UNTIL_BUDGET", "ALWAYS", "FIRST_COME", "UNTIL_FILLED", "TBA", "VARIES", "OTHER"})
"""How the end of a call is announced; only FIXED names a date, the others keep their text."""


@dataclass(frozen=True, kw_only=True)
class Window:
    """When a call takes applications: between two moments, either of which may be unknown, while it is OPEN."""

    status: str
    opens_at: datetime | None
    closes_at: datetime | None

    def takes(self, now: datetime) -> bool:
        """Whether an application handed in at this moment is in time; the last moment counts."""
        begun = self.opens_at is None or self.opens_at <= now
        ended = self.closes_at is not None and now > self.closes_at
        return self.status == "OPEN" and begun and not ended


def period_reversed(opens_at: datetime | None, closes_at: datetime | None) -> bool:
    """Whether a period would end before it begins."""
    return opens_at is not None and closes_at is not None and closes_at < opens_at
