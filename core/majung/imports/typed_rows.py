"""Rows of a table file as typed values: each column by the headers it may have, and a function that reads a cell.

For importers of plugins: encodings, header variants, resident numbers and bad rows are treated as in every import.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, NamedTuple

from msgspec import Struct

from majung.errors import Refusal
from majung.imports.contact_texts import read_date
from majung.imports.reasons import REASONS
from majung.imports.refusals import ColumnsMissing
from majung.imports.report import BadRow
from majung.imports.row_checks import RowRefused, check_row, resident_columns
from majung.imports.tables import Row, Table, header_key, read_table

_SEPARATORS = re.compile(r"[,;/·|+\n]+")


class Column(Struct, frozen=True, kw_only=True):
    """A column: headers it is known by (spaces, underscores and case do not matter), and what reads its cells.

    `read` raises a refusal, or a ValueError that may name a reason (`majung.imports.reasons`). An optional column may
    be missing, and so may its cells.
    """

    names: tuple[str, ...]
    read: Callable[[str], Any]
    required: bool = True


class TypedRow(NamedTuple):
    """The values of one row that the file has something for, and its line."""

    line: int
    values: dict[str, Any]


def typed_rows(path: Path, columns: Mapping[str, Column]) -> Iterator[TypedRow | BadRow]:
    """Every row of a file (CSV, XLSX, HTML table) as typed values or as a bad row; missing columns refuse the file."""
    table = read_table(path)
    keys = _find(table, columns)
    resident = resident_columns(table)
    for row in table.rows:
        try:
            check_row(row, table.columns, frozenset(), resident)
            yield TypedRow(row.line, dict(_values(row, keys, columns, table.columns)))
        except RowRefused as refused:
            yield refused.at(row.line)


def label(columns: Mapping[str, Column], field: str) -> str:
    """The column of a field as reports name it."""
    return columns[field].names[0]


def text(most: int) -> Callable[[str], str]:
    """Reads a text of at most so many characters."""

    def read(cell: str) -> str:
        found = " ".join(cell.split())
        if len(found) > most:
            raise ValueError("TOO_LONG")
        return found

    return read


def day(cell: str) -> date:
    """Reads a date."""
    found = read_date(cell)
    if found is None:
        raise ValueError("DATE_INVALID")
    return found


def number(cell: str) -> Decimal:
    """Reads a number, thousands separated or not; units after it (원, 개월, 시간, 명) aside."""
    plain = re.sub(r"(원|개월|시간|명|일)$", "", cell.replace(",", "").strip())
    found = Decimal(plain.strip())
    if not found.is_finite():
        raise ValueError(cell)
    return found


def whole(cell: str) -> int:
    """Reads a whole number."""
    found = number(cell)
    if found != found.to_integral_value() or abs(found) >= 2**63:
        raise ValueError(cell)
    return int(found)


def several(cell: str) -> tuple[str, ...]:
    """Reads several texts in one cell: ``지게차운전기능사, 용접기능사``."""
    return tuple(filter(None, (part.strip() for part in _SEPARATORS.split(cell))))


def one_of(known: Mapping[str, str]) -> Callable[[str], str]:
    """Reads a word that stands for a code (``정규직`` for REGULAR), or the code itself; spaces do not matter."""
    codes = {word.replace(" ", ""): code for word, code in known.items()} | {code: code for code in known.values()}

    def read(cell: str) -> str:
        word = "".join(cell.split())
        if word not in codes and word.upper() not in codes:
            raise ValueError(cell)
        return codes.get(word) or codes[word.upper()]

    return read


def _find(table: Table, columns: Mapping[str, Column]) -> dict[str, str]:
    found = {
        field: key
        for field, column in columns.items()
        if (key := next((k for k in map(header_key, column.names) if k in table.columns), None)) is not None
    }
    missing = [column.names[0] for field, column in columns.items() if field not in found and column.required]
    if missing:
        raise ColumnsMissing(name=table.name, missing=", ".join(missing), found=", ".join(table.columns.values()))
    return found


def _values(
    row: Row, keys: Mapping[str, str], columns: Mapping[str, Column], headers: Mapping[str, str]
) -> Iterator[tuple[str, Any]]:
    for field, key in keys.items():
        cell, column = row.values[key], columns[field]
        if cell is None:
            if column.required:
                raise RowRefused(headers[key], None, "MISSING")
            continue
        try:
            yield field, column.read(cell)
        except Refusal as refusal:
            raise RowRefused(headers[key], cell, refusal) from refusal
        except (ValueError, InvalidOperation) as error:
            named = str(error)
            raise RowRefused(headers[key], cell, named if named in REASONS else "CODE_INVALID") from error
