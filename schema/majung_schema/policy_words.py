"""Policies in words short enough for a table: which rows an actor sees, and which permissions that takes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from majung.access.policy import (
    EVERYONE,
    NOBODY,
    AllOf,
    AnyOf,
    Behind,
    Condition,
    Follows,
    InDistricts,
    Scoped,
    Sql,
    Unmerged,
    WholeProvince,
)
from majung.storage.table import Table

ALL, NONE = "all", "–"

_ROW = re.compile(r'\{row\}\."?([a-z_0-9]+)"?')
_SPACES = re.compile(r"\s+")


def words_of(condition: Condition) -> str:  # noqa: PLR0911 - one for each kind of condition
    """A condition in words; SQL stands as it is, without the row's alias."""
    match condition:
        case _ if condition == EVERYONE:
            return ALL
        case _ if condition == NOBODY:
            return NONE
        case Follows(column=column, table=table):
            return f"as {table} ({column})"
        case Behind(table=table, column=column):
            return f"with any {table} seen ({column})"
        case Unmerged():
            return "not merged into another"
        case WholeProvince():
            return "all without a limit to districts"
        case Scoped(scope=scope, condition=inner):
            rest = words_of(inner)
            return f"with {scope}" if rest == ALL else f"with {scope}: {rest}"
        case InDistricts(column=column):
            return f"own districts ({column}), all without a limit"
        case AnyOf(conditions=parts):
            return " or ".join(words_of(p) for p in parts)
        case AllOf(conditions=parts):
            return " and ".join(f"({words_of(p)})" if isinstance(p, AnyOf) else words_of(p) for p in parts)
        case Sql(text=text):
            return _SPACES.sub(" ", _ROW.sub(r"\1", text))
        case _:
            return type(condition).__name__


def policy_words(table: type[Table]) -> dict[str, str]:
    """For each kind of actor, which rows of a table it sees."""
    return {kind: words_of(condition) for kind, condition in table.access.policy.by_kind().items()}


def scopes_in(condition: Condition) -> Iterator[str]:
    """The permissions that a condition asks for."""
    match condition:
        case Scoped(scope=scope, condition=inner):
            yield scope
            yield from scopes_in(inner)
        case AnyOf(conditions=parts) | AllOf(conditions=parts):
            for part in parts:
                yield from scopes_in(part)


def policy_scopes(table: type[Table]) -> set[str]:
    """The permissions that the policy of a table asks some kind of actor for."""
    return {s for condition in table.access.policy.by_kind().values() for s in scopes_in(condition)}
