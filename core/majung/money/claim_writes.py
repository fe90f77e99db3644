"""Changes of claims: submitted by one, approved or rejected by another."""

from __future__ import annotations

from uuid import UUID

from majung.access.actor import Actor
from majung.documents.uses import use_with_claim
from majung.events.event import Event, append
from majung.evidence.writes import UsedFor, release_evidence, require_reviewed, use_evidence
from majung.money.claim_rows import ClaimDraft, insert_claims, require_claimant, step_of
from majung.money.errors import ClaimNotInState, MoreThanClaimed, SameAccount
from majung.money.events import ClaimApproved, ClaimRejected, ClaimSubmitted
from majung.money.models import BudgetLine, Claim
from majung.money.rules import UNPAID, require_positive, same_account
from majung.storage.transaction import current, find_row, load_for_change, save_change, write


@write
async def submit_claim(actor: Actor, *, draft: ClaimDraft) -> Claim:
    """Ask for money with evidence, in one's own name; officials (``money.claim``) also for others.

    Receipts that were claimed before, in any program, are refused or marked for review, as the rules say.
    """
    require_claimant(actor, draft)
    [claim_id] = await insert_claims([draft], status="SUBMITTED", submitted=step_of(actor), decided=None)
    used_for = UsedFor(
        program_code=draft.program_code,
        about_type=Claim.access.prefix,
        about_id=claim_id,
        firm_id=draft.firm_id,
        person_id=draft.person_id,
        institution_id=draft.institution_id,
    )
    await use_evidence(actor, pieces=draft.receipts, used_for=used_for)
    await use_with_claim(actor, draft.document_ids, claim_id=claim_id, firm_id=draft.firm_id, person_id=draft.person_id)
    claim = await Claim.get(id=claim_id, using_db=current().connection)
    happened = ClaimSubmitted(
        amount_krw=claim.amount_krw,
        application_id=claim.application_id,
        support_record_id=claim.support_record_id,
        period_from=claim.period_from,
        period_to=claim.period_to,
    )
    await _tell(happened, claim)
    return claim


@write
async def approve_claim(
    actor: Actor,
    *,
    claim_id: UUID,
    version: int,
    approved_krw: int | None = None,
    line_id: UUID | None = None,
    note: str = "",
) -> Claim:
    """Find a claim right, wholly or for a smaller amount, and say which line it is paid from (``money.approve``).

    Never by the account that submitted it, nor while a receipt that looks claimed before waits for review.
    """
    actor.require("money.approve")
    claim = await load_for_change(Claim, actor, claim_id, version)
    _require_state(claim, "SUBMITTED")
    if same_account(actor.account_id, claim.submitted_account_id):
        raise SameAccount(done="submitted", asked="approve", done_ko="청구한", asked_ko="승인")
    await require_reviewed(about_type=Claim.access.prefix, about_id=claim.id)
    approved = claim.amount_krw if approved_krw is None else approved_krw
    require_positive("approved_krw", approved)
    if approved > claim.amount_krw:
        raise MoreThanClaimed(approved=approved, claimed=claim.amount_krw)
    line = claim.line_id if line_id is None else (await find_row(BudgetLine, actor, line_id)).id
    await _decide(actor, claim, "APPROVED", note, approved_krw=approved, line_id=line)
    await _tell(ClaimApproved(amount_krw=claim.amount_krw, approved_krw=approved), claim)
    return claim


@write
async def reject_claim(actor: Actor, *, claim_id: UUID, version: int, note: str) -> Claim:
    """Refuse a claim that is not paid; its natural key and receipts may be claimed again (``money.approve``)."""
    actor.require("money.approve")
    claim = await load_for_change(Claim, actor, claim_id, version)
    _require_state(claim, *UNPAID)
    await _decide(actor, claim, "REJECTED", note, natural_key=None)
    await release_evidence(actor, about_id=claim.id)
    await _tell(ClaimRejected(amount_krw=claim.amount_krw), claim)
    return claim


async def _decide(actor: Actor, claim: Claim, status: str, note: str, **changes: object) -> None:
    step = step_of(actor)
    await save_change(
        claim,
        status=status,
        decided_at=step.at,
        decided_by=step.by,
        decided_account_id=step.account_id,
        decision_note=note,
        **changes,
    )


def _require_state(claim: Claim, *needed: str) -> None:
    if claim.status not in needed:
        raise ClaimNotInState(claim=f"claim_{claim.id}", status=claim.status, needed=" / ".join(needed))


async def _tell(event: Event, claim: Claim) -> None:
    await append(
        event,
        subject=claim.id,
        firms=[claim.firm_id] if claim.firm_id else [],
        persons=[claim.person_id] if claim.person_id else [],
        institutions=[claim.institution_id] if claim.institution_id else [],
        program=claim.program_code,
    )
