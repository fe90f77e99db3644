"""The kinds of consultations that the programs which run here declare."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from majung.plugin.contract import ConsultationKind

_kinds: ContextVar[Sequence[ConsultationKind]] = ContextVar("majung_consultation_kinds", default=())


@contextmanager
def use_consultation_kinds(kinds: Sequence[ConsultationKind]) -> Iterator[None]:
    """Let writes inside the block know these kinds; two platforms in one process do not see each other's."""
    token = _kinds.set(kinds)
    try:
        yield
    finally:
        _kinds.reset(token)


def declared_kinds() -> Sequence[ConsultationKind]:
    """The kinds that programs declare, beside the general one."""
    return _kinds.get()
