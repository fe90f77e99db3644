"""Referrals sent, answered by the receiving side, taken back, ended with an outcome, or not answered in time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from majung import clock
from majung.access.actor import Actor
from majung.deadlines.models import DueDate
from majung.deadlines.writes import Due, meet_due, open_due
from majung.errors import NotAllowed
from majung.events.event import Event, append
from majung.firms.models import Firm
from majung.identifiers import refuse_resident_number
from majung.institutions.models import WITHIN, Institution
from majung.institutions.writes import disclose, end_disclosure
from majung.persons.models import Person
from majung.programs.reads import require_program
from majung.records import about
from majung.referrals import rules
from majung.referrals.errors import (
    DeclineNeedsWords,
    ReferralOfOne,
    ReferralOpenAlready,
    ReferralReasonMissing,
    ReferralToOne,
)
from majung.referrals.events import ReferralMoved, ReferralSent
from majung.referrals.lifecycle import REFERRAL
from majung.referrals.models import SEND, Referral
from majung.storage.transaction import current, find_row, load_for_change, save_change, write

ANSWER = "referral.answer"
"""The kind of due date by which a referral is to be answered."""


@dataclass(frozen=True, kw_only=True)
class ReferralDraft:
    """Whom to refer where, and why; without a day the answer is due as the period rule says."""

    reason: str
    firm_id: UUID | None = None
    person_id: UUID | None = None
    to_program_code: str | None = None
    to_institution_id: UUID | None = None
    from_program_code: str | None = None
    from_centre_id: UUID | None = None
    consultation_id: UUID | None = None
    answer_due_on: date | None = None


@write
async def send_referral(actor: Actor, *, draft: ReferralDraft) -> Referral:
    """Refer a firm or a person (permission ``referrals.send``) to a program or to an institution.

    A person is referred outside the agency only with their consent to this recipient. The institution may see whom
    it is about for as long as the referral is alive.
    """
    actor.require(SEND)
    if actor.account_id is None:
        raise NotAllowed(scope=SEND, actor=actor.name)
    if not draft.reason.strip():
        raise ReferralReasonMissing(path=("reason",))
    refuse_resident_number(draft.reason, "reason")
    subject = await _subject(actor, draft)
    institution = await _receiver(actor, draft)
    consent_id = await _consent(subject, institution)
    await _refuse_second(draft)
    made = await Referral.create(
        **{**vars(draft), "answer_due_on": clock.today(), "from_centre_id": _from_centre(actor, draft)},
        from_account_id=actor.account_id,
        sent_by=actor.name,
        consent_id=consent_id,
        sent_at=clock.now(),
        district_code=subject.district_code,
        using_db=current().connection,
    )
    due = await _open_answer(actor, made, draft.answer_due_on)
    made.answer_due_on = due.due_on
    if institution is not None and institution.kind not in WITHIN:
        told = await disclose(
            actor,
            institution_id=institution.id,
            program=draft.from_program_code or "referral",
            basis=f"referral_{made.id}",
            firm_id=made.firm_id,
            person_id=made.person_id,
        )
        made.disclosure_id = told.id
    await made.save(using_db=current().connection, update_fields=["answer_due_on", "disclosure_id"])
    await _tell(ReferralSent(to_program_code=made.to_program_code, answer_due_on=made.answer_due_on), made)
    return made


@write
async def answer_referral(actor: Actor, *, referral_id: UUID, version: int, accept: bool, answer: str = "") -> Referral:
    """Accept or decline a referral for the receiving side; declining needs words, and ends what it may see."""
    referral = await load_for_change(Referral, actor, referral_id, version)
    refuse_resident_number(answer, "answer")
    rules.find_step(referral.state, "accept" if accept else "decline")
    await _require_receiving(actor, referral)
    if not accept and not answer.strip():
        raise DeclineNeedsWords(path=("answer",))
    said = {"answered_at": clock.now(), "answered_by": actor.name, "answer": answer}
    await _move(actor, referral, "accept" if accept else "decline", said)
    return referral


@write
async def complete_referral(actor: Actor, *, referral_id: UUID, version: int, outcome: str, note: str = "") -> Referral:
    """Tell what became of an accepted referral; with that the receiving side's view ends."""
    referral = await load_for_change(Referral, actor, referral_id, version)
    refuse_resident_number(note, "note")
    rules.find_step(referral.state, "complete")
    await _require_receiving(actor, referral)
    rules.check_outcome(outcome)
    await _move(actor, referral, "complete", {"outcome": outcome, "outcome_note": note})
    return referral


@write
async def withdraw_referral(actor: Actor, *, referral_id: UUID, version: int, note: str = "") -> Referral:
    """Take a referral back; the receiving side no longer sees whom it was about."""
    referral = await load_for_change(Referral, actor, referral_id, version)
    refuse_resident_number(note, "note")
    rules.find_step(referral.state, "withdraw")
    refusal = rules.sending_refusal(actor, await _sides(referral))
    if refusal is not None:
        raise refusal
    await _move(actor, referral, "withdraw", {"outcome_note": note})
    return referral


