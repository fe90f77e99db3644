"""What happened to applications."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from majung.events.event import Event


class ApplicationStarted(Event, frozen=True, kw_only=True):
    """A draft was opened."""

    subject_type: ClassVar[str] = "app"
    call_id: UUID


class ApplicationSubmitted(Event, frozen=True, kw_only=True):
    """An application was handed in; the receipt number proves it."""

    subject_type: ClassVar[str] = "app"
    call_id: UUID
    receipt_number: str


class ApplicationMoved(Event, frozen=True, kw_only=True):
    """An application took a step."""

    subject_type: ClassVar[str] = "app"
    action: str
    from_state: str
    to_state: str


class ApplicationDecided(Event, frozen=True, kw_only=True):
    """A decision was made on an application."""

    subject_type: ClassVar[str] = "app"
    decision_id: UUID
    outcome: str
    reason_codes: list[str]
