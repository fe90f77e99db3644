"""Changes of applications: started, filled in, submitted, moved, decided."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import msgspec

from majung import clock
from majung.access.actor import Actor
from majung.applications.errors import DocumentExpired, DocumentsMissing, NotADraft, NotYourFirm, WrongApplicant
from majung.applications.events import ApplicationDecided, ApplicationStarted, ApplicationSubmitted
from majung.applications.form import check_answers
from majung.applications.lifecycle import ENTER
from majung.applications.models import Application, Decision
from majung.applications.steps import take_step, tell
from majung.firms.models import Establishment, Firm
from majung.persons.models import Person
from majung.plugin.contract import ProgramDeclaration
from majung.programs.declared import declared
from majung.programs.errors import CallNotOpen
from majung.programs.models import Call, Program
from majung.programs.rules import Window
from majung.storage.transaction import current, find_row, load_for_change, save_change, write
from majung.support.writes import SupportGiven, grant_support

EDITABLE = frozenset({"DRAFT", "SUPPLEMENT_REQUESTED"})


@dataclass(frozen=True, kw_only=True)
class Applicant:
    """Who applies: a firm (with one of its workplaces), or a person."""

    firm_id: UUID | None = None
    establishment_id: UUID | None = None
    person_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class FactUsed:
    """A value a decision used, where it came from, and of which day it is."""

    name: str
    value: object
    source: str
    on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Ruling:
    """A decision as it is made: outcome, reasons, the facts and the rule version it rests on."""

    outcome: str
    reason_codes: Sequence[str] = ()
    facts: Sequence[FactUsed] = field(default_factory=tuple)
    rules_id: UUID | None = None
    note: str = ""


@write
async def start_application(
    actor: Actor, *, call_id: UUID, applicant: Applicant, sub_program_code: str | None = None
) -> Application:
    """Open a draft for a call that takes applications; one live application for each applicant and call."""
    call = await find_row(Call, actor, call_id)
    program = await Program.get(id=call.program_id, using_db=current().connection)
    declaration = declared(program.code, program.plugin)
    _require_open(call)
    subject, district = await _applicant(actor, call, applicant)
    application = await Application.create(
        call_id=call.id,
        program_code=program.code,
        sub_program_code=sub_program_code or call.sub_program_code,
        firm_id=applicant.firm_id,
        establishment_id=applicant.establishment_id,
        person_id=applicant.person_id,
        district_code=district,
        state=declaration.lifecycle.initial,
        spine=declaration.lifecycle.spine(declaration.lifecycle.initial),
        live_key=f"{call.id}:{subject}",
        form_version=declaration.form.version,
        created_at=clock.now(),
        using_db=current().connection,
    )
    await tell(ApplicationStarted(call_id=call.id), application)
    return application


@write
async def save_draft(
    actor: Actor, *, application_id: UUID, version: int | None, answers: Mapping[str, Any]
) -> Application:
    """Keep answers of a draft; those not given stay, null removes one. Nothing need be complete."""
    application = await load_for_change(Application, actor, application_id, version)
    declaration = declared(application.program_code)
    _require_editable(application)
    merged = {**application.answers, **answers}
    merged = {name: value for name, value in merged.items() if value is not None}
    check_answers(declaration.form, merged, complete=False)
    await save_change(application, answers=merged)
    return application


@write
async def submit_application(
    actor: Actor, *, application_id: UUID, version: int | None, documents: Sequence[Mapping[str, Any]] = ()
) -> Application:
    """Hand an application in, whole and in time; the receipt (time, hash, list of documents) proves it."""
    application = await load_for_change(Application, actor, application_id, version)
    declaration = declared(application.program_code)
    call = await Call.get(id=application.call_id, using_db=current().connection)
    _require_open(call)
    check_answers(declaration.form, application.answers, complete=True)
    _check_documents(declaration, call, documents)
    now = clock.now()
    listed = [dict(document) for document in documents]
    receipt = msgspec.json.encode([str(application.id), application.answers, listed, now.isoformat()], order="sorted")
    await take_step(actor, application, action="submit")
    await save_change(
        application,
        documents=listed,
        submitted_at=now,
        submitted_by=actor.name,
        receipt_number=f"{now.astimezone(clock.SEOUL):%Y%m%d}-{application.id.hex[-12:].upper()}",
        receipt_hash=hashlib.sha256(receipt).hexdigest(),
    )
    happened = ApplicationSubmitted(call_id=call.id, receipt_number=str(application.receipt_number))
    await tell(happened, application)
    return application


@write
async def move_application(
    actor: Actor, *, application_id: UUID, version: int, action: str, note: str = ""
) -> Application:
    """Take a step that needs nothing but itself, as the program's lifecycle allows."""
    application = await load_for_change(Application, actor, application_id, version)
    await take_step(actor, application, action=action, note=note, bare=True)
    return application


