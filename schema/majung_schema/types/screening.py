"""Screening: supplements and visits; and what follows a selection: agreements, settlements, surveys, objections."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from majung.agreements import models
from majung.applications import models as applications
from majung.money import models as money
from majung.notices import models as notices
from majung.screening import models as screening
from majung_schema.graph.bound import bound
from majung_schema.graph.connections import Connection
from majung_schema.graph.node import Node
from majung_schema.graph.relations import to_many, to_one
from majung_schema.graph.scalars import Json, Won
from majung_schema.types.applications import Application, Decision
from majung_schema.types.money import Clawback
from majung_schema.types.notices import Notice


@bound(screening.SupplementRequest)
class SupplementRequest(Node):
    """What an applicant is asked to supply by a day (보완요청)."""

    items: Json
    state: str
    asked_at: datetime
    asked_by: str
    due_on: date
    longer_until: date | None
    longer_reason: str
    answered_at: datetime | None
    answer: str
    version: int
    application: Application | None = to_one(applications.Application, "application_id")
    notices: Connection[Notice] = to_many(notices.Notice, "subject_id", key="application_id", sort=("posted_at",))


@bound(screening.Inspection)
class Inspection(Node):
    """A visit to the applicant's place (현장실사), for officials."""

    inspector: str
    planned_on: date
    state: str
    visited_on: date | None
    passed: bool | None
    findings: Json
    report: str
    version: int
    application: Application | None = to_one(applications.Application, "application_id")


@bound(models.AgreementChange)
class AgreementChange(Node):
    """A change of an agreement, asked for and decided."""

    wanted: Json
    before: Json
    reason: str
    state: str
    asked_at: datetime
    asked_by: str
    decided_at: datetime | None
    note: str
    version: int


@bound(models.ProjectSettlement)
class ProjectSettlement(Node):
    """What was spent, with evidence (정산), and what must come back. Amounts in won."""

    spent_krw: Won
    interest_krw: Won
    report: str
    state: str
    submitted_at: datetime
    note: str
    paid_krw: Won | None
    confirmed_krw: Won | None
    excess_krw: Won | None
    decided_at: datetime | None
    decided_by: str | None
    version: int
    application: Application | None = to_one(applications.Application, "application_id")
    clawback: Clawback | None = to_one(money.Clawback, "clawback_id")


@bound(models.Agreement)
class Agreement(Node):
    """An agreement (협약), concluded when both sides have signed. Amounts in won."""

    amount_krw: Won
    own_share_krw: Won
    period_from: date
    period_to: date
    terms: str
    state: str
    offered_at: datetime
    sign_by: date
    agency_signed_at: datetime | None
    agency_signed_by: str | None
    applicant_signed_at: datetime | None
    applicant_signed_by: str | None
    version: int
    application: Application | None = to_one(applications.Application, "application_id")
    changes: Connection[AgreementChange] = to_many(models.AgreementChange, "agreement_id", sort=("asked_at",))
    settlements: Connection[ProjectSettlement] = to_many(
        models.ProjectSettlement, "agreement_id", sort=("submitted_at",)
    )


@bound(models.FollowUpSurvey)
class FollowUpSurvey(Node):
    """What became of the support in one later year (성과조사)."""

    year: int
    due_on: date
    state: str
    sales_krw: Won | None
    exports_usd: Decimal | None
    jobs: int | None
    note: str
    answered_at: datetime | None
    version: int
    application: Application | None = to_one(applications.Application, "application_id")


@bound(models.Objection)
class Objection(Node):
    """An objection (이의신청) to a decision; `until` was the last day of its window, null before service."""

    until: date | None
    grounds: str
    state: str
    lodged_at: datetime
    answer: str
    decided_at: datetime | None
    decided_by: str | None
    version: int
    application: Application | None = to_one(applications.Application, "application_id")
    decision: Decision | None = to_one(applications.Decision, "decision_id")
    notice: Notice | None = to_one(notices.Notice, "notice_id")
