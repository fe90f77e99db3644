"""What happens to persons' records: that it happened, never what was said."""

from __future__ import annotations

from typing import ClassVar

from majung.events.event import Event


class PersonRegistered(Event, frozen=True, kw_only=True):
    """A person has become known to the agency."""

    subject_type: ClassVar[str] = "person"


class PersonContactChanged(Event, frozen=True, kw_only=True):
    """Contact data of a person were changed; `changed` names the fields."""

    subject_type: ClassVar[str] = "person"

    changed: tuple[str, ...]


class ConsentGiven(Event, frozen=True, kw_only=True):
    """A person has consented to one purpose."""

    subject_type: ClassVar[str] = "person"

    kind: str
    purpose: str


class ConsentWithdrawn(Event, frozen=True, kw_only=True):
    """A person has withdrawn a consent; what was done lawfully before stays done."""

    subject_type: ClassVar[str] = "person"

    kind: str
    purpose: str
