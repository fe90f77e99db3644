"""Committees formed, opened and closed; members, recusals and sheets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from majung import clock
from majung.access.actor import Actor
from majung.applications.lifecycle import DECIDE, SCREEN
from majung.applications.models import Application
from majung.committees import rules
from majung.committees.composition import check_composition, check_quorum
from majung.committees.errors import (
    CommitteeNotInState,
    MemberRecused,
    NotAMember,
    NotBeforeTheCommittee,
    NothingToRank,
    RecusalGroundUnknown,
)
from majung.committees.events import CommitteeOpened, ScoringClosed
from majung.committees.models import Committee, CommitteeMember, CommitteeSheet, Evaluation, Recusal, Rubric
from majung.committees.rubrics import composition_of, rubric_of
from majung.events.event import append
from majung.identifiers import refuse_resident_number
from majung.institutions.models import Account
from majung.programs.models import Call, Program
from majung.storage.transaction import current, find_row, load_for_change, save_change, write

GROUNDS = frozenset({"EXCLUSION", "CHALLENGE", "ABSTENTION"})


@dataclass(frozen=True, kw_only=True)
class MemberDraft:
    """A member to appoint; `firm_ids` are firms it is tied to."""

    account_id: UUID
    name: str
    organisation: str = ""
    external: bool = False
    firm_ids: tuple[UUID, ...] = ()


@write
async def form_committee(
    actor: Actor, *, call_id: UUID, rubric_id: UUID, title: str, meets_on: date | None = None
) -> Committee:
    """Form a committee for a call of the rubric's program (permission ``applications.decide``)."""
    actor.require(DECIDE)
    call = await find_row(Call, actor, call_id)
    program = await Program.get(id=call.program_id, using_db=current().connection)
    rubric = await find_row(Rubric, actor, rubric_id)
    if rubric.program_code != program.code:
        raise NotBeforeTheCommittee(state=rubric.program_code)
    return await Committee.create(
        call_id=call.id,
        rubric_id=rubric.id,
        program_code=program.code,
        title=title,
        meets_on=meets_on,
        using_db=current().connection,
    )


@write
async def appoint_member(actor: Actor, *, committee_id: UUID, member: MemberDraft) -> CommitteeMember:
    """Appoint a member while the committee is being formed."""
    actor.require(DECIDE)
    committee = await _committee(actor, committee_id, "FORMING")
    account = await Account.get_or_none(id=member.account_id, using_db=current().connection)
    if account is None:
        raise NotAMember
    return await CommitteeMember.create(
        committee_id=committee.id,
        **{**vars(member), "firm_ids": [*member.firm_ids]},
        using_db=current().connection,
    )


@write
async def open_scoring(actor: Actor, *, committee_id: UUID, version: int) -> Committee:
    """Begin to score, if the committee is composed as its rubric wants.

    Members tied to an applicant are excluded from its application by law (제척), without anyone asking.
    """
    actor.require(DECIDE)
    committee = await _committee(actor, committee_id, "FORMING", version)
    members = await _members(committee)
    external = sum(member.external for member in members)
    rubric = await Rubric.get(id=committee.rubric_id, using_db=current().connection)
    check_composition(composition_of(rubric), members=len(members), external=external)
    for application in await Application.filter(call_id=committee.call_id).using_db(current().connection):
        for member in members:
            if application.firm_id in set(member.firm_ids):
                await _recuse(actor, member, application, "EXCLUSION", "tied to the applicant / 신청 기업과 이해관계")
    await save_change(committee, state="SCORING")
    happened = CommitteeOpened(members=len(members), external=external)
    await append(happened, subject=committee.id, program=committee.program_code)
    return committee


@write
async def recuse_member(actor: Actor, *, member_id: UUID, application_id: UUID, ground: str, reason: str) -> Recusal:
    """Keep a member from an application: its own wish (회피), the law (제척), or a challenge that is then decided.

    Officials who screen enter exclusions and challenges of parties; a member only its own abstention.
    """
    if ground not in GROUNDS:
        raise RecusalGroundUnknown(given=ground[:40])
    refuse_resident_number(reason, "reason")
    member = await find_row(CommitteeMember, actor, member_id)
    committee = await find_row(Committee, actor, member.committee_id, lock=True)
    if committee.state not in {"FORMING", "SCORING"}:
        raise CommitteeNotInState(state=committee.state, needed="FORMING, SCORING")
    if not (ground == "ABSTENTION" and member.account_id == actor.account_id):
        actor.require(SCREEN)
    application = await find_row(Application, actor, application_id)
    if application.call_id != committee.call_id:
        raise NotBeforeTheCommittee(state=application.state)
    return await _recuse(actor, member, application, ground, reason)


@write
async def decide_challenge(actor: Actor, *, recusal_id: UUID, version: int, grant: bool) -> Recusal:
    """Decide on a challenge (기피); never by the member who was challenged."""
    actor.require(DECIDE)
    recusal = await load_for_change(Recusal, actor, recusal_id, version)
    member = await CommitteeMember.get(id=recusal.member_id, using_db=current().connection)
    if recusal.state != "ASKED" or member.account_id == actor.account_id:
        raise CommitteeNotInState(state=recusal.state, needed="ASKED")
    await save_change(recusal, state="GRANTED" if grant else "REFUSED", decided_by=actor.name)
    if grant:
        await _drop_sheet(member.id, recusal.application_id)
    return recusal


