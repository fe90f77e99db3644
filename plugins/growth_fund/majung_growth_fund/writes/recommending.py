"""Recommending a loan to a bank: how much, at which rate, until when; and what becomes of the letter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

import msgspec

from majung import clock
from majung.access.actor import Actor
from majung.applications.models import Application, Decision
from majung.applications.steps import load_application
from majung.applications.writes import FactUsed, Ruling, decide
from majung.institutions.models import Institution
from majung.institutions.writes import disclose
from majung.money.writes import reserve
from majung.storage.transaction import current, find_row, write
from majung.support.models import SupportRecord
from majung.support.writes import SupportGiven
from majung_growth_fund.events import LoanRecommended
from majung_growth_fund.models import CommitteeResult, LoanRequest, Recommendation
from majung_growth_fund.reads.exposures import exposures_of
from majung_growth_fund.reads.products import StoredProduct, load_preferences, load_product
from majung_growth_fund.rules import caps, rates, recommendation
from majung_growth_fund.rules.caps import Headroom, Position
from majung_growth_fund.rules.findings import Outcome
from majung_growth_fund.rules.lifecycle import DECIDE
from majung_growth_fund.rules.preference import preferring
from majung_growth_fund.rules.recommendation import Recommended
from majung_growth_fund.writes.errors import BelowPassMark, NeedNotChecked, NoLongerEligible, NoVolumeLine
from majung_growth_fund.writes.screening import Judgement, judge, kept_with_decision, request_of
from majung_growth_fund.writes.steps import FUND, PROGRAM, lock_firm, tell


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What is to be recommended: won for each purpose; None leaves the wished bank, the only rate, the asked choice.

    `valid_days` is how long the letter holds when the product does not say so.
    """

    facility_krw: int = 0
    working_krw: int = 0
    bank_id: UUID | None = None
    granted_pct: Decimal | None = None
    repayment_code: str | None = None
    valid_days: int | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class _Case:
    """Everything a recommendation is decided on."""

    application: Application
    request: LoanRequest
    stored: StoredProduct
    judged: Judgement
    preferred: bool
    room: Headroom


@write
async def recommend(actor: Actor, *, application_id: UUID, version: int, offer: Offer) -> Recommendation:
    """Recommend a loan (융자추천), with the firm locked: within every cap, its budget reserved, its bank told.

    The decision keeps the conditions and the limits it was made on, and writes the support record.
    """
    actor.require(DECIDE)
    application = await load_application(actor, application_id, version, PROGRAM)
    case = await _case(actor, application)
    caps.check_within(offer.facility_krw, offer.working_krw, case.room)
    product = case.stored.product
    granted = rates.granted_rate(product, case.preferred, offer.granted_pct)
    repayment = product.choice(offer.repayment_code or case.request.repayment_code)
    letter = _letter(case, offer)
    line_id = case.stored.line_id
    if line_id is None:
        raise NoVolumeLine(product=product.code, year=product.year)
    bank = await find_row(Institution, actor, offer.bank_id or case.request.bank_id)
    await reserve(actor, line_id=line_id, amount_krw=letter.amount, application_id=application.id)
    decision = await _decide(actor, case, letter, offer)
    record = await SupportRecord.get(decision_id=decision.id, using_db=current().connection)
    number = f"{letter.recommended_on:%Y%m%d}-{decision.id.hex[-10:].upper()}"
    disclosed = await disclose(
        FUND,
        institution_id=bank.id,
        firm_id=case.request.firm_id,
        program=PROGRAM,
        basis=f"융자추천 {number}",
        valid_to=letter.valid_until,
    )
    made = await Recommendation.create(
        number=number,
        application_id=application.id,
        firm_id=case.request.firm_id,
        product_id=case.stored.id,
        bank_id=bank.id,
        family=product.need(product.family, "family").value,
        facility_krw=offer.facility_krw,
        working_krw=offer.working_krw,
        amount_krw=letter.amount,
        granted_pct=granted,
        preferred=case.preferred,
        repayment_code=repayment.code,
        recommended_on=letter.recommended_on,
        valid_until=letter.valid_until,
        line_id=line_id,
        decision_id=decision.id,
        support_record_id=record.id,
        disclosure_id=disclosed.id,
        live_key=str(application.id),
        by=actor.name,
        by_account_id=actor.account_id,
        using_db=current().connection,
    )
    happened = LoanRecommended(
        recommendation_id=made.id,
        product=product.code,
        amount_krw=made.amount_krw,
        granted_pct=granted,
        valid_until=made.valid_until,
    )
    await tell(happened, made)
    return made


async def _case(actor: Actor, application: Application) -> _Case:
    today, request = clock.today(), await request_of(application)
    if not request.need_checked:
        raise NeedNotChecked
    await lock_firm(request.firm_id)
    result = await CommitteeResult.get_or_none(application_id=application.id, using_db=current().connection)
    if result is not None and not result.passed:
        raise BelowPassMark(average=result.average)
    stored = await load_product(request.product_id)
    judged = await judge(application, request, stored)
    failed = [finding for finding in judged.findings if finding.outcome is Outcome.FAIL]
    if failed:
        raise NoLongerEligible(conditions="; ".join(f"{f.reason.ko} / {f.reason.en}" for f in failed))
    preferred = await _is_preferred(stored, judged, today)
    exposures = await exposures_of(FUND, [request.firm_id])
    position = Position(preferred=preferred, budget_left=stored.budget_left, exposures=exposures[request.firm_id])
    asked = caps.LoanRequest(
        facility=request.facility_krw,
        working=request.working_krw,
        facility_need=request.facility_need_krw,
        working_need=request.working_need_krw,
    )
    return _Case(
        application=application,
        request=request,
        stored=stored,
        judged=judged,
        preferred=preferred,
        room=caps.headroom(stored.product, position, today, asked),
    )


async def _is_preferred(stored: StoredProduct, judged: Judgement, today: date) -> bool:
    held, family = judged.facts.certifications, stored.product.family
    if held is None or family is None:
        return False
    return bool(preferring(held.value, await load_preferences(), family, today))


def _letter(case: _Case, offer: Offer) -> Recommended:
    product = case.stored.product
    if product.terms.recommendation_days is None and offer.valid_days is not None:
        terms = msgspec.structs.replace(product.terms, recommendation_days=offer.valid_days)
        product = msgspec.structs.replace(product, terms=terms)
    return recommendation.recommend(product, offer.facility_krw + offer.working_krw, clock.today())


async def _decide(actor: Actor, case: _Case, letter: Recommended, offer: Offer) -> Decision:
    limits = [
        FactUsed(
            name=f"{bound.kind.value}{'' if bound.purpose is None else f'.{bound.purpose.value}'}",
            value=bound.left,
            source=f"{bound.title.en}: {bound.limit} less {bound.outstanding} owed and {bound.recommended} recommended",
            on=letter.recommended_on,
        )
        for bound in case.room.bounds
    ]
    ruling = Ruling(
        outcome="SELECTED",
        reason_codes=[bound.kind.value for bound in case.room.binding],
        facts=[*kept_with_decision(case.judged.findings), *limits],
        rules_id=case.judged.rules_id,
        note=offer.note,
    )
    support = SupportGiven(
        decided_krw=letter.amount,
        title=f"{case.stored.product.year}년 {case.stored.product.name_ko} 융자추천",
        purpose=str(case.application.answers.get("use_of_funds", ""))[:500],
        period_from=letter.recommended_on,
        year=case.stored.product.year,
    )
    return await decide(actor, application=case.application, ruling=ruling, action="recommend", support=support)
