"""Which term holds for what, and the day before which it is over (개인정보 보호법 art. 21)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal
from uuid import UUID

from majung.calendar.months import add_months

Effect = Literal["DESTROY", "KEEP"]
CountsFrom = Literal["ROW", "PERSON", "YEAR_AFTER"]


@dataclass(frozen=True, kw_only=True)
class Term:
    """A retention term as it stands on a day; see the table `retention_term`."""

    id: UUID
    retention: str | None
    of_table: str | None
    effect: Effect
    months: int
    counts_from: CountsFrom
    keeps_identity: bool
    basis: str
    confirmed: bool

    def over_before(self, today: date) -> date:
        """What is dated before this day has been kept for the whole term."""
        day = add_months(today, -self.months)
        return date((day - timedelta(days=1)).year, 1, 1) if self.counts_from == "YEAR_AFTER" else day


@dataclass(frozen=True, kw_only=True)
class Terms:
    """The terms in force on a day."""

    today: date
    terms: tuple[Term, ...]

    def destroying(self, table: str, retention: str) -> Term | None:
        """The term after which values of a class are destroyed in a table: the table's own, else the class's.

        Of several the longest: nothing is destroyed while one of them still runs.
        """
        found = [term for term in self.terms if term.effect == "DESTROY" and term.of_table == table]
        found = found or [term for term in self.terms if term.effect == "DESTROY" and term.retention == retention]
        return max(found, key=lambda term: term.months, default=None)

    def keeping(self, table: str, retentions: Iterable[str]) -> tuple[Term, ...]:
        """Terms for which a law keeps rows of a table."""
        classes = set(retentions)
        return tuple(
            term
            for term in self.terms
            if term.effect == "KEEP" and (term.of_table == table or term.retention in classes)
        )
