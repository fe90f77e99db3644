"""Personal classes of columns: what is personal, how it is masked, whose it is, how long it is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from majung.access.actor import Actor

UNMASK = "personal.unmask"
"""Permission to see personal values unmasked, together with a stated purpose."""


def hide(_: str) -> str:
    """Nothing of the value is shown."""
    return "***"


@dataclass(frozen=True, kw_only=True)
class Personal:
    """The personal class of one column.

    `subject` is the column of the same row that holds the person's id, or None where the person is known only
    by name (a representative). `firm` is the column with the firm whose agents see the value unmasked, if any.
    Sensitive columns (health, disability: Act art. 23) are never shown masked, only whole or not at all.
    What is `staff_only` (an adviser's confidential notes) is not even shown to the person or the firm's agents.
    """

    mask: Callable[[str], str] = hide
    subject: str | None = "person_id"
    firm: str | None = None
    sensitive: bool = False
    staff_only: bool = False
    encrypted: bool = False
    retention: str = "personal"

    def open_to(self, actor: Actor, subject: UUID | None, firm: UUID | None) -> bool:
        """Whether this actor sees the value whole: the person, their firm's agent, or an official with a purpose."""
        if actor.kind == "system":
            return True
        if actor.kind == "official":
            return actor.may(UNMASK) and bool(actor.purpose)
        if self.staff_only:
            return False
        if actor.kind == "person":
            return subject is not None and subject == actor.person_id
        return actor.kind == "firm" and firm is not None and firm in actor.firm_ids

    def shown(self, value: Any, whole: bool) -> Any:
        """The value, or what its mask leaves of it."""
        if value is None or whole:
            return value
        if self.sensitive or not isinstance(value, str):
            return None
        return self.mask(value)
