"""Values as the text format of COPY writes them (PostgreSQL manual, COPY, File Formats)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

NULL = "\\N"


def copy_text(records: Iterable[Sequence[object]]) -> bytes:
    """The records, a line each. A dict becomes JSON, a list or tuple an array."""
    return "".join(
        ["\t".join([_WRITTEN[type(value)](value) for value in record]) + "\n" for record in records]
    ).encode()


def _escaped(text: str) -> str:
    if "\\" in text or "\t" in text or "\n" in text or "\r" in text:
        return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
    return text


def _array(values: Iterable[object]) -> str:
    return _escaped("{" + ",".join(map(_element, values)) + "}")


def _element(value: object) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return _WRITTEN[type(value)](value)


def _json(value: Mapping[str, object]) -> str:
    return _escaped(msgspec.json.encode(value).decode())


def _id(value: UUID) -> str:
    return f"{value.int:032x}"


class _ByType(dict[type, Callable[[Any], str]]):
    """How values of a type are written; those of a subclass (the driver's own UUID, an enum) as those of its parent."""

    def __missing__(self, kind: type) -> Callable[[Any], str]:
        found = next((self[parent] for parent in kind.__mro__[1:] if parent in self), None)
        if found is None:
            raise TypeError(f"COPY does not know how to write {kind.__name__}")
        self[kind] = found
        return found


_WRITTEN = _ByType(
    {
        type(None): lambda _: NULL,
        str: _escaped,
        bool: lambda value: "t" if value else "f",
        int: str,
        float: repr,
        Decimal: str,
        date: date.isoformat,
        datetime: datetime.isoformat,
        UUID: _id,
        list: _array,
        tuple: _array,
        frozenset: _array,
        dict: _json,
    }
)
