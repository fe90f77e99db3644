"""Whose rights stand behind the running subscriptions, looked at again before each event is handed out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from majung.access.actor import Actor
from majung.errors import Refusal
from majung_schema.refusals import MandateChanged, Unauthenticated

if TYPE_CHECKING:
    from majung_schema.live.subscriber import Subscriber

Again = Callable[[Collection[UUID]], Awaitable[dict[UUID, Actor]]]
"""Which mandates tokens open now; the same object while nothing has changed (majung.access.authentication)."""


@dataclass
class _Holder:
    members: set[Subscriber] = field(default_factory=set)
    checked: Actor | None = None


class Viewers:
    """Tokens with running subscriptions. One question covers them all."""

    def __init__(self, again: Again) -> None:
        self._again = again
        self._holders: dict[UUID, _Holder] = {}

    def join(self, member: Subscriber) -> None:
        """Watch over the rights of one more subscription; those of citizens without a token cannot change."""
        if member.token_id is not None:
            holder = self._holders.setdefault(member.token_id, _Holder())
            holder.members.add(member)
            holder.checked = None

    def leave(self, member: Subscriber) -> None:
        """Watch no longer."""
        holder = self._holders.get(member.token_id) if member.token_id is not None else None
        if holder is not None and member.token_id is not None:
            holder.members.discard(member)
            if not holder.members:
                del self._holders[member.token_id]

    async def look_again(self) -> list[tuple[Subscriber, Refusal]]:
        """Subscriptions that may not go on as they are, each with the reason."""
        if not self._holders:
            return []
        ended: list[tuple[Subscriber, Refusal]] = []
        now = await self._again(self._holders)
        for token_id, holder in self._holders.items():
            actor = now.get(token_id)
            if actor is None:
                ended += [(member, Unauthenticated()) for member in holder.members]
            elif actor is not holder.checked:
                ended += [(member, MandateChanged()) for member in holder.members if member.rights != actor.rights]
                holder.checked = actor
        return ended
