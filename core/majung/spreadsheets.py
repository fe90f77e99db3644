"""What spreadsheets make of a text."""

from __future__ import annotations

_READ_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(cell: str) -> str:
    """A text that no spreadsheet runs as a formula: what would be one gets an apostrophe in front."""
    return f"'{cell}" if cell.startswith(_READ_AS_FORMULA) else cell
