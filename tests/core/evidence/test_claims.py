"""Receipts of claims."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from tests.core.evidence.conftest import OFFICE, Rule, invoice
from tests.core.money.conftest import official

from majung.access.actor import Actor
from majung.evidence.errors import EvidenceNotReviewed, EvidenceUsed
from majung.evidence.models import EvidenceUse
from majung.evidence.writes import review_evidence
from majung.money.models import Claim
from majung.money.writes import ClaimDraft, approve_claim, reject_claim, submit_claim

APPROVER = official("박승인", "approve")


def draft(firm: UUID) -> ClaimDraft:
    return ClaimDraft(program_code="EXPORT_COSTS", amount_krw=300_000, firm_id=firm, receipts=[invoice()])


async def test_a_receipt_claimed_again_stores_no_claim(firm: UUID) -> None:
    agent = Actor(kind="firm", name="대리인", firm_ids=frozenset({firm}))
    first = await submit_claim(agent, draft=draft(firm))

    with pytest.raises(EvidenceUsed) as refused:
        await submit_claim(agent, draft=replace(draft(firm), program_code="FAIRS"))

    assert refused.value.details["earlier"] == f"claim_{first.id}"
    assert await Claim.all().count() == 1


async def test_receipts_of_a_rejected_claim_may_be_claimed_again(firm: UUID) -> None:
    first = await submit_claim(OFFICE, draft=draft(firm))
    await reject_claim(APPROVER, claim_id=first.id, version=1, note="서류 미비")

    again = await submit_claim(OFFICE, draft=draft(firm))

    assert await EvidenceUse.filter(about_id=again.id, released_at=None).count() == 1


async def test_a_claim_is_approved_only_after_its_flagged_receipts_were_reviewed(firm: UUID, rule: Rule) -> None:
    await rule(on_same="FLAG", valid_from=date(2026, 1, 1))
    await submit_claim(OFFICE, draft=draft(firm))
    again = await submit_claim(OFFICE, draft=draft(firm))

    with pytest.raises(EvidenceNotReviewed):
        await approve_claim(APPROVER, claim_id=again.id, version=1)
    [flagged] = await EvidenceUse.filter(about_id=again.id)
    await review_evidence(OFFICE, use_id=flagged.id, version=1, accepted=True)
    approved = await approve_claim(APPROVER, claim_id=again.id, version=1)

    assert approved.status == "APPROVED"
