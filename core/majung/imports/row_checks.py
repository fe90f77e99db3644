"""What every row of a file must pass before its values are read."""

from __future__ import annotations

from collections.abc import Set

from majung.errors import Refusal
from majung.imports.encodings import UNREADABLE
from majung.imports.reasons import Reason
from majung.imports.report import BadRow, bad_row
from majung.imports.resident_numbers import (
    contains_resident_number,
    is_corporate_number,
    may_contain_resident_number,
)
from majung.imports.tables import Row, Table

_RESIDENT_HEADERS = ("주민등록번호", "주민번호", "외국인등록번호")


class RowRefused(Exception):
    """Ends the reading of one row: the column as the report names it, the value, and what is wrong with it."""

    def __init__(self, field: str, value: str | None, reason: Reason | Refusal) -> None:
        super().__init__(field)
        self.field, self.value, self.reason = field, value, reason

    def at(self, line: int) -> BadRow:
        """The same as a line of the report."""
        return bad_row(line, self.field, self.value, self.reason)


def resident_columns(table: Table) -> frozenset[str]:
    """Columns that by their header are meant for resident numbers; nothing in them is ever taken."""
    return frozenset(key for key in table.columns if any(word in key for word in _RESIDENT_HEADERS))


def check_row(row: Row, headers: dict[str, str], crn: Set[str], resident: Set[str]) -> None:
    """Refuse a row with a resident number anywhere, cells beyond the header, or broken characters.

    In the columns `crn` thirteen digits may be a corporate number; whatever stands in the columns `resident`
    refuses the row (Personal Information Protection Act, art. 24-2).
    """
    text = "\n".join([value for value in row.values.values() if value])
    if row.surplus:
        text = "\n".join((text, *row.surplus))
    if may_contain_resident_number(text):
        _refuse_resident_number(row, headers, crn)
    for key in resident:
        if row.values[key]:
            raise RowRefused(headers[key], "***", "RESIDENT_NUMBER")
    if row.surplus:
        raise RowRefused(f"#{len(row.values) + 1}", " ".join(row.surplus), "TOO_MANY_CELLS")
    if UNREADABLE.search(text):
        field, value = next((key, value) for key, value in row.values.items() if value and UNREADABLE.search(value))
        raise RowRefused(headers[field], value, "UNREADABLE_TEXT")


def _refuse_resident_number(row: Row, headers: dict[str, str], crn: Set[str]) -> None:
    for key, value in row.values.items():
        if value and contains_resident_number(value) and not (key in crn and is_corporate_number(value)):
            raise RowRefused(headers[key], value, "RESIDENT_NUMBER")
    for value in row.surplus:
        if contains_resident_number(value):
            raise RowRefused(f"#{len(row.values) + 1}", value, "RESIDENT_NUMBER")
