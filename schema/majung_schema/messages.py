"""Messages of the graphql-transport-ws protocol: their shapes, and the codes that close a socket."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, Self

from majung.errors import Refusal
from majung_schema.asking import Asked
from majung_schema.bodies import asked_in
from majung_schema.refusals import MalformedRequest
from majung_schema.strict_json import Json, decoded

PROTOCOL = "graphql-transport-ws"

INVALID_MESSAGE = 4400
UNAUTHORIZED = 4401
FORBIDDEN = 4403
WRONG_PROTOCOL = 4406
INIT_TIMEOUT = 4408
DUPLICATE_ID = 4409
TOO_SLOW = 4410
TOO_MANY_INITS = 4429
INTERNAL = 4500
TOO_BIG = 1009
SERVICE_RESTART = 1012
NORMAL = 1000

Type = Literal["connection_init", "ping", "pong", "subscribe", "complete"]
_ID_LENGTH = 200


class SocketClosed(Exception):
    """The socket must be closed with this code and reason."""

    def __init__(self, code: int, reason: str) -> None:
        self.code = code
        self.reason = reason.encode()[:120].decode(errors="ignore")  # a close frame holds 123 bytes
        super().__init__(self.reason)

    @classmethod
    def forbidden(cls, refusal: Refusal) -> Self:
        """Credentials open nothing; when they are only wrong, not a word more is told."""
        plain = refusal.code == "UNAUTHENTICATED"
        return cls(FORBIDDEN, "Forbidden" if plain else f"Forbidden: {refusal.code}")


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message of a client, its shape checked."""

    type: Type
    id: str = ""
    payload: dict[str, Json] = field(default_factory=dict)
    asked: Asked | None = None


def read_message(text: str, *, depth: int) -> Message:
    """A client's message; anything that the protocol does not know closes the socket with 4400."""
    try:
        value = decoded(text, depth=depth)
    except MalformedRequest as refusal:
        raise SocketClosed(INVALID_MESSAGE, refusal.message("en")) from None
    if not isinstance(value, dict):
        raise SocketClosed(INVALID_MESSAGE, "A message must be an object")
    match value.get("type"):
        case "connection_init" | "ping" | "pong" as kind:
            payload = value.get("payload")
            if payload is not None and not isinstance(payload, dict):
                raise SocketClosed(INVALID_MESSAGE, f"The payload of {kind} must be an object")
            return Message(type=kind, payload=payload or {})
        case "subscribe":
            return Message(type="subscribe", id=_id(value), asked=_asked(value.get("payload")))
        case "complete":
            return Message(type="complete", id=_id(value))
    raise SocketClosed(INVALID_MESSAGE, "Unknown or missing message type")


def _id(value: dict[str, Json]) -> str:
    found = value.get("id")
    if not isinstance(found, str) or not 0 < len(found) <= _ID_LENGTH:
        raise SocketClosed(INVALID_MESSAGE, f"The id of a message must be a text of 1 to {_ID_LENGTH} characters")
    return found


def _asked(payload: Json) -> Asked:
    try:
        return asked_in(payload)
    except MalformedRequest as refusal:
        raise SocketClosed(INVALID_MESSAGE, refusal.message("en")) from None
