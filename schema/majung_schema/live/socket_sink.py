"""The client's end of a subscription over WebSocket."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from majung_schema.answers import Answer
from majung_schema.live.payload import Payload

if TYPE_CHECKING:
    from majung_schema.socket_connection import SocketConnection


class SocketSink:
    """One subscription among those of a socket: the shared text in an envelope with the id that the client gave."""

    __slots__ = ("connection", "head", "id")

    def __init__(self, connection: SocketConnection, id: str) -> None:
        self.connection, self.id = connection, id
        self.head = f'{{"id":{orjson.dumps(id).decode()},"type":"next","payload":'

    @property
    def half_full(self) -> bool:
        """Whether the socket is far behind."""
        return self.connection.outbox.half_full

    @property
    def stalled(self) -> bool:
        """Whether the client has stopped reading."""
        return self.connection.outbox.stalled(self.connection.settings.stalled_seconds)

    def put(self, payload: Payload) -> bool:
        """Put an update on its way."""
        return self.connection.put(self.head, payload, len(payload.content))

    def end(self, answer: Answer | None) -> None:
        """An error message; when the server stops the socket's close code says so."""
        if answer is not None:
            self.connection.refuse(self.id, answer)

    def too_slow(self) -> None:
        """Close the socket."""
        self.connection.too_slow()
