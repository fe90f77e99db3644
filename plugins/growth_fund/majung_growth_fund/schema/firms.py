"""What the fund adds to a firm: its applications, letters and loans, what it owes, what it may still get."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import strawberry

from majung import clock
from majung.applications import models as applications
from majung.errors import Refusal
from majung.firms.models import Certification
from majung.money.models import Payment
from majung.storage.select import Parameters, Select, Statement, Where, keyed_statement
from majung_growth_fund import models
from majung_growth_fund.reads.exposures import exposures_from, exposures_statement
from majung_growth_fund.reads.products import StoredProduct, load_preferences, newest_products
from majung_growth_fund.rules.caps import Exposure, Position, headroom
from majung_growth_fund.rules.preference import HeldCertification, Preference, preferring
from majung_growth_fund.rules.products import Family
from majung_growth_fund.schema.applications import GrowthFundApplication
from majung_growth_fund.schema.loans import Loan, LoanFilter, LoanOrder, Recommendation, RecommendationFilter
from majung_growth_fund.writes.steps import PROGRAM
from majung_schema.graph.bound import batched
from majung_schema.graph.connections import Connection
from majung_schema.graph.filters import computed_where, holds
from majung_schema.graph.reading import Reading
from majung_schema.graph.relations import to_many
from majung_schema.graph.rows import Row
from majung_schema.graph.scalars import Won
from majung_schema.parts import extend
from majung_schema.types.firms import Firm, FirmFilter

_PAID = """
select t.firm_id, extract(year from t.paid_on)::int as year, sum(t.amount_krw)::bigint as amount
from payment t join claim c on c.id = t.claim_id and c.program_code = {program}
where t.firm_id = any({firms}) and {policy} group by 1, 2 order by 1, 2
"""


@strawberry.type(description="What a firm may still be recommended under one product of the newest year.")
class ProductHeadroom:
    product: str
    year: int
    preferred: bool
    cap_krw: Won | None
    headroom_krw: Won | None = strawberry.field(description="Null when it cannot be said: `reason` says why.")
    reason: str | None


@strawberry.type(
    description="What a firm owes and may still get in a family of funds; loans the viewer cannot see do not count."
)
class FundFamily:
    family: str
    outstanding_krw: Won
    recommended_krw: Won
    headroom_krw: Won | None = strawberry.field(
        description="The most under any product of the family, within its caps; null for banks."
    )
    products: list[ProductHeadroom]


@strawberry.type(description="Interest difference paid in a year, corrections taken off.")
class YearAmount:
    year: int
    amount_krw: Won


async def fund_families(reading: Reading, rows: Sequence[Row]) -> list[list[FundFamily]]:
    """What each firm owes and may still get, by family of funds."""
    firm_ids = [row.id for row in rows]
    statement = exposures_statement(reading.actor, firm_ids)
    exposures = exposures_from(await reading.fetch(statement), firm_ids)
    if reading.actor.kind == "partner":
        return [_families(exposures[i], {}, clock.today()) for i in firm_ids]
    products, preferences = await newest_products(clock.today().year), await load_preferences()
    held = await _certifications(reading, firm_ids)
    return [
        _families(exposures[i], _rooms(exposures[i], held[i], products, preferences), clock.today()) for i in firm_ids
    ]


async def subsidy_paid(reading: Reading, rows: Sequence[Row]) -> list[list[YearAmount]]:
    """Interest difference paid for each firm's loans, by year of payment."""
    p = Parameters(reading.actor)
    text = _PAID.format(
        program=p.add(PROGRAM, "text"),
        firms=p.add([row.id for row in rows], "uuid[]"),
        policy=p.bind(Payment.access.policy.compile("t", reading.actor)),
    )
    found: dict[UUID, list[YearAmount]] = defaultdict(list)
    for one in await reading.fetch(Statement(text, p.values)):
        found[one["firm_id"]].append(YearAmount(year=one["year"], amount_krw=Won(one["amount"])))
    return [found[row.id] for row in rows]


