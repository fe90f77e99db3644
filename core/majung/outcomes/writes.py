"""Telling results, and taking them back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from majung import clock
from majung.access.actor import Actor
from majung.applications.models import Application
from majung.errors import InvalidValue, NotAllowed
from majung.events.event import Event, append
from majung.evidence.lookups import known_kinds
from majung.evidence.rules import Evidence, issuer_key, strongest
from majung.evidence.writes import UsedFor, release_evidence, use_evidence
from majung.firms.models import Firm
from majung.identifiers import refuse_resident_number
from majung.outcomes.errors import OutcomeOfNobody, OutcomeWithdrawn
from majung.outcomes.events import OutcomeRecorded, OutcomeTakenBack
from majung.outcomes.models import Outcome
from majung.outcomes.rules import PROVEN, graded, require_countable
from majung.outcomes.scopes import RECORD
from majung.persons.models import Person
from majung.storage.ids import uuid7
from majung.storage.transaction import current, find_row, load_for_change, save_change, write


@dataclass(frozen=True, kw_only=True)
class OutcomeDraft:
    """A result as it is told: whose, in which program, what, when, how much of which unit, with whom."""

    program_code: str
    kind: str
    happened_on: date
    amount: Decimal
    unit: str
    firm_id: UUID | None = None
    person_id: UUID | None = None
    application_id: UUID | None = None
    counterpart: str = ""
    country: str | None = None
    note: str = ""


@write
async def record_outcome(actor: Actor, *, draft: OutcomeDraft, evidence: Sequence[Evidence] = ()) -> Outcome:
    """Tell a result of one's own; officials (``outcomes.record``) also of others. Its evidence gives its grade."""
    await _require_teller(actor, draft)
    require_countable(draft.kind, draft.unit, draft.amount)
    if draft.happened_on > clock.today():
        reason = "not after today / 오늘 이후일 수 없습니다"
        raise InvalidValue(field="happened_on", value=draft.happened_on.isoformat(), reason=reason)
    for field in ("counterpart", "note"):
        refuse_resident_number(getattr(draft, field), field)
    customer = issuer_key(draft.counterpart) if draft.counterpart.strip() else ""
    kinds = await known_kinds()
    grade = strongest({kinds[piece.kind].grade for piece in evidence if piece.kind in kinds})
    outcome_id = uuid7()
    used_for = UsedFor(
        program_code=draft.program_code,
        about_type="outcome",
        about_id=outcome_id,
        purpose="OUTCOME",
        firm_id=draft.firm_id,
        person_id=draft.person_id,
    )
    await use_evidence(actor, pieces=evidence, used_for=used_for)
    outcome = await Outcome.create(
        id=outcome_id,
        grade=graded(grade, proven_before=await _proven_before(draft, customer)),
        counterpart_key=customer,
        recorded_at=clock.now(),
        recorded_by=actor.name,
        using_db=current().connection,
        **vars(draft),
    )
    await _tell(OutcomeRecorded(kind=outcome.kind, grade=outcome.grade), outcome)
    return outcome


@write
async def withdraw_outcome(actor: Actor, *, outcome_id: UUID, version: int | None, note: str = "") -> Outcome:
    """Take a result back; it leaves every sum and its evidence may be used again."""
    outcome = await load_for_change(Outcome, actor, outcome_id, version)
    if actor.kind not in {"firm", "person"} and not actor.may(RECORD):
        raise NotAllowed(scope=RECORD, actor=actor.name)
    if outcome.withdrawn_at is not None:
        raise OutcomeWithdrawn
    refuse_resident_number(note, "note")
    await save_change(outcome, withdrawn_at=clock.now(), note=note or outcome.note)
    await release_evidence(actor, about_id=outcome.id)
    await _tell(OutcomeTakenBack(kind=outcome.kind), outcome)
    return outcome


async def _require_teller(actor: Actor, draft: OutcomeDraft) -> None:
    if (draft.firm_id is None) == (draft.person_id is None):
        raise OutcomeOfNobody
    own = draft.firm_id in actor.firm_ids or (draft.person_id is not None and draft.person_id == actor.person_id)
    if not own and not actor.may(RECORD):
        raise NotAllowed(scope=RECORD, actor=actor.name)
    if draft.firm_id is not None:
        await find_row(Firm, actor, draft.firm_id)
    elif draft.person_id is not None:
        await find_row(Person, actor, draft.person_id)
    if draft.application_id is not None:
        application = await find_row(Application, actor, draft.application_id)
        if (application.firm_id, application.person_id) != (draft.firm_id, draft.person_id):
            raise OutcomeOfNobody(path=("application",))


async def _proven_before(draft: OutcomeDraft, customer: str) -> bool:
    """Whether a deal of this kind with this customer was carried out before; no customer named is no repeat."""
    if not customer:
        return False
    rows = await current().fetch(
        "select 1 from outcome where firm_id is not distinct from $1 and person_id is not distinct from $2"
        " and kind = $3 and counterpart_key = $4 and grade = any($5) and happened_on < $6 and withdrawn_at is null"
        " limit 1",
        draft.firm_id,
        draft.person_id,
        draft.kind,
        customer,
        sorted(PROVEN),
        draft.happened_on,
    )
    return bool(rows)


async def _tell(happened: Event, outcome: Outcome) -> None:
    await append(
        happened,
        subject=outcome.id,
        firms=[outcome.firm_id] if outcome.firm_id else [],
        persons=[outcome.person_id] if outcome.person_id else [],
        program=outcome.program_code,
    )
