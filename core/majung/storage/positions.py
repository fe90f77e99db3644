"""Places in ordered lists: what a cursor carries, which texts can be one, and the rows beyond one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

Position = tuple[str | None, ...]
"""The texts of a row's ordering columns; None where it has no value."""

_LARGEST_EXPONENT = 1000
_COMPARED = {
    "smallint": "bigint", "int": "bigint", "integer": "bigint", "int2": "bigint", "int4": "bigint", "int8": "bigint",
    "varchar": "text", "char": "text", "character varying": "text", "character": "text",
    "decimal": "numeric", "timestamp with time zone": "timestamptz", "boolean": "bool",
    "real": "double precision", "float4": "double precision", "float8": "double precision",
}  # fmt: skip


def compared_type(kind: str) -> str:
    """The PostgreSQL type in which a value is compared with a column of a type.

    Never a narrower one: a cast to ``varchar(13)`` would cut the value, one to ``smallint`` fail, one to
    ``decimal(8,1)`` round, and the comparison would answer another question than was asked.
    """
    bare, of_many, _ = re.sub(r"\(.*\)", "", kind).strip().lower().partition("[]")
    return _COMPARED.get(bare, bare) + of_many


@dataclass(frozen=True)
class Key:
    """One step of an ordering in SQL: what is compared, as which type, in which direction; `lacking` may be null."""

    term: str
    kind: str
    descending: bool
    lacking: bool

    def order(self, reverse: bool) -> str:
        """The step in ORDER BY; rows without a value come last."""
        text = f"{self.term} {'desc' if self.descending != reverse else 'asc'}"
        return f"{text} nulls {'first' if reverse else 'last'}" if self.lacking else text


def has_positions(kind: str) -> bool:
    """Whether cursors can stand at values of a type: lists and JSON have no one text that comes back as itself."""
    return compared_type(kind) in _READ or compared_type(kind) == "text"


def row_position(row: Mapping[str, Any], columns: Sequence[str]) -> Position:
    """The place of a row: the texts of its ordering columns."""
    return position_of([row[c] for c in columns])


def position_of(values: Sequence[Any]) -> Position:
    """The place of a row, of the values of its ordering columns."""
    return tuple(None if value is None else _text(value) for value in values)


def is_position(position: Sequence[str | None], kinds: Sequence[str]) -> bool:
    """Whether these texts can be values of columns of these types, so that PostgreSQL can compare them."""
    return (
        len(position) == len(kinds)
        and position[-1] is not None  # the id, which every ordering ends with
        and all(text is None or _is_value(text, kind) for text, kind in zip(position, kinds, strict=True))
    )


def beyond(
    keys: Sequence[Key], at: Position, bind: Callable[[str, str], str], *, reverse: bool, inclusive: bool = False
) -> str:
    """SQL for the rows strictly after a place (before it when reversed), with it when inclusive."""
    bounds = [
        None if value is None else f"({bind(value, 'text')})::{k.kind}" for k, value in zip(keys, at, strict=True)
    ]
    if None not in bounds and not any(k.lacking for k in keys) and len({k.descending for k in keys}) == 1:
        sign = ("<" if keys[0].descending != reverse else ">") + ("=" if inclusive else "")
        left, right = ", ".join(k.term for k in keys), ", ".join(str(b) for b in bounds)
        return f"({left}) {sign} ({right})"  # one comparison of rows, which an index serves
    alternatives: list[str] = []
    equal: list[str] = []
    for key, bound in zip(keys, bounds, strict=True):
        alternatives.append(" and ".join([*equal, _further(key, bound, reverse)]))
        equal.append(f"{key.term} is null" if bound is None else f"{key.term} = {bound}")
    if inclusive:
        alternatives.append(" and ".join(equal))
    return "(" + " or ".join(f"({a})" for a in alternatives) + ")"


def _further(key: Key, bound: str | None, reverse: bool) -> str:
    if bound is None:
        return f"{key.term} is not null" if reverse else "false"
    further = f"{key.term} {'<' if key.descending != reverse else '>'} {bound}"
    return f"({further} or {key.term} is null)" if key.lacking and not reverse else further


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _is_value(text: str, kind: str) -> bool:
    """A value's text is the one that `_text` makes, so only what reads back as itself can be one."""
    read = _READ.get(compared_type(kind))
    try:
        if read is None:
            return "\x00" not in text and text.encode() is not None
        return len(text) <= 400 and _text(read(text)) == text
    except (ValueError, KeyError, InvalidOperation):
        return False


def _integer(text: str) -> int:
    value = int(text[:30])
    if not -(2**63) <= value < 2**63:
        raise ValueError(text)
    return value


def _decimal(text: str) -> Decimal:
    value = Decimal(text)
    if not value.is_finite() or abs(value.adjusted()) > _LARGEST_EXPONENT:
        raise ValueError(text)
    return value


def _moment(text: str) -> datetime:
    value = datetime.fromisoformat(text)
    if value.tzinfo is None:
        raise ValueError(text)
    return value


_READ: dict[str, Callable[[str], object]] = {
    "uuid": UUID,
    "bigint": _integer,
    "numeric": _decimal,
    "double precision": float,
    "bool": {"True": True, "False": False}.__getitem__,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "timetz": time.fromisoformat,
    "timestamptz": _moment,
}
