"""What happened in consultations; what was said stays in the record."""

from __future__ import annotations

from typing import ClassVar

from majung.events.event import Event


class ConsultationHeld(Event, frozen=True, kw_only=True):
    """A firm or a person was advised."""

    subject_type: ClassVar[str] = "consult"
    kind: str
    channel: str
    outcome: str | None = None


class ConsultationChanged(Event, frozen=True, kw_only=True):
    """What was written about a consultation was changed."""

    subject_type: ClassVar[str] = "consult"
    fields: list[str]


class NextStepDone(Event, frozen=True, kw_only=True):
    """What was to come next after a consultation has been done."""

    subject_type: ClassVar[str] = "consult"
