"""What happened in screening."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from majung.events.event import Event


class SupplementRequested(Event, frozen=True, kw_only=True):
    """An applicant is asked to supply something by a day."""

    subject_type: ClassVar[str] = "supplement"
    due_on: date
    items: int


class SupplementChanged(Event, frozen=True, kw_only=True):
    """A supplement request was answered, extended, opened again, or expired."""

    subject_type: ClassVar[str] = "supplement"
    state: str
    due_on: date


class InspectionPlanned(Event, frozen=True, kw_only=True):
    """A visit to the applicant's place is planned."""

    subject_type: ClassVar[str] = "inspection"
    planned_on: date


class InspectionReported(Event, frozen=True, kw_only=True):
    """A visit was made and reported."""

    subject_type: ClassVar[str] = "inspection"
    passed: bool
