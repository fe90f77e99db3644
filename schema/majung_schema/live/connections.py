"""The open connections of this process that live long: sockets and event streams."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol


class Connection(Protocol):
    """A connection that can be told that the server stops."""

    async def shut_down(self) -> None:
        """Tell the client to come back, and end, in less than a second."""
        ...


class LiveConnections:
    """All of them, for an orderly shutdown."""

    def __init__(self) -> None:
        self._open: set[Connection] = set()

    @property
    def count(self) -> int:
        """How many are open; not `__len__`, which would make a registry without any count as false."""
        return len(self._open)

    @contextmanager
    def counted(self, connection: Connection) -> Iterator[None]:
        """A connection is open while the block runs."""
        self._open.add(connection)
        try:
            yield
        finally:
            self._open.discard(connection)

    async def close_all(self) -> None:
        """Tell every client that the server restarts."""
        await asyncio.gather(*(connection.shut_down() for connection in list(self._open)))
