"""Work in a process of its own: its answer, its error, its death."""

from __future__ import annotations

import os
import signal

import pytest

from majung_schema.cli.aside import in_a_child


def test_answers_from_another_process() -> None:
    child, answer = in_a_child(lambda: (os.getpid(), [1, 2]))
    assert (child != os.getpid(), answer) == (True, [1, 2])


def test_raises_what_the_work_raised() -> None:
    def fail() -> None:
        raise LookupError("nothing there")

    with pytest.raises(LookupError, match="nothing there"):
        in_a_child(fail)


def test_tells_that_the_child_died() -> None:
    with pytest.raises(RuntimeError, match="exit code -9"):
        in_a_child(lambda: os.kill(os.getpid(), signal.SIGKILL))
