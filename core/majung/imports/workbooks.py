"""XLSX workbooks as streams of rows."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from majung.imports.encodings import Source, open_bytes, source_name
from majung.imports.refusals import FileBroken, TableMissing

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell

ROW_LIMIT = 1_048_576
"""Rows of a sheet: as many as Excel has."""
_ZEROS = re.compile(r"0{2,}")


def read_workbook(source: Source) -> Iterator[tuple[int, Sequence[str]]]:
    """Row number and cells as text of the first visible sheet, in constant memory (shared strings apart)."""
    import openpyxl

    name = source_name(source)
    # openpyxl meets damage anywhere in the archive with whatever its XML, zip or number code raises;
    # to the one who brought the file it is all the same: the workbook is broken.
    try:
        with open_bytes(source) as file:
            with warnings.catch_warnings(action="ignore"):  # about styles and extensions nobody imports
                book = openpyxl.load_workbook(file, read_only=True, data_only=True)
            sheet = next((one for one in book.worksheets if one.sheet_state == "visible"), None)
            if sheet is None:
                raise TableMissing(name=name)
            # Some exporters write the size of an empty sheet, and only its first cell would be read.
            sheet.reset_dimensions()
            for line, cells in enumerate(sheet.iter_rows(), start=1):
                if line > ROW_LIMIT:  # a row number out of this world would be reached through endless empty rows
                    break
                yield line, [_text(cell) for cell in cells]
    except TableMissing:
        raise
    except Exception as err:
        raise FileBroken(name=name, reason="the workbook cannot be read", reason_ko="통합 문서를 읽을 수 없음") from err


def _text(cell: Cell | MergedCell | ReadOnlyCell | EmptyCell) -> str:
    """The cell as people see it: whole numbers without a point, dates as YYYY-MM-DD, leading zeros of a format."""
    value = cell.value
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Y" if value else "N"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0) else value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value)
    shape = cell.number_format
    return text.zfill(len(shape)) if isinstance(value, int) and shape and _ZEROS.fullmatch(shape) else text
