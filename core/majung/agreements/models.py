"""Closing: agreements signed by both, their changes, settlements with evidence, surveys, objections. Amounts in won."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

from majung.access.policy import same_as
from majung.agreements.errors import AgreementAlready, ObjectionAlready, SettlementOpen, SurveyAlready
from majung.storage.columns import may_refer, refers, won
from majung.storage.table import Access, Table

_OF_APPLICATION = ("application_id", "firm_id", "person_id", "program_code", "district_code")
_SEEN_WITH_IT = same_as("application_id", "application")


class Agreement(Table):
    """An agreement (협약) with a selected applicant: OFFERED until both have signed, then SIGNED, or LAPSED."""

    application = refers("core.Application")
    application_id: UUID
    firm = may_refer("core.Firm")
    firm_id: UUID | None
    person = may_refer("core.Person")
    person_id: UUID | None
    program_code = fields.CharField(max_length=100)
    district_code = fields.CharField(max_length=10, null=True)
    amount_krw = won()
    own_share_krw = won(default=0)
    period_from = fields.DateField()
    period_to = fields.DateField()
    terms = fields.TextField(default="")
    state = fields.CharField(max_length=10, default="OFFERED")
    offered_at = fields.DatetimeField()
    sign_by = fields.DateField()
    agency_signed_at = fields.DatetimeField(null=True)
    agency_signed_by = fields.CharField(max_length=200, null=True)
    applicant_signed_at = fields.DatetimeField(null=True)
    applicant_signed_by = fields.CharField(max_length=200, null=True)

    class Meta:
        table = "agreement"
        constraints = (
            UniqueConstraint(fields=("application_id",), name="agreement_once"),
            CheckConstraint(check="period_from <= period_to", name="agreement_period"),
            CheckConstraint(check="amount_krw > 0 and own_share_krw >= 0", name="agreement_amount"),
        )

    access = Access(
        prefix="agreement",
        policy=_SEEN_WITH_IT,
        plain=(
            *_OF_APPLICATION, "amount_krw", "own_share_krw", "period_from", "period_to", "terms", "state",
            "offered_at", "sign_by", "agency_signed_at", "agency_signed_by", "applicant_signed_at",
            "applicant_signed_by",
        ),
        conflicts={"agreement_once": AgreementAlready},
    )  # fmt: skip


class AgreementChange(Table):
    """A change of content or budget while the work goes on; it needs approval first (지방보조금법 art. 14).

    `wanted` holds the new values by column, `before` the old ones once it is APPROVED; or it is REFUSED.
    """

    agreement = refers("core.Agreement")
    agreement_id: UUID
    wanted: fields.JSONField[Any] = fields.JSONField(default=dict)
    before: fields.JSONField[Any] = fields.JSONField(default=dict)
    reason = fields.TextField()
    state = fields.CharField(max_length=10, default="ASKED")
    asked_at = fields.DatetimeField()
    asked_by = fields.CharField(max_length=200)
    decided_at = fields.DatetimeField(null=True)
    decided_by = fields.CharField(max_length=200, null=True)
    note = fields.TextField(default="")

    class Meta:
        table = "agreement_change"
        indexes = (("agreement_id",),)

    access = Access(
        prefix="achange",
        policy=same_as("agreement_id", "agreement"),
        plain=(
            "agreement_id", "wanted", "before", "reason", "state", "asked_at", "asked_by", "decided_at",
            "decided_by", "note",
        ),
    )  # fmt: skip


class ProjectSettlement(Table):
    """What was spent, with evidence (정산): SUBMITTED, RETURNED for a supplement, or CONFIRMED.

    Confirming fixes the amount; paid money with its interest beyond that is the excess, which must come back.
    """

    application = refers("core.Application")
    application_id: UUID
    firm = may_refer("core.Firm")
    firm_id: UUID | None
    person = may_refer("core.Person")
    person_id: UUID | None
    agreement = refers("core.Agreement")
    agreement_id: UUID
    clawback = may_refer("core.Clawback")
    clawback_id: UUID | None
    program_code = fields.CharField(max_length=100)
    district_code = fields.CharField(max_length=10, null=True)
    spent_krw = won()
    interest_krw = won(default=0)
    report = fields.TextField(default="")
    state = fields.CharField(max_length=10, default="SUBMITTED")
    live_key = fields.CharField(max_length=40, null=True, unique=True)
    submitted_at = fields.DatetimeField()
    submitted_by = fields.CharField(max_length=200)
    note = fields.TextField(default="")
    paid_krw = won(null=True)
    confirmed_krw = won(null=True)
    excess_krw = won(null=True)
    decided_at = fields.DatetimeField(null=True)
    decided_by = fields.CharField(max_length=200, null=True)

    class Meta:
        table = "project_settlement"
        indexes = (("application_id",),)
        constraints = (CheckConstraint(check="spent_krw >= 0 and interest_krw >= 0", name="settlement_amounts"),)

    access = Access(
        prefix="settlement",
        policy=_SEEN_WITH_IT,
        plain=(
            *_OF_APPLICATION, "agreement_id", "clawback_id", "spent_krw", "interest_krw", "report", "state",
            "live_key", "submitted_at", "submitted_by", "note", "paid_krw", "confirmed_krw", "excess_krw",
            "decided_at", "decided_by",
        ),
        conflicts={
            "uid_project_settlement_live_key": SettlementOpen,
            "project_settlement_live_key_key": SettlementOpen,
        },
    )  # fmt: skip


class FollowUpSurvey(Table):
    """What became of the support in one later year (성과조사): ASKED, ANSWERED, or LAPSED. Exports in US dollars."""

    application = refers("core.Application")
    application_id: UUID
    firm = may_refer("core.Firm")
    firm_id: UUID | None
    person = may_refer("core.Person")
    person_id: UUID | None
    program_code = fields.CharField(max_length=100)
    district_code = fields.CharField(max_length=10, null=True)
    year = fields.SmallIntField()
    due_on = fields.DateField()
    state = fields.CharField(max_length=10, default="ASKED")
    sales_krw = won(null=True)
    exports_usd = fields.DecimalField(max_digits=16, decimal_places=2, null=True)
    jobs = fields.IntField(null=True)
    note = fields.TextField(default="")
    answered_at = fields.DatetimeField(null=True)
    answered_by = fields.CharField(max_length=200, null=True)

    class Meta:
        table = "follow_up_survey"
        constraints = (UniqueConstraint(fields=("application_id", "year"), name="survey_once"),)

    access = Access(
        prefix="survey",
        policy=_SEEN_WITH_IT,
        plain=(
            *_OF_APPLICATION, "year", "due_on", "state", "sales_krw", "exports_usd", "jobs", "note",
            "answered_at", "answered_by",
        ),
        destroyed_too=("note",),
        conflicts={"survey_once": SurveyAlready},
    )  # fmt: skip


class Objection(Table):
    """An objection (이의신청) to a decision: LODGED within its window, then UPHELD or DISMISSED by somebody else.

    The window begins when the notice of the decision is served (행정기본법 art. 36); `until` is its last day.
    """

    application = refers("core.Application")
    application_id: UUID
    firm = may_refer("core.Firm")
    firm_id: UUID | None
    person = may_refer("core.Person")
    person_id: UUID | None
    decision = refers("core.Decision")
    decision_id: UUID
    notice = may_refer("core.Notice")
    notice_id: UUID | None
    program_code = fields.CharField(max_length=100)
    district_code = fields.CharField(max_length=10, null=True)
    until = fields.DateField(null=True)
    grounds = fields.TextField()
    state = fields.CharField(max_length=10, default="LODGED")
    lodged_at = fields.DatetimeField()
    lodged_by = fields.CharField(max_length=200)
    answer = fields.TextField(default="")
    decided_at = fields.DatetimeField(null=True)
    decided_by = fields.CharField(max_length=200, null=True)

    class Meta:
        table = "objection"
        constraints = (UniqueConstraint(fields=("decision_id",), name="objection_once"),)
        indexes = (("application_id",),)

    access = Access(
        prefix="objection",
        policy=_SEEN_WITH_IT,
        plain=(
            *_OF_APPLICATION, "decision_id", "notice_id", "until", "grounds", "state", "lodged_at", "lodged_by",
            "answer", "decided_at", "decided_by",
        ),
        destroyed_too=("grounds", "answer"),
        conflicts={"objection_once": ObjectionAlready},
    )  # fmt: skip
