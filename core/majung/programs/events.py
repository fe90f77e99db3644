"""What happened to programs and calls."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from majung.events.event import Event


class EditionCreated(Event, frozen=True, kw_only=True):
    """A program was set up for a fiscal year."""

    subject_type: ClassVar[str] = "edition"
    year: int


class EditionRulesSet(Event, frozen=True, kw_only=True):
    """Rule data of an edition were entered, in force from a day on."""

    subject_type: ClassVar[str] = "edition"
    number: int
    valid_from: date


class CallPublished(Event, frozen=True, kw_only=True):
    """A call was announced."""

    subject_type: ClassVar[str] = "call"
    public: ClassVar[bool] = True
    title: str
    opens_at: datetime | None
    closes_at: datetime | None
    closing_kind: str
    districts: list[str]


class CallChanged(Event, frozen=True, kw_only=True):
    """A published call was changed or extended."""

    subject_type: ClassVar[str] = "call"
    public: ClassVar[bool] = True
    kind: str
    title: str
    closes_at: datetime | None


class CallClosed(Event, frozen=True, kw_only=True):
    """A call takes no more applications."""

    subject_type: ClassVar[str] = "call"
    public: ClassVar[bool] = True
    title: str
