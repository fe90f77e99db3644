"""The size class of a stored firm on a day, from its years, workers and industry."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from majung.access.actor import system
from majung.firms.fact_writes import YearFigures, record_headcount, record_year
from majung.firms.models import Firm
from majung.firms.reads import size_class_on, size_classes_on
from majung.firms.registration import NewFirm
from majung.firms.size import SizeClass
from majung.firms.size_history import BusinessYear, last_year_that_counts, size_from_years
from majung.firms.size_limits import reference_size_rules
from majung.firms.writes import register_firm
from majung.storage.database import Database

STAFF = system("staff")
EOK = 100_000_000
RULES = reference_size_rules()


async def make_firm(industry: str | None = "C10309", **sales_by_year: int) -> Firm:
    said = NewFirm(name="해남식품", industry=(10, industry) if industry else None, founded_on=date(2010, 1, 1))
    firm = (await register_firm(STAFF, firm=said)).firm
    for year, sales in sales_by_year.items():
        figures = YearFigures(year=int(year[1:]), source="tax", sales_krw=sales * EOK)
        await record_year(STAFF, firm_id=firm.id, figures=figures)
    return firm


async def test_food_maker_within_the_limit_is_small(database: Database) -> None:
    firm = await make_firm(y2023=110, y2024=125, y2025=122)
    assert (await size_class_on(firm.id, date(2026, 5, 1))).size is SizeClass.SMALL


async def test_few_workers_make_a_small_firm_micro(database: Database) -> None:
    firm = await make_firm(y2023=10, y2024=10, y2025=10)
    for month, workers in ((11, "9"), (12, "10.5")):
        await record_headcount(STAFF, firm_id=firm.id, on=date(2025, month, 30), regular_workers=Decimal(workers))
    assert (await size_class_on(firm.id, date(2026, 5, 1))).size is SizeClass.MICRO
    await record_headcount(STAFF, firm_id=firm.id, on=date(2025, 10, 31), regular_workers=Decimal("13"))
    assert (await size_class_on(firm.id, date(2026, 5, 1))).size is SizeClass.SMALL


async def test_steel_maker_becomes_an_sme_with_the_new_limits(database: Database) -> None:
    firm = await make_firm("C24", y2022=1650, y2023=1650, y2024=1650)
    assert (await size_class_on(firm.id, date(2025, 8, 31))).size is SizeClass.NOT_SME
    assert (await size_class_on(firm.id, date(2025, 9, 1))).size is SizeClass.MEDIUM


async def test_the_better_proved_figure_counts(database: Database) -> None:
    firm = await make_firm(y2023=100, y2024=100, y2025=1000)
    verified = YearFigures(year=2025, source="register", sales_krw=100 * EOK, evidence_grade="VERIFIED")
    await record_year(STAFF, firm_id=firm.id, figures=verified)
    assert (await size_class_on(firm.id, date(2026, 5, 1))).size is SizeClass.SMALL


async def test_says_what_is_missing(database: Database) -> None:
    no_sales, no_industry = await make_firm(), await make_firm(None, y2023=1, y2024=1, y2025=1)
    found = await size_classes_on([no_sales.id, no_industry.id], date(2026, 5, 1))
    assert [found[f.id].reasons[0].code for f in (no_sales, no_industry)] == ["SALES_MISSING", "INDUSTRY_MISSING"]


@pytest.mark.parametrize(("on", "year"), [(date(2026, 3, 31), 2024), (date(2026, 4, 1), 2025)])
def test_a_year_counts_from_april(on: date, year: int) -> None:
    assert last_year_that_counts(on, RULES) == year


def test_an_outgrown_sme_stays_one_for_its_years_of_grace() -> None:
    grown = [BusinessYear(year=year, sales_krw=(700 if year < 2024 else 4000) * EOK) for year in range(2019, 2031)]

    def on(day: date) -> SizeClass:
        return size_from_years(grown, industry="C10", founded_on=date(2000, 1, 1), on=day, rules=RULES).size

    # 2022-2024 make 1,800: outgrown from 2025-04-01, and for five years from then
    assert on(date(2025, 5, 1)) is SizeClass.MEDIUM
    assert on(date(2030, 3, 31)) is SizeClass.MEDIUM
    assert on(date(2030, 4, 1)) is SizeClass.NOT_SME


def test_who_never_was_an_sme_has_no_grace() -> None:
    always = [BusinessYear(year=year, sales_krw=9000 * EOK) for year in range(2010, 2026)]
    found = size_from_years(always, industry="C10", founded_on=date(2000, 1, 1), on=date(2026, 5, 1), rules=RULES)
    assert found.size is SizeClass.NOT_SME
