"""Agreements: offered to who was selected, signed by both sides, changed with approval, lapsed when not signed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from majung import clock
from majung.access.actor import Actor, system
from majung.agreements.errors import (
    AgreementNotInState,
    ChangeDecided,
    NotAParty,
    NothingChanges,
    PeriodOfAgreementReversed,
    SignedAlready,
)
from majung.agreements.events import AgreementMoved, AgreementOffered
from majung.agreements.models import Agreement, AgreementChange
from majung.applications.errors import StepNotPossible
from majung.applications.lifecycle import SETTLE
from majung.applications.models import Application
from majung.applications.steps import step_to
from majung.committees.ranking import promote_reserve
from majung.deadlines.models import DueDate
from majung.deadlines.writes import Due, meet_due, open_due
from majung.events.event import Event, append
from majung.identifiers import refuse_resident_number
from majung.notices.writes import NoticeDraft, serve_notice
from majung.records import about
from majung.storage.transaction import current, find_row, load_for_change, save_change, write

SIGN = "agreement.sign"
"""The kind of due date by which both must have signed."""

CHANGEABLE = frozenset({"amount_krw", "own_share_krw", "period_from", "period_to", "terms"})
"""What a change may alter."""


@dataclass(frozen=True, kw_only=True)
class AgreementDraft:
    """What is agreed; amounts in won. Without a day it is to be signed as the period rule says."""

    amount_krw: int
    period_from: date
    period_to: date
    own_share_krw: int = 0
    terms: str = ""
    sign_by: date | None = None


@write
async def offer_agreement(actor: Actor, *, application_id: UUID, version: int, draft: AgreementDraft) -> Agreement:
    """Offer an agreement to a selected applicant (permission ``applications.settle``), who is told of it."""
    actor.require(SETTLE)
    application = await load_for_change(Application, actor, application_id, version)
    if application.spine != "SELECTED":
        raise StepNotPossible(state=application.state, action="offer_agreement", possible="SELECTED")
    _check_period(draft.period_from, draft.period_to)
    refuse_resident_number(draft.terms, "terms")
    values = vars(draft) | {"sign_by": draft.sign_by or clock.today()}
    record = about(application)
    made = await Agreement.create(
        **values,
        application_id=application.id,
        firm_id=record.firm_id,
        person_id=record.person_id,
        program_code=application.program_code,
        district_code=record.district_code,
        offered_at=clock.now(),
        using_db=current().connection,
    )
    due = await open_due(actor, about=about(made), due=Due(kind=SIGN, waits_for="APPLICANT", on=draft.sign_by))
    made.sign_by = due.due_on
    await made.save(using_db=current().connection, update_fields=["sign_by"])
    notice = NoticeDraft(kind="AGREEMENT", title=f"협약 체결 안내(기한 {made.sign_by})")
    await serve_notice(actor, subject=record, notice=notice)
    await _tell(AgreementOffered(amount_krw=made.amount_krw, sign_by=made.sign_by), made)
    return made


@write
async def sign_agreement(actor: Actor, *, agreement_id: UUID, version: int) -> Agreement:
    """Sign for one's side: the applicant's agent, or an official for the agency. With the second it is concluded."""
    agreement = await load_for_change(Agreement, actor, agreement_id, version)
    if agreement.state != "OFFERED":
        raise AgreementNotInState(state=agreement.state, needed="OFFERED")
    side = _side(actor, agreement)
    if getattr(agreement, f"{side}_signed_at") is not None:
        raise SignedAlready
    changes: dict[str, object] = {f"{side}_signed_at": clock.now(), f"{side}_signed_by": actor.name}
    other = "agency" if side == "applicant" else "applicant"
    concluded = getattr(agreement, f"{other}_signed_at") is not None
    await save_change(agreement, **changes, **({"state": "SIGNED"} if concluded else {}))
    if concluded:
        application = (
            await Application.select_for_update().using_db(current().connection).get(id=agreement.application_id)
        )
        await _conclude(actor, application)
        await meet_due(actor, subject_id=agreement.id, kind=SIGN)
        await _tell(AgreementMoved(state="SIGNED", amount_krw=agreement.amount_krw), agreement)
    return agreement


@write
async def ask_change(actor: Actor, *, agreement_id: UUID, wanted: Mapping[str, Any], reason: str) -> AgreementChange:
    """Ask to change a signed agreement; nothing changes before it is approved."""
    agreement = await find_row(Agreement, actor, agreement_id, lock=True)
    _side(actor, agreement)
    if agreement.state != "SIGNED":
        raise AgreementNotInState(state=agreement.state, needed="SIGNED")
    refuse_resident_number(reason, "reason")
    changes = {name: value for name, value in wanted.items() if name in CHANGEABLE and value is not None}
    if not changes or not reason.strip():
        raise NothingChanges
    _check_period(changes.get("period_from", agreement.period_from), changes.get("period_to", agreement.period_to))
    return await AgreementChange.create(
        agreement_id=agreement.id,
        wanted=_stored(changes),
        reason=reason,
        asked_at=clock.now(),
        asked_by=actor.name,
        using_db=current().connection,
    )


@write
async def decide_change(
    actor: Actor, *, change_id: UUID, version: int, approve: bool, note: str = ""
) -> AgreementChange:
    """Approve a change, which alters the agreement, or refuse it (permission ``applications.settle``)."""
    actor.require(SETTLE)
    refuse_resident_number(note, "note")
    change = await load_for_change(AgreementChange, actor, change_id, version)
    if change.state != "ASKED":
        raise ChangeDecided(state=change.state)
    agreement = await load_for_change(Agreement, actor, change.agreement_id, None)
    before: dict[str, Any] = {}
    if approve:
        wanted = _read(change.wanted)
        before = _stored({name: getattr(agreement, name) for name in wanted})
        _check_period(wanted.get("period_from", agreement.period_from), wanted.get("period_to", agreement.period_to))
        await save_change(agreement, **wanted)
        await _tell(AgreementMoved(state="CHANGED", amount_krw=agreement.amount_krw), agreement)
    state = "APPROVED" if approve else "REFUSED"
    await save_change(
        change, state=state, before=before, note=note, decided_at=clock.now(), decided_by=actor.name
    )  # fmt: skip
    return change


async def lapse_agreement(actor: Actor, due: DueDate) -> None:
    """Not signed in time: the applicant is withdrawn, and the best in reserve is selected in its place."""
    agreement = await load_for_change(Agreement, actor, due.subject_id, None)
    application = await load_for_change(Application, actor, agreement.application_id, None)
    if agreement.state != "OFFERED":
        return
    await save_change(agreement, state="LAPSED")
    await _tell(AgreementMoved(state="LAPSED", amount_krw=agreement.amount_krw), agreement)
    if application.spine == "SELECTED":
        await step_to(actor, application, "WITHDRAWN")
        await promote_reserve(actor, call_id=application.call_id)


async def _conclude(actor: Actor, application: Application) -> None:
    """The application is agreed; that both have signed is what allows the step, whoever signed last."""
    await step_to(system(f"agreement signed, last by {actor.name}"), application, "AGREED")


def _side(actor: Actor, agreement: Agreement) -> str:
    theirs = agreement.firm_id in actor.firm_ids if agreement.firm_id else agreement.person_id == actor.person_id
    if actor.kind in {"firm", "person"} and theirs:
        return "applicant"
    if actor.kind == "official" and actor.may(SETTLE):
        return "agency"
    raise NotAParty(scope=SETTLE)


def _check_period(period_from: date, period_to: date) -> None:
    if period_to < period_from:
        raise PeriodOfAgreementReversed(path=("periodTo",), period_from=period_from, period_to=period_to)


def _stored(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def _read(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: date.fromisoformat(value) if name in {"period_from", "period_to"} else value
        for name, value in values.items()
    }


async def _tell(happened: Event, agreement: Agreement) -> None:
    record = about(agreement)
    await append(
        happened,
        subject=record.id,
        firms=record.firms,
        persons=record.persons,
        program=record.program_code,
        district=record.district_code,
    )
