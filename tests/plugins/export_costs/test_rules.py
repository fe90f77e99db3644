"""How much of a cost is paid: the formula and the numbers of the notices that are known."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from majung_export_costs.reference import edition
from majung_export_costs.rules import (
    ExportCostRules,
    Left,
    Limit,
    Paper,
    Pay,
    by_rate,
    cost_of,
    is_exporter,
    left_of,
    missing,
    pay,
)

DAY = date(2026, 3, 10)
PLENTY = 10**12


def rules(name: str = "demonstration_2026", **changed: Any) -> ExportCostRules:
    return msgspec.convert({**edition(name), **changed}, ExportCostRules)


def paid(eligible: int, of: ExportCostRules, *, month: int = 0, year: int = 0, budget: int = PLENTY) -> Pay:
    left = Left(month_krw=left_of(of.month_cap_krw, month), year_krw=left_of(of.year_cap_krw, year), budget_krw=budget)
    return pay(eligible, of, left)


@pytest.mark.parametrize(
    ("eligible", "month", "year", "expected"),
    [
        (320_000, 0, 0, (320_000, Limit.RATE)),
        (700_000, 0, 0, (500_000, Limit.MONTH_CAP)),
        (700_000, 320_000, 320_000, (180_000, Limit.MONTH_CAP)),
        (700_000, 0, 2_900_000, (100_000, Limit.YEAR_CAP)),
        (700_000, 500_000, 500_000, (0, Limit.MONTH_CAP)),
        (700_000, 0, 3_000_000, (0, Limit.YEAR_CAP)),
    ],
)
def test_express_freight_of_2021(eligible: int, month: int, year: int, expected: tuple[int, Limit]) -> None:
    found = paid(eligible, rules("express_freight_2021"), month=month, year=year)
    assert (found.amount_krw, found.bound) == expected


def test_freight_of_2013_is_thirty_per_cent_of_what_was_paid_up_to_two_million() -> None:
    of = rules("freight_2013")
    assert (paid(1_000_001, of).amount_krw, paid(1_000_001, of).bound) == (300_000, Limit.RATE)
    assert paid(9_000_000, of).amount_krw == 2_000_000
    assert paid(9_000_000, of, year=1_500_000).amount_krw == 500_000


@pytest.mark.parametrize(("step", "expected"), [(1, 233_333), (10, 233_330), (1000, 233_000)])
def test_share_is_rounded_down_to_the_step(step: int, expected: int) -> None:
    assert by_rate(333_333, rules(round_down_krw=step)) == expected


def test_budget_that_is_left_is_the_last_limit() -> None:
    found = paid(400_000, rules(), budget=1_234)
    assert found == Pay(by_rate_krw=280_000, amount_krw=1_234, bound=Limit.BUDGET)


def test_of_equal_limits_the_first_of_the_formula_is_named() -> None:
    assert paid(500_000, rules(rate_pct="100", month_cap_krw=500_000)).bound is Limit.RATE


def test_cost_is_what_was_really_paid_and_counts_on_the_invoice_s_day() -> None:
    kind = rules().kind("FREIGHT")
    assert kind is not None
    papers = [
        Paper(kind="WAYBILL", dated_on=date(2026, 2, 27), amount_krw=1),
        Paper(kind="TAX_INVOICE", dated_on=DAY, amount_krw=300_000),
        Paper(kind="EXPORT_DECLARATION", dated_on=date(2026, 2, 26), amount_krw=90_000_000),
        Paper(kind="TRANSFER_SLIP", dated_on=date(2026, 4, 2), amount_krw=270_000),
    ]
    found = cost_of(kind, papers)
    assert (found.amount_krw, found.on) == (270_000, DAY)
    assert missing(kind, {"WAYBILL", "CARD_RECEIPT"}) == (("EXPORT_DECLARATION",), ("TRANSFER_SLIP",))


@pytest.mark.parametrize(
    ("exports", "expected"), [("0", False), ("0.99", False), ("1", True), ("20000000", True), ("20000000.01", False)]
)
def test_exporters_are_within_the_edition_s_range(exports: str, expected: bool) -> None:
    assert is_exporter(Decimal(exports), rules()) is expected


@pytest.mark.parametrize(
    ("countries", "excluded", "asked", "expected"),
    [
        ((), (), "US", True),
        (("US", "JP"), (), "CN", False),
        ((), ("KP",), "KP", False),
        (("US",), ("US",), "US", False),
    ],
)
def test_countries_are_listed_or_excluded(
    countries: tuple[str, ...], excluded: tuple[str, ...], asked: str, expected: bool
) -> None:
    assert rules(countries=countries, excluded_countries=excluded).takes(asked) is expected


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"rate_pct": "0"}, "rate_pct"),
        ({"rate_pct": "100.1"}, "rate_pct"),
        ({"costs_to": "2025-12-31"}, "costs_to"),
        ({"kinds": []}, "at least one kind"),
        ({"month_cap_krw": -1}, "month_cap_krw"),
        ({"monthly_cap": 1}, "monthly_cap"),
        (
            {
                "kinds": [
                    {"code": "AD", "title_ko": "광고", "title_en": "ads", "papers": [["RECEIPT"]], "priced_by": ["X"]}
                ]
            },
            "X is not among the papers of AD",
        ),
    ],
)
def test_rule_data_that_cannot_be_are_refused(changed: dict[str, Any], message: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=message):
        rules(**changed)
