"""One run of an import: what was read, taken and refused so far, and who is told about it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from msgspec import Struct

from majung.imports.report import BadRow, ImportSummary, RowReport, RowWarning

Progress = Callable[[int, int | None], None]
"""Called with the rows done and, where it is known, how many there are."""

R = TypeVar("R")

log = logging.getLogger(__name__)


class Outcome(Struct, kw_only=True):
    """What became of one batch; counted only once its transaction has committed."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    bad: list[BadRow] = []


class ImportRun:
    """Counts rows, writes bad ones and warnings to the report (without one, to the log, never with a value)."""

    def __init__(self, report: Path | None, progress: Progress | None, total: int | None = None) -> None:
        self._report = RowReport(report) if report else None
        self._progress = progress
        self._total = total
        self._read = self._new = self._changed = self._unchanged = self._bad = self._left_out = self._warnings = 0

    def sort_out(self, batch: Sequence[R | BadRow]) -> list[R]:
        """The good rows of a batch; the bad ones are reported."""
        self._read += len(batch)
        good: list[R] = []
        for row in batch:
            if isinstance(row, BadRow):
                self._refuse(row)
            else:
                good.append(row)
        return good

    def warn(self, warnings: Sequence[RowWarning]) -> None:
        """Report doubts about rows that are taken."""
        self._warnings += len(warnings)
        for warning in warnings:
            if self._report:
                self._report.add(warning)

    def leave_out(self, count: int) -> None:
        """Count good rows that this installation does not keep."""
        self._left_out += count

    def done(self, outcome: Outcome) -> None:
        """Count what became of a batch and tell how far the run is."""
        self._new += outcome.new
        self._changed += outcome.changed
        self._unchanged += outcome.unchanged
        for row in outcome.bad:
            self._refuse(row)
        if self._progress:
            self._progress(self._read, self._total)

    def summary(self) -> ImportSummary:
        """The counts at the end."""
        return ImportSummary(
            read=self._read,
            new=self._new,
            changed=self._changed,
            unchanged=self._unchanged,
            bad=self._bad,
            left_out=self._left_out,
            warnings=self._warnings,
        )

    def _refuse(self, row: BadRow) -> None:
        self._bad += 1
        if self._report:
            self._report.add(row)
        else:
            log.warning("import row refused", extra={"line": row.line, "field": row.field, "code": row.code})

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._report:
            self._report.close()
