"""What was done because a person asked. Ids and names of columns only."""

from __future__ import annotations

from typing import ClassVar

from majung.events.event import Event


class PersonCorrected(Event, frozen=True, kw_only=True):
    """What was wrong about a person was corrected; `changed` names the fields."""

    subject_type: ClassVar[str] = "person"

    changed: tuple[str, ...]


class PersonErased(Event, frozen=True, kw_only=True):
    """A person's data were destroyed because they asked; whoever was told of them should forget them too."""

    subject_type: ClassVar[str] = "person"

    kept: tuple[str, ...]
    """Tables of which a law keeps rows, under the id alone."""
