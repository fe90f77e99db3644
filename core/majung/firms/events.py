"""What happens to firms. Names of firms are no personal data; those of representatives are, and stay out."""

from __future__ import annotations

from typing import ClassVar

from majung.events.event import Event


class FirmRegistered(Event, frozen=True, kw_only=True):
    """A firm has become known, from staff or from an import."""

    subject_type: ClassVar[str] = "firm"

    district_code: str | None
    industry_revision: int | None
    industry_code: str | None
    source: str


class FirmChanged(Event, frozen=True, kw_only=True):
    """Something about a firm has changed: name, representative, address, year, certification and the like."""

    subject_type: ClassVar[str] = "firm"

    changed: tuple[str, ...]
    source: str
