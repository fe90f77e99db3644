"""The letter of recommendation (융자추천서): until when it holds, and what it does to the budget."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec

from majung_growth_fund.errors import (
    AmountNotPositive,
    ExecutedAboveRecommendation,
    ExecutedBeforeRecommended,
    RecommendationExpired,
)
from majung_growth_fund.rules.products import Product


class Recommended(msgspec.Struct, frozen=True, kw_only=True):
    """An amount in KRW recommended to a bank, and the last day on which the bank may lend on it."""

    amount: int
    recommended_on: date
    valid_until: date


class BudgetMove(msgspec.Struct, frozen=True, kw_only=True):
    """What happens to the reserved budget, in KRW."""

    consume: int
    release: int


def recommend(product: Product, amount: int, on: date) -> Recommended:
    """A recommendation of that day; the day itself is not counted in its validity."""
    days = product.need(product.terms.recommendation_days, "recommendation_days")
    if amount <= 0:
        raise AmountNotPositive(field="recommendation / 추천액", amount=amount)
    return Recommended(amount=amount, recommended_on=on, valid_until=on + timedelta(days=days))


def has_lapsed(recommended: Recommended, today: date) -> bool:
    """Whether it expires: its last day is over."""
    return today > recommended.valid_until


def executed(recommended: Recommended, amount: int, on: date) -> BudgetMove:
    """The bank lent `amount` KRW on a day: that much is consumed, the rest of the reservation is free again."""
    if amount <= 0:
        raise AmountNotPositive(field="executed amount / 실행액", amount=amount)
    if on < recommended.recommended_on:
        raise ExecutedBeforeRecommended(executed_on=on, recommended_on=recommended.recommended_on)
    if has_lapsed(recommended, on):
        raise RecommendationExpired(valid_until=recommended.valid_until, executed_on=on)
    if amount > recommended.amount:
        raise ExecutedAboveRecommendation(executed=amount, recommended=recommended.amount)
    return BudgetMove(consume=amount, release=recommended.amount - amount)


def given_up(recommended: Recommended) -> BudgetMove:
    """Expired, declined or withdrawn: the whole reservation is free again."""
    return BudgetMove(consume=0, release=recommended.amount)