@write
async def hand_in_committee_sheet(
    actor: Actor, *, committee_id: UUID, application_id: UUID, points: Mapping[str, Decimal], note: str = ""
) -> CommitteeSheet:
    """A member's points for an application; handing in again before scoring is closed replaces them."""
    refuse_resident_number(note, "note")
    committee = await _committee(actor, committee_id, "SCORING")
    rows = CommitteeMember.filter(committee_id=committee.id, account_id=actor.account_id)
    member = await rows.using_db(current().connection).first() if actor.account_id else None
    if member is None:
        raise NotAMember
    application = await find_row(Application, actor, application_id)
    _require_before(committee, application)
    recusals = Recusal.filter(member_id=member.id, application_id=application.id).exclude(state="REFUSED")
    if recusal := await recusals.using_db(current().connection).first():
        raise MemberRecused(ground=recusal.ground)
    rubric = rubric_of(await Rubric.get(id=committee.rubric_id, using_db=current().connection))
    rules.check_sheet(rubric, rules.Sheet(member=member.name, points=dict(points)))
    values = {
        "points": {code: str(given) for code, given in points.items()},
        "note": note,
        "handed_in_at": clock.now(),
    }
    key = {"application_id": application.id, "member_id": member.id}
    known = await CommitteeSheet.get_or_none(**key, using_db=current().connection)
    if known is not None:
        await save_change(known, **values)
        return known
    return await CommitteeSheet.create(
        **key, **values, committee_id=committee.id, account_id=actor.account_id, using_db=current().connection
    )


@write
async def close_scoring(actor: Actor, *, committee_id: UUID, version: int) -> list[Evaluation]:
    """Take the sheets of every application together; from now on none is changed, and all are seen."""
    actor.require(DECIDE)
    committee = await _committee(actor, committee_id, "SCORING", version)
    connection = current().connection
    row = await Rubric.get(id=committee.rubric_id, using_db=connection)
    members = {m.id: m for m in await _members(committee)}
    sheets = await CommitteeSheet.filter(committee_id=committee.id).using_db(connection)
    recusals = await Recusal.filter(committee_id=committee.id).exclude(state="REFUSED").using_db(connection)
    waiting = Application.filter(call_id=committee.call_id, spine="EVALUATING").using_db(connection)
    made: list[Evaluation] = []
    for application in await waiting.select_for_update():
        recused = {r.member_id for r in recusals if r.application_id == application.id}
        theirs = [s for s in sheets if s.application_id == application.id and s.member_id not in recused]
        check_quorum(
            composition_of(row), members=len(members), sheets=len(theirs), recused=len(recused),
            application=f"app_{application.id}",
        )  # fmt: skip
        counted = [
            rules.Sheet(
                member=f"{members[s.member_id].account_id}", points={c: Decimal(p) for c, p in s.points.items()}
            )
            for s in theirs
        ]
        made.append(await _store(committee, application, rules.committee_result(rubric_of(row), counted)))
    if not made:
        raise NothingToRank
    await save_change(committee, state="CLOSED", closed_at=clock.now(), closed_by=actor.name)
    await append(ScoringClosed(applications=len(made)), subject=committee.id, program=committee.program_code)
    return made


async def _store(committee: Committee, application: Application, result: rules.Result) -> Evaluation:
    return await Evaluation.create(
        committee_id=committee.id,
        application_id=application.id,
        average=_shown(result.average),
        average_exact=str(result.average),
        by_criterion={code: str(points) for code, points in result.by_criterion.items()},
        passed=result.passed,
        counted=[*result.counted],
        dropped=[*result.dropped],
        using_db=current().connection,
    )


async def _committee(actor: Actor, committee_id: UUID, state: str, version: int | None = None) -> Committee:
    committee = await load_for_change(Committee, actor, committee_id, version)
    if committee.state != state:
        raise CommitteeNotInState(state=committee.state, needed=state)
    return committee


async def _members(committee: Committee) -> list[CommitteeMember]:
    return await CommitteeMember.filter(committee_id=committee.id).order_by("id").using_db(current().connection)


async def _recuse(actor: Actor, member: CommitteeMember, application: Application, ground: str, reason: str) -> Recusal:
    asked = ground == "CHALLENGE"
    made = await Recusal.create(
        committee_id=member.committee_id,
        member_id=member.id,
        application_id=application.id,
        ground=ground,
        reason=reason,
        state="ASKED" if asked else "GRANTED",
        asked_at=clock.now(),
        asked_by=actor.name,
        decided_by=None if asked else actor.name,
        using_db=current().connection,
    )
    if not asked:
        await _drop_sheet(member.id, application.id)
    return made


async def _drop_sheet(member_id: UUID, application_id: UUID) -> None:
    """A recused member's sheet does not stay."""
    await (
        CommitteeSheet.filter(member_id=member_id, application_id=application_id)
        .using_db(current().connection)
        .delete()
    )


def _require_before(committee: Committee, application: Application) -> None:
    if application.call_id != committee.call_id or application.spine != "EVALUATING":
        raise NotBeforeTheCommittee(state=application.state)


def _shown(average: Fraction) -> Decimal:
    return (Decimal(average.numerator) / Decimal(average.denominator)).quantize(Decimal("0.0001"))
