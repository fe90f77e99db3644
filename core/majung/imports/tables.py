"""Rows of a table file, whatever its format: one header, then rows of text with their line numbers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

from msgspec import Struct

from majung.errors import ResidentNumberRefused
from majung.identifiers import looks_like_resident_number
from majung.imports.delimited import read_delimited
from majung.imports.encodings import Source, source_name
from majung.imports.file_kinds import FileKind, sniff_kind
from majung.imports.html_tables import read_html
from majung.imports.refusals import TableMissing
from majung.imports.workbooks import read_workbook

RawRow = tuple[int, Sequence[str]]
"""Line number in the file (row number in a workbook or HTML table), and the cells as text."""

_SPACING = re.compile(r"[\s_\u200b\ufeff]+")
_EMPTY = frozenset({"", "-", "–", "—", "－", "n/a", "N/A", "#N/A", "null", "NULL"})
_HEADER_SEARCH = 20


class Row(Struct, frozen=True):
    """One row: values by the key of their column, None where the file has nothing or a dash.

    `surplus` are filled cells beyond the last column: a sign that a value was cut at a comma.
    """

    line: int
    values: dict[str, str | None]
    surplus: tuple[str, ...] = ()


class Table(Struct, frozen=True, kw_only=True):
    """A table being read: its kind, its columns (key to the header as written), its rows, once."""

    name: str
    kind: FileKind
    columns: dict[str, str]
    rows: Iterator[Row]


def header_key(header: str) -> str:
    """A column name without spaces, underscores and case, so that its spellings are equal."""
    return _SPACING.sub("", unicodedata.normalize("NFKC", header)).casefold()


def read_table(source: Source) -> Table:
    """Open a CSV, TSV, XLSX or HTML table; rows are read as they are asked for.

    The header is the first of the leading rows with two filled cells (a title above it is skipped), or the
    first filled one in a table of one column. A header that looks like a resident number refuses the file:
    it is data without a header.
    """
    kind = sniff_kind(source)
    name = source_name(source)
    raw = _READERS[kind](source)
    leading = list(islice(raw, _HEADER_SEARCH))
    start = _header_position(leading)
    if start is None:
        raise TableMissing(name=name)
    headers = [cell.strip() for cell in leading[start][1]]
    if looks_like_resident_number("\n".join(headers)):
        raise ResidentNumberRefused(field="header")
    columns = _columns(headers)
    rows = _rows(chain(leading[start + 1 :], raw), list(columns))
    return Table(name=name, kind=kind, columns=columns, rows=rows)


_READERS = {"csv": read_delimited, "html": read_html, "xlsx": read_workbook}


def _header_position(leading: list[RawRow]) -> int | None:
    filled = [sum(1 for cell in cells if cell.strip()) for _, cells in leading]
    wide = next((at for at, count in enumerate(filled) if count > 1), None)
    return wide if wide is not None else next((at for at, count in enumerate(filled) if count), None)


def _columns(headers: list[str]) -> dict[str, str]:
    """Keys in column order; a second column of the same name gets its number, one without a name its place."""
    while headers and not headers[-1]:
        headers.pop()
    columns: dict[str, str] = {}
    for place, header in enumerate(headers, start=1):
        shown = " ".join(header.split()) or f"#{place}"
        key = header_key(header) or f"#{place}"
        if key in columns:
            key, shown = f"{key}#{place}", f"{shown} #{place}"
        columns[key] = shown
    return columns


def _rows(raw: Iterable[RawRow], keys: list[str]) -> Iterator[Row]:
    width = len(keys)
    empty = dict.fromkeys(keys)
    for line, cells in raw:
        values = [None if (text := cell.strip()) in _EMPTY else text for cell in cells]
        if len(values) == width:
            row = Row(line, dict(zip(keys, values, strict=True)))
        else:
            surplus = tuple(value for value in values[width:] if value)
            row = Row(line, empty | dict(zip(keys, values, strict=False)), surplus)
        if row.surplus or any(values):
            yield row
