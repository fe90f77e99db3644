"""Whether a committee may decide: how many members, how many from outside, how many took part.

All numbers are data of the rubric; common practice is five members, most of them from outside.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from majung.committees.errors import CommitteeTooSmall, NoQuorum, TooFewOutsiders

_HUNDRED = Decimal(100)


@dataclass(frozen=True, kw_only=True)
class Composition:
    """What a committee needs: members, outsiders above a share of them in per cent, and a quorum in per cent."""

    min_members: int = 1
    external_above_pct: Decimal | None = None
    quorum_pct: Decimal | None = None


def check_composition(needed: Composition, *, members: int, external: int) -> None:
    """Refuse a committee that is too small or has too few members from outside."""
    if members < needed.min_members:
        raise CommitteeTooSmall(given=members, needed=needed.min_members)
    above = needed.external_above_pct
    if above is not None and external * _HUNDRED <= above * members:
        raise TooFewOutsiders(external=external, members=members, above_pct=above)


def check_quorum(needed: Composition, *, members: int, sheets: int, recused: int, application: str) -> None:
    """Refuse a result on which too few members worked; those recused from the application are not counted."""
    entitled = members - recused
    if needed.quorum_pct is not None and sheets * _HUNDRED < needed.quorum_pct * max(entitled, 1):
        raise NoQuorum(given=sheets, members=entitled, quorum_pct=needed.quorum_pct, application=application)
