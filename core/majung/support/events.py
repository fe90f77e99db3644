"""What happened to support."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from majung.events.event import Event


class SupportGranted(Event, frozen=True, kw_only=True):
    """A decision gave support; the support record was written with it."""

    subject_type: ClassVar[str] = "support"
    application_id: UUID | None
    benefit: str
    year: int
    decided_krw: int


class SupportEnded(Event, frozen=True, kw_only=True):
    """Support is over: finished, cancelled, or clawed back."""

    subject_type: ClassVar[str] = "support"
    status: str


class SupportChanged(Event, frozen=True, kw_only=True):
    """Staff corrected a support record; `fields` says what."""

    subject_type: ClassVar[str] = "support"
    fields: list[str]


class SupportImported(Event, frozen=True, kw_only=True):
    """Another body told of a benefit it gave, or of a change of it."""

    subject_type: ClassVar[str] = "support"
    program_code: str
    year: int
