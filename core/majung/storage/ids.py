"""Ids: UUIDv7 (RFC 9562), made here because PostgreSQL makes them only from version 18."""

from __future__ import annotations

import os
import secrets
import threading
import time
from datetime import UTC, datetime, timedelta
from uuid import UUID

_COUNTER_BITS = 42
_TAIL_BITS = 32
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_lock = threading.Lock()
_moment = 0
_counter = 0


def uuid7() -> UUID:
    """A new id: milliseconds since 1970, a counter that only grows within this process, random bits.

    Ids of one process sort in the order in which they were made, also when its clock steps back.
    """
    global _moment, _counter  # noqa: PLW0603 - the state that makes ids grow
    milliseconds = time.time_ns() // 1_000_000
    with _lock:
        if milliseconds > _moment:
            _moment = milliseconds
            _counter = secrets.randbits(_COUNTER_BITS - 1)  # top bit free: room to count
        else:
            _counter += 1
            if _counter >> _COUNTER_BITS:
                _moment += 1
                _counter = secrets.randbits(_COUNTER_BITS - 1)
        milliseconds, counter = _moment, _counter
    high, low = counter >> 30, counter & 0x3FFF_FFFF
    value = milliseconds << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low << _TAIL_BITS
    return UUID(int=value | secrets.randbits(_TAIL_BITS))


def time_of(id: UUID) -> datetime:
    """When a UUIDv7 was made, to the millisecond, in UTC."""
    if id.version != 7:
        raise ValueError(f"{id} carries no time: only UUIDv7 does")
    return _EPOCH + timedelta(milliseconds=id.int >> 80)


def _begin_again() -> None:
    global _moment, _counter, _lock
    _lock, _moment, _counter = threading.Lock(), 0, 0


if hasattr(os, "register_at_fork"):  # a forked child must not continue its parent's counter
    os.register_at_fork(after_in_child=_begin_again)
