"""A stretch of the log as a subscription sees it: a tail that ends where the stretch does, instead of waiting."""

from __future__ import annotations

from collections.abc import AsyncIterator

from majung.events.tail import Tail


class Window(Tail):
    """A tail that stands at one position; who waits for more has read everything."""

    def __init__(self, until: int) -> None:
        self._until = until
        self.closed = False

    @property
    def position(self) -> int:
        """The end of the stretch."""
        return self._until

    async def wait(self, beyond: int, seconds: float | None = None) -> int:
        """There is nothing to wait for: the reader's loop ends."""
        self.closed = True
        return self._until

    async def follow(self) -> AsyncIterator[int]:
        """The end of the stretch, once."""
        yield self._until