@write
async def decide(
    actor: Actor, *, application: Application, ruling: Ruling, action: str, support: SupportGiven | None = None
) -> Decision:
    """Decide on a locked application: the decision, its step and the support it gives, in one transaction."""
    await take_step(actor, application, action=action, note=ruling.note)
    decision = await Decision.create(
        application_id=application.id,
        outcome=ruling.outcome,
        reason_codes=[*ruling.reason_codes],
        facts=[msgspec.to_builtins(fact) for fact in ruling.facts],
        rules_id=ruling.rules_id,
        officer=actor.name,
        officer_account_id=actor.account_id,
        decided_at=clock.now(),
        note=ruling.note,
        using_db=current().connection,
    )
    happened = ApplicationDecided(decision_id=decision.id, outcome=ruling.outcome, reason_codes=[*ruling.reason_codes])
    await tell(happened, application)
    if support is not None:
        await grant_support(actor, application=application, decision_id=decision.id, given=support)
    return decision


async def _applicant(actor: Actor, call: Call, applicant: Applicant) -> tuple[UUID, str | None]:
    given = "person" if applicant.person_id else "firm"
    subject = applicant.person_id or applicant.firm_id
    if subject is None or given != call.applicant or (applicant.person_id and applicant.firm_id):
        raise WrongApplicant(expected=call.applicant, given=given if subject else "nobody")
    ours = applicant.firm_id in actor.firm_ids if applicant.firm_id else applicant.person_id == actor.person_id
    if not ours and not actor.may(ENTER):
        raise NotYourFirm(scope=ENTER)
    if applicant.person_id:
        person = await find_row(Person, actor, applicant.person_id)
        return person.id, person.district_code
    firm = await find_row(Firm, actor, subject)
    if applicant.establishment_id:
        place = await find_row(Establishment, actor, applicant.establishment_id)
        if place.firm_id != firm.id:
            raise NotYourFirm(scope=ENTER)
        return firm.id, place.district_code or firm.district_code
    return firm.id, firm.district_code


def _require_open(call: Call) -> None:
    window = Window(status=call.status, opens_at=call.opens_at, closes_at=call.closes_at)
    if not window.takes(clock.now()):
        shown = [m.astimezone(clock.SEOUL).isoformat(timespec="minutes") if m else "-" for m in
                 (call.opens_at, call.closes_at)]  # fmt: skip
        raise CallNotOpen(opens=shown[0], closes=shown[1], status=call.status)


def _require_editable(application: Application) -> None:
    if application.spine not in EDITABLE:
        raise NotADraft(state=application.state)


def _check_documents(declaration: ProgramDeclaration, call: Call, documents: Sequence[Mapping[str, Any]]) -> None:
    listed = {str(document.get("kind")): document for document in documents}
    needed = set(call.documents) or {d.code for d in declaration.documents if d.required}
    missing = sorted(needed - listed.keys())
    if missing:
        raise DocumentsMissing(missing=", ".join(missing))
    for kind in declaration.documents:
        issued = listed.get(kind.code, {}).get("issued_on")
        if kind.valid_days is None or not issued:
            continue
        issued_on = issued if isinstance(issued, date) else date.fromisoformat(str(issued))
        if issued_on + timedelta(days=kind.valid_days) < clock.today():
            raise DocumentExpired(kind=kind.code, issued_on=issued_on.isoformat(), days=kind.valid_days)
