"""What an import says about its rows: the bad ones, the doubtful ones, and the counts at the end."""

from __future__ import annotations

import csv
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from msgspec import Struct

from majung.errors import Refusal
from majung.imports.reasons import REASONS, Reason
from majung.imports.resident_numbers import without_personal_numbers
from majung.spreadsheets import harmless

VALUE_LENGTH = 120
_HEADER = ("line", "severity", "field", "value", "code", "reason_ko", "reason_en")


class BadRow(Struct, frozen=True):
    """A row that was not taken, with the first thing wrong in it; `value` is safe to show and to log."""

    line: int
    field: str
    value: str | None
    code: str
    reason_ko: str
    reason_en: str


class RowWarning(Struct, frozen=True):
    """Something doubtful in a row that was taken all the same; `value` is safe to show and to log."""

    line: int
    field: str
    value: str | None
    code: str
    reason_ko: str
    reason_en: str


class ImportSummary(Struct, frozen=True, kw_only=True):
    """Counts of one import; `read` is every row of the file; `left_out` are good rows that are not kept here."""

    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    bad: int = 0
    left_out: int = 0
    warnings: int = 0

    @property
    def exit_code(self) -> int:
        """0 when every row was taken, 1 when some went to the report."""
        return 1 if self.bad else 0


def shown(value: str | None) -> str | None:
    """The value as a report may show it: personal numbers redacted, long text cut."""
    if value is None:
        return None
    safe = without_personal_numbers(value)
    return safe if len(safe) <= VALUE_LENGTH else safe[:VALUE_LENGTH] + "…"


def bad_row(line: int, field: str, value: str | None, reason: Reason | Refusal) -> BadRow:
    """A refused row with its reason in both languages and its value made safe to show."""
    if isinstance(reason, Refusal):
        code, ko, en = reason.code, reason.message("ko"), reason.message("en")
    else:
        code, ko, en = reason, REASONS[reason].ko, REASONS[reason].en
    return BadRow(line, shown(field) or "", shown(value), code, ko, en)


def row_warning(line: int, field: str, value: str | None, reason: Reason) -> RowWarning:
    """A doubt about a row with its reason in both languages and its value made safe to show."""
    words = REASONS[reason]
    return RowWarning(line, shown(field) or "", shown(value), reason, words.ko, words.en)


class RowReport:
    """The report file of one import, written row by row: CSV in UTF-8 with BOM, which Excel opens as Korean.

    The file appears with the first row, so that a clean import leaves none. Cells that a spreadsheet would run
    as a formula are quoted with an apostrophe.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.bad = 0
        self.warnings = 0
        self._file: IO[str] | None = None

    def add(self, row: BadRow | RowWarning) -> None:
        """Append one bad row or warning."""
        if isinstance(row, BadRow):
            self.bad += 1
        else:
            self.warnings += 1
        severity = "bad" if isinstance(row, BadRow) else "warning"
        cells = (str(row.line), severity, row.field, row.value or "", row.code, row.reason_ko, row.reason_en)
        csv.writer(self._opened()).writerow([harmless(cell) for cell in cells])

    def _opened(self) -> IO[str]:
        if self._file is None:
            self._file = self.path.open("w", encoding="utf-8-sig", newline="")
            csv.writer(self._file).writerow(_HEADER)
        return self._file

    def close(self) -> None:
        """Finish the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
