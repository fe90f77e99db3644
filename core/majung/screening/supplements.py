"""Supplements: asked for with a deadline, answered by the applicant, extended, opened again, expired by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from majung import clock
from majung.access.actor import Actor
from majung.applications.form_versions import kept_form
from majung.applications.lifecycle import ENTER, SCREEN
from majung.applications.models import Application
from majung.applications.steps import step_to
from majung.applications.submission import hold_call, require_complete
from majung.deadlines.models import DueDate
from majung.deadlines.writes import Due, extend_due, meet_due, open_due
from majung.events.event import Event, append
from majung.identifiers import refuse_resident_number
from majung.notices.writes import NoticeDraft, serve_notice
from majung.programs.declared import declared
from majung.records import about
from majung.screening.errors import NothingAsked, NotTheApplicant, SupplementNotOpen, SupplementOver
from majung.screening.events import SupplementChanged, SupplementRequested
from majung.screening.models import SupplementRequest
from majung.storage.transaction import current, load_for_change, save_change, write

ANSWER = "supplement.answer"
"""The kind of due date by which a supplement is handed in."""


@write
async def request_supplement(
    actor: Actor, *, application_id: UUID, version: int, items: Sequence[str], due_on: date | None = None
) -> SupplementRequest:
    """Ask the applicant to supply things; without a day of its own, the period rule says by when."""
    application = await load_for_change(Application, actor, application_id, version)
    texts = [" ".join(text.split()) for text in items if text.strip()]
    if not texts:
        raise NothingAsked(path=("items",))
    for text in texts:
        refuse_resident_number(text, "items")
    await step_to(actor, application, "SUPPLEMENT_REQUESTED")
    made = await SupplementRequest.create(
        application_id=application.id,
        firm_id=application.firm_id,
        person_id=application.person_id,
        program_code=application.program_code,
        district_code=application.district_code,
        items=[{"code": f"{number}", "text": text} for number, text in enumerate(texts, start=1)],
        asked_at=clock.now(),
        asked_by=actor.name,
        account_id=actor.account_id,
        due_on=clock.today(),
        using_db=current().connection,
    )
    due = await open_due(actor, about=about(made), due=Due(kind=ANSWER, waits_for="APPLICANT", on=due_on))
    made.due_on = due.due_on
    await made.save(using_db=current().connection, update_fields=["due_on"])
    words = "\n".join(f"{number}. {text}" for number, text in enumerate(texts, start=1))
    notice = NoticeDraft(kind="SUPPLEMENT", title=f"보완 요청(기한 {made.due_on})", body=words)
    await serve_notice(actor, subject=about(application), notice=notice)
    await _tell(SupplementRequested(due_on=made.due_on, items=len(texts)), made)
    return made


@write
async def answer_supplement(actor: Actor, *, supplement_id: UUID, version: int, answer: str = "") -> SupplementRequest:
    """The applicant hands in what was asked for: the application must be complete, and it goes back to screening."""
    request = await load_for_change(SupplementRequest, actor, supplement_id, version)
    _require_applicant(actor, request)
    refuse_resident_number(answer, "answer")
    application = await load_for_change(Application, actor, request.application_id, None)
    await close_request(actor, application, answer=answer)
    call = await hold_call(application.call_id)
    require_complete(application, declared(application.program_code), call, await kept_form(application))
    await step_to(actor, application, "SCREENING")
    return await SupplementRequest.get(id=request.id, using_db=current().connection)


@write
async def ask_longer(actor: Actor, *, supplement_id: UUID, version: int, until: date, reason: str) -> SupplementRequest:
    """The applicant asks for more time; an official decides (`extend_supplement`)."""
    request = await load_for_change(SupplementRequest, actor, supplement_id, version)
    _require_applicant(actor, request)
    refuse_resident_number(reason, "reason")
    if request.state != "OPEN":
        raise SupplementNotOpen(state=request.state)
    await save_change(request, longer_until=until, longer_reason=reason)
    await _tell(SupplementChanged(state=request.state, due_on=request.due_on), request)
    return request


@write
async def extend_supplement(actor: Actor, *, supplement_id: UUID, version: int, until: date) -> SupplementRequest:
    """Give an applicant more time (permission of the screening step); one that has expired is opened again."""
    request = await load_for_change(SupplementRequest, actor, supplement_id, version)
    application = await load_for_change(Application, actor, request.application_id, None)
    actor.require(_scope(application))
    if request.state not in {"OPEN", "EXPIRED"} or application.spine != "SUPPLEMENT_REQUESTED":
        raise SupplementNotOpen(state=request.state)
    if request.state == "EXPIRED":
        await current().execute("delete from due_date where subject_id = $1 and kind = $2", request.id, ANSWER)
        await open_due(actor, about=about(request), due=Due(kind=ANSWER, waits_for="APPLICANT", on=until))
    else:
        await extend_due(actor, subject_id=request.id, kind=ANSWER, until=until)
    await save_change(request, state="OPEN", due_on=until, longer_until=None)
    notice = NoticeDraft(kind="SUPPLEMENT", title=f"보완 기한 연장(기한 {until})")
    await serve_notice(actor, subject=about(application), notice=notice)
    await _tell(SupplementChanged(state="OPEN", due_on=until), request)
    return request


async def close_request(actor: Actor, application: Application, *, answer: str = "") -> None:
    """Note that a locked application's supplement is handed in; refuses when its day has passed.

    For every way in which it is: `answer_supplement`, and the program's own step.
    """
    rows = SupplementRequest.filter(application_id=application.id).order_by("-asked_at").using_db(current().connection)
    request: SupplementRequest | None = await rows.select_for_update().first()
    if request is None:
        return
    if request.state == "EXPIRED" or (request.state == "OPEN" and request.due_on < clock.today()):
        raise SupplementOver(due_on=request.due_on)
    if request.state != "OPEN":
        return
    await save_change(
        request, state="ANSWERED", answered_at=clock.now(), answered_by=actor.name, answer=answer
    )  # fmt: skip
    await meet_due(actor, subject_id=request.id, kind=ANSWER)
    await _tell(SupplementChanged(state="ANSWERED", due_on=request.due_on), request)


async def expire_supplement(actor: Actor, due: DueDate) -> None:
    """The day has passed: the applicant can no longer hand in by themself, and the official decides."""
    request = await load_for_change(SupplementRequest, actor, due.subject_id, None)
    if request.state != "OPEN":
        return
    application = await load_for_change(Application, actor, request.application_id, None)
    state = "EXPIRED" if application.spine == "SUPPLEMENT_REQUESTED" else "CANCELLED"
    await save_change(request, state=state)
    await _tell(SupplementChanged(state=state, due_on=request.due_on), request)


def _scope(application: Application) -> str:
    """The permission with which a supplement of this program is asked for."""
    steps: Any = declared(application.program_code).lifecycle.transitions
    spine = declared(application.program_code).lifecycle.spine
    return next((t.scope for t in steps if spine(t.target) == "SUPPLEMENT_REQUESTED" and t.scope), SCREEN)


def _require_applicant(actor: Actor, request: SupplementRequest) -> None:
    theirs = request.firm_id in actor.firm_ids if request.firm_id else request.person_id == actor.person_id
    if actor.kind == "official" and actor.may(ENTER):
        return
    if actor.kind not in {"firm", "person"} or not theirs:
        raise NotTheApplicant


async def _tell(happened: Event, request: SupplementRequest) -> None:
    record = about(request)
    await append(
        happened,
        subject=record.id,
        firms=record.firms,
        persons=record.persons,
        program=record.program_code,
        district=record.district_code,
    )
