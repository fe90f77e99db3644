"""Stream tickets: for browsers, whose EventSource cannot send a token; good for seconds and for event streams only."""

from __future__ import annotations

import base64
import binascii
import hmac
from datetime import UTC, datetime, timedelta
from uuid import UUID

from majung import clock
from majung.access.actor import Actor
from majung.access.cipher import keyed_hash
from majung.errors import Refusal

_MARK = "mt1"
_PURPOSE = "stream ticket"
"""What is signed begins with it, so that no hash made for something else is a ticket."""


class TokenNeeded(Refusal):
    """A stream ticket stands for a token; without one, open the stream without a ticket, as a citizen.

    ko: 스트림 표는 토큰을 대신합니다. 토큰이 없으면 표 없이 시민으로 스트림을 여십시오.
    """


def stream_ticket(actor: Actor, seconds: float) -> tuple[str, datetime]:
    """A ticket for the actor's token, and until when it opens a stream. Nothing is stored: it is signed."""
    if actor.token_id is None:
        raise TokenNeeded
    until = clock.now() + timedelta(seconds=seconds)
    said = actor.token_id.bytes + int(until.timestamp()).to_bytes(8)
    body = base64.urlsafe_b64encode(said).decode()
    return f"{_MARK}.{body}.{_signature(body)}", until


def ticket_token(ticket: str) -> UUID | None:
    """The id of the token that a ticket stands for; None when it is none of ours or has run out."""
    mark, _, rest = ticket.partition(".")
    body, _, signature = rest.partition(".")
    if mark != _MARK or not ticket.isascii() or not hmac.compare_digest(_signature(body), signature):
        return None
    try:
        said = base64.urlsafe_b64decode(body)
    except (binascii.Error, ValueError):
        return None
    until = datetime.fromtimestamp(int.from_bytes(said[16:]), UTC)
    return UUID(bytes=said[:16]) if clock.now() <= until else None


def _signature(body: str) -> str:
    return keyed_hash(f"{_PURPOSE}:{body}")
