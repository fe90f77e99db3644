"""Running async work from a command, and telling refusals to the person at the terminal."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Coroutine
from typing import Any, TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from majung.errors import Locale, Refusal
from majung.plugin.problem import StartupError

T = TypeVar("T")

screen = Console(stderr=True)
"""Everything that is not the answer itself goes to stderr, so that output can be piped."""


def locale() -> Locale:
    """The language of the terminal."""
    return "ko" if (os.environ.get("LC_ALL") or os.environ.get("LANG") or "").startswith("ko") else "en"


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run async work to its end, on uvloop where there is one."""
    try:
        import uvloop
    except ImportError:
        return asyncio.run(work)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)


def progress_bar() -> Progress:
    """Rows done, of how many, how fast, on stderr."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TaskProgressColumn(show_speed=True),
        TimeRemainingColumn(),
        console=screen,
    )


def told(error: BaseException) -> None:
    """Say on stderr what was refused and what would be right."""
    if isinstance(error, Refusal):
        screen.print(f"[bold red]{error.code}[/] {error.message(locale())}", highlight=False)
    elif isinstance(error, StartupError):
        screen.print("[bold red]CANNOT_START[/]", highlight=False)
        for problem in error.problems:
            screen.print(f"  [red]{problem.code}[/] {problem.message}", highlight=False, markup=True)
    else:
        screen.print(f"[bold red]CANNOT_START[/] {error}", highlight=False)
    sys.stderr.flush()
