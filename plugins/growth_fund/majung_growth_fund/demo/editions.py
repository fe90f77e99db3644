"""The fund's years in the demonstration: budgets, products as announced (gaps filled with invented terms), one call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from majung.access.actor import system
from majung.clock import SEOUL, clock_at
from majung.money.writes import allow_call, create_budget_line
from majung.programs.call_writes import CallDraft
from majung.programs.writes import close_call, create_call, create_edition, publish_call, set_edition_rules
from majung_growth_fund.reference import announced_preferences, demonstration_products, rows, typical_stop_grounds
from majung_growth_fund.rules.products import Product
from majung_growth_fund.writes.catalogue import (
    Dated,
    ProductTerms,
    Repayment,
    enter_product,
    enter_stop_ground,
    offer_repayments,
    prefer_certification,
)
from majung_growth_fund.writes.steps import PROGRAM

ACTOR = system("demo")
CURRENT = 2026
VOLUME_KRW = 330_000_000_000
_RULES = {"return_annual_pct": "3.0"}
_TERM_TABLES = ("demonstration_terms.csv", "fund_terms.csv")


@dataclass(frozen=True, kw_only=True)
class CurrentYear:
    """What applications of the present year draw on."""

    edition_id: UUID
    call_id: UUID


async def add_editions() -> CurrentYear:
    """Every year that has products; only the newest one's call takes applications, until December."""
    with clock_at(datetime(CURRENT, 1, 5, 9, tzinfo=SEOUL)):
        await _preferences_and_grounds()
        products = demonstration_products()
        for year in sorted({year for year, _ in products}):
            found = await _edition(year, [p for (y, _), p in products.items() if y == year])
    return found


async def _preferences_and_grounds() -> None:
    for one in announced_preferences():
        dated = Dated(code=one.certification, title_ko=one.title.ko, title_en=one.title.en, valid_from=one.valid_from)
        await prefer_certification(ACTOR, family=one.family.value, certification=dated)
    for ground in typical_stop_grounds():
        dated = Dated(code=ground.code, title_ko=ground.title.ko, title_en=ground.title.en)
        await enter_stop_ground(
            ACTOR, ground=dated, effect=ground.effect.value, clawback=ground.clawback, limit_number=ground.limit
        )


async def _edition(year: int, products: list[Product]) -> CurrentYear:
    edition = await create_edition(ACTOR, program_code=PROGRAM, year=year)
    await set_edition_rules(ACTOR, edition_id=edition.id, data=_RULES, valid_from=date(year, 1, 1))
    volume = await create_budget_line(
        ACTOR,
        edition_id=edition.id,
        code="VOLUME",
        fund_source="PROVINCE",
        amount_krw=330_000_000_000,
        title="융자 규모",
    )
    await create_budget_line(
        ACTOR, edition_id=edition.id, code="SUBSIDY", fund_source="PROVINCE", amount_krw=9_000_000_000, title="이차보전"
    )
    for product in products:
        entered = await enter_product(
            ACTOR, edition_id=edition.id, code=product.code, product=_terms(product, volume.id)
        )
        choices = [
            Repayment(
                code=choice.code,
                grace_months=choice.grace_months,
                method=choice.method.value,
                instalments=choice.instalments,
                interval_months=choice.interval_months or 0,
            )
            for choice in product.choices
        ]
        if choices:
            await offer_repayments(ACTOR, product_id=entered.id, choices=choices)
    draft = CallDraft(
        title=f"{year}년 중소기업 육성자금(경영안정자금) 융자지원 계획 공고",
        number=f"공고 제{year}-1호",
        sub_program_code="OPSTAB",
        opens_at=datetime(year, 1, 5, 9, tzinfo=SEOUL),
        closes_at=datetime(year, 12, 20, 18, tzinfo=SEOUL),
    )
    call = await create_call(ACTOR, edition_id=edition.id, draft=draft)
    await allow_call(ACTOR, call_id=call.id, line_id=volume.id)
    published = await publish_call(ACTOR, call_id=call.id, version=call.version)
    if year < CURRENT:
        await close_call(ACTOR, call_id=call.id, version=published.version)
    return CurrentYear(edition_id=edition.id, call_id=call.id)


def _terms(product: Product, line_id: UUID) -> ProductTerms:
    year = str(product.year)
    texts = {
        row["term"]: row["value"]
        for table in _TERM_TABLES
        for row in rows(table)
        if (row["year"], row["code"]) == (year, product.code)
    }
    return ProductTerms(
        name_ko=product.name_ko,
        family=product.family.value if product.family else None,
        cap_total_krw=product.caps.total,
        cap_facility_krw=product.caps.facility,
        cap_working_krw=product.caps.working,
        cap_preferred_krw=product.caps.preferred,
        rate_kind=product.rates.kind.value if product.rates.kind else None,
        lowest_pct=product.rates.lowest,
        highest_pct=product.rates.highest,
        preferred_pct=product.rates.preferred,
        agency=product.agency,
        source=product.source,
        terms=texts,
        volume_line_id=line_id,
    )
