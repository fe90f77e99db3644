"""Relief for firms whose sales fell: repayment deferred, maturity extended (as announced in 2021)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import msgspec

from majung.calendar.months import add_months
from majung_growth_fund.errors import DeferralTooLong, ExtensionTooLong, NothingLeftToPay, SalesDropTooSmall
from majung_growth_fund.rules.products import Product
from majung_growth_fund.rules.schedule import Instalment, Schedule


def check_sales_drop(product: Product, before: int, after: int) -> None:
    """Refuse relief when sales (KRW, two equal periods) did not fall enough; compared before any rounding."""
    needed = product.need(product.terms.relief_sales_drop_pct, "relief_sales_drop_pct")
    drop = Fraction(100 * (before - after), before) if before > 0 else Fraction(0)
    if drop < Fraction(needed):
        shown = Decimal(drop.numerator) / Decimal(drop.denominator)
        raise SalesDropTooSmall(drop=f"{shown:.2f}", needed=needed)


def defer(product: Product, schedule: Schedule, on: date, months: int) -> Schedule:
    """Every instalment due on or after the day is due some months later (상환유예)."""
    longest = product.need(product.terms.relief_deferral_months, "relief_deferral_months")
    if not 1 <= months <= longest:
        raise DeferralTooLong(months=months, longest=longest)
    _check_left(schedule, on)
    moved = [
        msgspec.structs.replace(one, due_on=add_months(one.due_on, months)) if _open(one, on) else one
        for one in schedule.instalments
    ]
    return msgspec.structs.replace(schedule, instalments=tuple(moved))


def extend(product: Product, schedule: Schedule, on: date, months: int) -> Schedule:
    """The last instalment is due some months later (만기연장)."""
    longest = product.need(product.terms.relief_extension_months, "relief_extension_months")
    if not 1 <= months <= longest:
        raise ExtensionTooLong(months=months, longest=longest)
    _check_left(schedule, on)
    *earlier, last = schedule.instalments
    moved = msgspec.structs.replace(last, due_on=add_months(last.due_on, months))
    return msgspec.structs.replace(schedule, instalments=(*earlier, moved))


def _check_left(schedule: Schedule, on: date) -> None:
    if not _open(schedule.instalments[-1], on):
        raise NothingLeftToPay(day=on)


def _open(one: Instalment, on: date) -> bool:
    return not one.early and one.due_on >= on
