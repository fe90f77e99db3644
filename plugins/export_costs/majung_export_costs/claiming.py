"""Claiming a cost: the papers, what they prove under the edition's rules, and the core's claim that asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from majung import clock
from majung.access.actor import Actor
from majung.applications.models import Application
from majung.events.event import append
from majung.evidence.lookups import known_kinds, worths_of
from majung.evidence.lookups import rules_of as reuse_rules_of
from majung.evidence.rules import Evidence, issuer_key, require_sound
from majung.korean import search_form
from majung.money.claim_rows import ClaimDraft
from majung.money.claim_writes import submit_claim
from majung.storage.transaction import current, find_row, write
from majung.support.models import SupportRecord
from majung_export_costs.errors import (
    CostKindUnknown,
    CostOutsideEdition,
    CountryNotEligible,
    NothingToPayBack,
    NotSelected,
    PapersMissing,
)
from majung_export_costs.events import ExportCostClaimed
from majung_export_costs.models import ExportCost
from majung_export_costs.program import CODE
from majung_export_costs.rules import Cost, CostKind, ExportCostRules, Limit, Paper, by_rate, cost_of, missing
from majung_export_costs.selecting import rules_of


@dataclass(frozen=True, kw_only=True)
class NewCost:
    """A cost as a firm claims it: of which kind, for goods to which country, with which papers.

    `buyer` is the customer abroad; `document_ids` are stored documents of the firm (the scans of the papers).
    """

    application_id: UUID
    kind: str
    country: str
    receipts: Sequence[Evidence]
    buyer: str = ""
    document_ids: Sequence[UUID] = ()


@write
async def claim_cost(actor: Actor, *, cost: NewCost) -> ExportCost:
    """Claim a cost of a selected firm; the amount asked for is the edition's share of what the papers prove.

    Refuses costs, countries and days the edition does not pay for, papers that are missing, in a currency without a
    rate, or claimed before in any program. What caps and budget leave is computed when the claim is checked.
    """
    application = await find_row(Application, actor, cost.application_id)
    if application.program_code != CODE or application.state != "SELECTED":
        raise NotSelected(state=application.state)
    in_force, rules = await rules_of(application)
    kind = _kind(cost.kind, rules)
    country = _country(cost.country, rules)
    proven = await _prove(kind, cost.receipts, rules)
    share = by_rate(proven.amount_krw, rules)
    if not share:
        raise NothingToPayBack(bound=Limit.RATE.value, eligible=proven.amount_krw, by_rate=share)
    record = await SupportRecord.get(application_id=application.id, using_db=current().connection)
    claim = await submit_claim(
        actor,
        draft=ClaimDraft(
            program_code=CODE,
            amount_krw=share,
            application_id=application.id,
            support_record_id=record.id,
            firm_id=application.firm_id,
            period_from=proven.on.replace(day=1),
            period_to=_last_of_month(proven.on),
            natural_key=_once(kind, cost.receipts),
            receipts=cost.receipts,
            document_ids=cost.document_ids,
        ),
    )
    made = await ExportCost.create(
        claim_id=claim.id,
        firm_id=application.firm_id,
        application_id=application.id,
        rules_id=in_force.id,
        cost_kind=kind.code,
        country=country,
        buyer=cost.buyer,
        cost_on=proven.on,
        eligible_krw=proven.amount_krw,
        by_rate_krw=share,
        using_db=current().connection,
    )
    happened = ExportCostClaimed(
        claim_id=claim.id, cost_kind=kind.code, country=country, eligible_krw=proven.amount_krw
    )
    await append(happened, subject=made.id, firms=[made.firm_id], program=CODE)
    return made


def _kind(code: str, rules: ExportCostRules) -> CostKind:
    kind = rules.kind(code)
    if kind is None:
        known = ", ".join(one.code for one in rules.kinds)
        raise CostKindUnknown(path=("kind",), given=code[:40], known=known)
    return kind


def _country(given: str, rules: ExportCostRules) -> str:
    country = given.strip().upper()
    if len(country) != 2 or not country.isascii() or not country.isalpha():
        why = "a code of two letters, ISO 3166-1 / 두 글자 국가 코드(ISO 3166-1)"
        raise CountryNotEligible(path=("country",), country=given[:20], why=why)
    if not rules.takes(country):
        why = ", ".join(rules.countries) or f"not {', '.join(rules.excluded_countries)}"
        raise CountryNotEligible(path=("country",), country=country, why=why)
    return country


async def _prove(kind: CostKind, receipts: Sequence[Evidence], rules: ExportCostRules) -> Cost:
    """What the papers prove, once they are sound, complete and of the edition's days."""
    kinds = await known_kinds()
    require_sound(receipts, kinds, clock.today())
    if groups := missing(kind, {piece.kind for piece in receipts}):
        needed = "; ".join(
            " / ".join(f"{kinds[code].title.ko}({kinds[code].title.en})" if code in kinds else code for code in group)
            for group in groups
        )
        raise PapersMissing(path=("receipts",), kind=kind.title_en, kind_ko=kind.title_ko, needed=needed)
    reuse = await reuse_rules_of([piece.kind for piece in receipts], CODE, clock.today())
    worths = await worths_of(receipts, reuse)
    papers = [
        Paper(kind=piece.kind, dated_on=piece.dated_on, amount_krw=worth.amount_krw)
        for piece, worth in zip(receipts, worths, strict=True)
    ]
    proven = cost_of(kind, papers)
    if not rules.costs_from <= proven.on <= rules.costs_to:
        raise CostOutsideEdition(
            path=("receipts",), on=proven.on.isoformat(), first=rules.costs_from.isoformat(),
            last=rules.costs_to.isoformat(),
        )  # fmt: skip
    return proven


def _once(kind: CostKind, receipts: Sequence[Evidence]) -> str | None:
    """What makes the claim unique: the carrier and number of its waybill, so that a shipment is claimed once."""
    piece = next((one for one in receipts if one.kind == kind.once_by), None)
    return f"export_costs/{issuer_key(piece.issuer)}/{search_form(piece.number)}"[:200] if piece else None


def _last_of_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
