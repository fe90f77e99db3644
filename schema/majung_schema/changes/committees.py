"""Changes of committees: rubrics entered, members appointed, recusals, sheets, results, ranking."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import strawberry

from majung.committees import models, ranking, rubrics, writes
from majung_schema.graph.changes import Change, change, changed
from majung_schema.graph.context import Info, actor_of
from majung_schema.graph.scalars import Won, uuid_of
from majung_schema.types.committees import Committee, CommitteeMember, CommitteeSheet, Recusal, Rubric


@strawberry.input(description="One line of a rubric; its points count times its weight.")
class CriterionInput:
    code: str
    title_ko: str
    most: Decimal
    title_en: str = ""
    weight: Decimal = strawberry.field(default=Decimal(1))
    bonus: bool = False


@strawberry.input(description="How applications of a program are scored, and what a committee needs.")
class RubricInput:
    program_code: str
    code: str
    title_ko: str
    criteria: list[CriterionInput]
    pass_mark: Decimal
    valid_from: date
    title_en: str = ""
    bonus_cap: Decimal = strawberry.field(default=Decimal(0))
    min_sheets: int = 1
    drop_extremes_from: int | None = None
    tie_break: list[str] = strawberry.field(default_factory=list)
    min_members: int = 1
    external_above_pct: Decimal | None = None
    quorum_pct: Decimal | None = None


@strawberry.input(description="A member to appoint, and the firms it is tied to.")
class CommitteeMemberInput:
    account: strawberry.ID
    name: str
    organisation: str = ""
    external: bool = False
    firms: list[strawberry.ID] = strawberry.field(default_factory=list)


@strawberry.input(description="Points for one criterion.")
class CommitteePointsInput:
    criterion: str
    points: Decimal


@strawberry.input(description="What an application would get, in won.")
class CommitteeAmountInput:
    application: strawberry.ID
    amount_krw: Won


def _rubric(given: RubricInput) -> rubrics.RubricDraft:
    criteria = tuple(vars(line) for line in given.criteria)
    return rubrics.RubricDraft(**vars(given) | {"criteria": criteria, "tie_break": tuple(given.tie_break)})


def _member(given: CommitteeMemberInput) -> writes.MemberDraft:
    return writes.MemberDraft(
        account_id=uuid_of(given.account, "account"),
        name=given.name,
        organisation=given.organisation,
        external=given.external,
        firm_ids=tuple(uuid_of(firm, "firm") for firm in given.firms),
    )


@strawberry.type
class CommitteeChanges:
    """Evaluation by committee."""

    @strawberry.mutation(description="Enter how applications of a program are scored from a day on.")
    @staticmethod
    @change
    async def enter_rubric(info: Info, input: RubricInput) -> Change[Rubric]:
        made = await rubrics.enter_rubric(actor_of(info), rubric=_rubric(input))
        return await changed(info, models.Rubric, made.id)

    @strawberry.mutation(description="Form a committee for a call.")
    @staticmethod
    @change
    async def form_committee(
        info: Info, call: strawberry.ID, rubric: strawberry.ID, title: str, meets_on: date | None = None
    ) -> Change[Committee]:
        call_id, rubric_id = uuid_of(call, "call"), uuid_of(rubric, "rubric")
        made = await writes.form_committee(
            actor_of(info), call_id=call_id, rubric_id=rubric_id, title=title, meets_on=meets_on
        )
        return await changed(info, models.Committee, made.id)

    @strawberry.mutation(description="Appoint a member while the committee is being formed.")
    @staticmethod
    @change
    async def appoint_member(
        info: Info, committee: strawberry.ID, input: CommitteeMemberInput
    ) -> Change[CommitteeMember]:
        committee_id = uuid_of(committee, "committee")
        made = await writes.appoint_member(actor_of(info), committee_id=committee_id, member=_member(input))
        return await changed(info, models.CommitteeMember, made.id)

    @strawberry.mutation(description="Begin to score, if the committee is composed as its rubric wants.")
    @staticmethod
    @change
    async def open_scoring(info: Info, id: strawberry.ID, version: int) -> Change[Committee]:
        committee_id = uuid_of(id, "committee")
        await writes.open_scoring(actor_of(info), committee_id=committee_id, version=version)
        return await changed(info, models.Committee, committee_id)

    @strawberry.mutation(description="Keep a member from an application: EXCLUSION, CHALLENGE or ABSTENTION.")
    @staticmethod
    @change
    async def recuse_member(
        info: Info, member: strawberry.ID, application: strawberry.ID, ground: str, reason: str = ""
    ) -> Change[Recusal]:
        made = await writes.recuse_member(
            actor_of(info),
            member_id=uuid_of(member, "cmember"),
            application_id=uuid_of(application, "app"),
            ground=ground,
            reason=reason,
        )
        return await changed(info, models.Recusal, made.id)

    @strawberry.mutation(description="Decide on the challenge of a member.")
    @staticmethod
    @change
    async def decide_challenge(info: Info, id: strawberry.ID, version: int, grant: bool) -> Change[Recusal]:
        recusal_id = uuid_of(id, "recusal")
        await writes.decide_challenge(actor_of(info), recusal_id=recusal_id, version=version, grant=grant)
        return await changed(info, models.Recusal, recusal_id)

    @strawberry.mutation(description="Hand in one's points for an application; again replaces them until closed.")
    @staticmethod
    @change
    async def hand_in_committee_sheet(
        info: Info,
        committee: strawberry.ID,
        application: strawberry.ID,
        points: list[CommitteePointsInput],
        note: str = "",
    ) -> Change[CommitteeSheet]:
        made = await writes.hand_in_committee_sheet(
            actor_of(info),
            committee_id=uuid_of(committee, "committee"),
            application_id=uuid_of(application, "app"),
            points={one.criterion: one.points for one in points},
            note=note,
        )
        return await changed(info, models.CommitteeSheet, made.id)

    @strawberry.mutation(description="Close scoring: sheets count and are seen.")
    @staticmethod
    @change
    async def close_committee_scoring(info: Info, id: strawberry.ID, version: int) -> Change[Committee]:
        committee_id = uuid_of(id, "committee")
        await writes.close_scoring(actor_of(info), committee_id=committee_id, version=version)
        return await changed(info, models.Committee, committee_id)

    @strawberry.mutation(description="Select within places or budget, keep in reserve, reject; everybody is told.")
    @staticmethod
    @change
    async def rank_applications(
        info: Info,
        id: strawberry.ID,
        version: int,
        places: int | None = None,
        budget_krw: Won | None = None,
        amounts: list[CommitteeAmountInput] | None = None,
        reserves: int = 0,
    ) -> Change[Committee]:
        committee_id = uuid_of(id, "committee")
        given = {uuid_of(one.application, "app"): int(one.amount_krw) for one in amounts or ()}
        room = ranking.Room(places=places, budget_krw=budget_krw, amounts=given, reserves=reserves)
        await ranking.rank_applications(actor_of(info), committee_id=committee_id, version=version, room=room)
        return await changed(info, models.Committee, committee_id)
