"""Work in a process of its own, whose memory is given back when it is done."""

from __future__ import annotations

from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, TypeVar

T = TypeVar("T")


def in_a_child(work: Callable[[], T]) -> T:
    """What `work` returns, or the error it raises, from a forked child; either must be picklable.

    To be called before the process has threads: a fork takes only the one that calls.
    """
    context = get_context("fork")
    answers, told = context.Pipe(duplex=False)
    child = context.Process(target=_tell, args=(work, told))
    child.start()
    told.close()
    try:
        result, error = answers.recv()
    except EOFError:
        child.join()
        raise RuntimeError(f"work in a process of its own ended with exit code {child.exitcode}") from None
    child.join()
    if error is not None:
        raise error
    answer: T = result
    return answer


def _tell(work: Callable[[], Any], told: Connection) -> None:
    try:
        told.send((work(), None))
    except Exception as error:
        told.send((None, error))
