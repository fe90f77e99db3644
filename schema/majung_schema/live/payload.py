"""One update as it goes to subscribers: serialised once, the same bytes for everyone, in each transport's words."""

from __future__ import annotations

from functools import cached_property

from majung.events.log import encode_cursor


class Payload:
    """A GraphQL response about the event at a position of the log."""

    def __init__(self, position: int, content: bytes) -> None:
        self.position = position
        self.content = content

    @property
    def cursor(self) -> str:
        """Resumes after this update."""
        return encode_cursor(self.position)

    @cached_property
    def text(self) -> str:
        """For frames of a WebSocket, which only differ by the id that the client gave."""
        return self.content.decode()

    @cached_property
    def event(self) -> bytes:
        """For event streams."""
        return b"id: %b\nevent: next\ndata: %b\n\n" % (self.cursor.encode(), self.content)
