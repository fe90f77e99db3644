"""Files that lists are written to: CSV as Excel reads it, in UTF-8 or CP949, and XLSX; on disk, never in memory."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from tempfile import TemporaryFile
from typing import IO, Any, Protocol

from majung.spreadsheets import harmless
from majung_schema.exports.cells import Cell, text
from majung_schema.exports.errors import UnknownFormat

LARGEST_EXACT = 10**15
"""Excel keeps 15 digits; longer numbers are written as text."""


class RowsFile(Protocol):
    """A file that takes rows one after the other."""

    media_type: str
    extension: str
    replaced: int
    """How many characters the file's encoding does not have; each became a question mark."""

    def add(self, cells: Sequence[Cell]) -> None:
        """Write one row."""

    def finish(self) -> IO[bytes]:
        """The whole file, to be read from its start; closing it deletes it."""

    def discard(self) -> None:
        """Delete what was written of a file that will not be finished."""


class CsvFile:
    """CSV with CRLF, in UTF-8 with a byte order mark or in CP949.

    A text that a spreadsheet would run as a formula gets an apostrophe in front.
    """

    extension = "csv"

    def __init__(self, encoding: str) -> None:
        self.media_type = f"text/csv; charset={encoding}"
        self.replaced = 0
        self._encoding = encoding
        self._file = TemporaryFile("w+b")  # noqa: SIM115 - closed by whoever has read it
        self._line = io.StringIO()
        self._writer = csv.writer(self._line, lineterminator="\r\n")
        if encoding == "utf-8":
            self._file.write(b"\xef\xbb\xbf")

    def add(self, cells: Sequence[Cell]) -> None:
        """Write one row."""
        self._writer.writerow([_harmless(cell) for cell in cells])
        self._file.write(self._encoded(self._line.getvalue()))
        self._line.seek(0)
        self._line.truncate()

    def finish(self) -> IO[bytes]:
        """The whole file, to be read from its start."""
        self._file.seek(0)
        return self._file

    def discard(self) -> None:
        """Delete what was written."""
        self._file.close()

    def _encoded(self, line: str) -> bytes:
        try:
            return line.encode(self._encoding)
        except UnicodeEncodeError:
            replaced = line.encode(self._encoding, "replace")
            self.replaced += replaced.count(b"?") - line.count("?")
            return replaced


class XlsxFile:
    """A workbook with one sheet; texts are texts, whatever they begin with."""

    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    extension = "xlsx"

    def __init__(self) -> None:
        from openpyxl import Workbook  # a server that exports no workbook need not carry the library
        from openpyxl.cell import WriteOnlyCell

        self.replaced = 0
        self._new_cell = WriteOnlyCell
        self._book = Workbook(write_only=True)
        self._sheet = self._book.create_sheet("majung")

    def add(self, cells: Sequence[Cell]) -> None:
        """Write one row."""
        self._sheet.append([self._filled(cell) for cell in cells])

    def finish(self) -> IO[bytes]:
        """The whole file, to be read from its start."""
        file = TemporaryFile("w+b")  # noqa: SIM115 - closed by whoever has read it
        self._book.save(file)
        file.seek(0)
        return file

    def discard(self) -> None:
        """Delete what was written."""
        self._book.close()

    def _filled(self, cell: Cell) -> Any:
        if cell is None:
            return None
        if isinstance(cell, bool) or not isinstance(cell, int | float) or abs(cell) >= LARGEST_EXACT:
            written = self._new_cell(self._sheet, value=text(cell).translate(_NOT_IN_XML))
            written.data_type = "s"
            return written
        return self._new_cell(self._sheet, value=cell)


FORMATS: dict[str, Callable[[], RowsFile]] = {
    "csv": lambda: CsvFile("utf-8"),
    "csv-cp949": lambda: CsvFile("cp949"),
    "xlsx": XlsxFile,
}
"""What can be asked for, by name."""

_NOT_IN_XML = {code: None for code in (*range(32), 0xFFFE, 0xFFFF) if chr(code) not in "\t\n\r"}


def open_file(name: str) -> RowsFile:
    """A new file of a format."""
    if name not in FORMATS:
        raise UnknownFormat(given=name, known=", ".join(FORMATS))
    return FORMATS[name]()


def _harmless(cell: Cell) -> Cell:
    return harmless(cell) if isinstance(cell, str) else text(cell)
