"""A committee at work: composed, recused, blind until closed, ranked within places or budget, reserves moved up."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from tests.core.screening.conftest import Bureau
from tortoise.connection import get_connection

from majung.access.actor import Actor
from majung.applications.models import Application, Decision
from majung.committees.errors import (
    AmountMissing,
    CommitteeNotInState,
    CommitteeTooSmall,
    MemberAlready,
    MemberRecused,
    NoQuorum,
    NotAMember,
    PlacesOrBudget,
    RecusalGroundUnknown,
    RecusalKnown,
    RubricUnusable,
    ScoreOutOfRange,
    TieNotBroken,
)
from majung.committees.models import Committee, CommitteeMember, CommitteeSheet, Evaluation, Recusal
from majung.committees.ranking import Room, rank_applications
from majung.committees.rubrics import RubricDraft, enter_rubric
from majung.committees.writes import (
    MemberDraft,
    appoint_member,
    close_scoring,
    decide_challenge,
    form_committee,
    hand_in_committee_sheet,
    open_scoring,
    recuse_member,
)
from majung.errors import InvalidValue, NotAllowed, Refusal
from majung.notices.models import Notice
from majung.storage.select import Select, rows_statement
from majung.support.models import SupportRecord
from majung.testing import make_official

CRITERIA: tuple[dict[str, Any], ...] = (
    {"code": "PLAN", "title_ko": "계획", "most": "60"},
    {"code": "EXPORT", "title_ko": "수출", "most": "40"},
)
RUBRIC = RubricDraft(
    program_code="marketing",
    code="FAIR",
    title_ko="박람회 평가",
    criteria=CRITERIA,
    pass_mark=Decimal(60),
    tie_break=("EXPORT",),
    min_members=3,
    external_above_pct=Decimal(50),
    quorum_pct=Decimal(60),
    valid_from=date(2026, 1, 1),
)


@dataclass
class Panel:
    """A committee of three with two applications before it."""

    committee: Committee
    members: list[CommitteeMember]
    actors: list[Actor]
    applications: list[Application]

    async def score(self, application: Application, *plans: str) -> None:
        """One sheet for each number, all with 20 points for exports."""
        for actor, plan in zip(self.actors, plans, strict=False):
            await hand_in_committee_sheet(
                actor,
                committee_id=self.committee.id,
                application_id=application.id,
                points={"PLAN": Decimal(plan), "EXPORT": Decimal(20)},
            )


async def panel(bureau: Bureau, *, applications: int = 2, members: int = 3, **rubric: Any) -> Panel:
    """Formed, not opened: members 2 and later are from outside."""
    entered = await enter_rubric(bureau.office.manager, rubric=replace(RUBRIC, **rubric))
    call = await bureau.office.call()
    waiting = []
    for number in range(applications):
        agent = await bureau.office.agent(await bureau.office.firm(f"기업{number}"))
        _, handed_in = await bureau.office.submitted(agent, call)
        screened = await bureau.office.move(handed_in, "begin_screening")
        waiting.append(await bureau.office.move(screened, "begin_evaluation"))
    committee = await form_committee(bureau.decider, call_id=call.id, rubric_id=entered.id, title="평가위원회")
    actors = [await make_official("applications.read", name=f"위원{n}") for n in range(members)]
    made = []
    for number, actor in enumerate(actors):
        assert actor.account_id is not None
        draft = MemberDraft(account_id=actor.account_id, name=f"위원{number}", external=number > 0)
        made.append(await appoint_member(bureau.decider, committee_id=committee.id, member=draft))
    return Panel(committee=committee, members=made, actors=actors, applications=waiting)


async def opened(bureau: Bureau, **more: Any) -> Panel:
    made = await panel(bureau, **more)
    made.committee = await open_scoring(bureau.decider, committee_id=made.committee.id, version=1)
    return made


async def closed(bureau: Bureau, *plans: Sequence[str], **more: Any) -> Panel:
    made = await opened(bureau, applications=len(plans), **more)
    for application, given in zip(made.applications, plans, strict=True):
        await made.score(application, *given)
    await close_scoring(bureau.decider, committee_id=made.committee.id, version=made.committee.version)
    made.committee = await Committee.get(id=made.committee.id)
    return made


async def ranked(bureau: Bureau, made: Panel, **room: Any) -> list[str]:
    await rank_applications(
        bureau.decider, committee_id=made.committee.id, version=made.committee.version, room=Room(**room)
    )
    return [(await Application.get(id=a.id)).state for a in made.applications]


async def seen(bureau: Bureau, actor: Actor) -> list[UUID]:
    statement = rows_statement(Select(table=CommitteeSheet), actor)
    rows = await get_connection("default").execute_query_dict(statement.text, list(statement.values))
    return [row["id"] for row in rows]


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"criteria": ()}, InvalidValue),
        ({"criteria": ({"code": "PLAN"},)}, RubricUnusable),
        ({"criteria": (*CRITERIA, CRITERIA[0])}, InvalidValue),
        ({"tie_break": ("NOTHING",)}, InvalidValue),
        ({"pass_mark": Decimal(101)}, InvalidValue),
    ],
)
async def test_a_rubric_must_be_usable(bureau: Bureau, more: dict[str, Any], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        await enter_rubric(bureau.office.manager, rubric=replace(RUBRIC, **more))


async def test_a_committee_opens_only_as_its_rubric_wants(bureau: Bureau) -> None:
    made = await panel(bureau, members=2)
    with pytest.raises(CommitteeTooSmall):
        await open_scoring(bureau.decider, committee_id=made.committee.id, version=1)
    again = MemberDraft(account_id=made.members[0].account_id, name="또")
    with pytest.raises(MemberAlready):
        await appoint_member(bureau.decider, committee_id=made.committee.id, member=again)
    with pytest.raises(NotAllowed):
        await open_scoring(made.actors[0], committee_id=made.committee.id, version=1)


async def test_sheets_are_blind_until_closed(bureau: Bureau) -> None:
    made = await opened(bureau, applications=1)
    await made.score(made.applications[0], "40", "45", "50")
    counts = [len(await seen(bureau, actor)) for actor in (*made.actors, bureau.decider)]
    assert counts == [1, 1, 1, 0]
    await close_scoring(bureau.decider, committee_id=made.committee.id, version=2)
    assert len(await seen(bureau, made.actors[0])) == 3
    with pytest.raises(CommitteeNotInState):
        await made.score(made.applications[0], "60")


async def test_only_members_score_and_within_the_rubric(bureau: Bureau) -> None:
    made = await opened(bureau, applications=1)
    key = {"committee_id": made.committee.id, "application_id": made.applications[0].id}
    points = {"PLAN": Decimal(40), "EXPORT": Decimal(20)}
    with pytest.raises(NotAMember):
        await hand_in_committee_sheet(bureau.decider, points=points, **key)
    with pytest.raises(ScoreOutOfRange):
        await hand_in_committee_sheet(made.actors[0], points=points | {"PLAN": Decimal(61)}, **key)


async def test_recused_members_do_not_score_and_do_not_count(bureau: Bureau) -> None:
    made = await opened(bureau, applications=1)
    [application] = made.applications
    await made.score(application, "60", "40", "40")
    key = {"application_id": application.id, "reason": "친족"}
    with pytest.raises(RecusalGroundUnknown):
        await recuse_member(bureau.screener, member_id=made.members[0].id, ground="DISLIKE", **key)
    with pytest.raises(NotAllowed):
        await recuse_member(made.actors[1], member_id=made.members[0].id, ground="CHALLENGE", **key)
    await recuse_member(made.actors[0], member_id=made.members[0].id, ground="ABSTENTION", **key)
    with pytest.raises(RecusalKnown):
        await recuse_member(bureau.screener, member_id=made.members[0].id, ground="EXCLUSION", **key)
    with pytest.raises(MemberRecused):
        await made.score(application, "60")
    [result] = await close_scoring(bureau.decider, committee_id=made.committee.id, version=2)
    assert (result.average, len(result.counted)) == (60, 2)


async def test_a_challenge_is_decided_and_not_by_who_was_challenged(bureau: Bureau) -> None:
    made = await opened(bureau, applications=1)
    [application] = made.applications
    await made.score(application, "60", "40", "40")
    asked = await recuse_member(
        bureau.screener, member_id=made.members[0].id, application_id=application.id, ground="CHALLENGE", reason="거래"
    )
    assert (asked.state, await CommitteeSheet.all().count()) == ("ASKED", 3)
    challenged = replace(made.actors[0], scopes=frozenset({"applications.decide"}))
    with pytest.raises(CommitteeNotInState):
        await decide_challenge(challenged, recusal_id=asked.id, version=1, grant=False)
    granted = await decide_challenge(bureau.decider, recusal_id=asked.id, version=1, grant=True)
    assert (granted.state, await CommitteeSheet.all().count()) == ("GRANTED", 2)


async def test_members_tied_to_an_applicant_are_excluded_by_themselves(bureau: Bureau) -> None:
    made = await panel(bureau)
    tied = made.members[0]
    tied.firm_ids = [made.applications[0].firm_id]
    await tied.save()
    await open_scoring(bureau.decider, committee_id=made.committee.id, version=1)
    [recusal] = await Recusal.all()
    assert (recusal.ground, recusal.member_id, recusal.application_id) == (
        "EXCLUSION", tied.id, made.applications[0].id,
    )  # fmt: skip


async def test_without_a_quorum_nothing_is_closed(bureau: Bureau) -> None:
    made = await opened(bureau, applications=1)
    await made.score(made.applications[0], "40")
    with pytest.raises(NoQuorum):
        await close_scoring(bureau.decider, committee_id=made.committee.id, version=2)
    assert await Evaluation.all().count() == 0


async def test_ranked_by_places_with_reserves_and_everybody_is_told(bureau: Bureau) -> None:
    made = await closed(bureau, ["60"] * 3, ["55"] * 3, ["50"] * 3, ["30"] * 3)
    assert await ranked(bureau, made, places=1, reserves=1) == ["SELECTED", "RESERVE", "REJECTED", "REJECTED"]
    reasons = [(await Decision.get(application_id=a.id)).reason_codes for a in made.applications]
    assert reasons == [[], [], ["NO_PLACE"], ["BELOW_PASS_MARK"]]
    assert await Notice.filter(kind="RESULT").count() == 4
    assert (await Committee.get(id=made.committee.id)).state == "RANKED"


async def test_ranked_within_the_budget(bureau: Bureau) -> None:
    made = await closed(bureau, ["60"] * 3, ["55"] * 3, ["50"] * 3)
    amounts = {a.id: amount for a, amount in zip(made.applications, (300, 500, 100), strict=True)}
    with pytest.raises(PlacesOrBudget):
        await ranked(bureau, made, reserves=1)
    with pytest.raises(AmountMissing):
        await ranked(bureau, made, budget_krw=700)
    states = await ranked(bureau, made, budget_krw=700, amounts=amounts, reserves=1)
    assert states == ["SELECTED", "RESERVE", "REJECTED"]
    assert [record.decided_krw for record in await SupportRecord.all()] == [300]


async def test_a_full_tie_across_the_edge_is_the_committees_to_break(bureau: Bureau) -> None:
    made = await closed(bureau, ["50"] * 3, ["50"] * 3)
    with pytest.raises(TieNotBroken):
        await ranked(bureau, made, places=1)
    assert [(await Application.get(id=a.id)).state for a in made.applications] == ["EVALUATING"] * 2


async def test_two_officials_at_once_rank_once(bureau: Bureau) -> None:
    made = await closed(bureau, ["60"] * 3, ["55"] * 3)

    async def rank() -> str:
        try:
            await rank_applications(
                bureau.decider, committee_id=made.committee.id, version=made.committee.version, room=Room(places=1)
            )
        except Refusal as refusal:
            return refusal.code
        return "RANKED"

    assert sorted(await asyncio.gather(rank(), rank())) == ["RANKED", "VERSION_CONFLICT"]
    assert await Decision.all().count() == 2
