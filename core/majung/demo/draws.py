"""What makes the province repeatable: ids and chances that follow from the seed and a row's place, nothing else."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar, overload
from uuid import UUID

T = TypeVar("T")

EPOCH = datetime(2025, 12, 31, 15, tzinfo=UTC)
"""The time in the ids of the first rows: the beginning of 2026 in Seoul."""

TABLES = (
    "firm", "establishment", "firm_identifier", "firm_name", "firm_representative", "firm_address", "firm_headcount",
    "firm_industry", "firm_year", "certification", "firm_person", "person", "consent", "program", "sub_program",
    "edition", "call", "support_record", "account", "mandate", "event_outbox", "industry",
    "consultation", "product", "product_certificate", "referral", "notice", "note", "due_date",
)  # fmt: skip
"""Tables in the order that gives their ids a number; new ones are added at the end."""

_MASK = (1 << 64) - 1
DOUBLES = 300
_EPOCH_MS = int(EPOCH.timestamp() * 1000)


def mixed(seed: int, stream: int, index: int) -> int:
    """A number of 64 bits that looks random and depends on nothing but its arguments (SplitMix64)."""
    z = (seed * 0x9E3779B97F4A7C15 + stream * 0xD1342543DE82EF95 + index * 0x2545F4914F6CDD1D + 1) & _MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
    return z ^ (z >> 31)


def original(firm: int) -> int:
    """The firm that the one at a place of the list is: one of 300 is in it twice, as in lists from several sources."""
    return firm - 1 if firm % DOUBLES == DOUBLES - 1 else firm


def block_chances(seed: int, what: str, block: int) -> Random:
    """The chances of one block of rows: those of other blocks do not depend on it."""
    return Random(f"{seed}/{what}/{block}")


class RowIds(Sequence[UUID]):
    """The ids of a table's rows, computed from their place: UUIDv7 in form, growing, eight in a millisecond.

    After the time come three bits of the place; then the table's number (8 bits), the place (34) and the seed (20).
    """

    def __init__(self, table: str, seed: int, size: int = 1 << 34) -> None:
        number = TABLES.index(table)
        self._base = _EPOCH_MS << 80 | 0x7 << 76 | 0b10 << 62 | number << 54 | mixed(seed, 0, 0) >> 44
        self._size = size

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, place: int) -> UUID: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[UUID]: ...
    def __getitem__(self, place: int | slice) -> UUID | Sequence[UUID]:
        if isinstance(place, slice):
            return [self.at(i) for i in range(*place.indices(self._size))]
        if not -self._size <= place < self._size:
            raise IndexError(place)
        return self.at(place % self._size)

    def at(self, place: int) -> UUID:
        """The id of the row at a place, which is not checked."""
        return UUID(int=self._base + (place >> 3 << 80) + ((place & 7) << 73) + (place << 20))


class Weighted(Generic[T]):
    """Things that are drawn as often as their weights say."""

    def __init__(self, pairs: Sequence[tuple[T, float]]) -> None:
        self._things = [thing for thing, _ in pairs]
        self._bounds = list(accumulate(weight for _, weight in pairs))
        self._last = len(self._bounds) - 1

    def draw(self, chances: Random) -> T:
        """One of them by chance."""
        return self._things[bisect(self._bounds, chances.random() * self._bounds[-1], 0, self._last)]

    def at(self, number: int) -> T:
        """The one that a number of 64 bits stands for, so that several tables agree on it."""
        sought = number / (_MASK + 1) * self._bounds[-1]
        return self._things[bisect(self._bounds, sought, 0, self._last)]
