"""Notices posted by the write that decides something, or by an official, and read by those for whom they are."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from majung import clock
from majung.access.actor import Actor
from majung.calendar.reads import load_calendar
from majung.deadlines.models import DueDate
from majung.deadlines.reads import find_period
from majung.deadlines.rules import due_day
from majung.deadlines.writes import Due, meet_due, open_due
from majung.events.event import Event, append
from majung.identifiers import refuse_resident_number
from majung.notices.errors import NoticeNotForYou, NoticeTitleMissing, NoticeToOne
from majung.notices.events import NoticePosted, NoticeServed
from majung.notices.models import Notice
from majung.notices.rules import Service, service_of
from majung.records import About, about, find_record
from majung.storage.transaction import current, find_row, load_for_change, save_change, write

POST = "notices.post"
"""Permission to post notices of one's own; those that follow from a decision need none."""

DEEMED = "notice.deemed_served"
"""The kind of period after which a posted notice counts as served, and of its due date."""


@dataclass(frozen=True, kw_only=True)
class NoticeDraft:
    """What a notice says; `title` is shown in messages and holds nothing personal."""

    kind: str
    title: str
    body: str = ""


@write
async def post_notice(actor: Actor, *, subject_type: str, subject_id: UUID, notice: NoticeDraft) -> Notice:
    """Post a notice to the firm or person to whom a record belongs (permission ``notices.post``)."""
    actor.require(POST)
    return await serve_notice(actor, subject=await find_record(actor, subject_type, subject_id), notice=notice)


@write
async def serve_notice(actor: Actor, *, subject: About, notice: NoticeDraft) -> Notice:
    """Post a notice about a record; called by the write that decides what the notice tells."""
    if (subject.firm_id is None) == (subject.person_id is None):
        raise NoticeToOne
    if not notice.title.strip():
        raise NoticeTitleMissing(path=("title",))
    for field, text in (("title", notice.title), ("body", notice.body)):
        refuse_resident_number(text, field)
    period = await find_period(DEEMED, subject.program_code)
    deemed_on = due_day(clock.today(), period, await load_calendar()) if period else None
    made = await Notice.create(
        firm_id=subject.firm_id,
        person_id=subject.person_id,
        kind=notice.kind,
        title=notice.title.strip(),
        body=notice.body,
        subject_type=subject.type,
        subject_id=subject.id,
        program_code=subject.program_code,
        district_code=subject.district_code,
        posted_at=clock.now(),
        posted_by=actor.name,
        deemed_on=deemed_on,
        using_db=current().connection,
    )
    if deemed_on is not None:
        await open_due(actor, about=about(made), due=Due(kind=DEEMED, waits_for="APPLICANT", on=deemed_on))
    await _tell(NoticePosted(kind=made.kind, about=f"{subject.type}_{subject.id}"), made)
    return made


@write
async def read_notice(actor: Actor, *, notice_id: UUID) -> Notice:
    """The firm's agent or the person has it before them: it is served, if it was not. Reading again changes nothing."""
    notice = await load_for_change(Notice, actor, notice_id, None)
    theirs = notice.firm_id in actor.firm_ids if notice.firm_id else notice.person_id == actor.person_id
    if actor.kind not in {"firm", "person"} or not theirs:
        raise NoticeNotForYou
    if notice.read_at is None:
        await save_change(notice, read_at=clock.now(), read_by=actor.name)
        await _serve(notice)
        await meet_due(actor, subject_id=notice.id, kind=DEEMED)
    return notice


async def deem_served(actor: Actor, due: DueDate) -> None:
    """The days after posting have passed without anybody reading it: the notice counts as served."""
    await _serve(await find_row(Notice, actor, due.subject_id, lock=True))


async def _serve(notice: Notice) -> None:
    service: Service | None = service_of(notice.read_at, notice.deemed_on, clock.now())
    if service is None or notice.served_at is not None:
        return
    await save_change(notice, served_at=service.at, served_how=service.how)
    happened = NoticeServed(
        kind=notice.kind, about=f"{notice.subject_type}_{notice.subject_id}", how=service.how
    )  # fmt: skip
    await _tell(happened, notice)


async def _tell(happened: Event, notice: Notice) -> None:
    record = about(notice)
    await append(
        happened,
        subject=record.id,
        firms=record.firms,
        persons=record.persons,
        program=record.program_code,
        district=record.district_code,
    )
