"""Claims: asked for once, by who may, approved by another."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from tests.core.money.conftest import Treasury, official

from majung.access.actor import Actor
from majung.errors import NotAllowed, VersionConflict
from majung.events.log import read_after
from majung.money.errors import (
    AlreadyClaimed,
    ClaimAboutAnother,
    ClaimNotInState,
    MoreThanClaimed,
    SameAccount,
)
from majung.money.models import Claim
from majung.money.writes import ClaimDraft, approve_claim, reject_claim, submit_claim
from majung.storage.ids import uuid7

MARCH = ClaimDraft(program_code="fund", amount_krw=493_150, natural_key="fund/loan-1/2026-03")


async def test_bank_claims_and_the_firm_and_the_bank_learn_of_it(
    treasury: Treasury, bank: Actor, platform: Actor
) -> None:
    record = await treasury.record()
    draft = replace(MARCH, support_record_id=record.id, firm_id=record.firm_id, institution_id=bank.institution_id)
    claim = await submit_claim(bank, draft=draft)

    [event] = await read_after(platform, 0)
    assert (claim.status, claim.submitted_account_id) == ("SUBMITTED", bank.account_id)
    assert (event["type"], event["subject_id"]) == ("core.ClaimSubmitted", claim.id)
    assert (event["firm_ids"], event["institution_ids"]) == ([record.firm_id], [bank.institution_id])


async def test_refuses_the_same_claim_twice_and_shows_the_earlier_one(treasury: Treasury, bank: Actor) -> None:
    draft = replace(MARCH, institution_id=bank.institution_id)
    first = await submit_claim(bank, draft=draft)

    with pytest.raises(AlreadyClaimed) as refused:
        await submit_claim(bank, draft=replace(draft, amount_krw=1))

    assert refused.value.details["claim"] == f"claim_{first.id}"
    assert refused.value.details["amount"] == 493_150
    assert await Claim.all().count() == 1


async def test_eight_at_once_make_one_claim(treasury: Treasury, bank: Actor) -> None:
    draft = replace(MARCH, institution_id=bank.institution_id)

    answers = await asyncio.gather(*(submit_claim(bank, draft=draft) for _ in range(8)), return_exceptions=True)

    [claim] = [a for a in answers if isinstance(a, Claim)]
    told = [a.details["claim"] for a in answers if isinstance(a, AlreadyClaimed)]
    assert told == [f"claim_{claim.id}"] * 7


async def test_rejected_claim_may_be_made_again(treasury: Treasury, bank: Actor) -> None:
    draft = replace(MARCH, institution_id=bank.institution_id)
    first = await submit_claim(bank, draft=draft)
    rejected = await reject_claim(treasury.approver, claim_id=first.id, version=1, note="금액 오류")
    again = await submit_claim(bank, draft=draft)

    assert (rejected.status, rejected.decision_note, rejected.version) == ("REJECTED", "금액 오류", 2)
    assert again.id != first.id


async def test_refuses_approval_by_the_account_that_submitted(treasury: Treasury) -> None:
    both = official("정겸직", "claim", "approve")
    claim = await submit_claim(both, draft=MARCH)

    with pytest.raises(SameAccount):
        await approve_claim(both, claim_id=claim.id, version=1)
    approved = await approve_claim(treasury.approver, claim_id=claim.id, version=1, approved_krw=400_000)

    assert (approved.status, approved.approved_krw, approved.decided_by) == ("APPROVED", 400_000, "박승인")


async def test_refuses_to_approve_more_than_was_claimed(treasury: Treasury) -> None:
    claim = await submit_claim(treasury.clerk, draft=MARCH)

    with pytest.raises(MoreThanClaimed):
        await approve_claim(treasury.approver, claim_id=claim.id, version=1, approved_krw=493_151)


async def test_refuses_to_approve_what_is_decided_or_was_changed_meanwhile(treasury: Treasury) -> None:
    claim = await treasury.approved_claim()

    with pytest.raises(VersionConflict):
        await approve_claim(treasury.approver, claim_id=claim.id, version=1)
    with pytest.raises(ClaimNotInState):
        await approve_claim(treasury.approver, claim_id=claim.id, version=2)


async def test_refuses_a_claim_in_anothers_name(treasury: Treasury, bank: Actor) -> None:
    firm = await treasury.firm()
    agent = Actor(kind="firm", name="대리인", firm_ids=frozenset({firm}))
    other = await treasury.firm("목포식품")

    with pytest.raises(NotAllowed):
        await submit_claim(agent, draft=replace(MARCH, firm_id=other))
    with pytest.raises(NotAllowed):
        await submit_claim(bank, draft=replace(MARCH, institution_id=uuid7()))
    with pytest.raises(NotAllowed):
        await submit_claim(treasury.payer, draft=MARCH)


async def test_refuses_a_claim_on_another_firms_support(treasury: Treasury) -> None:
    firm = await treasury.firm()
    agent = Actor(kind="firm", name="대리인", firm_ids=frozenset({firm}))
    record = await treasury.record(await treasury.firm("목포식품"))
    application = await treasury.application(record.firm_id)

    with pytest.raises(ClaimAboutAnother) as refused:
        await submit_claim(agent, draft=replace(MARCH, firm_id=firm, support_record_id=record.id))
    with pytest.raises(ClaimAboutAnother):
        await submit_claim(agent, draft=replace(MARCH, firm_id=firm, application_id=application))

    assert refused.value.details["about"] == f"support_{record.id}"
