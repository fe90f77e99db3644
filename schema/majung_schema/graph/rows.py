"""Rows: what a bound type resolves from, a read-only view of one stored row."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from majung.storage.table import Table


class PersonalColumn(Exception):
    """A function took a personal column out of a row, past its mask and without an access record."""

    def __init__(self, row: Row, column: str) -> None:
        told = f"reading_of(info).personal(row, {column!r})"
        super().__init__(f"{row.table.table_name()}.{column} is personal; {told} answers what the viewer may see of it")


class Row:
    """One row of a table as it was read, at the moment it was asked for (`as_of`; None is now).

    Columns are attributes, but for personal ones: what may be seen of those `Reading.personal` answers, which records
    it. Nothing is loaded lazily: what a relation leads to is read by its field.
    """

    __slots__ = ("_values", "as_of", "table")

    def __init__(self, table: type[Table], values: Mapping[str, Any], as_of: datetime | None = None) -> None:
        self.table = table
        self._values = values
        self.as_of = as_of

    def __getattr__(self, column: str) -> Any:
        try:
            return self[column]
        except KeyError:
            raise AttributeError(f"{self.table.table_name()} has no column {column}") from None

    def __getitem__(self, column: str) -> Any:
        if column in self.table.access.personal:
            raise PersonalColumn(self, column)
        return self._values[column]

    def stored(self, column: str) -> Any:
        """The value of a column as it is stored: for masks, and for who leaves an access record of its own."""
        return self._values[column]

    def __repr__(self) -> str:
        return f"<{self.global_id}>"

    @property
    def global_id(self) -> str:
        """``<prefix>_<uuid>``, by which `node(id:)` finds the row again."""
        return f"{self.table.access.prefix}_{self._values['id']}"
