"""The id of a request: its client may choose it, its answer has it, and so has every line of the log about it."""

from __future__ import annotations

import re
from contextvars import ContextVar
from secrets import token_hex

from structlog.typing import EventDict

_PLAIN = re.compile(r"[A-Za-z0-9._-]{1,64}")

running: ContextVar[str | None] = ContextVar("majung_request_id", default=None)
"""Of the request that is being answered; on a socket each operation has an id of its own, and there is none here."""


def request_id_of(given: str | None) -> str:
    """The request id of a client or proxy when it is a short plain word, else a new one."""
    return given if given and _PLAIN.fullmatch(given) else token_hex(16)


def with_request_id(_logger: object, _method: str, line: EventDict) -> EventDict:
    """Lines of the log say to which request they belong."""
    if (request_id := running.get()) is not None:
        line.setdefault("request_id", request_id)
    return line
