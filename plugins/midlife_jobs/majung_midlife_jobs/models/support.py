"""Costs of looking for work, and hires with their months."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from tortoise import fields
from tortoise.migrations.constraints import UniqueConstraint

from majung.access.policy import Policy, follows, own_firm, own_person, same_as
from majung.storage.columns import may_refer, refers, won
from majung.storage.table import Access, Table
from majung_midlife_jobs.errors import HiredAlready


class SearchCost(Table):
    """Costs of looking for work that a person claims; the money itself is the core's claim. Amounts in won."""

    claim = refers("core.Claim")
    claim_id: UUID
    person = refers("core.Person")
    person_id: UUID
    application = refers("core.Application")
    application_id: UUID
    cost_kind = fields.CharField(max_length=40)
    cost_on = fields.DateField()
    cost_krw = won()
    payable_krw = won()

    class Meta:
        table = "midlife_jobs_search_cost"
        indexes = (("application_id",), ("person_id",), ("claim_id",))

    access = Access(
        prefix="mjcost",
        policy=same_as("claim_id", "claim"),
        plain=("claim_id", "person_id", "application_id", "cost_kind", "cost_on", "cost_krw", "payable_krw"),
    )


class IncentiveHire(Table):
    """A hire that is supported. `live_key` is the person's id while it runs: one at a time for each person.

    `referral` is the job referral it came from, if it came through a jobs centre. `worker_record` is the support record
    of the worker, `firm_record` the firm's.
    """

    application = refers("core.Application")
    application_id: UUID
    firm = refers("core.Firm")
    firm_id: UUID
    person = refers("core.Person")
    person_id: UUID
    referral = may_refer("jobs.JobReferral")
    referral_id: UUID | None
    rules = refers("core.EditionRules")
    rules_id: UUID
    worker_record = refers("core.SupportRecord")
    worker_record_id: UUID
    firm_record = refers("core.SupportRecord")
    firm_record_id: UUID
    hired_on = fields.DateField()
    left_on: date | None = fields.DateField(null=True)
    state = fields.CharField(max_length=10, default="RUNNING")
    live_key = fields.UUIDField(null=True, unique=True)
    entered_by = fields.CharField(max_length=200)

    class Meta:
        table = "midlife_jobs_hire"
        indexes = (("firm_id",), ("person_id",), ("application_id",), ("referral_id",))

    access = Access(
        prefix="mjhire",
        policy=Policy(official=follows("firm_id", "firm"), firm=own_firm(), person=own_person()),
        plain=(
            "application_id", "firm_id", "person_id", "referral_id", "rules_id", "worker_record_id", "firm_record_id",
            "hired_on", "left_on", "state", "live_key", "entered_by",
        ),
        conflicts={"midlife_jobs_hire_live_key_key": HiredAlready, "midlife_jobs_hire_one_live": HiredAlready},
    )  # fmt: skip


class IncentiveMonth(Table):
    """What was reported of one month of a hire, and the claims of worker and firm for it. Wage in won."""

    hire = refers("midlife_jobs.IncentiveHire")
    hire_id: UUID
    firm = refers("core.Firm")
    firm_id: UUID
    person = refers("core.Person")
    person_id: UUID
    number = fields.SmallIntField()
    starts_on = fields.DateField()
    ends_on = fields.DateField()
    insured = fields.BooleanField()
    wage_krw = won()
    reported_by = fields.CharField(max_length=200)
    worker_claim = may_refer("core.Claim")
    worker_claim_id: UUID | None
    firm_claim = may_refer("core.Claim")
    firm_claim_id: UUID | None

    class Meta:
        table = "midlife_jobs_month"
        indexes = (("person_id", "starts_on"),)
        constraints = (UniqueConstraint(fields=("hire_id", "number"), name="midlife_jobs_month_once"),)

    access = Access(
        prefix="mjmonth",
        policy=same_as("hire_id", "midlife_jobs_hire"),
        plain=(
            "hire_id", "firm_id", "person_id", "number", "starts_on", "ends_on", "insured", "wage_krw", "reported_by",
            "worker_claim_id", "firm_claim_id",
        ),
    )  # fmt: skip
