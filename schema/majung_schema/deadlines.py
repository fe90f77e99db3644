"""Deadlines that are all of one length, watched together.

A timer of the event loop for each request takes as long as planning a small query; those that begin first end first,
so that one timer for all is enough.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from types import TracebackType
from typing import Self


class Deadlines:
    """Bounds the time of each piece of work to so many seconds. It belongs to one event loop at a time."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._ends: OrderedDict[Deadline, float] = OrderedDict()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._watching: asyncio.TimerHandle | None = None

    def __len__(self) -> int:
        return len(self._ends)

    def one(self) -> Deadline:
        """The deadline of one piece of work, which begins when it is entered."""
        return Deadline(self)

    def begin(self, deadline: Deadline) -> asyncio.Task[object]:
        """Watch a deadline from now on; the task that it is for."""
        loop = asyncio.get_running_loop()
        if loop is not self._loop:
            if self._loop is not None and self._loop.is_running():
                raise RuntimeError("deadlines belong to one event loop at a time")
            self._loop, self._watching = loop, None
            self._ends.clear()
        task = asyncio.current_task(loop)
        if task is None:
            raise RuntimeError("a deadline needs a task that can be cancelled")
        self._ends[deadline] = ends = loop.time() + self.seconds
        if self._watching is None:
            self._watching = loop.call_at(ends, self._look)
        return task

    def end(self, deadline: Deadline) -> None:
        """Watch it no longer."""
        self._ends.pop(deadline, None)

    def _look(self) -> None:
        self._watching = None
        loop = asyncio.get_running_loop()
        while self._ends:
            deadline, ends = next(iter(self._ends.items()))
            if ends > loop.time():
                self._watching = loop.call_at(ends, self._look)
                return
            del self._ends[deadline]
            deadline.expire()


class Deadline:
    """Ends the block that it is entered for with `TimeoutError`, as `asyncio.timeout` does."""

    __slots__ = ("_asked_before", "_of", "_task", "expired")

    def __init__(self, of: Deadlines) -> None:
        self._of = of
        self._task: asyncio.Task[object] | None = None
        self._asked_before = 0
        self.expired = False
        """Whether it has passed before the block had ended."""

    def expire(self) -> None:
        """The time is over."""
        assert self._task is not None
        self.expired = True
        self._task.cancel()

    def __enter__(self) -> Self:
        self._task = task = self._of.begin(self)
        self._asked_before = task.cancelling()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._of.end(self)
        if not self.expired:
            return
        assert self._task is not None
        # whoever else asked the task to end meanwhile is obeyed
        if self._task.uncancel() <= self._asked_before and kind is asyncio.CancelledError:
            raise TimeoutError from error
