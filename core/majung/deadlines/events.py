"""What happened to due dates."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from majung.events.event import Event


class DueDateNear(Event, frozen=True, kw_only=True):
    """A due date is near and not met yet: a reminder."""

    subject_type: ClassVar[str] = "due"
    about: str
    kind: str
    due_on: date
    waits_for: str


class DueDatePassed(Event, frozen=True, kw_only=True):
    """A due date passed without having been met."""

    subject_type: ClassVar[str] = "due"
    about: str
    kind: str
    due_on: date
    waits_for: str
