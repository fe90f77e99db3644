"""Size classes: the worked numbers of the law's change of 2025-09-01 and the borders of every limit."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from majung.errors import InvalidValue
from majung.firms.average_sales import AverageSales
from majung.firms.size import FirmFigures, SizeClass, class_applies, main_industry, regular_workers, size_on
from majung.firms.size_limits import EOK, find_limit, reference_size_rules, with_section

RULES = reference_size_rules()
BEFORE, AFTER = date(2025, 8, 31), date(2025, 9, 1)


def make_figures(industry: str = "C10309", *, eok: float = 10, workers: float | None = 50, **more: Any) -> FirmFigures:
    sales = AverageSales(krw=Fraction(eok) * EOK, method="THREE_YEARS", used=())
    count = None if workers is None else Decimal(str(workers))
    return FirmFigures(industry=industry, sales=sales, workers=count, **more)


def size(figures: FirmFigures, on: date = AFTER) -> SizeClass:
    return size_on(figures, on, RULES).size


def codes(figures: FirmFigures, on: date = AFTER) -> list[str]:
    return [reason.code for reason in size_on(figures, on, RULES).reasons]


def test_food_maker_of_119_eok_is_small() -> None:
    result = size_on(make_figures("10309", eok=119), AFTER, RULES)
    assert result.size == SizeClass.SMALL
    assert result.row is not None
    assert result.row.small_max == 120 * EOK
    small = next(reason for reason in result.reasons if reason.code == "SALES_WITHIN_SMALL")
    assert small.value == 119 * EOK
    assert small.limit == 120 * EOK


def test_steel_fabricator_of_1650_eok_is_an_sme_only_since_the_change() -> None:
    figures = make_figures("C24", eok=1650)
    assert size(figures, BEFORE) == SizeClass.NOT_SME
    assert size(figures, AFTER) == SizeClass.MEDIUM


def test_repair_shop_of_12_eok_is_small_only_since_the_change() -> None:
    figures = make_figures("S95", eok=12)
    assert size(figures, BEFORE) == SizeClass.MEDIUM
    assert size(figures, AFTER) == SizeClass.SMALL


@pytest.mark.parametrize(("eok", "expected"), [(120, SizeClass.SMALL), (1200, SizeClass.MEDIUM)])
def test_limit_itself_is_within(eok: int, expected: SizeClass) -> None:
    figures = make_figures(eok=eok)
    assert size(figures) == expected
    one_won_more = AverageSales(krw=Fraction(eok * EOK) + Fraction(1, 3), method="THREE_YEARS", used=())
    assert size(FirmFigures(industry="C10309", sales=one_won_more, workers=Decimal(50))) != expected


@pytest.mark.parametrize(
    ("code", "prefix"),
    [
        ("C34011", "C34"), ("34011", "C34"), ("36010", "E36"), ("37011", "E"), ("76110", "N76"), ("74100", "N"),
        ("30393", "C30393"), ("30392", "C30"), ("31202", "C31202"), ("31322", "C31322"), ("31111", "C31"),
        ("95111", "S"), ("01110", "A"),
    ],
)  # fmt: skip
def test_longest_prefix_wins(code: str, prefix: str) -> None:
    row = find_limit(with_section(code, RULES), AFTER, RULES)
    assert row is not None
    assert row.prefix == prefix


@pytest.mark.parametrize("code", ["S94110", "94110", "O84111", "99001"])
def test_industry_without_limit_is_unknown(code: str) -> None:
    result = size_on(make_figures(code), AFTER, RULES)
    assert result.size == SizeClass.UNKNOWN
    assert [reason.code for reason in result.reasons] == ["NO_LIMIT"]


def test_refuses_a_division_that_does_not_exist() -> None:
    with pytest.raises(InvalidValue):
        size(make_figures("04111"))


def test_change_raised_16_sme_and_12_small_limits_of_44() -> None:
    now, then = (
        {row.prefix: row for row in RULES.limits if len(row.prefix) <= 3 and find_limit(row.prefix, on, RULES) == row}
        for on in (AFTER, BEFORE)
    )
    assert len(now) == len(then) == 44
    assert sum(now[prefix].sme_max > then[prefix].sme_max for prefix in now) == 16
    assert sum(now[prefix].small_max > then[prefix].small_max for prefix in now) == 12
    assert len({row.sme_max for row in now.values()}) == 7
    assert len({row.small_max for row in now.values()}) == 9


@pytest.mark.parametrize(
    ("industry", "workers", "expected"),
    [
        ("C10309", 9.9, SizeClass.MICRO),
        ("C10309", 10, SizeClass.SMALL),
        ("F41221", 9, SizeClass.MICRO),
        ("H49301", 9.5, SizeClass.MICRO),
        ("B07110", 9, SizeClass.MICRO),
        ("G46310", 4.5, SizeClass.MICRO),
        ("G46310", 5, SizeClass.SMALL),
        ("I56111", 9, SizeClass.SMALL),
    ],
)
def test_micro_by_regular_workers(industry: str, workers: float, expected: SizeClass) -> None:
    assert size(make_figures(industry, workers=workers)) == expected


def test_few_workers_do_not_make_a_firm_micro_that_is_not_small() -> None:
    assert size(make_figures(eok=121, workers=3)) == SizeClass.MEDIUM


def test_unknown_workers_leave_a_small_firm_small_and_say_so() -> None:
    assert size(make_figures(workers=None)) == SizeClass.SMALL
    assert "WORKERS_UNKNOWN" in codes(make_figures(workers=None))


def test_part_timers_count_half() -> None:
    rule = RULES.number("part_timer_weight", AFTER)
    assert regular_workers([(8, 3), (9, 2)], part_timer_weight=rule) == Decimal("9.75")


@pytest.mark.parametrize(("assets", "expected"), [(5000 * EOK - 1, SizeClass.SMALL), (5000 * EOK, SizeClass.NOT_SME)])
def test_total_assets_must_be_below_5000_eok(assets: int, expected: SizeClass) -> None:
    assert size(make_figures(assets_krw=assets)) == expected


def test_unknown_assets_are_said() -> None:
    assert "ASSETS_UNKNOWN" in codes(make_figures())
    assert "ASSETS_UNKNOWN" not in codes(make_figures(assets_krw=1))


@pytest.mark.parametrize(
    "figures",
    [
        make_figures(in_large_group=True, outgrew_sme_on=date(2025, 4, 1)),
        make_figures(owned_by_large=True, outgrew_sme_on=date(2025, 4, 1)),
    ],
    ids=["in_large_group", "owned_by_large"],
)
def test_firm_of_a_large_group_is_no_sme_and_has_no_grace(figures: FirmFigures) -> None:
    assert size(figures) == SizeClass.NOT_SME


def test_sales_of_affiliates_are_added() -> None:
    assert size(make_figures(eok=100, affiliates_krw=30 * EOK)) == SizeClass.MEDIUM


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2030, 3, 31), SizeClass.MEDIUM),
        (date(2030, 4, 1), SizeClass.NOT_SME),
        (date(2025, 3, 31), SizeClass.NOT_SME),
    ],
)
def test_outgrown_sme_stays_one_for_five_years(on: date, expected: SizeClass) -> None:
    assert size(make_figures(eok=2000, outgrew_sme_on=date(2025, 4, 1)), on) == expected


def test_outgrown_before_the_amendment_stays_an_sme_for_three_years() -> None:
    figures = make_figures(eok=2000, outgrew_sme_on=date(2023, 4, 1))
    assert size(figures, date(2026, 3, 31)) == SizeClass.MEDIUM
    assert size(figures, date(2026, 4, 1)) == SizeClass.NOT_SME


@pytest.mark.parametrize(("workers", "expected"), [(19, SizeClass.MICRO), (20, SizeClass.SMALL)])
def test_outgrown_micro_stays_one_below_20_workers(workers: int, expected: SizeClass) -> None:
    assert size(make_figures(workers=workers, outgrew_micro_on=date(2025, 4, 1))) == expected


def test_unknown_sales_are_not_guessed() -> None:
    result = size_on(FirmFigures(industry="C10", sales=None), AFTER, RULES)
    assert (result.size, result.reasons[0].code) == (SizeClass.UNKNOWN, "SALES_MISSING")


def test_class_of_a_december_year_applies_from_april_to_march() -> None:
    assert class_applies(date(2024, 12, 31), RULES) == (date(2025, 4, 1), date(2026, 3, 31))


def test_main_industry_has_the_largest_sales() -> None:
    assert main_industry({"C10309": 40, "G46310": 60}) == "G46310"


def test_every_reason_speaks_both_languages() -> None:
    reasons = size_on(make_figures(), AFTER, RULES).reasons
    assert all(reason.text.ko and reason.text.en for reason in reasons)
