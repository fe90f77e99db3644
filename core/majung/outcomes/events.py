"""What happened to outcomes."""

from __future__ import annotations

from typing import ClassVar

from majung.events.event import Event


class OutcomeRecorded(Event, frozen=True, kw_only=True):
    """A result was told, with evidence of a grade."""

    subject_type: ClassVar[str] = "outcome"
    kind: str
    grade: str


class OutcomeTakenBack(Event, frozen=True, kw_only=True):
    """A result was taken back; its evidence may be used again."""

    subject_type: ClassVar[str] = "outcome"
    kind: str
