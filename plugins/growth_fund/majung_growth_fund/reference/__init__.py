"""The fund's seed data: announced products and terms, preferred firms, stop grounds, an example rubric."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

from majung.committees.rules import Rubric
from majung_growth_fund.rules.catalogue import catalogue
from majung_growth_fund.rules.industries import IndustrySet, industry_sets
from majung_growth_fund.rules.preference import Preference, preferences
from majung_growth_fund.rules.products import Product
from majung_growth_fund.rules.rubrics import rubric_of
from majung_growth_fund.rules.stopping import StopGround, stop_grounds


def rows(name: str) -> list[dict[str, str]]:
    """The rows of one table of this package, all cells as text."""
    text = files(__name__).joinpath(name).read_text(encoding="utf-8-sig")
    return list(csv.DictReader(text.splitlines()))


@cache
def announced_products() -> dict[tuple[int, str], Product]:
    """Funds by (year, code) as their notices have them; what no notice says is None."""
    return catalogue(rows("fund_products.csv"), rows("fund_terms.csv"), rows("repayment_choices.csv"))


@cache
def demonstration_products() -> dict[tuple[int, str], Product]:
    """The same, with invented values where the notices are silent: for demonstrations, never for decisions."""
    return catalogue(
        rows("fund_products.csv"),
        [*rows("demonstration_terms.csv"), *rows("fund_terms.csv")],
        [*rows("repayment_choices.csv"), *rows("demonstration_repayment_choices.csv")],
    )


@cache
def announced_preferences() -> tuple[Preference, ...]:
    """Which certifications prefer a firm, and since when."""
    return preferences(rows("preferred_firms.csv"))


@cache
def typical_stop_grounds() -> tuple[StopGround, ...]:
    """Grounds on which such subsidies usually stop; confirm them against the ordinance."""
    return stop_grounds(rows("stop_grounds.csv"))


@cache
def example_rubric() -> Rubric:
    """A rubric to start from; no official score sheet is public."""
    return rubric_of(rows("rubric_criteria.csv"), rows("rubrics.csv")[0])


@cache
def example_industry_sets() -> tuple[IndustrySet, ...]:
    """New and weak industries, invented as an example of their form."""
    return industry_sets(rows("example_industry_sets.csv"))
