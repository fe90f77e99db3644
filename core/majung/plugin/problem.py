"""Problems found at startup: all are collected and told at once, and the process does not start."""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

Code = Literal[
    "BAD_CONFIG",
    "BAD_NAME",
    "NOT_INSTALLED",
    "PROVIDED_TWICE",
    "IMPORT_FAILED",
    "NOT_A_PLUGIN",
    "BAD_VERSION",
    "SDK_OUT_OF_RANGE",
    "REQUIREMENT_MISSING",
    "REQUIREMENT_OUT_OF_RANGE",
    "REQUIREMENTS_IN_CIRCLE",
    "BAD_SETTING",
    "UNKNOWN_SETTING",
    "UNKNOWN_HOOK",
    "UNMARKED_HOOK",
    "BAD_HOOK",
    "HOOK_FAILED",
    "WRONG_ANSWER",
    "PROGRAM_TWICE",
    "BAD_PROGRAM",
    "BAD_LIFECYCLE",
    "BAD_FORM",
    "NAME_TWICE",
    "BAD_SCOPE",
    "BAD_EXCLUSION",
    "BAD_SEARCH_SOURCE",
    "BAD_TASK_SOURCE",
    "BAD_LISTENER",
    "BAD_EVENT",
    "BAD_ANSWERING_HOOK",
    "NO_TABLES",
    "NOT_A_TABLE",
    "TABLE_OUTSIDE_PREFIX",
    "BAD_ACCESS",
    "ID_PREFIX_TWICE",
    "BAD_FOREIGN_KEY",
    "FOREIGN_KEY_NOT_REQUIRED",
    "MIGRATIONS_MISSING",
    "BAD_MIGRATION",
    "MIGRATION_WITHOUT_DEPENDENCY",
    "MIGRATION_UNWRITTEN",
]
"""What is wrong, by a name that does not change; its meaning is told by the message."""


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One reason not to start: which plugin, what was found, what was expected, and who else is concerned."""

    code: Code
    plugin: str
    message: str
    cause: Exception | None = field(default=None, compare=False, repr=False)

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


class StartupError(Exception):
    """The platform does not start; `problems` holds every reason, in the order in which they were found."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        count = "1 problem" if len(self.problems) == 1 else f"{len(self.problems)} problems"
        super().__init__(f"Cannot start, {count}:\n" + "\n".join(f"  - {p}" for p in self.problems))


def refuse(problems: Sequence[Problem]) -> None:
    """Raise all problems at once, if there are any, with the errors that caused them attached."""
    if not problems:
        return
    causes = [p.cause for p in problems if p.cause is not None]
    if not causes:
        raise StartupError(problems)
    raise StartupError(problems) from ExceptionGroup("errors raised by plugins", causes)


def told(error: BaseException) -> str:
    """An error in one line: its type, its words, the line of code that raised it, and the errors behind it."""
    return " because of ".join(_one(e) for e in _chain(error))


def _one(error: BaseException) -> str:
    words = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    frames = [f for f in traceback.extract_tb(error.__traceback__) if "importlib" not in f.filename]
    return f"{words} ({frames[-1].filename}, line {frames[-1].lineno})" if frames else words


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: list[BaseException] = []
    while error not in seen:
        seen.append(error)
        yield error
        behind = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        if behind is None:
            return
        error = behind
