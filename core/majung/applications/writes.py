"""Changes of applications: started, filled in, submitted, moved; decisions are in `decisions.py`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec

from majung import clock
from majung.access.actor import Actor
from majung.applications.decisions import FactUsed, Ruling, decide, decide_application
from majung.applications.errors import (
    AppliedElsewhere,
    NotADraft,
    NotYourFirm,
    PlaceOfAnother,
    SubProgramUnknown,
    WrongApplicant,
)
from majung.applications.events import ApplicationStarted, ApplicationSubmitted
from majung.applications.form import check_answers
from majung.applications.form_versions import kept_form
from majung.applications.lifecycle import ENTER
from majung.applications.models import Application
from majung.applications.papers import connected, require_documents
from majung.applications.preparer import Helper, helper_columns
from majung.applications.rules import (
    EDITABLE,
    Document,
    is_submission,
    is_supplement,
    read_documents,
    receipt_hash,
)
from majung.applications.steps import find_step, take_step, tell
from majung.applications.submission import hold_call, require_complete, require_open
from majung.errors import NotAllowed
from majung.firms.models import Establishment, Firm
from majung.persons.models import Person
from majung.persons.writes import refuse_destroyed
from majung.plugin.contract import ProgramDeclaration
from majung.programs.declared import declaration_of, declared
from majung.programs.models import Call, Program
from majung.storage.transaction import current, find_row, load_for_change, save_change, write
from majung.support.writes import SupportGiven


@dataclass(frozen=True, kw_only=True)
class Applicant:
    """Who applies: a firm (with one of its workplaces), or a person."""

    firm_id: UUID | None = None
    establishment_id: UUID | None = None
    person_id: UUID | None = None


@write
async def start_application(
    actor: Actor, *, call_id: UUID, applicant: Applicant, sub_program_code: str | None = None
) -> Application:
    """Open a draft for a call that takes applications; one live application for each applicant and call."""
    call = await find_row(Call, actor, call_id)
    program = await Program.get(id=call.program_id, using_db=current().connection)
    if program.plugin is None and declaration_of(program.code) is None:
        raise AppliedElsewhere(program=program.code, where=call.url or call.executor or call.supervisor or "-")
    declaration = declared(program.code, program.plugin)
    require_open(await hold_call(call.id), clock.now())
    subject, district = await _applicant(actor, call, applicant)
    application = await Application.create(
        call_id=call.id,
        program_code=program.code,
        sub_program_code=_sub_program(declaration, call, sub_program_code),
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
    actor: Actor,
    *,
    application_id: UUID,
    version: int | None,
    answers: Mapping[str, Any],
    documents: Sequence[Mapping[str, Any]] | None = None,
    helper: Helper | None = None,
) -> Application:
    """Keep answers of a draft; those not given stay, null removes one. Nothing need be complete.

    `documents`, when given, replace the list of documents. A draft follows the program's present form; what was
    handed in and is supplemented keeps its own.
    """
    application = await load_for_change(Application, actor, application_id, version)
    declaration = declared(application.program_code)
    _require_editable(actor, application)
    form = declaration.form if application.spine == "DRAFT" else await kept_form(application)
    merged = {**application.answers, **answers}
    merged = {name: value for name, value in merged.items() if value is not None}
    check_answers(form, merged, complete=False)
    changes: dict[str, object] = {"answers": merged, "form_version": form.version}
    if helper is not None:
        changes |= helper_columns(helper)
    if documents is not None:
        changes["documents"] = _stored(await connected(actor, application, read_documents(documents)))
    await require_documents(actor, application, form, answers if documents is None else merged)
    await save_change(application, **changes)
    return application


@write
async def submit_application(
    actor: Actor, *, application_id: UUID, version: int | None, documents: Sequence[Mapping[str, Any]] = ()
) -> Application:
    """Hand an application in, whole and in time; the receipt (time, hash, list of documents) proves it.

    Documents given here take the place of those saved with the draft.
    """
    application = await load_for_change(Application, actor, application_id, version)
    declaration = declared(application.program_code)
    steps = declaration.lifecycle.from_(application.state)
    action = next((s.action for s in steps if is_submission(declaration.lifecycle, s)), "submit")
    find_step(declaration.lifecycle, application.state, action)
    call = await hold_call(application.call_id)
    now = clock.now()  # the moment that counts, for the period and for the receipt
    require_open(call, now)
    listed = read_documents(documents or application.documents)
    application.documents = _stored(await connected(actor, application, listed))
    await require_documents(actor, application, declaration.form, application.answers)
    require_complete(application, declaration, call)
    form_version = declaration.form.version
    receipt = {
        "documents": application.documents,
        "form_version": form_version,
        "submitted_at": now,
        "submitted_by": actor.name,
        "receipt_number": f"{now.astimezone(clock.SEOUL):%Y%m%d}-{application.id.hex[-12:].upper()}",
        "receipt_hash": receipt_hash(
            application.id,
            form_version=form_version,
            answers=application.answers,
            documents=application.documents,
            submitted_at=now,
        ),
    }
    await take_step(actor, application, action=action, also=receipt)
    happened = ApplicationSubmitted(call_id=call.id, receipt_number=str(application.receipt_number))
    await tell(happened, application)
    return application


@write
async def move_application(
    actor: Actor, *, application_id: UUID, version: int, action: str, note: str = ""
) -> Application:
    """Take a step that needs nothing but itself, as the program's lifecycle allows.

    A supplement is handed in only whole, and in time.
    """
    from majung.screening.supplements import close_request  # screening builds on applications

    application = await load_for_change(Application, actor, application_id, version)
    declaration = declared(application.program_code)
    if is_supplement(declaration.lifecycle, find_step(declaration.lifecycle, application.state, action)):
        await close_request(actor, application)
        call = await hold_call(application.call_id)
        require_complete(application, declaration, call, await kept_form(application))
    await take_step(actor, application, action=action, note=note, bare=True)
    return application


def _sub_program(declaration: ProgramDeclaration, call: Call, given: str | None) -> str | None:
    """The part of the program that is applied for: the call's own, or one that the program declares."""
    possible = [call.sub_program_code] if call.sub_program_code else [s.code for s in declaration.sub_programs]
    if given is not None and given not in possible:
        raise SubProgramUnknown(given=given[:60], possible=", ".join(possible) or "-")
    return given or call.sub_program_code


