"""What came of the fund: sales and exports with evidence of each grade, one invoice that looks used before."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from majung.clock import SEOUL, clock_at
from majung.evidence.rule_writes import enter_exchange_rate
from majung.evidence.rules import Evidence
from majung.evidence.writes import UsedFor, use_evidence
from majung.outcomes.writes import OutcomeDraft, record_outcome
from majung.plugin.contract import DemoProvince
from majung_growth_fund.demo.editions import ACTOR
from majung_growth_fund.writes.steps import PROGRAM

FIRMS = 6
_DAY = date(2026, 9, 14)
_RATE = Decimal("1391.5")
_PROOFS = ("MOU", "CONTRACT", "COMMERCIAL_INVOICE", "EXPORT_DECLARATION", "EXPORT_DECLARATION", "TAX_INVOICE")


async def add_results(province: DemoProvince) -> int:
    """An outcome for each of a few firms, then an invoice claimed twice with another amount; how many rows."""
    with clock_at(datetime(2026, 11, 2, 11, tzinfo=SEOUL)):
        await enter_exchange_rate(ACTOR, currency="USD", on=_DAY, rate_krw=_RATE, source="demonstration")
        firms = list(province.firm_ids[: min(FIRMS, len(province.firm_ids))])
        for number, firm_id in enumerate(firms):
            await record_outcome(ACTOR, draft=_outcome(firm_id, number), evidence=[_proof(number)])
        for amount in (2_200_000, 2_420_000):
            await _claim_again(firms[0], amount)
    return len(firms) * 3 + 5


def _outcome(firm_id: UUID, number: int) -> OutcomeDraft:
    return OutcomeDraft(
        program_code=PROGRAM,
        kind="EXPORT",
        happened_on=_DAY,
        amount=Decimal(12_000 + number * 3_500),
        unit="USD",
        firm_id=firm_id,
        counterpart=f"Demo Trading {number + 1}",
        country="VN",
    )


def _proof(number: int) -> Evidence:
    return Evidence(
        kind=_PROOFS[number % len(_PROOFS)],
        issuer=f"Demo Trading {number + 1}",
        number=f"DEMO-26-{number + 1:06}",
        dated_on=_DAY,
        amount=Decimal(12_000 + number * 3_500),
        currency="USD",
    )


async def _claim_again(firm_id: UUID, amount: int) -> None:
    """The second time the amount differs: flagged for an official, as the rule shipped with the platform says."""
    invoice = Evidence(
        kind="TAX_INVOICE", issuer="한빛설비(주)", number="20260914-41000000-00000001", dated_on=_DAY,
        amount=Decimal(amount),
    )  # fmt: skip
    used_for = UsedFor(program_code=PROGRAM, about_type="firm", about_id=firm_id, firm_id=firm_id)
    await use_evidence(ACTOR, pieces=[invoice], used_for=used_for)