async def _certifications(reading: Reading, firm_ids: Sequence[UUID]) -> Mapping[UUID, list[HeldCertification]]:
    statement = keyed_statement(Select(table=Certification), reading.actor, "firm_id", firm_ids)
    held: dict[UUID, list[HeldCertification]] = defaultdict(list)
    for one in await reading.fetch(statement):
        held[one["firm_id"]].append(
            HeldCertification(code=one["kind"], valid_from=one["valid_from"], valid_to=one["valid_to"])
        )
    return held


def _rooms(
    exposures: tuple[Exposure, ...],
    held: Sequence[HeldCertification],
    products: Sequence[StoredProduct],
    preferences: Sequence[Preference],
) -> dict[Family, list[ProductHeadroom]]:
    today = clock.today()
    rooms: dict[Family, list[ProductHeadroom]] = defaultdict(list)
    for stored in products:
        product, family = stored.product, stored.product.family
        if family is None:
            continue
        preferred = bool(preferring(held, preferences, family, today))
        cap, room, reason = product.caps.whole(preferred), None, None
        try:
            position = Position(preferred=preferred, budget_left=cap or 0, exposures=exposures)
            room = Won(headroom(product, position, today).amount)
        except Refusal as refusal:
            reason = refusal.message("ko")
        rooms[family].append(
            ProductHeadroom(
                product=product.code,
                year=product.year,
                preferred=preferred,
                cap_krw=None if cap is None else Won(cap),
                headroom_krw=room,
                reason=reason,
            )
        )
    return rooms


def _families(
    exposures: tuple[Exposure, ...], rooms: Mapping[Family, list[ProductHeadroom]], today: date
) -> list[FundFamily]:
    owed: dict[Family, int] = defaultdict(int)
    promised: dict[Family, int] = defaultdict(int)
    for one in exposures:
        if one.valid_until is None:
            owed[one.family] += one.total
        elif one.valid_until >= today:
            promised[one.family] += one.total
    return [
        FundFamily(
            family=family.value,
            outstanding_krw=Won(owed[family]),
            recommended_krw=Won(promised[family]),
            headroom_krw=max(
                (r.headroom_krw for r in rooms.get(family, ()) if r.headroom_krw is not None), default=None
            ),
            products=rooms.get(family, []),
        )
        for family in Family
        if family in rooms or owed[family] or promised[family]
    ]


@extend(Firm)
class FirmFund:
    """The fund's share of a firm."""

    growth_fund_applications: Connection[GrowthFundApplication] = to_many(
        applications.Application,
        "firm_id",
        sort=("-created_at",),
        only=Where(text="{row}.program_code = :fund", values={"fund": (PROGRAM, "text")}),
    )
    loans: Connection[Loan] = to_many(
        models.Loan, "firm_id", sort=("-executed_on",), where=LoanFilter, order_by=LoanOrder
    )
    recommendations: Connection[Recommendation] = to_many(
        models.Recommendation, "firm_id", sort=("-recommended_on",), where=RecommendationFilter
    )
    fund_families: list[FundFamily] = batched(fund_families, "id")
    subsidy_paid_by_year: list[YearAmount] = batched(subsidy_paid, "id")


def _preferred(kind: Any) -> Where:
    return Where(
        text="exists (select 1 from certification c where c.firm_id = {row}.id and c.kind = :kind"
        " and (c.valid_from is null or c.valid_from <= :today) and (c.valid_to is null or c.valid_to >= :today))",
        values={"kind": (kind, "text")},
    )


@extend(FirmFilter)
class FirmFundFilter:
    """Firms by their loans of the fund; loans that the viewer cannot see are not looked at."""

    has_loan: bool | None = holds(
        "exists (select 1 from {growth_fund_loan} l where l.firm_id = {row}.id"
        " and l.state in ('EXECUTED', 'ACTIVE', 'SUSPENDED'))",
        "Whether a loan of the fund is outstanding.",
        tables=(models.Loan,),
    )
    has_recommendation: bool | None = holds(
        "exists (select 1 from {growth_fund_recommendation} r where r.firm_id = {row}.id and r.state = 'RECOMMENDED')",
        "Whether a recommendation waits for its bank's answer.",
        tables=(models.Recommendation,),
    )
    holds_certification: str | None = computed_where(
        _preferred, "Holds a certification of this kind today (PROMISING_SME, VENTURE, …)."
    )
