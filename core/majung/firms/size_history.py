"""The size class of a firm over its business years, from the figures known of them.

A class drawn from a business year applies for a year from some months after its end (중소기업기본법 시행령
art. 3-3); who outgrows SMEs stays one for some years from then (중소기업기본법 art. 2(3)), so the years before count.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from majung.firms.average_sales import YearSales, average_of_years
from majung.firms.size import FirmFigures, FirmSize, SizeClass, SizeReason, class_applies, size_on
from majung.firms.size_limits import SizeRules
from majung.texts import Text

_YEARS_BACK = 8
"""Enough for the longest grace after outgrowing SMEs."""


@dataclass(frozen=True, kw_only=True)
class BusinessYear:
    """A calendar business year: sales and assets in won, regular workers as the monthly average."""

    year: int
    sales_krw: int | None = None
    assets_krw: int | None = None
    workers: Decimal | None = None


def size_from_years(
    years: Sequence[BusinessYear], *, industry: str | None, founded_on: date | None, on: date, rules: SizeRules
) -> FirmSize:
    """The class on a day from the last business year that counts then, with the grace of earlier ones."""
    if industry is None or (industry[:1].isdigit() and industry[:2] not in rules.divisions):
        text = Text("업종을 알 수 없습니다", "the industry is not known")
        return FirmSize(size=SizeClass.UNKNOWN, on=on, reasons=(SizeReason(code="INDUSTRY_MISSING", text=text),))
    by_year = {year.year: year for year in years}
    last = last_year_that_counts(on, rules)
    outgrew: date | None = None
    was_sme = False
    for year in range(last - _YEARS_BACK, last):
        first, _ = class_applies(date(year, 12, 31), rules)
        size = size_on(_figures(by_year, year, industry, founded_on, None), first, rules).size
        if size is SizeClass.NOT_SME and was_sme:
            outgrew = first
        was_sme, outgrew = _after(size, was_sme, outgrew)
    figures = _figures(by_year, last, industry, founded_on, outgrew)
    if was_sme and size_on(figures, on, rules).size is SizeClass.NOT_SME:
        first, _ = class_applies(date(last, 12, 31), rules)
        figures = _figures(by_year, last, industry, founded_on, first)
    return size_on(figures, on, rules)


def last_year_that_counts(on: date, rules: SizeRules) -> int:
    """The business year (ending in December) whose class applies on a day."""
    return on.year - 1 if class_applies(date(on.year - 1, 12, 31), rules)[0] <= on else on.year - 2


def _after(size: SizeClass, was_sme: bool, outgrew: date | None) -> tuple[bool, date | None]:
    """Whether the firm was an SME after a year, and when it ceased to be one; an unknown year changes neither."""
    if size is SizeClass.UNKNOWN:
        return was_sme, outgrew
    return size is not SizeClass.NOT_SME, outgrew if size is SizeClass.NOT_SME else None


def _figures(
    years: Mapping[int, BusinessYear], last: int, industry: str, founded_on: date | None, outgrew: date | None
) -> FirmFigures:
    sales = [
        YearSales(begins=date(y.year, 1, 1), ends=date(y.year, 12, 31), krw=y.sales_krw)
        for y in years.values()
        if y.sales_krw is not None and y.year <= last
    ]
    latest = years.get(last)
    return FirmFigures(
        industry=industry,
        sales=average_of_years(sales, last_year_ends=date(last, 12, 31), founded_on=founded_on),
        assets_krw=latest.assets_krw if latest else None,
        workers=latest.workers if latest else None,
        outgrew_sme_on=outgrew,
    )
