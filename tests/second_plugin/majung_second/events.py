"""What happens with ratings."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from majung.events.event import Event


class WorkshopRated(Event, frozen=True, kw_only=True):
    """A firm rated a workshop; about the workshop, a record of the plugin that this one requires."""

    owner: ClassVar[str] = "second"
    subject_type: ClassVar[str] = "exworkshop"
    workshop_id: UUID
    stars: int
