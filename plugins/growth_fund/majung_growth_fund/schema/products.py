"""Fund products, dated sets, grounds and rubrics, as everybody sees them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import strawberry

from majung.money import models as money
from majung.programs import models as programs
from majung_growth_fund import models
from majung_schema.composition import open_input
from majung_schema.graph.bound import bound, computed
from majung_schema.graph.connections import Connection
from majung_schema.graph.filters import equals, one_of
from majung_schema.graph.node import Node
from majung_schema.graph.relations import to_many, to_one
from majung_schema.graph.scalars import Won
from majung_schema.types.money import BudgetLine
from majung_schema.types.programs import Edition


@open_input
class FundProductFilter:
    """Which products; conditions given together must all hold."""

    year: int | None = equals("year")
    codes: list[str] | None = one_of("code")
    families: list[str] | None = one_of("family", "BANK, POLICY, OTHER.")


@strawberry.type(
    description="A term of a product by its name, as announced; a term that is not listed was not announced."
)
class FundTerm:
    name: str
    value: str


@strawberry.type(description="One line of a rubric; bonus points are capped together.")
class FundCriterion:
    code: str
    title_ko: str
    title_en: str
    most: Decimal
    bonus: bool


def listed_terms(terms: dict[str, str]) -> list[FundTerm]:
    """The announced terms in the order of their names."""
    return [FundTerm(name=name, value=value) for name, value in sorted(terms.items())]


def listed_criteria(criteria: Sequence[dict[str, Any]]) -> list[FundCriterion]:
    """The lines of a rubric."""
    return [
        FundCriterion(
            code=one["code"],
            title_ko=one["title_ko"],
            title_en=one["title_en"],
            most=Decimal(str(one["most"])),
            bonus=bool(one.get("bonus", False)),
        )
        for one in criteria
    ]


@bound(models.RepaymentOption, name="FundRepayment")
class RepaymentOption(Node):
    """A way of paying back that a product offers; months count from execution."""

    code: str
    grace_months: int
    method: str
    instalments: int
    interval_months: int
    round_to_krw: Won


@bound(models.FundProduct)
class FundProduct(Node):
    """A fund (자금) of one year: caps in won, rates in per cent; null was not announced."""

    year: int
    code: str
    name_ko: str
    name_en: str
    family: str | None
    cap_total_krw: Won | None
    cap_facility_krw: Won | None
    cap_working_krw: Won | None
    cap_preferred_krw: Won | None
    rate_kind: str | None
    lowest_pct: Decimal | None
    highest_pct: Decimal | None
    preferred_pct: Decimal | None
    intake: str | None
    agency: str
    source: str
    note: str
    version: int
    terms: list[FundTerm] = computed(listed_terms, "terms")
    edition: Edition | None = to_one(programs.Edition, "edition_id")
    volume_line: BudgetLine | None = to_one(
        money.BudgetLine, "volume_line_id", description="The amount to be lent (융자 규모); for officials."
    )
    repayments: Connection[RepaymentOption] = to_many(models.RepaymentOption, "product_id", sort=("code",))


@bound(models.PreferredCertification, name="FundPreference")
class PreferredCertification(Node):
    """That firms with a certification are preferred in a family of funds, for a time."""

    family: str
    certification: str
    title_ko: str
    title_en: str
    valid_from: date | None
    valid_to: date | None
    source: str


@bound(models.IndustryGroupMember, name="FundIndustry")
class IndustryGroupMember(Node):
    """That industries whose KSIC code begins with `prefix` belong to a group (NEW, WEAK), for a time."""

    code: str
    title_ko: str
    title_en: str
    revision: int
    prefix: str
    valid_from: date | None
    valid_to: date | None
    source: str


@bound(models.StopGround, name="FundStopGround")
class StopGround(Node):
    """A ground on which a subsidy stops or a loan is cancelled."""

    code: str
    title_ko: str
    title_en: str
    effect: str
    clawback: bool
    limit_number: int | None
    valid_from: date | None
    valid_to: date | None
    source: str


@bound(models.Rubric, name="FundRubric")
class Rubric(Node):
    """How a committee scores the applications of an edition."""

    code: str
    pass_mark: Decimal
    bonus_cap: Decimal
    min_sheets: int
    drop_extremes_from: int | None
    tie_break: list[str]
    criteria: list[FundCriterion] = computed(listed_criteria, "criteria")
    edition: Edition | None = to_one(programs.Edition, "edition_id")
