"""Weights, budgets and the composition of committees; sheets and ranking are tested with the fund's worked numbers."""

from __future__ import annotations

from decimal import Decimal

import pytest

from majung.committees.composition import Composition, check_composition, check_quorum
from majung.committees.errors import CommitteeTooSmall, NoQuorum, TooFewOutsiders
from majung.committees.rules import Criterion, Rubric, Sheet, committee_result, places_within, total
from majung.texts import Text

RUBRIC = Rubric(
    code="FAIR",
    criteria=(
        Criterion(code="PLAN", title=Text("계획", "plan"), most=Decimal(5), weight=Decimal(12)),
        Criterion(code="EXPORT", title=Text("수출", "export"), most=Decimal(5), weight=Decimal(8)),
        Criterion(code="LOCAL", title=Text("지역", "local"), most=Decimal(5), bonus=True),
    ),
    pass_mark=Decimal(60),
    bonus_cap=Decimal(3),
    drop_extremes_from=5,
)
OUTSIDE = Composition(min_members=5, external_above_pct=Decimal(50), quorum_pct=Decimal(60))


def test_points_count_times_their_weight() -> None:
    points = {"PLAN": Decimal(4), "EXPORT": Decimal("3.5"), "LOCAL": Decimal(5)}
    assert total(RUBRIC, Sheet(member="m", points=points)) == Decimal(4) * 12 + Decimal("3.5") * 8 + 3


def test_extremes_are_dropped_by_weighted_totals() -> None:
    plans = ("5", "1", "3", "3", "3")
    sheets = [
        Sheet(member=f"m{n}", points={"PLAN": Decimal(plan), "EXPORT": Decimal(3)}) for n, plan in enumerate(plans)
    ]
    result = committee_result(RUBRIC, sheets)
    assert (result.average, result.dropped, result.passed) == (60, ("m1", "m0"), True)


@pytest.mark.parametrize(
    ("amounts", "budget", "places"),
    [((300, 300, 300), 700, 2), ((300, 500, 100), 700, 1), ((300, 400), 700, 2), ((800, 100), 700, 0), ((), 700, 0)],
)
def test_the_first_that_does_not_fit_ends_it(amounts: tuple[int, ...], budget: int, places: int) -> None:
    assert places_within(amounts, budget) == places


@pytest.mark.parametrize(("members", "external"), [(5, 3), (6, 4), (7, 4)])
def test_a_committee_with_most_from_outside(members: int, external: int) -> None:
    check_composition(OUTSIDE, members=members, external=external)


@pytest.mark.parametrize(
    ("members", "external", "refusal"), [(4, 4, CommitteeTooSmall), (6, 3, TooFewOutsiders), (5, 2, TooFewOutsiders)]
)
def test_other_committees_are_refused(members: int, external: int, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        check_composition(OUTSIDE, members=members, external=external)


def test_a_quorum_does_not_count_the_recused() -> None:
    check_quorum(OUTSIDE, members=5, sheets=3, recused=0, application="a")
    check_quorum(OUTSIDE, members=5, sheets=2, recused=2, application="a")
    with pytest.raises(NoQuorum):
        check_quorum(OUTSIDE, members=5, sheets=2, recused=1, application="a")
