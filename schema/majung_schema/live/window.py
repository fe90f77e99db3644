"""The newest stretch of the log in memory: read once for all, with who sees what of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from majung.access.actor import Actor
from majung.events.models import LoggedEvent
from majung.events.wanted import Wanted
from majung_schema.graph.rows import Row

KEPT = 2_000
"""Events kept for feeds that are a little behind; who is further behind reads the log itself."""


@dataclass(eq=False)
class Scope:
    """Viewers who see the same: the actor that stands for them, and since which position it is known what they see."""

    actor: Actor
    since: int
    feeds: int = 0


@dataclass
class Window:
    """The events of (start, end]; `end` is as far as the log has been read here."""

    start: int
    end: int
    _rows: list[Row] = field(default_factory=list)
    _positions: list[int] = field(default_factory=list)
    _seen: list[frozenset[Scope]] = field(default_factory=list)

    def rows(self, scope: Scope, wanted: Wanted, after: int) -> list[Row] | None:
        """What viewers of a scope see and want of the events after a position; None if that is not known here."""
        if after < self.start or after < scope.since:
            return None
        first = bisect_right(self._positions, after)
        return [
            self._rows[i]
            for i in range(first, len(self._rows))
            if scope in self._seen[i] and wanted.has(self._rows[i]._values)
        ]

    def add(
        self, events: Sequence[dict[str, object]], seen: Sequence[tuple[Scope, frozenset[int]]], until: int
    ) -> None:
        """Put the next events in, with the positions that each scope sees."""
        for event in events:
            position = event["position"]
            assert isinstance(position, int)
            self._rows.append(Row(LoggedEvent, event))
            self._positions.append(position)
            self._seen.append(frozenset(scope for scope, positions in seen if position in positions))
        self.end = until
        if len(self._rows) > 2 * KEPT:
            gone = len(self._rows) - KEPT
            self.start = self._positions[gone - 1]
            del self._rows[:gone], self._positions[:gone], self._seen[:gone]

    def skip(self, to: int) -> None:
        """Nobody follows: forget everything and go on from there."""
        self.start = self.end = max(to, self.end)
        self._rows.clear()
        self._positions.clear()
        self._seen.clear()
