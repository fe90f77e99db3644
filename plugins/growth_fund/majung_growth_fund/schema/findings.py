"""Conditions with their reasons: before an application for firms and officials, after the loan for officials."""

from __future__ import annotations

from datetime import date
from typing import Any

import strawberry

from majung.errors import Locale, NotAllowed, NotFound
from majung.firms.models import Firm
from majung_growth_fund import models
from majung_growth_fund.reads.preview import Preview, Wish, check_loan, preview
from majung_growth_fund.rules.caps import Bound
from majung_growth_fund.rules.findings import Finding
from majung_growth_fund.rules.lifecycle import MANAGE
from majung_growth_fund.rules.products import Route
from majung_schema.graph.context import Info, actor_of, reading_of
from majung_schema.graph.scalars import Won, uuid_of


@strawberry.type(description="A value that a finding rests on; `value` null: it was missing.")
class FundFact:
    name: str
    value: str | None
    source: str | None
    as_of: date | None


@strawberry.type(description="One condition: PASS, FAIL or UNKNOWN, with its reason, and what would settle an unknown.")
class FundFinding:
    code: str
    outcome: str
    needs: str | None = strawberry.field(description="DOCUMENT of the firm, TERM of the edition, or STAFF to decide.")
    title: str
    reason: str
    facts: list[FundFact]


@strawberry.type(description="One limit; the least of all is what may be recommended.")
class FundLimit:
    kind: str
    purpose: str | None
    title: str
    limit_krw: Won
    outstanding_krw: Won
    recommended_krw: Won
    left_krw: Won
    binding: bool


@strawberry.type(description="What an application would meet today.")
class FundEligibility:
    verdict: str
    findings: list[FundFinding]
    preferred_for: list[str] = strawberry.field(description="Why the firm is preferred; empty when it is not.")
    headroom_krw: Won | None
    headroom_reason: str | None = strawberry.field(description="Why the headroom cannot be said.")
    limits: list[FundLimit] = strawberry.field(description="Limits beside the budget.")


def shown_finding(finding: Finding, locale: Locale) -> FundFinding:
    """A finding in the viewer's language."""
    return FundFinding(
        code=finding.code,
        outcome=finding.outcome.value,
        needs=finding.needs.value if finding.needs else None,
        title=finding.title.in_(locale),
        reason=finding.reason.in_(locale),
        facts=[FundFact(name=f.name, value=f.value, source=f.source, as_of=f.as_of) for f in finding.facts],
    )


def _limit(bound: Bound, binding: bool, locale: Locale) -> FundLimit:
    return FundLimit(
        kind=bound.kind.value,
        purpose=bound.purpose.value if bound.purpose else None,
        title=bound.title.in_(locale),
        limit_krw=Won(bound.limit),
        outstanding_krw=Won(bound.outstanding),
        recommended_krw=Won(bound.recommended),
        left_krw=Won(bound.left),
        binding=binding,
    )


def _shown(found: Preview, locale: Locale) -> FundEligibility:
    room = found.room
    return FundEligibility(
        verdict=found.verdict.value,
        findings=[shown_finding(finding, locale) for finding in found.findings],
        preferred_for=[one.title.in_(locale) or one.title.ko for one in found.preferences],
        headroom_krw=None if room is None else Won(room.amount),
        headroom_reason=None if found.room_refused is None else found.room_refused.message(locale),
        limits=[_limit(bound, bound in room.binding, locale) for bound in room.bounds] if room else [],
    )


async def growth_fund_eligibility(
    root: Any,
    info: Info,
    firm: strawberry.ID,
    product: strawberry.ID,
    route: str = Route.GENERAL.value,
    facility_krw: Won | None = None,
    working_krw: Won | None = None,
) -> FundEligibility | None:
    """Every condition of a product for a firm today, each with its reason; null where the firm cannot be seen."""
    actor, firm_id = actor_of(info), uuid_of(firm, "firm")
    if actor.kind not in {"firm", "official", "system"}:
        raise NotAllowed(scope="growth_fund.screen", actor=actor.name)
    if await reading_of(info).one(Firm, "id", firm_id) is None:
        return None
    wish = Wish(
        product_id=uuid_of(product, "gfproduct"),
        route=Route(route) if route in set(Route) else Route.GENERAL,
        facility_krw=facility_krw or 0,
        working_krw=working_krw or 0,
    )
    return _shown(await preview(actor, firm_id, wish), actor.locale)


async def growth_fund_post_check(root: Any, info: Info, loan: strawberry.ID) -> list[FundFinding]:
    """The grounds on which the subsidy of a loan would stop today: FAIL is a ground that is met."""
    actor, loan_id = actor_of(info), uuid_of(loan, "gfloan")
    actor.require(MANAGE)
    if await reading_of(info).one(models.Loan, "id", loan_id) is None:
        raise NotFound(kind="Loan", id=loan)
    row = await models.Loan.get(id=loan_id)
    return [shown_finding(finding, actor.locale) for finding in await check_loan(row)]
