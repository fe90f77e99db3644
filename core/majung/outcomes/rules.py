"""Results of support: what may be told in which unit, and when a customer has come back. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from majung.errors import InvalidValue
from majung.evidence.rules import Grade
from majung.outcomes.errors import OutcomeKindUnknown, OutcomeUnit

UNITS: Mapping[str, tuple[str, ...]] = {
    "SALES": ("KRW",),
    "EXPORT": ("USD", "KRW"),
    "JOBS": ("PERSONS",),
    "INVESTMENT": ("KRW",),
}
"""What each kind of outcome is counted in."""

PROVEN: frozenset[str] = frozenset({"INVOICE", "CUSTOMS", "REPEAT"})
"""Grades of a deal that was carried out: another one with the same customer is a repeat."""


def require_countable(kind: str, unit: str, amount: Decimal) -> None:
    """Refuse an unknown kind, a unit it is not told in, an amount that is not above zero."""
    if kind not in UNITS:
        raise OutcomeKindUnknown(given=kind[:40], known=", ".join(UNITS))
    if unit not in UNITS[kind]:
        raise OutcomeUnit(kind=kind, expected=", ".join(UNITS[kind]), given=unit[:20])
    if not amount.is_finite() or not 0 < amount < Decimal(10) ** 15:
        raise InvalidValue(field="amount", value=f"{amount:f}"[:40], reason="more than 0 / 0보다 커야 합니다")


def graded(of_evidence: Grade, *, proven_before: bool) -> Grade:
    """The grade of an outcome: that of its strongest evidence, REPEAT where a proven deal came before it."""
    return "REPEAT" if proven_before and of_evidence in PROVEN else of_evidence
