"""What retention does to persons. Ids only."""

from __future__ import annotations

from typing import ClassVar

from majung.events.event import Event


class PersonDataDestroyed(Event, frozen=True, kw_only=True):
    """The time for which a person's data are kept is over; whoever was told of them should forget them too."""

    subject_type: ClassVar[str] = "person"
