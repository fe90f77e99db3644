"""Consultations entered by those who held them, changed by them, and their next steps done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from majung import clock
from majung.access.actor import Actor
from majung.consultations.declared import declared_kinds
from majung.consultations.errors import (
    CentreNotYours,
    ConsultationOfOne,
    HeldInTheFuture,
    NextStepNeedsWords,
    NoNextStep,
    NotACentre,
    NotYourConsultation,
)
from majung.consultations.events import ConsultationChanged, ConsultationHeld, NextStepDone
from majung.consultations.models import READ_ALL, WRITE, Consultation
from majung.consultations.rules import check_words, words_of
from majung.deadlines.writes import Due, meet_due, open_due
from majung.errors import NotAllowed
from majung.events.event import Event, append
from majung.firms.models import Firm
from majung.identifiers import refuse_resident_number
from majung.institutions.models import WITHIN, Institution
from majung.persons.models import Person
from majung.persons.writes import refuse_destroyed
from majung.programs.reads import require_program
from majung.records import about
from majung.storage.transaction import current, find_row, load_for_change, save_change, write

NEXT_STEP = "consultation.next_step"
"""The kind of due date that a next step has."""


@dataclass(frozen=True, kw_only=True)
class ConsultationDraft:
    """A consultation as the adviser enters it; `confidential` is for other advisers only."""

    kind: str
    channel: str
    held_at: datetime
    firm_id: UUID | None = None
    person_id: UUID | None = None
    centre_id: UUID | None = None
    program_code: str | None = None
    minutes: int | None = None
    summary: str = ""
    confidential: str | None = None
    outcome: str | None = None
    next_step: str = ""
    next_step_due_on: date | None = None


@write
async def hold_consultation(actor: Actor, *, draft: ConsultationDraft) -> Consultation:
    """Enter a consultation that was held (permission ``consultations.write``), at one of the adviser's own centres."""
    actor.require(WRITE)
    if actor.account_id is None:
        raise NotAllowed(scope=WRITE, actor=actor.name)
    check_words(words_of(declared_kinds(), draft.kind), channel=draft.channel, outcome=draft.outcome)
    _check_texts({name: getattr(draft, name) for name in ("summary", "confidential", "next_step")})
    if draft.held_at > clock.now():
        raise HeldInTheFuture(given=draft.held_at.astimezone(clock.SEOUL).isoformat(timespec="minutes"))
    if draft.next_step_due_on and not draft.next_step.strip():
        raise NextStepNeedsWords(path=("nextStep",))
    if draft.program_code is not None:
        await require_program(draft.program_code)
    subject = await _subject(actor, draft)
    made = await Consultation.create(
        **{**vars(draft), "centre_id": await _centre(actor, draft.centre_id)},
        account_id=actor.account_id,
        adviser=actor.name,
        district_code=subject.district_code,
        using_db=current().connection,
    )
    await _open_next_step(actor, made)
    await _tell(ConsultationHeld(kind=made.kind, channel=made.channel, outcome=made.outcome), made)
    return made


@write
async def change_consultation(
    actor: Actor, *, consultation_id: UUID, version: int, changes: Mapping[str, Any]
) -> Consultation:
    """Correct what was written: summary, confidential notes, outcome, next step and its day (None removes a day)."""
    consultation = await load_for_change(Consultation, actor, consultation_id, version)
    _require_own(actor, consultation)
    wanted = {name: value for name, value in changes.items() if getattr(consultation, name) != value}
    _check_texts(wanted)
    outcome = wanted.get("outcome", consultation.outcome)
    check_words(words_of(declared_kinds(), consultation.kind), channel=consultation.channel, outcome=outcome)
    step = wanted.get("next_step", consultation.next_step)
    if wanted.get("next_step_due_on", consultation.next_step_due_on) and not step.strip():
        raise NextStepNeedsWords(path=("nextStep",))
    if not wanted:
        return consultation
    if {"next_step", "next_step_due_on"} & wanted.keys():
        wanted["next_step_done_at"] = None
    await save_change(consultation, **wanted)
    await _open_next_step(actor, consultation)
    await _tell(ConsultationChanged(fields=sorted(wanted)), consultation)
    return consultation


@write
async def finish_next_step(actor: Actor, *, consultation_id: UUID, version: int) -> Consultation:
    """The next step has been done; it leaves the adviser's task list."""
    consultation = await load_for_change(Consultation, actor, consultation_id, version)
    _require_own(actor, consultation)
    if not consultation.next_step or consultation.next_step_done_at:
        raise NoNextStep
    await save_change(consultation, next_step_done_at=clock.now())
    await meet_due(actor, subject_id=consultation.id, kind=NEXT_STEP)
    await _tell(NextStepDone(), consultation)
    return consultation


async def _subject(actor: Actor, draft: ConsultationDraft) -> Firm | Person:
    if draft.firm_id is not None and draft.person_id is None:
        return await find_row(Firm, actor, draft.firm_id)
    if draft.person_id is not None and draft.firm_id is None:
        person = await find_row(Person, actor, draft.person_id)
        refuse_destroyed(person)
        return person
    raise ConsultationOfOne


async def _centre(actor: Actor, asked: UUID | None) -> UUID | None:
    """The centre it was held at: one of the adviser's, the only one they have if none is named."""
    if asked is None:
        return next(iter(actor.centre_ids)) if len(actor.centre_ids) == 1 else None
    if actor.centre_ids and asked not in actor.centre_ids:
        raise CentreNotYours(path=("centre",))
    centre = await find_row(Institution, actor, asked)
    if centre.kind not in WITHIN:
        raise NotACentre(path=("centre",), name=centre.name_ko)
    return centre.id


async def _open_next_step(actor: Actor, consultation: Consultation) -> None:
    """The due date of the next step, opened, moved or closed with it."""
    due_on = consultation.next_step_due_on
    known = await current().fetch(
        "delete from due_date where subject_id = $1 and kind = $2 returning due_on", consultation.id, NEXT_STEP
    )
    if due_on is None or consultation.next_step_done_at:
        return
    due = Due(
        kind=NEXT_STEP,
        waits_for="OFFICIAL",
        on=max(due_on, clock.today()) if known else due_on,
        account_id=consultation.account_id,
        institution_id=consultation.centre_id,
    )
    await open_due(actor, about=about(consultation), due=due)


def _require_own(actor: Actor, consultation: Consultation) -> None:
    if actor.account_id != consultation.account_id and not actor.may(READ_ALL):
        raise NotYourConsultation(adviser=consultation.adviser, scope=READ_ALL)
    actor.require(WRITE)


def _check_texts(texts: Mapping[str, Any]) -> None:
    for field, text in texts.items():
        refuse_resident_number(text if isinstance(text, str) else None, field)


async def _tell(happened: Event, consultation: Consultation) -> None:
    record = about(consultation)
    await append(
        happened,
        subject=record.id,
        firms=record.firms,
        persons=record.persons,
        program=record.program_code,
        district=record.district_code,
    )
