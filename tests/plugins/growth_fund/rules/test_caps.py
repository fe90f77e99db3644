"""How much may be recommended."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from majung_growth_fund import reference
from majung_growth_fund.errors import AboveHeadroom, AmountNotPositive, PurposeNotFinanced, TermNotKnown
from majung_growth_fund.rules.caps import (
    BoundKind,
    Exposure,
    LoanRequest,
    Position,
    check_within,
    headroom,
)
from majung_growth_fund.rules.products import Caps, Family, Product, Purpose, Terms

TODAY = date(2026, 4, 1)
EOK = 100_000_000
PLENTY = 1000 * EOK
BANK_2026 = reference.announced_products()[2026, "OPSTAB"]
START_2021 = reference.announced_products()[2021, "STARTCOMP"]


def position(*exposures: Exposure, preferred: bool = False, budget_left: int = PLENTY) -> Position:
    return Position(preferred=preferred, budget_left=budget_left, exposures=exposures)


def working(amount: int, need: int | None = None) -> LoanRequest:
    return LoanRequest(working=amount, working_need=amount if need is None else need)


def owed(working: int, family: Family = Family.BANK) -> Exposure:
    return Exposure(family=family, working=working)


def binding(room: Any) -> list[BoundKind]:
    return [bound.kind for bound in room.binding]


def test_ordinary_firm_may_have_three_hundred_million() -> None:
    room = headroom(BANK_2026, position(), TODAY, working(5 * EOK))
    assert (room.amount, binding(room)) == (3 * EOK, [BoundKind.PURPOSE_CAP])


def test_preferred_firm_may_have_six_hundred_million() -> None:
    room = headroom(BANK_2026, position(preferred=True), TODAY, working(7 * EOK))
    assert room.amount == 6 * EOK


def test_request_exactly_at_the_cap_is_not_cut() -> None:
    room = headroom(BANK_2026, position(), TODAY, working(3 * EOK))
    assert (room.amount, binding(room)) == (3 * EOK, [BoundKind.REQUESTED])


def test_one_won_above_the_cap_is_cut() -> None:
    assert headroom(BANK_2026, position(), TODAY, working(3 * EOK + 1)).amount == 3 * EOK


def test_refuses_second_loan_in_same_family_when_the_cap_is_used() -> None:
    room = headroom(BANK_2026, position(owed(3 * EOK)), TODAY, working(1))
    assert room.amount == 0
    with pytest.raises(AboveHeadroom):
        check_within(0, 1, room)


def test_loan_of_another_family_does_not_count() -> None:
    assert headroom(BANK_2026, position(owed(3 * EOK, Family.POLICY)), TODAY).amount == 3 * EOK


def test_recommendation_counts_through_its_last_day() -> None:
    waiting = Exposure(family=Family.BANK, working=EOK, valid_until=TODAY)
    assert headroom(BANK_2026, position(waiting), TODAY).amount == 2 * EOK
    assert headroom(BANK_2026, position(waiting), date(2026, 4, 2)).amount == 3 * EOK


def test_bound_shows_its_parts() -> None:
    waiting = Exposure(family=Family.BANK, working=EOK, valid_until=TODAY)
    room = headroom(BANK_2026, position(owed(EOK // 2), waiting), TODAY)
    family = next(bound for bound in room.bounds if bound.kind is BoundKind.FAMILY_CAP)
    assert (family.limit, family.outstanding, family.recommended, family.left) == (
        3 * EOK,
        EOK // 2,
        EOK,
        3 * EOK // 2,
    )


def test_need_shown_limits() -> None:
    room = headroom(BANK_2026, position(), TODAY, working(3 * EOK, need=2 * EOK))
    assert (room.amount, binding(room)) == (2 * EOK, [BoundKind.NEED_SHOWN])


def test_budget_left_limits() -> None:
    room = headroom(BANK_2026, position(budget_left=EOK), TODAY, working(3 * EOK))
    assert (room.amount, binding(room)) == (EOK, [BoundKind.BUDGET])


def test_overdrawn_budget_leaves_nothing_and_not_less() -> None:
    assert headroom(BANK_2026, position(budget_left=-5), TODAY).amount == 0


def test_firm_above_a_lowered_cap_has_no_headroom_and_not_less() -> None:
    assert headroom(BANK_2026, position(owed(5 * EOK)), TODAY).amount == 0


def test_facility_and_working_money_have_caps_of_their_own() -> None:
    request = LoanRequest(facility=20 * EOK, working=3 * EOK, facility_need=20 * EOK, working_need=3 * EOK)
    room = headroom(START_2021, position(), TODAY, request)
    assert (room.amount, room.facility, room.working) == (15 * EOK, 13 * EOK, 2 * EOK)


def test_working_money_cannot_use_the_facility_cap() -> None:
    room = headroom(START_2021, position(), TODAY, working(5 * EOK))
    assert room.amount == 2 * EOK
    with pytest.raises(AboveHeadroom) as refused:
        check_within(0, 2 * EOK + 1, room)
    assert "용도별 한도" in refused.value.message("ko")
    check_within(0, 2 * EOK, room)


def test_old_loan_of_unknown_purpose_counts_against_both_purposes_once_in_the_family() -> None:
    old = Exposure(family=Family.POLICY, unsplit=EOK)
    request = LoanRequest(facility=20 * EOK, working=3 * EOK, facility_need=20 * EOK, working_need=3 * EOK)
    room = headroom(START_2021, position(old), TODAY, request)
    assert (room.facility, room.working, room.amount) == (12 * EOK, EOK, 13 * EOK)
    family = next(bound for bound in room.bounds if bound.kind is BoundKind.FAMILY_CAP)
    assert family.left == 14 * EOK


def test_one_cap_for_both_purposes_leaves_the_split_open() -> None:
    fund = reference.announced_products()[2026, "POLICY"]
    room = headroom(fund, position(), TODAY)
    assert (room.amount, room.facility, room.working) == (23 * EOK, 23 * EOK, 23 * EOK)
    check_within(20 * EOK, 3 * EOK, room)
    with pytest.raises(AboveHeadroom):
        check_within(20 * EOK, 3 * EOK + 1, room)


def test_cap_of_a_purpose_that_was_never_entered_is_refused() -> None:
    fund = Product(
        year=2026,
        code="X",
        name_ko="X",
        family=Family.POLICY,
        caps=Caps(total=EOK),
        terms=Terms(purposes=frozenset(Purpose)),
    )
    with pytest.raises(TermNotKnown) as refused:
        headroom(fund, position(), TODAY)
    assert refused.value.details["term"] == "cap of FACILITY"


def test_fund_without_announced_terms_refuses_to_name_a_headroom() -> None:
    with pytest.raises(TermNotKnown):
        headroom(reference.announced_products()[2026, "SOCIAL"], position(), TODAY, working(1))


def test_facility_request_to_the_working_fund_is_refused() -> None:
    with pytest.raises(PurposeNotFinanced):
        headroom(BANK_2026, position(), TODAY, LoanRequest(facility=1, facility_need=1))


@pytest.mark.parametrize("request_", [LoanRequest(), LoanRequest(working=-1)])
def test_empty_or_negative_request_is_refused(request_: Any) -> None:
    with pytest.raises(AmountNotPositive):
        headroom(BANK_2026, position(), TODAY, request_)


def test_recommendation_of_nothing_is_refused() -> None:
    with pytest.raises(AmountNotPositive):
        check_within(0, 0, headroom(BANK_2026, position(), TODAY))


won = st.integers(min_value=0, max_value=30 * EOK)
exposures = st.builds(
    Exposure,
    family=st.sampled_from(Family),
    facility=won,
    working=won,
    unsplit=won,
    valid_until=st.none() | st.dates(date(2026, 3, 1), date(2026, 5, 1)),
)


@given(
    held=st.lists(exposures, max_size=5),
    asked=st.builds(
        LoanRequest,
        facility=won,
        working=st.integers(min_value=1, max_value=30 * EOK),
        facility_need=won,
        working_need=won,
    ),
    budget=st.integers(min_value=-EOK, max_value=50 * EOK),
    preferred=st.booleans(),
)
def test_headroom_is_never_negative_nor_above_any_bound(held: Any, asked: Any, budget: Any, preferred: Any) -> None:
    room = headroom(START_2021, position(*held, preferred=preferred, budget_left=budget), TODAY, asked)
    whole = [bound.left for bound in room.bounds if bound.purpose is None]
    for_working = [bound.left for bound in room.bounds if bound.purpose is Purpose.WORKING]
    for_facility = [bound.left for bound in room.bounds if bound.purpose is Purpose.FACILITY]
    assert 0 <= room.amount <= min(whole)
    assert room.working == min(whole + for_working)
    assert room.facility <= min([*whole, *for_facility, asked.facility])
    assert room.amount <= room.facility + room.working
    assert room.amount == min(*whole, room.facility + room.working)
    assert room.binding
