"""Which rate a firm is granted, and what is left for it to pay."""

from __future__ import annotations

from decimal import Decimal

from majung_growth_fund.errors import RateNotChosen, RateOutOfRange
from majung_growth_fund.rules.products import Product


def granted_rate(product: Product, preferred: bool, chosen: Decimal | None = None) -> Decimal:
    """Percent a year: the preferred firm's own rate, else the one chosen inside the announced range."""
    if preferred and product.rates.preferred is not None:
        lowest = highest = product.rates.preferred
    else:
        lowest = product.need(product.rates.lowest, "lowest rate")
        highest = product.need(product.rates.highest, "highest rate")
    if chosen is None:
        if lowest != highest:
            raise RateNotChosen(product=product.code, year=product.year, lowest=lowest, highest=highest)
        return lowest
    if not lowest <= chosen <= highest:
        raise RateOutOfRange(product=product.code, year=product.year, rate=chosen, lowest=lowest, highest=highest)
    return chosen


def effective_subsidy(granted: Decimal, bank_rate: Decimal) -> Decimal:
    """Points the province really pays: never more than the bank asks."""
    return min(granted, bank_rate)


def firm_pays(granted: Decimal, bank_rate: Decimal) -> Decimal:
    """Percent a year left for the firm."""
    return bank_rate - effective_subsidy(granted, bank_rate)
