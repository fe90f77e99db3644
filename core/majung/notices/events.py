"""What happened to notices."""

from __future__ import annotations

from typing import ClassVar

from majung.events.event import Event


class NoticePosted(Event, frozen=True, kw_only=True):
    """A notice waits in the application for those for whom it is meant; messages tell them of it."""

    subject_type: ClassVar[str] = "notice"
    kind: str
    about: str


class NoticeServed(Event, frozen=True, kw_only=True):
    """A notice is served: it was READ, or is DEEMED to be since the days of its rule have passed."""

    subject_type: ClassVar[str] = "notice"
    kind: str
    about: str
    how: str
