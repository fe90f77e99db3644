"""What happened to evidence."""

from __future__ import annotations

from typing import ClassVar

from majung.events.event import Event


class EvidenceFlagged(Event, frozen=True, kw_only=True):
    """Evidence was claimed that looks as if it had been claimed before; an official reviews it."""

    subject_type: ClassVar[str] = "evuse"
    flag: str
    kind: str


class EvidenceReviewed(Event, frozen=True, kw_only=True):
    """An official decided whether flagged evidence stands."""

    subject_type: ClassVar[str] = "evuse"
    verdict: str
