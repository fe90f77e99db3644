"""What the program says: how much a voucher is worth, and how long it is good. No database, no clock."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated

import msgspec

STEP_KRW = 10_000
"""Vouchers are printed in steps of ten thousand won, rounded down: what is printed, not what is granted."""


class VoucherRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Rule data of an edition: the highest amount in won, the share of the cost in per cent, days of validity."""

    highest_krw: Annotated[int, msgspec.Meta(gt=0)]
    share_pct: Decimal
    valid_days: Annotated[int, msgspec.Meta(ge=1, le=730)]

    def __post_init__(self) -> None:
        if not 0 < self.share_pct <= 100:
            raise ValueError("share_pct is above 0 and at most 100")


def voucher_krw(cost_krw: int, rules: VoucherRules) -> int:
    """The amount for a prototype of this cost: its share, not above the highest amount, in whole steps."""
    share = int(cost_krw * rules.share_pct / 100)
    return min(share, rules.highest_krw) // STEP_KRW * STEP_KRW


def last_day(issued_on: date, rules: VoucherRules) -> date:
    """The last day on which a voucher can be redeemed."""
    return issued_on + timedelta(days=rules.valid_days)


def can_be_redeemed(state: str, valid_until: date, today: date) -> bool:
    """Whether a voucher is still good."""
    return state == "ISSUED" and today <= valid_until


def addressee(name: str, founded_on: date | None) -> str:
    """How a voucher names its firm: with the year of its foundation, where that is known."""
    return f"{name} ({founded_on.year})" if founded_on else name
