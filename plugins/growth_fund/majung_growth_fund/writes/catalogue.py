"""Products, dated sets, grounds and rubrics, entered and changed by officials (permission ``programs.manage``)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from majung.access.actor import Actor
from majung.committees.rules import check_rubric
from majung.errors import InvalidValue
from majung.money.models import BudgetLine
from majung.programs.models import Edition
from majung.programs.scopes import MANAGE
from majung.storage.transaction import current, find_row, load_for_change, save_change, write
from majung_growth_fund.models import (
    FundProduct,
    IndustryGroupMember,
    PreferredCertification,
    RepaymentOption,
    Rubric,
    StopGround,
)
from majung_growth_fund.reads.products import rubric_of
from majung_growth_fund.rules.catalogue import terms_of
from majung_growth_fund.rules.industries import bare_code
from majung_growth_fund.rules.products import Family, RateKind, RepaymentMethod
from majung_growth_fund.rules.stopping import CODES, Effect

D = TypeVar("D", PreferredCertification, IndustryGroupMember, StopGround)


@dataclass(frozen=True, kw_only=True)
class ProductTerms:
    """A fund product as announced; amounts in won, rates in per cent, None where the notice is silent."""

    name_ko: str
    name_en: str = ""
    family: str | None = None
    cap_total_krw: int | None = None
    cap_facility_krw: int | None = None
    cap_working_krw: int | None = None
    cap_preferred_krw: int | None = None
    rate_kind: str | None = None
    lowest_pct: Decimal | None = None
    highest_pct: Decimal | None = None
    preferred_pct: Decimal | None = None
    intake: str | None = None
    agency: str = ""
    source: str = ""
    note: str = ""
    terms: Mapping[str, str] = field(default_factory=dict)
    volume_line_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Repayment:
    """A way of paying back, in months from execution."""

    code: str
    grace_months: int
    method: str
    instalments: int = 1
    interval_months: int = 0
    round_to_krw: int = 1


@dataclass(frozen=True, kw_only=True)
class Dated:
    """Something with a name in both languages that holds from one day to another."""

    code: str
    title_ko: str
    title_en: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    source: str = ""


@write
async def enter_product(actor: Actor, *, edition_id: UUID, code: str, product: ProductTerms) -> FundProduct:
    """Enter a fund of an edition."""
    actor.require(MANAGE)
    edition = await find_row(Edition, actor, edition_id)
    await _check(actor, product, edition_id)
    values = {**vars(product), "terms": dict(product.terms)}
    return await FundProduct.create(
        edition_id=edition_id, year=edition.year, code=code, using_db=current().connection, **values
    )


@write
async def change_product(actor: Actor, *, product_id: UUID, version: int, product: ProductTerms) -> FundProduct:
    """Enter the whole product anew (변경공고); what was decided before keeps the terms it was decided on."""
    actor.require(MANAGE)
    row = await load_for_change(FundProduct, actor, product_id, version)
    await _check(actor, product, row.edition_id)
    await save_change(row, **{**vars(product), "terms": dict(product.terms)})
    return row


@write
async def offer_repayments(actor: Actor, *, product_id: UUID, choices: Sequence[Repayment]) -> FundProduct:
    """Say in which ways a product is paid back; a code that is there already is changed."""
    actor.require(MANAGE)
    product = await find_row(FundProduct, actor, product_id, lock=True)
    for choice in choices:
        if choice.method not in list(RepaymentMethod):
            raise InvalidValue(field="method", value=choice.method[:40], reason=f"one of {', '.join(RepaymentMethod)}")
        values = {name: value for name, value in vars(choice).items() if name != "code"}
        await RepaymentOption.update_or_create(
            product_id=product_id, code=choice.code, defaults=values, using_db=current().connection
        )
    await save_change(product)
    return product


@write
async def prefer_certification(actor: Actor, *, family: str, certification: Dated) -> PreferredCertification:
    """Prefer firms with a certification in a family of funds; again changes the end of the same period."""
    actor.require(MANAGE)
    known = {"family": Family(_one_of("family", family, Family)).value, "certification": certification.code}
    return await _enter(PreferredCertification, known, certification)


@write
async def add_industry(actor: Actor, *, group: Dated, revision: int, prefix: str) -> IndustryGroupMember:
    """Put industries (the beginning of a KSIC code) into a group such as NEW or WEAK."""
    actor.require(MANAGE)
    known = {"code": group.code, "revision": revision, "prefix": bare_code(prefix)}
    return await _enter(IndustryGroupMember, known, group)


@write
async def enter_stop_ground(
    actor: Actor, *, ground: Dated, effect: str, clawback: bool, limit_number: int | None = None
) -> StopGround:
    """Enter a ground on which a subsidy stops; it must be one that a fact can answer."""
    actor.require(MANAGE)
    if ground.code not in CODES:
        raise InvalidValue(field="code", value=ground.code, reason=f"known grounds are {', '.join(CODES)}")
    more = {"effect": _one_of("effect", effect, Effect), "clawback": clawback, "limit_number": limit_number}
    return await _enter(StopGround, {"code": ground.code}, ground, more)


@dataclass(frozen=True, kw_only=True)
class RubricTerms:
    """A rubric as entered: criteria with code, title_ko, title_en, most, bonus."""

    code: str
    criteria: Sequence[Mapping[str, object]]
    pass_mark: Decimal
    bonus_cap: Decimal = Decimal(0)
    min_sheets: int = 1
    drop_extremes_from: int | None = None
    tie_break: Sequence[str] = ()


@write
async def enter_rubric(actor: Actor, *, edition_id: UUID, rubric: RubricTerms) -> Rubric:
    """Enter how the committee scores an edition's applications."""
    actor.require(MANAGE)
    await find_row(Edition, actor, edition_id)
    values = {**vars(rubric), "criteria": [dict(one) for one in rubric.criteria], "tie_break": [*rubric.tie_break]}
    check_rubric(rubric_of(values))
    return await Rubric.create(edition_id=edition_id, using_db=current().connection, **values)


async def _check(actor: Actor, product: ProductTerms, edition_id: UUID) -> None:
    terms_of(dict(product.terms))
    if product.family is not None:
        _one_of("family", product.family, Family)
    if product.rate_kind is not None:
        _one_of("rate_kind", product.rate_kind, RateKind)
    if product.volume_line_id is not None:
        line = await find_row(BudgetLine, actor, product.volume_line_id)
        if line.edition_id != edition_id:
            raise InvalidValue(
                field="volume_line", value=line.code, reason="a line of another edition; 다른 연도 예산입니다"
            )


def _one_of(name: str, value: str, kind: type[Family] | type[RateKind] | type[Effect]) -> str:
    if value not in {one.value for one in kind}:
        raise InvalidValue(field=name, value=value, reason=f"one of {', '.join(one.value for one in kind)}")
    return value


async def _enter(table: type[D], known: dict[str, Any], given: Dated, more: dict[str, Any] | None = None) -> D:
    """Insert a dated row, or change the one with the same key that begins on the same day."""
    values = {
        "title_ko": given.title_ko,
        "title_en": given.title_en,
        "valid_to": given.valid_to,
        "source": given.source,
        **(more or {}),
    }
    row = await table.get_or_none(**known, valid_from=given.valid_from, using_db=current().connection)
    if row is None:
        return await table.create(**known, valid_from=given.valid_from, using_db=current().connection, **values)
    await save_change(row, **values)
    return row
