"""Names and texts as they stand in SQL, where a placeholder cannot."""

from __future__ import annotations


def quoted(name: str) -> str:
    """The name of a table, column or role."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text."""
    return "'" + text.replace("'", "''") + "'"
