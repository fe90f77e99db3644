"""What happened to documents."""

from __future__ import annotations

from typing import ClassVar

from majung.events.event import Event


class DocumentStored(Event, frozen=True, kw_only=True):
    """A document was uploaded."""

    subject_type: ClassVar[str] = "doc"
    type_code: str


class DocumentRemoved(Event, frozen=True, kw_only=True):
    """A document was taken out of use."""

    subject_type: ClassVar[str] = "doc"
    type_code: str
