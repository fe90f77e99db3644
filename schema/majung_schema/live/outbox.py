"""What one connection has yet to send: bounded, written by one task, never waited for by whoever fills it."""

from __future__ import annotations

import asyncio
import time
from typing import Generic, TypeVar

from majung_schema.limits import Limits

T = TypeVar("T")


class Outbox(Generic[T]):
    """Messages on their way to one client."""

    __slots__ = ("_filled", "bytes", "messages", "moved_at", "size", "waiting")

    def __init__(self, limits: Limits) -> None:
        self.messages, self.bytes = limits.outbox_messages, limits.outbox_bytes
        # a list, and nothing to wait with until somebody does: thousands of these are empty
        self.waiting: list[tuple[T, int]] = []
        self.size = 0
        self.moved_at = time.monotonic()
        """When the client last took something."""
        self._filled: asyncio.Future[None] | None = None

    def __len__(self) -> int:
        return len(self.waiting)

    def put(self, message: T, size: int) -> bool:
        """Add a message of so many bytes; False when the client is too far behind, and nothing is added."""
        if len(self.waiting) >= self.messages or (self.waiting and self.size + size > self.bytes):
            return False
        if not self.waiting:
            self.moved_at = time.monotonic()
            if self._filled is not None and not self._filled.done():
                self._filled.set_result(None)
        self.waiting.append((message, size))
        self.size += size
        return True

    @property
    def half_full(self) -> bool:
        """Whether who fills it should slow down."""
        return len(self.waiting) * 2 >= self.messages or self.size * 2 >= self.bytes

    def stalled(self, seconds: float) -> bool:
        """Whether the client has taken nothing for so long although something waits for it."""
        return bool(self.waiting) and time.monotonic() - self.moved_at > seconds

    async def wait(self) -> None:
        """Until something waits to be sent; for one at a time."""
        if not self.waiting:
            self._filled = asyncio.get_running_loop().create_future()
            await self._filled

    async def room(self) -> None:
        """Until the client is not far behind."""
        while self.half_full:  # noqa: ASYNC110 - rare, and an event would have to be set at each message
            await asyncio.sleep(0.01)

    def first(self) -> T:
        """The next message; it counts as waiting until `sent`."""
        return self.waiting[0][0]

    def sent(self, count: int = 1) -> None:
        """The client has taken the first messages."""
        self.size -= sum(size for _, size in self.waiting[:count])
        del self.waiting[:count]
        self.moved_at = time.monotonic()

    def clear(self) -> None:
        """Forget what waits."""
        self.waiting.clear()
        self.size = 0
