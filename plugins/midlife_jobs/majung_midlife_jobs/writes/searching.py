"""Costs of looking for work, claimed by the person who was selected, up to what is left of the caps."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from majung import clock
from majung.access.actor import Actor
from majung.errors import InvalidValue
from majung.events.event import append
from majung.evidence.lookups import known_kinds
from majung.evidence.rules import WON, Evidence, require_sound
from majung.money.claim_rows import ClaimDraft
from majung.money.claim_writes import submit_claim
from majung.storage.transaction import current, write
from majung.support.models import SupportRecord
from majung_midlife_jobs.errors import AllowanceUsedUp, ReceiptsMissing, SearchCostOutside, SearchCostUnknown
from majung_midlife_jobs.events import SearchCostClaimed
from majung_midlife_jobs.models import SearchCost
from majung_midlife_jobs.program import ALLOWANCE
from majung_midlife_jobs.rules.allowance import AllowanceRules, CostKind, payable
from majung_midlife_jobs.writes.deciding import hold_person, require_alive, require_selected, rules_of

_CLAIMED = """
select coalesce(sum(coalesce(c.approved_krw, x.payable_krw)), 0)::bigint as all_krw,
    coalesce(sum(coalesce(c.approved_krw, x.payable_krw)) filter (where x.cost_kind = $3), 0)::bigint as kind_krw
from midlife_jobs_search_cost x join claim c on c.id = x.claim_id
join application a on a.id = x.application_id join call l on l.id = a.call_id
where x.person_id = $1 and l.edition_id = $2 and c.status <> 'REJECTED'
"""


@write
async def claim_search_cost(
    actor: Actor,
    *,
    application_id: UUID,
    kind: str,
    receipts: Sequence[Evidence],
    document_ids: Sequence[UUID] = (),
) -> SearchCost:
    """Claim costs of looking for work with their receipts: the person, or an official for them (``money.claim``).

    Claims of one person wait for each other, so that two of them never take the same rest of a cap of the edition.
    """
    application = await require_selected(actor, application_id, ALLOWANCE)
    await hold_person(application.person_id)
    in_force, rules = await rules_of(application, ALLOWANCE, AllowanceRules)
    cost_kind = _kind(kind, rules)
    cost_krw = await _cost(receipts, rules)
    [used] = await current().fetch(_CLAIMED, application.person_id, in_force.edition_id, cost_kind.code)
    amount = payable(cost_krw, cost_kind, used["kind_krw"], used["all_krw"], rules)
    if not amount:
        raise AllowanceUsedUp(claimed=used["all_krw"], cap=rules.cap_krw)
    record = await SupportRecord.get(application_id=application.id, using_db=current().connection)
    await require_alive(record.id)
    cost_on = max(piece.dated_on for piece in receipts)
    claim = await submit_claim(
        actor,
        draft=ClaimDraft(
            program_code=ALLOWANCE,
            amount_krw=amount,
            application_id=application.id,
            support_record_id=record.id,
            person_id=application.person_id,
            period_from=cost_on.replace(day=1),
            period_to=cost_on,
            receipts=receipts,
            document_ids=document_ids,
        ),
    )
    made = await SearchCost.create(
        claim_id=claim.id,
        person_id=application.person_id,
        application_id=application.id,
        cost_kind=cost_kind.code,
        cost_on=cost_on,
        cost_krw=cost_krw,
        payable_krw=amount,
        using_db=current().connection,
    )
    happened = SearchCostClaimed(claim_id=claim.id, kind=cost_kind.code, amount_krw=amount)
    await append(happened, subject=made.id, persons=[made.person_id], program=ALLOWANCE)
    return made


def _kind(code: str, rules: AllowanceRules) -> CostKind:
    found = rules.kind(code)
    if found is None:
        known = ", ".join(kind.code for kind in rules.kinds)
        raise SearchCostUnknown(given=code[:40], known=known, path=("kind",))
    return found


async def _cost(receipts: Sequence[Evidence], rules: AllowanceRules) -> int:
    """What the receipts come to, in won; each is sound, in won, and of the edition's days."""
    if not receipts:
        raise ReceiptsMissing(path=("receipts",))
    require_sound(receipts, await known_kinds(), clock.today())
    for piece in receipts:
        if piece.currency != WON:
            raise InvalidValue(field="currency", value=piece.currency, reason="KRW")
        if not rules.costs_from <= piece.dated_on <= rules.costs_to:
            raise SearchCostOutside(on=piece.dated_on, first=rules.costs_from, last=rules.costs_to, path=("receipts",))
    return sum(int(piece.amount) for piece in receipts)
