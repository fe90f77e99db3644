"""What happened in committees; scores are in the records, for those who may see them."""

from __future__ import annotations

from typing import ClassVar

from majung.events.event import Event


class CommitteeOpened(Event, frozen=True, kw_only=True):
    """A committee is complete and begins to score."""

    subject_type: ClassVar[str] = "committee"
    members: int
    external: int


class ScoringClosed(Event, frozen=True, kw_only=True):
    """Scoring is closed: sheets count and are no longer changed."""

    subject_type: ClassVar[str] = "committee"
    applications: int


class ApplicationsRanked(Event, frozen=True, kw_only=True):
    """Applications were ranked: so many selected, in reserve, rejected."""

    subject_type: ClassVar[str] = "committee"
    selected: int
    reserve: int
    rejected: int
