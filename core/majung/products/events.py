"""What happened to products."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from majung.events.event import Event


class ProductRegistered(Event, frozen=True, kw_only=True):
    """A firm's product was entered."""

    subject_type: ClassVar[str] = "product"
    hs6: str | None = None


class ProductChanged(Event, frozen=True, kw_only=True):
    """What is known of a product was changed."""

    subject_type: ClassVar[str] = "product"
    fields: list[str]


class ProductCertified(Event, frozen=True, kw_only=True):
    """A certificate of a product was entered."""

    subject_type: ClassVar[str] = "product"
    certificate_id: UUID
    kind: str