async def _applicant(actor: Actor, call: Call, applicant: Applicant) -> tuple[UUID, str | None]:
    given = "person" if applicant.person_id else "firm"
    subject = applicant.person_id or applicant.firm_id
    if subject is None or given != call.applicant or (applicant.person_id and applicant.firm_id):
        raise WrongApplicant(expected=call.applicant, given=given if subject else "nobody")
    ours = applicant.firm_id in actor.firm_ids if applicant.firm_id else applicant.person_id == actor.person_id
    for_others = actor.kind in {"official", "system"} and actor.may(ENTER)
    if not ours and not for_others:
        raise NotYourFirm(scope=ENTER)
    if applicant.person_id and applicant.establishment_id:
        raise PlaceOfAnother
    if applicant.person_id:
        person = await find_row(Person, actor, applicant.person_id)
        refuse_destroyed(person)
        return person.id, person.district_code
    firm = await find_row(Firm, actor, subject)
    if applicant.establishment_id:
        place = await find_row(Establishment, actor, applicant.establishment_id)
        if place.firm_id != firm.id:
            raise PlaceOfAnother
        return firm.id, place.district_code or firm.district_code
    return firm.id, firm.district_code


def _require_editable(actor: Actor, application: Application) -> None:
    """Applicants write in their own drafts, officials only with the permission to enter for others."""
    if application.spine not in EDITABLE:
        raise NotADraft(state=application.state)
    if actor.kind not in {"firm", "person"} and not actor.may(ENTER):
        raise NotAllowed(scope=ENTER, actor=actor.name)


def _stored(documents: Sequence[Document]) -> list[dict[str, Any]]:
    stored: list[dict[str, Any]] = msgspec.to_builtins(documents)
    return stored


__all__ = [
    "Applicant",
    "FactUsed",
    "Ruling",
    "SupportGiven",
    "decide",
    "decide_application",
    "move_application",
    "save_draft",
    "start_application",
    "submit_application",
]
