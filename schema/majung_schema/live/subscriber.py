"""One running subscription: where its updates go, under whose rights, and how far it has come."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from majung.access.actor import Actor
from majung_schema.answers import Answer
from majung_schema.live.opened import Opened
from majung_schema.live.payload import Payload

if TYPE_CHECKING:
    from majung_schema.live.feed import Feed


class Sink(Protocol):
    """The client's end of a subscription, in the words of its transport. Nothing here waits."""

    @property
    def half_full(self) -> bool:
        """Whether the client is so far behind that others who go at its pace should wait."""
        ...

    @property
    def stalled(self) -> bool:
        """Whether the client has taken nothing for so long that it counts as dead."""
        ...

    def put(self, payload: Payload) -> bool:
        """Hand over an update; False when the client is too far behind to take it."""
        ...

    def end(self, answer: Answer | None) -> None:
        """End the subscription with errors; without any because the server stops."""
        ...

    def too_slow(self) -> None:
        """Close the connection, telling the cursor after what the client has taken."""
        ...


class Subscriber:
    """A member of a feed; `leave` ends it from the client's side."""

    __slots__ = ("_left", "actor", "after", "feed", "opened", "rights", "sink", "token_id")

    def __init__(
        self, sink: Sink, opened: Opened, actor: Actor, after: int, left: Callable[[Subscriber], None]
    ) -> None:
        self.sink = sink
        self.opened = opened
        self.actor = actor
        self.token_id: UUID | None = actor.token_id
        self.rights = actor.rights
        self.after = after
        """Updates up to this position are not for it: it has had them, or they were before its time."""
        self.feed: Feed | None = None
        self._left = left

    def take(self, payload: Payload) -> bool:
        """Take an update; whether the client keeps up."""
        if payload.position <= self.after:
            return True
        return self.sink.put(payload)

    def leave(self) -> None:
        """The client wants no more, or is gone."""
        self._left(self)

    cancel = leave
    """Like a task's, for who holds both."""
