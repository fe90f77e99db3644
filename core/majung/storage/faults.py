"""Errors of the database: which of them bad input can cause, so that they are refusals and no bugs."""

from __future__ import annotations

import asyncpg

_OF_VALUES = frozenset({
    asyncpg.CheckViolationError,
    asyncpg.DataError,  # a range that ends before it begins
    asyncpg.NumericValueOutOfRangeError,
    asyncpg.StringDataRightTruncationError,
    asyncpg.CharacterNotInRepertoireError,
    asyncpg.UntranslatableCharacterError,
    asyncpg.DatetimeFieldOverflowError,
})  # fmt: skip


def cannot_hold(error: asyncpg.PostgresError) -> bool:
    """Whether it says that a value of the right type cannot be held: a large number, a long text, a far moment.

    Of values of a wrong type, of division by zero and the like only whoever wrote the statement is to blame.
    """
    if type(error) is asyncpg.DataError and error.severity is None:  # the driver's own, while it encodes
        return isinstance(error.__cause__, OverflowError | UnicodeError)
    return type(error) in _OF_VALUES
