"""What the ledger's movements do, who may do what with the same money, and what is still owed: pure statements."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from majung.errors import InvalidValue, Refusal
from majung.money.errors import BudgetExhausted, NotReserved, PaidBeyondConsumed

Kind = Literal["RESERVE", "CONSUME", "RELEASE", "PAY", "RETURN"]

FUND_SOURCES = ("NATIONAL", "PROVINCE", "MUNICIPAL", "OWN")
"""Whose money a budget line is: 국비, 도비, 시군비, 자체 (DOMAIN: step 1 of a support program's life)."""

UNPAID = ("SUBMITTED", "APPROVED")
"""States of a claim that runs: what it asks for is not paid yet."""


@dataclass(frozen=True, kw_only=True)
class Balance:
    """The sums of a budget line, or how a movement changes them; whole won."""

    reserved: int = 0
    consumed: int = 0
    paid: int = 0
    returned: int = 0

    def __add__(self, other: Balance) -> Balance:
        return Balance(
            reserved=self.reserved + other.reserved,
            consumed=self.consumed + other.consumed,
            paid=self.paid + other.paid,
            returned=self.returned + other.returned,
        )

    @property
    def drawn(self) -> int:
        """What is no longer free: promised or decided."""
        return self.reserved + self.consumed


@dataclass(frozen=True, kw_only=True)
class Movement:
    """One movement to be booked on a budget line; a negative amount is a counter-entry."""

    kind: Kind
    line_id: UUID
    amount_krw: int
    application_id: UUID | None = None
    support_record_id: UUID | None = None
    payment_id: UUID | None = None
    corrects_id: UUID | None = None
    note: str = ""


def effect(kind: Kind, amount: int) -> Balance:
    """How a movement changes its line: what is consumed or released was reserved before."""
    match kind:
        case "RESERVE":
            return Balance(reserved=amount)
        case "CONSUME":
            return Balance(reserved=-amount, consumed=amount)
        case "RELEASE":
            return Balance(reserved=-amount)
        case "PAY":
            return Balance(paid=amount)
        case "RETURN":
            return Balance(returned=amount)


def total_effect(movements: Iterable[Movement]) -> Balance:
    """How movements change one line together."""
    return sum((effect(m.kind, m.amount_krw) for m in movements), Balance())


def why_not(line: str, amount: int, before: Balance, change: Balance) -> Refusal | None:
    """Why a line of this amount cannot take a change, or None."""
    after = before + change
    if after.reserved < 0:
        return NotReserved(line=line, reserved=before.reserved, asked=-change.reserved)
    if after.drawn > amount:
        return BudgetExhausted(line=line, available=amount - before.drawn, asked=change.drawn)
    if after.paid > after.consumed:
        return PaidBeyondConsumed(line=line, payable=after.consumed - before.paid, asked=change.paid)
    return None


def require_positive(field: str, amount: int) -> None:
    """Refuse an amount that is not more than zero."""
    if amount <= 0:
        raise InvalidValue(field=field, value=amount, reason="more than 0 won are needed / 0원보다 커야 합니다")


def same_account(one: UUID | None, other: UUID | None) -> bool:
    """Whether two steps were taken by one login; steps of the platform itself belong to nobody."""
    return one is not None and one == other


def principal_returned(interest: int, returned: int) -> int:
    """How much of what came back is principal: interest is settled first (Civil Act art. 479)."""
    return max(0, returned - interest)


def clawback_status(owed: int, returned: int) -> str:
    """ORDERED, PARTLY_RETURNED or RETURNED."""
    if returned >= owed:
        return "RETURNED"
    return "PARTLY_RETURNED" if returned else "ORDERED"
