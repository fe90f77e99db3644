"""May this firm apply, and for how much? The same conditions as a decision, before anybody applies."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from majung import clock
from majung.access.actor import Actor, system
from majung.errors import Refusal
from majung.programs.writes import rules_in_force
from majung.storage.transaction import transaction
from majung.support.reads import overlaps
from majung.support.rules import OverlapLevels
from majung_growth_fund.models import Loan
from majung_growth_fund.reads.exposures import exposures_of
from majung_growth_fund.reads.facts import Judged, facts_of
from majung_growth_fund.reads.products import StoredProduct, load_preferences, load_product, load_stop_grounds
from majung_growth_fund.rules.caps import Headroom, LoanRequest, Position, headroom
from majung_growth_fund.rules.edition import FundRules
from majung_growth_fund.rules.eligibility import eligibility
from majung_growth_fund.rules.facts import Asked, Fact, FirmFacts, Overlap
from majung_growth_fund.rules.findings import Finding, Outcome, verdict
from majung_growth_fund.rules.preference import Preference, preferring
from majung_growth_fund.rules.products import Purpose, Route
from majung_growth_fund.rules.stopping import LoanFacts, post_check

FUND = system("growth_fund")


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a firm would ask for, in won; its need is taken to be as much."""

    product_id: UUID
    route: Route = Route.GENERAL
    facility_krw: int = 0
    working_krw: int = 0


@dataclass(frozen=True, kw_only=True)
class Preview:
    """Every condition with its reason, why the firm is preferred, and how much; None when that cannot be said."""

    verdict: Outcome
    findings: tuple[Finding, ...]
    preferences: tuple[Preference, ...]
    room: Headroom | None
    room_refused: Refusal | None


async def preview(actor: Actor, firm_id: UUID, wish: Wish) -> Preview:
    """What a firm's application would meet today; the caller has seen that the actor may see the firm."""
    async with transaction(actor):
        stored = await load_product(wish.product_id)
        today = clock.today()
        _, data = await rules_in_force(stored.edition_id, today, FundRules)
        levels = OverlapLevels(same_program_same_year=data.same_year, same_purpose="CLEAR", sanction="CLEAR")
        found = await overlaps(program_code="GROWTH_FUND", year=stored.product.year, firm_id=firm_id, levels=levels)
        facts = await facts_of(Judged(firm_id=firm_id, overlap=Overlap(found.level)), today)
        asked = Asked(route=wish.route, purposes=frozenset(_purposes(wish)), applied_on=today)
        findings = eligibility(stored.product, facts, asked, today)
        preferences = await _preferences(stored, facts)
        room, refused = await _room(firm_id, stored, wish, bool(preferences))
        return Preview(
            verdict=verdict(findings), findings=findings, preferences=preferences, room=room, room_refused=refused
        )


async def check_loan(loan: Loan) -> tuple[Finding, ...]:
    """The grounds on which a loan's subsidy would stop today; what only papers can tell is not known."""
    today = clock.today()
    facts = await facts_of(Judged(firm_id=loan.firm_id), today)
    size = facts.size_class
    is_sme = None if size is None else Fact(size.value != "NOT_SME", size.source, size.as_of)
    known = LoanFacts(in_province=facts.in_province, business_status=facts.business_status, is_sme=is_sme)
    return post_check(known, await load_stop_grounds(), today)


def _purposes(wish: Wish) -> list[Purpose]:
    asked = {Purpose.FACILITY: wish.facility_krw, Purpose.WORKING: wish.working_krw}
    return [purpose for purpose, amount in asked.items() if amount > 0]


async def _preferences(stored: StoredProduct, facts: FirmFacts) -> tuple[Preference, ...]:
    family, held = stored.product.family, facts.certifications
    if family is None or held is None:
        return ()
    return preferring(held.value, await load_preferences(), family, clock.today())


async def _room(
    firm_id: UUID, stored: StoredProduct, wish: Wish, preferred: bool
) -> tuple[Headroom | None, Refusal | None]:
    exposures = (await exposures_of(FUND, [firm_id]))[firm_id]
    position = Position(preferred=preferred, budget_left=stored.budget_left, exposures=exposures)
    asked = LoanRequest(
        facility=wish.facility_krw,
        working=wish.working_krw,
        facility_need=wish.facility_krw,
        working_need=wish.working_krw,
    )
    try:
        return headroom(stored.product, position, clock.today(), asked if _purposes(wish) else None), None
    except Refusal as refusal:
        return None, refusal
