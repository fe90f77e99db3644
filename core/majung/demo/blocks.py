"""A great many rows of one kind, made block by block in other processes while the database takes them.

What is waiting never exceeds a few blocks, so memory does not grow with the number of rows, and blocks are written
in their order. Making rows takes Python longer than taking them takes PostgreSQL: on one thread both would wait
for each other.
"""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait

from majung.access.cipher import Keys, keys_in_use, use_keys
from majung.demo.batch import Batch, Written, copy_written, written
from majung.storage.database import Database

Make = Callable[[int, range], Batch]
"""Makes the records of one block: its number, and the places of its rows. It travels to other processes, so it is a
function of a module or a method of an object that pickle knows; nothing that it does may depend on other blocks."""

MOST_MAKERS = 4
FEW_BLOCKS = 4
"""So few are made on a thread: a process takes a second to start."""


async def copy_blocks(database: Database, make: Make, count: int, block: int) -> AsyncIterator[tuple[int, int]]:
    """Write `count` things, `block` at a time, in the running transaction; yields things done and rows written."""
    places = [range(start, min(start + block, count)) for start in range(0, count, block)]
    with _makers(len(places)) as makers:
        loop, waiting, made = asyncio.get_running_loop(), deque[asyncio.Future[list[Written]]](), enumerate(places)
        try:
            for done in places:
                while len(waiting) <= makers.ahead and (following := next(made, None)):
                    waiting.append(loop.run_in_executor(makers.executor, _made, make, *following))
                yield done.stop, await copy_written(database, await waiting.popleft())
        finally:
            for left in waiting:
                left.cancel()


class _Makers:
    """Who makes blocks, and how many of them are made ahead of the database."""

    def __init__(self, executor: Executor, ahead: int) -> None:
        self.executor = executor
        self.ahead = ahead


@contextmanager
def _makers(blocks: int) -> Iterator[_Makers]:
    count = max(1, min(MOST_MAKERS, (os.cpu_count() or 1) - 1))
    executor: Executor
    if blocks <= FEW_BLOCKS:
        executor, count = ThreadPoolExecutor(1), 1
    else:
        executor = ProcessPoolExecutor(
            count, mp_context=get_context("spawn"), initializer=_begin, initargs=(keys_in_use(),)
        )
        with _uninterrupted():  # processes start at their first work and keep what is blocked now
            for _ in range(count):
                executor.submit(os.getpid)
    try:
        yield _Makers(executor, count)
    finally:
        executor.shutdown(wait=False, cancel_futures=True)


def _made(make: Make, number: int, places: range) -> list[Written]:
    return written(make(number, places))


def _begin(keys: Keys) -> None:
    """The start of a maker: it knows the keys, and ends with its parent, however that ends."""
    use_keys(keys)
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Processes that start meanwhile do not hear Ctrl-C; their parent does, and ends them."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
