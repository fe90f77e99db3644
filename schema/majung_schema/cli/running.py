"""Running async work from a command, and speaking with the person at the terminal in their language."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, TypeVar

from rich.console import Console
from rich.markup import escape

from majung.errors import Locale, Refusal
from majung.plugin.problem import StartupError

if TYPE_CHECKING:
    from rich.progress import Progress

    from majung.access.actor import Actor

T = TypeVar("T")

screen = Console(stderr=True, highlight=False, soft_wrap=True)
"""Everything that is not the answer itself goes to stderr, so that output can be piped."""


def locale() -> Locale:
    """The language of the terminal."""
    named = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "ko" if next(filter(None, named), "").startswith("ko") else "en"


def say(ko: str, en: str, **values: object) -> None:
    """Tell on stderr, in the terminal's language; wordings may have markup, values are shown as they are."""
    screen.print(worded(ko, en, **values))


def worded(ko: str, en: str, **values: object) -> str:
    """Words in the terminal's language with their values filled in, as markup."""
    return (ko if locale() == "ko" else en).format(**{name: escape(str(value)) for name, value in values.items()})


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run async work to its end, on uvloop where there is one, with logs on stderr."""
    from majung_schema.cli.logs import log_to_stderr

    log_to_stderr()
    factory: Callable[[], asyncio.AbstractEventLoop] = asyncio.new_event_loop
    with suppress(ImportError):
        import uvloop

        factory = uvloop.new_event_loop
    with asyncio.Runner(loop_factory=factory) as runner:
        return runner.run(work)


def operator() -> Actor:
    """Whoever is logged in at this machine and runs a command: records and logs name them."""
    import getpass

    from majung.access.actor import system

    return system(f"command line:{getpass.getuser()}")


@contextmanager
def doing(ko: str, en: str) -> Iterator[None]:
    """Say what takes a while: beside a spinner on a terminal, as a line where there is none."""
    if screen.is_terminal:
        with screen.status(worded(ko, en)):
            yield
    else:
        say(ko, en)
        yield


def progress_bar() -> Progress:
    """Rows done, of how many, how fast, on stderr."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TaskProgressColumn(show_speed=True),
        TimeElapsedColumn(),
        console=screen,
    )


def told(error: Exception) -> bool:
    """Say on stderr what was refused and what would be right; False for an error that nobody expected."""
    if isinstance(error, Refusal):
        lines = [(error.code, error.message(locale()))]
    elif isinstance(error, StartupError):
        lines = [("CANNOT_START", _how_many(len(error.problems)))]
        lines += [(f"  {problem.code}", problem.message) for problem in error.problems]
    elif (problems := _of_composition(error)) is not None:
        lines = [("CANNOT_START", _how_many(len(problems))), *(("  SCHEMA", problem) for problem in problems)]
    else:
        return False
    for code, words in lines:
        screen.print(f"[bold red]{escape(code)}[/] {escape(words)}")
    return True


def _how_many(count: int) -> str:
    return worded("시작할 수 없습니다. 문제 {count}건:", "The platform does not start. Problems: {count}", count=count)


def _of_composition(error: Exception) -> list[str] | None:
    composition = sys.modules.get("majung_schema.composition")  # who does not compose needs no 0.5 s to import it
    if composition is not None and isinstance(error, composition.CompositionError):
        return list(error.problems)
    return None
