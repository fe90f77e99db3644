"""Closing: what is to be returned, when an objection is in time, how a change alters an agreement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from majung.agreements.errors import AmountBelowZero, ConfirmedBeyondAgreed, ObjectionTooLate


@dataclass(frozen=True, kw_only=True)
class Excess:
    """What must come back, in won: paid money that was not confirmed, and interest earned on it."""

    principal_krw: int
    interest_krw: int

    @property
    def total_krw(self) -> int:
        """Both together."""
        return self.principal_krw + self.interest_krw


def excess_of(*, paid_krw: int, interest_krw: int, confirmed_krw: int) -> Excess:
    """Paid money with its interest beyond the confirmed amount (지방보조금법 art. 31②), split into the two.

    What is confirmed covers paid money first, then interest. Amounts in won.
    """
    for name, amount in (("paid", paid_krw), ("interest", interest_krw), ("confirmed", confirmed_krw)):
        if amount < 0:
            raise AmountBelowZero(field=name, given=amount)
    total = max(paid_krw + interest_krw - confirmed_krw, 0)
    principal = min(max(paid_krw - confirmed_krw, 0), total)
    return Excess(principal_krw=principal, interest_krw=total - principal)


def check_confirmed(*, confirmed_krw: int, agreed_krw: int) -> None:
    """Refuse to confirm more than was agreed."""
    if confirmed_krw > agreed_krw:
        raise ConfirmedBeyondAgreed(confirmed=confirmed_krw, agreed=agreed_krw)


def check_in_time(today: date, until: date | None) -> None:
    """Refuse an objection after the last day of its window; before the notice is served there is none (None)."""
    if until is not None and today > until:
        raise ObjectionTooLate(until=until)
