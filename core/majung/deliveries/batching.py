"""Calls of many tasks done as one: what is asked within a moment becomes one statement."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")

MOMENT = 0.01
"""Seconds that the first caller waits for others."""

MOST = 200


class Batching(Generic[T, R]):
    """Collects values and hands them to `work` together; each caller gets the result of its own value."""

    def __init__(self, work: Callable[[Sequence[T]], Awaitable[Sequence[R]]]) -> None:
        self._work = work
        self._waiting: list[tuple[T, asyncio.Future[R]]] = []
        self._tasks: set[asyncio.Task[None]] = set()

    async def __call__(self, value: T) -> R:
        """The result for one value; an error of the whole batch is raised to all of its callers."""
        result: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((value, result))
        if len(self._waiting) == 1:
            task = asyncio.create_task(self._soon())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return await result

    async def _soon(self) -> None:
        await asyncio.sleep(MOMENT)
        while self._waiting:
            taken, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
            try:
                results = await self._work([value for value, _ in taken])
            except Exception as error:
                for _, result in taken:
                    if not result.done():
                        result.set_exception(error)
                continue
            for (_, result), found in zip(taken, results, strict=True):
                if not result.done():
                    result.set_result(found)
