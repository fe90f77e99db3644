"""Evaluation by committee: rubrics, members, sheets, results."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from majung.applications import models as applications
from majung.committees import models
from majung.programs import models as programs
from majung_schema.graph.bound import bound
from majung_schema.graph.connections import Connection
from majung_schema.graph.node import Node
from majung_schema.graph.relations import to_many, to_one
from majung_schema.graph.scalars import Json, Won
from majung_schema.types.applications import Application, Decision
from majung_schema.types.programs import Call


@bound(models.Rubric)
class Rubric(Node):
    """How a program's applications are scored, and what a committee needs; with validity."""

    program_code: str
    code: str
    title_ko: str
    title_en: str
    criteria: Json
    pass_mark: Decimal
    bonus_cap: Decimal
    min_sheets: int
    drop_extremes_from: int | None
    tie_break: list[str]
    min_members: int
    external_above_pct: Decimal | None
    quorum_pct: Decimal | None
    valid_from: date
    valid_to: date | None


@bound(models.CommitteeMember)
class CommitteeMember(Node):
    """A member of a committee, from outside or not."""

    name: str
    organisation: str
    external: bool


@bound(models.Recusal)
class Recusal(Node):
    """That a member does not take part in an application: EXCLUSION 제척, CHALLENGE 기피, ABSTENTION 회피."""

    ground: str
    reason: str
    state: str
    asked_at: datetime
    asked_by: str
    decided_by: str | None
    version: int
    member: CommitteeMember | None = to_one(models.CommitteeMember, "member_id")
    application: Application | None = to_one(applications.Application, "application_id")


@bound(models.CommitteeSheet)
class CommitteeSheet(Node):
    """A member's points for an application; the member alone sees it until scoring is closed."""

    points: Json
    note: str
    handed_in_at: datetime
    version: int
    member: CommitteeMember | None = to_one(models.CommitteeMember, "member_id")
    application: Application | None = to_one(applications.Application, "application_id")


@bound(models.Evaluation)
class Evaluation(Node):
    """What the committee gave an application, and its place."""

    average: Decimal
    by_criterion: Json
    passed: bool
    rank: int | None
    place: str | None
    amount_krw: Won | None
    application: Application | None = to_one(applications.Application, "application_id")
    decision: Decision | None = to_one(applications.Decision, "decision_id")


@bound(models.Committee)
class Committee(Node):
    """A committee (평가위원회) that evaluates the applications of one call."""

    title: str
    program_code: str
    meets_on: date | None
    state: str
    closed_at: datetime | None
    version: int
    call: Call | None = to_one(programs.Call, "call_id")
    rubric: Rubric | None = to_one(models.Rubric, "rubric_id")
    members: Connection[CommitteeMember] = to_many(models.CommitteeMember, "committee_id")
    recusals: Connection[Recusal] = to_many(models.Recusal, "committee_id", sort=("asked_at",))
    sheets: Connection[CommitteeSheet] = to_many(models.CommitteeSheet, "committee_id")
    evaluations: Connection[Evaluation] = to_many(models.Evaluation, "committee_id", sort=("rank",))