async def expire_unanswered(actor: Actor, due: DueDate) -> None:
    """The day to answer has passed: a referral that is still only sent expires."""
    referral = await find_row(Referral, actor, due.subject_id, lock=True)
    if referral.state == "SENT":
        await _move(actor, referral, "expire", {})


async def end_for_consent(actor: Actor, *, consent_ids: list[UUID]) -> None:
    """A consent was withdrawn: referrals that rest on it are taken back, and nothing is shown any more."""
    rows = Referral.filter(consent_id__in=consent_ids, state__in=["SENT", "ACCEPTED"])
    for referral in await rows.using_db(current().connection).select_for_update():
        await _move(actor, referral, "withdraw", {"outcome_note": "consent withdrawn / 동의 철회"})


async def _move(actor: Actor, referral: Referral, action: str, said: dict[str, object]) -> None:
    """Take a step with a locked referral: its state, the day its answer is due, and what the receiver may see."""
    before = referral.state
    step = rules.find_step(before, action)
    changes = {**said, "state": step.target}
    if REFERRAL.state(step.target).terminal:
        changes["ended_at"] = clock.now()
        if referral.disclosure_id is not None:
            await end_disclosure(actor, disclosure_id=referral.disclosure_id, at_once=True)
    await save_change(referral, **changes)
    await meet_due(actor, subject_id=referral.id, kind=ANSWER)
    happened = ReferralMoved(
        action=action, from_state=before, to_state=step.target, outcome=referral.outcome
    )  # fmt: skip
    await _tell(happened, referral)


async def _subject(actor: Actor, draft: ReferralDraft) -> Firm | Person:
    """Whom it is about, locked, so that two officials do not refer the same one twice."""
    if draft.firm_id is not None and draft.person_id is None:
        return await find_row(Firm, actor, draft.firm_id, lock=True)
    if draft.person_id is not None and draft.firm_id is None:
        return await find_row(Person, actor, draft.person_id, lock=True)
    raise ReferralOfOne


async def _receiver(actor: Actor, draft: ReferralDraft) -> Institution | None:
    if (draft.to_program_code is None) == (draft.to_institution_id is None):
        raise ReferralToOne
    if draft.from_program_code is not None:
        await require_program(draft.from_program_code)
    if draft.to_institution_id is not None:
        return await find_row(Institution, actor, draft.to_institution_id)
    await require_program(str(draft.to_program_code))
    return None


async def _consent(subject: Firm | Person, institution: Institution | None) -> UUID | None:
    """The consent that a person's referral outside the agency rests on."""
    if institution is None or not isinstance(subject, Person):
        return None
    rows = await current().fetch(
        "select id from consent where person_id = $1 and kind = 'THIRD_PARTY' and recipient_id = $2"
        " and withdrawn_at is null and (retention_until is null or retention_until >= $3)"
        " order by given_at desc limit 1 for update",
        subject.id,
        institution.id,
        clock.today(),
    )
    outside = institution.kind not in WITHIN
    rules.require_consent(person=True, outside=outside, name=institution.name_ko, consented=bool(rows))
    return rows[0]["id"] if rows and outside else None


async def _refuse_second(draft: ReferralDraft) -> None:
    """Refuse to send the same firm or person to the same place again while a referral there is alive."""
    alive = Referral.filter(
        firm_id=draft.firm_id,
        person_id=draft.person_id,
        to_program_code=draft.to_program_code,
        to_institution_id=draft.to_institution_id,
        state__in=["SENT", "ACCEPTED"],
    )
    first = await alive.using_db(current().connection).first()
    if first is not None:
        raise ReferralOpenAlready(state=first.state)


def _from_centre(actor: Actor, draft: ReferralDraft) -> UUID | None:
    if draft.from_centre_id is None and len(actor.centre_ids) == 1:
        return next(iter(actor.centre_ids))
    return draft.from_centre_id


async def _open_answer(actor: Actor, referral: Referral, on: date | None) -> DueDate:
    due = Due(kind=ANSWER, waits_for="INSTITUTION", on=on, institution_id=referral.to_institution_id)
    return await open_due(actor, about=about(referral), due=due)


async def _require_receiving(actor: Actor, referral: Referral) -> None:
    refusal = rules.receiving_refusal(actor, await _sides(referral))
    if refusal is not None:
        raise refusal


async def _sides(referral: Referral) -> rules.Sides:
    code = referral.to_program_code
    return rules.Sides(
        from_account_id=referral.from_account_id,
        from_centre_id=referral.from_centre_id,
        to_institution_id=referral.to_institution_id,
        to_room=(await require_program(code)).plugin if code else None,
    )


async def _tell(happened: Event, referral: Referral) -> None:
    record = about(referral)
    await append(
        happened,
        subject=record.id,
        firms=record.firms,
        persons=record.persons,
        institutions=[referral.to_institution_id] if referral.to_institution_id else [],
        program=referral.from_program_code,
        district=record.district_code,
    )
