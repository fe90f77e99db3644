"""Fund products, dated sets, stop grounds and rubrics as the rules want them, from their rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from majung.committees.rules import Criterion, Rubric
from majung.errors import NotFound
from majung.texts import Text
from majung_growth_fund.reads.sources import fetch
from majung_growth_fund.rules.catalogue import terms_of
from majung_growth_fund.rules.industries import IndustryRule, IndustrySet
from majung_growth_fund.rules.preference import Preference
from majung_growth_fund.rules.products import Caps, Family, Product, RateKind, Rates, RepaymentChoice, RepaymentMethod
from majung_growth_fund.rules.stopping import Effect, StopGround

Row = Mapping[str, Any]

_PRODUCTS = """
select p.*, l.amount_krw - l.reserved_krw - l.consumed_krw as budget_left, l.amount_krw as budget_krw,
    coalesce((select json_agg(o order by o.code) from growth_fund_repayment_option o where o.product_id = p.id),
        '[]'::json) as options
from growth_fund_product p left join budget_line l on l.id = p.volume_line_id
where p.id = any($1::uuid[])
"""

_FAMILY_PRODUCTS = """
select p.id from growth_fund_product p
where p.year = (select max(year) from growth_fund_product where family is not null and year <= $1)
    and p.family is not null
order by p.family, p.code
"""


class StoredProduct:
    """A product with the rows' ids beside what the rules read."""

    def __init__(self, row: Row) -> None:
        self.id: UUID = row["id"]
        self.edition_id: UUID = row["edition_id"]
        self.line_id: UUID | None = row["volume_line_id"]
        self.budget_left: int = row["budget_left"] or 0
        self.product = product_of(row)


async def load_product(product_id: UUID) -> StoredProduct:
    """One product with its repayment choices and what is left of its volume."""
    found = await load_products([product_id])
    if product_id not in found:
        raise NotFound(kind="FundProduct", id=f"gfproduct_{product_id}")
    return found[product_id]


async def load_products(product_ids: Sequence[UUID]) -> dict[UUID, StoredProduct]:
    """Products by id, in one statement."""
    return {row["id"]: StoredProduct(row) for row in await fetch(_PRODUCTS, list(product_ids))}


async def find_product(edition_id: UUID | None, code: str | None) -> StoredProduct | None:
    """The product of an edition with a code, if it was entered."""
    rows = await fetch("select id from growth_fund_product where edition_id = $1 and code = $2", edition_id, code)
    return await load_product(rows[0]["id"]) if rows else None


async def newest_products(year: int) -> list[StoredProduct]:
    """The products with a family of the newest year, up to `year`, for which some were entered."""
    ids = [row["id"] for row in await fetch(_FAMILY_PRODUCTS, year)]
    found = await load_products(ids)
    return [found[i] for i in ids]


async def load_preferences() -> tuple[Preference, ...]:
    """Which certifications prefer a firm, every period of them."""
    return tuple(
        Preference(
            family=Family(row["family"]),
            certification=row["certification"],
            title=Text(ko=row["title_ko"], en=row["title_en"]),
            valid_from=row["valid_from"],
            valid_to=row["valid_to"],
            source=row["source"],
        )
        for row in await fetch("select * from growth_fund_preference order by family, certification, valid_from")
    )


async def load_industry_sets() -> tuple[IndustrySet, ...]:
    """The dated lists of industries."""
    groups: dict[str, list[Row]] = {}
    for row in await fetch("select * from growth_fund_industry order by code, revision, prefix, valid_from"):
        groups.setdefault(row["code"], []).append(row)
    return tuple(
        IndustrySet(
            code=code,
            title=Text(ko=rows[0]["title_ko"], en=rows[0]["title_en"]),
            rules=tuple(
                IndustryRule(
                    revision=r["revision"], prefix=r["prefix"], valid_from=r["valid_from"], valid_to=r["valid_to"]
                )
                for r in rows
            ),
        )
        for code, rows in groups.items()
    )


async def load_stop_grounds() -> tuple[StopGround, ...]:
    """Every ground on which a subsidy stops, with its dates."""
    return tuple(
        StopGround(
            code=row["code"],
            title=Text(ko=row["title_ko"], en=row["title_en"]),
            effect=Effect(row["effect"]),
            clawback=row["clawback"],
            limit=row["limit_number"],
            valid_from=row["valid_from"],
            valid_to=row["valid_to"],
            source=row["source"],
        )
        for row in await fetch("select * from growth_fund_stop_ground order by code, valid_from")
    )


async def load_rubric(rubric_id: UUID) -> Rubric:
    """One rubric."""
    rows = await fetch("select * from growth_fund_rubric where id = $1", rubric_id)
    if not rows:
        raise NotFound(kind="Rubric", id=f"gfrubric_{rubric_id}")
    return rubric_of(rows[0])


def rubric_of(row: Row) -> Rubric:
    """A rubric from its row."""
    return Rubric(
        code=row["code"],
        criteria=tuple(
            Criterion(
                code=one["code"],
                title=Text(ko=one["title_ko"], en=one["title_en"]),
                most=Decimal(str(one["most"])),
                bonus=bool(one.get("bonus", False)),
            )
            for one in row["criteria"]
        ),
        pass_mark=row["pass_mark"],
        bonus_cap=row["bonus_cap"],
        min_sheets=row["min_sheets"],
        drop_extremes_from=row["drop_extremes_from"],
        tie_break=tuple(row["tie_break"]),
    )


def product_of(row: Row) -> Product:
    """A product from its row; `options` are the rows of its repayment choices."""
    return Product(
        year=row["year"],
        code=row["code"],
        name_ko=row["name_ko"],
        name_en=row["name_en"],
        family=Family(row["family"]) if row["family"] else None,
        caps=Caps(
            total=row["cap_total_krw"],
            facility=row["cap_facility_krw"],
            working=row["cap_working_krw"],
            preferred=row["cap_preferred_krw"],
        ),
        rates=Rates(
            kind=RateKind(row["rate_kind"]) if row["rate_kind"] else None,
            lowest=row["lowest_pct"],
            highest=row["highest_pct"],
            preferred=row["preferred_pct"],
        ),
        intake=row["intake"],
        agency=row["agency"],
        source=row["source"],
        budget_krw=row["budget_krw"],
        note=row["note"],
        terms=terms_of(cast("dict[str, str]", row["terms"])),
        choices=tuple(choice_of(one) for one in cast("Iterable[Row]", row["options"])),
    )


def choice_of(row: Row) -> RepaymentChoice:
    """A repayment choice from its row."""
    return RepaymentChoice(
        code=row["code"],
        grace_months=row["grace_months"],
        method=RepaymentMethod(row["method"]),
        instalments=row["instalments"],
        interval_months=row["interval_months"],
        round_to_krw=row["round_to_krw"],
    )
