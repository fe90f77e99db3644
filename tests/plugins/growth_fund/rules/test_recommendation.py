"""The letter of recommendation and its budget."""

from datetime import date
from typing import Any

import msgspec
import pytest

from majung_growth_fund import reference
from majung_growth_fund.errors import (
    AmountNotPositive,
    ExecutedAboveRecommendation,
    ExecutedBeforeRecommended,
    RecommendationExpired,
    TermNotKnown,
)
from majung_growth_fund.rules.products import Terms
from majung_growth_fund.rules.recommendation import BudgetMove, executed, given_up, has_lapsed, recommend

ANNOUNCED = reference.announced_products()[2026, "OPSTAB"]
FUND = msgspec.structs.replace(ANNOUNCED, terms=Terms(recommendation_days=60))
LETTER = recommend(FUND, 300_000_000, date(2026, 2, 1))


def test_day_of_the_letter_is_not_counted() -> None:
    assert LETTER.valid_until == date(2026, 4, 2)


def test_letter_holds_through_its_last_day() -> None:
    assert not has_lapsed(LETTER, date(2026, 4, 2))
    assert has_lapsed(LETTER, date(2026, 4, 3))


def test_validity_that_was_not_entered_is_refused() -> None:
    with pytest.raises(TermNotKnown):
        recommend(ANNOUNCED, 300_000_000, date(2026, 2, 1))


def test_execution_consumes_and_frees_the_rest() -> None:
    assert executed(LETTER, 250_000_000, date(2026, 4, 2)) == BudgetMove(consume=250_000_000, release=50_000_000)


def test_execution_of_exactly_the_amount_frees_nothing() -> None:
    assert executed(LETTER, 300_000_000, date(2026, 2, 1)).release == 0


def test_execution_after_the_last_day_is_refused() -> None:
    with pytest.raises(RecommendationExpired):
        executed(LETTER, 1, date(2026, 4, 3))


def test_execution_before_the_letter_is_refused() -> None:
    with pytest.raises(ExecutedBeforeRecommended):
        executed(LETTER, 1, date(2026, 1, 31))


def test_execution_above_the_letter_is_refused() -> None:
    with pytest.raises(ExecutedAboveRecommendation):
        executed(LETTER, 300_000_001, date(2026, 3, 1))


@pytest.mark.parametrize("amount", [0, -1])
def test_execution_and_letter_of_nothing_are_refused(amount: Any) -> None:
    with pytest.raises(AmountNotPositive):
        executed(LETTER, amount, date(2026, 3, 1))
    with pytest.raises(AmountNotPositive):
        recommend(FUND, amount, date(2026, 3, 1))


def test_letter_given_up_frees_all() -> None:
    assert given_up(LETTER) == BudgetMove(consume=0, release=300_000_000)
