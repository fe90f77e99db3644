"""What happens to records that are one. Ids only: who a person is follows from the reader's rights."""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import UUID

from majung.events.event import Event


class FirmsMerged(Event, frozen=True, kw_only=True):
    """Two records were one firm; the merged one's id now leads to the survivor."""

    subject_type: ClassVar[str] = "firm"

    merged: UUID
    moved: dict[str, int]


class FirmMergeUndone(Event, frozen=True, kw_only=True):
    """Two records are two firms after all; everything is where it was."""

    subject_type: ClassVar[str] = "firm"

    merged: UUID
    moved: dict[str, int]


class PersonsMerged(Event, frozen=True, kw_only=True):
    """Two records were one person; the merged one's id now leads to the survivor."""

    subject_type: ClassVar[str] = "person"

    merged: UUID
    moved: dict[str, int]


class PersonMergeUndone(Event, frozen=True, kw_only=True):
    """Two records are two persons after all; everything is where it was."""

    subject_type: ClassVar[str] = "person"

    merged: UUID
    moved: dict[str, int]


class FirmSucceeded(Event, frozen=True, kw_only=True):
    """A firm goes on under another name or form, or has taken another in."""

    subject_type: ClassVar[str] = "firm"

    kind: str
    on: date
    absorbed: UUID | None
