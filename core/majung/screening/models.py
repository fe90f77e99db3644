"""Screening: what an applicant is asked to supply, and visits to the applicant's place."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tortoise import fields

from majung.access.policy import Policy, follows, same_as
from majung.storage.columns import may_refer, refers
from majung.storage.table import Access, Table


class SupplementRequest(Table):
    """What an applicant is asked to supply (보완요청) by a day: `items` are {code, text} of answers or documents.

    OPEN, ANSWERED by the applicant, EXPIRED when the day passed, CANCELLED when the application moved on without it.
    """

    application = refers("core.Application")
    application_id: UUID
    firm = may_refer("core.Firm")
    firm_id: UUID | None
    person = may_refer("core.Person")
    person_id: UUID | None
    program_code = fields.CharField(max_length=100)
    district_code = fields.CharField(max_length=10, null=True)
    items: fields.JSONField[Any] = fields.JSONField(default=list)
    state = fields.CharField(max_length=10, default="OPEN")
    asked_at = fields.DatetimeField()
    asked_by = fields.CharField(max_length=200)
    account_id = fields.UUIDField(null=True)
    due_on = fields.DateField()
    longer_until = fields.DateField(null=True)
    longer_reason = fields.CharField(max_length=500, default="")
    answered_at = fields.DatetimeField(null=True)
    answered_by = fields.CharField(max_length=200, null=True)
    answer = fields.TextField(default="")

    class Meta:
        table = "supplement_request"
        indexes = (("application_id",), ("state", "due_on"))

    access = Access(
        prefix="supplement",
        policy=same_as("application_id", "application"),
        plain=(
            "application_id", "firm_id", "person_id", "program_code", "district_code", "items", "state", "asked_at",
            "asked_by", "account_id", "due_on", "longer_until", "longer_reason", "answered_at", "answered_by",
            "answer",
        ),
        destroyed_too=("longer_reason", "answer"),
    )  # fmt: skip


class Inspection(Table):
    """A visit to the applicant's place before the decision (현장실사): PLANNED, DONE with a report, or CANCELLED.

    `findings` are {code, met, note}; only officials see it.
    """

    application = refers("core.Application")
    application_id: UUID
    firm = may_refer("core.Firm")
    firm_id: UUID | None
    person = may_refer("core.Person")
    person_id: UUID | None
    program_code = fields.CharField(max_length=100)
    district_code = fields.CharField(max_length=10, null=True)
    account = refers("core.Account")
    account_id: UUID
    inspector = fields.CharField(max_length=200)
    planned_on = fields.DateField()
    state = fields.CharField(max_length=10, default="PLANNED")
    visited_on = fields.DateField(null=True)
    passed = fields.BooleanField(null=True)
    findings: fields.JSONField[Any] = fields.JSONField(default=list)
    report = fields.TextField(default="")

    class Meta:
        table = "inspection"
        indexes = (("application_id",), ("account_id", "state"))

    access = Access(
        prefix="inspection",
        policy=Policy(official=follows("application_id", "application")),
        plain=(
            "application_id", "firm_id", "person_id", "program_code", "district_code", "account_id", "inspector",
            "planned_on", "state", "visited_on", "passed", "findings", "report",
        ),
        destroyed_too=("findings",),
    )  # fmt: skip
