"""Claims as they are handed in, and their rows: one or ten thousand in one statement, each natural key once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from majung import clock
from majung.access.actor import Actor
from majung.errors import NotAllowed
from majung.evidence.rules import Evidence
from majung.money.errors import AlreadyClaimed, ClaimAboutAnother
from majung.money.rules import require_positive
from majung.storage.ids import uuid7
from majung.storage.transaction import current

_INSERT = """
insert into claim (id, program_code, application_id, support_record_id, firm_id, person_id, institution_id, line_id,
    period_from, period_to, amount_krw, evidence, natural_key, status, approved_krw, submitted_at, submitted_by,
    submitted_account_id, decided_at, decided_by, decided_account_id, decision_note)
select e.id, e.program_code, e.application_id, e.support_record_id, e.firm_id, e.person_id, e.institution_id,
    e.line_id, e.period_from, e.period_to, e.amount_krw, e.evidence::jsonb, e.natural_key, $14::text,
    case when $14::text = 'SUBMITTED' then null else e.amount_krw end, $15, $16, $17, $18, $19, $20, ''
from unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::uuid[], $8::uuid[],
    $9::date[], $10::date[], $11::bigint[], $12::text[], $13::text[])
    e (id, program_code, application_id, support_record_id, firm_id, person_id, institution_id, line_id,
    period_from, period_to, amount_krw, evidence, natural_key)
on conflict (natural_key) do nothing
returning id
"""

_EARLIER = """
select id, natural_key, amount_krw, status, submitted_at from claim where natural_key = any($1::text[])
order by submitted_at limit 1
"""

_ABOUT_ANOTHER = """
select case when r.wrong then 'support_' || r.id else 'app_' || a.id end as about
from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[]) d (record_id, application_id, firm_id, person_id)
left join lateral (
    select s.id, (d.firm_id is not null and s.firm_id is distinct from d.firm_id)
        or (d.person_id is not null and s.person_id is distinct from d.person_id) as wrong
    from support_record s where s.id = d.record_id
) r on true
left join lateral (
    select p.id, (d.firm_id is not null and p.firm_id is distinct from d.firm_id)
        or (d.person_id is not null and p.person_id is distinct from d.person_id) as wrong
    from application p where p.id = d.application_id
) a on true
where r.wrong or a.wrong
limit 1
"""


@dataclass(frozen=True, kw_only=True)
class ClaimDraft:
    """What is asked for: by whom, on which ground, for which period, with which evidence.

    `natural_key` names what is claimed (``growth_fund/<loan>/2026-03``), so that it is claimed once. `line_id` is
    the budget line it is to be paid from, if one is kept for it. `receipts` are compared with everything that was
    claimed before; `document_ids` are stored documents handed in with it, `evidence` whatever else it is shown with.
    """

    program_code: str
    amount_krw: int
    application_id: UUID | None = None
    support_record_id: UUID | None = None
    firm_id: UUID | None = None
    person_id: UUID | None = None
    institution_id: UUID | None = None
    line_id: UUID | None = None
    period_from: date | None = None
    period_to: date | None = None
    evidence: Sequence[Mapping[str, Any]] = field(default_factory=tuple)
    natural_key: str | None = None
    receipts: Sequence[Evidence] = ()
    document_ids: Sequence[UUID] = ()


@dataclass(frozen=True, kw_only=True)
class Step:
    """Who took a step with a claim, and when."""

    by: str
    account_id: UUID | None
    at: datetime


def step_of(actor: Actor) -> Step:
    """A step taken by this actor now."""
    return Step(by=actor.name, account_id=actor.account_id, at=clock.now())


def require_claimant(actor: Actor, draft: ClaimDraft) -> None:
    """Refuse a claim in another's name: firms, persons and institutions claim for themselves, officials for others."""
    own = {
        "firm": draft.firm_id in actor.firm_ids,
        "person": draft.person_id is not None and draft.person_id == actor.person_id,
        "partner": draft.institution_id is not None and draft.institution_id == actor.institution_id,
    }
    if not own.get(actor.kind, actor.may("money.claim")):
        raise NotAllowed(scope="money.claim", actor=actor.name)


async def insert_claims(
    drafts: Sequence[ClaimDraft], *, status: str, submitted: Step, decided: Step | None
) -> list[UUID]:
    """Store claims in the running write, all or none; their ids.

    Refuses a natural key that was claimed before (`AlreadyClaimed`, with the earlier claim) and a claim about
    another firm or person than the record it rests on.
    """
    for draft in drafts:
        require_positive("amount_krw", draft.amount_krw)
    await _require_same_subject(drafts)
    ids = [uuid7() for _ in drafts]
    stored = await current().fetch(
        _INSERT,
        ids,
        [d.program_code for d in drafts],
        [d.application_id for d in drafts],
        [d.support_record_id for d in drafts],
        [d.firm_id for d in drafts],
        [d.person_id for d in drafts],
        [d.institution_id for d in drafts],
        [d.line_id for d in drafts],
        [d.period_from for d in drafts],
        [d.period_to for d in drafts],
        [d.amount_krw for d in drafts],
        [msgspec.json.encode(list(d.evidence)).decode() for d in drafts],
        [d.natural_key for d in drafts],
        status,
        submitted.at,
        submitted.by,
        submitted.account_id,
        decided.at if decided else None,
        decided.by if decided else None,
        decided.account_id if decided else None,
    )
    if len(stored) < len(ids):
        there = {row["id"] for row in stored}
        await _refuse_repeated([d for i, d in zip(ids, drafts, strict=True) if i not in there])
    return ids


async def _require_same_subject(drafts: Sequence[ClaimDraft]) -> None:
    wrong = await current().fetch(
        _ABOUT_ANOTHER,
        [d.support_record_id for d in drafts],
        [d.application_id for d in drafts],
        [d.firm_id for d in drafts],
        [d.person_id for d in drafts],
    )
    if wrong:
        raise ClaimAboutAnother(about=wrong[0]["about"])


async def _refuse_repeated(drafts: Sequence[ClaimDraft]) -> None:
    [earlier] = await current().fetch(_EARLIER, [d.natural_key for d in drafts])
    raise AlreadyClaimed(
        key=earlier["natural_key"],
        claim=f"claim_{earlier['id']}",
        amount=earlier["amount_krw"],
        status=earlier["status"],
        submitted_at=earlier["submitted_at"].isoformat(timespec="seconds"),
    )
