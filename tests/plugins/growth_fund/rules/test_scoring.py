"""The committee's sheets, result and ranking."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from majung.committees.errors import (
    CriterionUnknown,
    ScoreMissing,
    ScoreOutOfRange,
    SheetTwice,
    TieNotBroken,
    TooFewSheets,
)
from majung.committees.rules import Place, Sheet, check_rubric, check_sheet, committee_result, ranking, total
from majung.errors import InvalidValue
from majung_growth_fund import reference
from majung_growth_fund.rules.rubrics import rubric_of

RUBRIC = reference.example_rubric()


def sheet(
    member: str = "m1",
    finance: str = "20",
    technology: str = "20",
    region: str = "20",
    plan: str = "10",
    **bonus: str,
) -> Sheet:
    points = {
        "FINANCE": Decimal(finance),
        "TECHNOLOGY_MARKET": Decimal(technology),
        "EMPLOYMENT_REGION": Decimal(region),
        "PLAN": Decimal(plan),
    }
    return Sheet(member=member, points=points | {name: Decimal(value) for name, value in bonus.items()})


def five(*finance: str, **more: str) -> list[Sheet]:
    return [sheet(f"m{number}", finance=points, **more) for number, points in enumerate(finance, start=1)]


def test_example_rubric_has_a_hundred_points_and_ten_bonus() -> None:
    assert sum(line.most for line in RUBRIC.criteria if not line.bonus) == 100
    assert (RUBRIC.bonus_cap, RUBRIC.pass_mark) == (Decimal(10), Decimal(60))


def test_bonus_is_capped_together() -> None:
    generous = sheet(PREFERRED_CERTIFICATION="8", YOUTH_MIDDLE_AGED_HIRES="7")
    assert total(RUBRIC, generous) == 70 + 10


def test_sheet_without_a_criterion_is_refused() -> None:
    with pytest.raises(ScoreMissing):
        check_sheet(RUBRIC, Sheet(member="m1", points={"FINANCE": Decimal(1)}))


def test_bonus_lines_may_be_left_out() -> None:
    check_sheet(RUBRIC, sheet())


@pytest.mark.parametrize("points", ["-0.5", "30.5", "NaN", "Infinity"])
def test_impossible_points_are_refused(points: Any) -> None:
    with pytest.raises(ScoreOutOfRange):
        check_sheet(RUBRIC, sheet(finance=points))


def test_points_at_both_ends_are_accepted() -> None:
    check_sheet(RUBRIC, sheet(finance="0", technology="30"))


def test_unknown_criterion_is_refused() -> None:
    with pytest.raises(CriterionUnknown):
        check_sheet(RUBRIC, sheet(CHARM="5"))


def test_highest_and_lowest_of_five_do_not_count() -> None:
    result = committee_result(RUBRIC, five("0", "20", "21", "22", "30"))
    assert result.average == Fraction(71)
    assert (result.dropped, set(result.counted)) == (("m1", "m5"), {"m2", "m3", "m4"})


def test_with_fewer_than_the_number_all_sheets_count() -> None:
    four = msgspec.structs.replace(RUBRIC, min_sheets=4)
    assert committee_result(four, five("0", "20", "22", "30")).average == Fraction(68)


def test_only_one_of_equal_extremes_is_dropped() -> None:
    result = committee_result(RUBRIC, five("30", "30", "30", "0", "0"))
    assert result.average == Fraction(50 * 3 + 60, 3)


def test_average_is_exact() -> None:
    result = committee_result(RUBRIC, five("0", "20", "20", "21", "30"))
    assert result.average == Fraction(211, 3)


def test_pass_mark_itself_passes() -> None:
    exactly = committee_result(RUBRIC, five("10", "10", "10", "10", "10"))
    below = committee_result(RUBRIC, five("10", "9.99", "9.99", "10", "10"))
    assert (exactly.average, exactly.passed, below.passed) == (Fraction(60), True, False)


def test_recused_member_does_not_count() -> None:
    with pytest.raises(TooFewSheets) as refused:
        committee_result(RUBRIC, five("1", "2", "3", "4", "5"), recused=frozenset({"m3"}))
    assert refused.value.details == {"given": 4, "needed": 5}


def test_member_with_two_sheets_is_refused() -> None:
    with pytest.raises(SheetTwice):
        committee_result(RUBRIC, [sheet("m1"), sheet("m1")])


def result(finance: str, technology: str = "20", region: str = "20") -> Any:
    return committee_result(RUBRIC, five(*[finance] * 5, technology=technology, region=region))


def test_best_are_selected_then_reserved_then_rejected() -> None:
    places = ranking(RUBRIC, {"a": result("15"), "b": result("30"), "c": result("20"), "d": result("5")}, 1, reserves=1)
    assert [(one.application, one.rank, one.place) for one in places] == [
        ("b", 1, Place.SELECTED),
        ("c", 2, Place.RESERVE),
        ("a", 3, Place.REJECTED),
        ("d", None, Place.REJECTED),
    ]


def test_equal_averages_are_decided_by_the_named_criterion() -> None:
    places = ranking(RUBRIC, {"weak": result("20", "25"), "strong": result("25", "20")}, 1)
    assert [(one.application, one.rank) for one in places] == [("strong", 1), ("weak", 2)]


def test_second_named_criterion_decides_when_the_first_is_equal() -> None:
    places = ranking(RUBRIC, {"a": result("20", "20", "21"), "b": result("20", "21", "20")}, 1)
    assert places[0].application == "b"


def test_full_tie_across_the_edge_is_for_the_committee() -> None:
    with pytest.raises(TieNotBroken) as refused:
        ranking(RUBRIC, {"a": result("20"), "b": result("20")}, 1)
    assert refused.value.details == {"applications": "a, b"}


def test_full_tie_inside_the_places_shares_a_rank() -> None:
    places = ranking(RUBRIC, {"a": result("20"), "b": result("20"), "c": result("10")}, 2)
    assert [one.rank for one in places] == [1, 1, 3]


def test_tie_break_by_a_missing_criterion_is_refused() -> None:
    numbers = reference.rows("rubrics.csv")[0] | {"tie_break": "CHARM"}
    with pytest.raises(InvalidValue):
        rubric_of(reference.rows("rubric_criteria.csv"), numbers)


points = st.decimals(0, 30, places=1).map(str)


@given(st.lists(points, min_size=5, max_size=9))
def test_average_lies_between_the_sheets_and_order_does_not_matter(finance: Any) -> None:
    sheets = five(*finance)
    found = committee_result(RUBRIC, sheets)
    totals = [total(RUBRIC, one) for one in sheets]
    assert min(totals) <= found.average <= max(totals)
    assert committee_result(RUBRIC, sheets[::-1]) == found
    assert len(found.counted) == len(finance) - 2


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("criteria", {"criteria": ()}),
        ("criteria", {"criteria": (RUBRIC.criteria[0], RUBRIC.criteria[0])}),
        ("criteria", {"criteria": (msgspec.structs.replace(RUBRIC.criteria[0], most=Decimal(0)),)}),
        ("pass_mark", {"pass_mark": Decimal(111)}),
        ("pass_mark", {"pass_mark": Decimal(-1)}),
        ("bonus_cap, min_sheets", {"min_sheets": 0}),
        ("bonus_cap, min_sheets", {"bonus_cap": Decimal(-1)}),
        ("tie_break", {"tie_break": ("SIZE",)}),
    ],
)
def test_rubric_by_which_nothing_could_be_scored_is_refused(field: str, changes: dict[str, Any]) -> None:
    with pytest.raises(InvalidValue) as refused:
        check_rubric(msgspec.structs.replace(RUBRIC, **changes))
    assert refused.value.details["field"] == field


def test_pass_mark_may_need_every_point() -> None:
    check_rubric(msgspec.structs.replace(RUBRIC, pass_mark=Decimal(110)))
