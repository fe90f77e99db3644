"""From a node of an answer to the cells of its row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson

from majung_schema.exports.paged_list import Column

Cell = str | int | float | bool | None
BETWEEN = "; "
"""Between the values of a list that share one cell."""


def row_of(node: Any, columns: Sequence[Column]) -> list[Cell]:
    """The cells of one row; values of lists share a cell."""
    return [_cell(node, column.keys) for column in columns]


def _cell(value: Any, keys: Sequence[str]) -> Cell:
    for i, key in enumerate(keys):
        if value is None:
            return None
        if isinstance(value, list):
            return _joined([_cell(item, keys[i:]) for item in value])
        value = value.get(key)
    if isinstance(value, list):
        return _joined([_cell(item, ()) for item in value])
    return orjson.dumps(value).decode() if isinstance(value, dict) else value


def _joined(cells: Sequence[Cell]) -> Cell:
    shown = [text(cell) for cell in cells if cell is not None]
    return BETWEEN.join(shown) if shown else None


def text(cell: Cell) -> str:
    """A cell as text."""
    if isinstance(cell, bool):
        return "Y" if cell else "N"
    return "" if cell is None else str(cell)
