"""Statements about money that need no database."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from majung.money.errors import BudgetExhausted, NotReserved, PaidBeyondConsumed
from majung.money.rules import (
    Balance,
    Kind,
    Movement,
    clawback_status,
    effect,
    principal_returned,
    same_account,
    total_effect,
    why_not,
)

LINE = uuid4()


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("RESERVE", Balance(reserved=5)),
        ("CONSUME", Balance(reserved=-5, consumed=5)),
        ("RELEASE", Balance(reserved=-5)),
        ("PAY", Balance(paid=5)),
        ("RETURN", Balance(returned=5)),
    ],
)
def test_each_kind_of_movement_has_its_effect(kind: Kind, expected: Balance) -> None:
    assert effect(kind, 5) == expected


def test_movement_and_its_counter_entry_cancel_out() -> None:
    movements = [Movement(kind="CONSUME", line_id=LINE, amount_krw=amount) for amount in (7, -7)]

    assert total_effect(movements) == Balance()


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (Balance(reserved=21), BudgetExhausted),
        (Balance(reserved=-31), NotReserved),
        (Balance(paid=41), PaidBeyondConsumed),
        (Balance(reserved=20), type(None)),
        (Balance(reserved=-30, consumed=30, paid=70), type(None)),
    ],
)
def test_line_takes_a_change_only_within_its_sums(change: Balance, refusal: type) -> None:
    before = Balance(reserved=30, consumed=50, paid=10)

    assert type(why_not("line", 100, before, change)) is refusal


@pytest.mark.parametrize(("returned", "principal"), [(0, 0), (39, 0), (40, 0), (41, 1), (340, 300)])
def test_interest_is_settled_before_principal(returned: int, principal: int) -> None:
    assert principal_returned(40, returned) == principal


@pytest.mark.parametrize(("returned", "status"), [(0, "ORDERED"), (1, "PARTLY_RETURNED"), (10, "RETURNED")])
def test_status_of_a_clawback_follows_what_came_back(returned: int, status: str) -> None:
    assert clawback_status(10, returned) == status


@pytest.mark.parametrize(("one", "other", "same"), [(LINE, LINE, True), (LINE, uuid4(), False), (None, None, False)])
def test_the_platform_is_nobodys_account(one: UUID | None, other: UUID | None, same: bool) -> None:
    assert same_account(one, other) is same
