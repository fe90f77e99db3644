"""Job orders (구인): what a firm offers, for how many, until when."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from tortoise import fields
from tortoise.contrib.postgres.indexes import PostgreSQLIndex
from tortoise.migrations.constraints import CheckConstraint

from majung.access.policy import EVERYONE, Policy, Sql, any_of, own_firm
from majung.storage.columns import may_refer, refers, texts, won
from majung.storage.table import Access, Table

_OPEN = Sql("{row}.state = 'OPEN'")


class JobOrder(Table):
    """A job order. `hired` counts those for whom the firm has decided, `confirmed` those who began.

    The wage is kept as offered and as `wage_month_krw`, what it comes to in a month (won, before deductions), by which
    orders are compared. `findings` are wordings that a rule stands against, kept with the ground that made them
    lawful.
    """

    firm = refers("core.Firm")
    firm_id: UUID
    centre = refers("core.Institution")
    centre_id: UUID
    account = may_refer("core.Account")
    account_id: UUID | None
    number = fields.CharField(max_length=40, null=True, unique=True)
    title = fields.CharField(max_length=200)
    duties = fields.TextField(default="")
    conditions = fields.TextField(default="")
    occupation_code = fields.CharField(max_length=6)
    major = fields.CharField(max_length=1)
    district_code = fields.CharField(max_length=10)
    employment = fields.CharField(max_length=20)
    wage_kind = fields.CharField(max_length=10)
    wage_krw = won()
    wage_month_krw = won()
    hours_week = fields.DecimalField(max_digits=4, decimal_places=1)
    days_week = fields.DecimalField(max_digits=2, decimal_places=1)
    headcount = fields.IntField()
    hired = fields.IntField(default=0)
    confirmed = fields.IntField(default=0)
    skills = texts()
    certificates = texts()
    certificates_required = texts()
    career_months = fields.IntField(default=0)
    ground = fields.CharField(max_length=40, null=True)
    findings: fields.JSONField[list[dict[str, str]]] = fields.JSONField(default=list)
    state = fields.CharField(max_length=10, default="DRAFT")
    opened_on = fields.DateField(null=True)
    valid_until = fields.DateField(null=True)
    renewals = fields.IntField(default=0)
    confirmed_at: datetime = fields.DatetimeField(null=True)
    asked_on = fields.DateField(null=True)
    closed_at = fields.DatetimeField(null=True)
    close_reason = fields.CharField(max_length=200, default="")

    class Meta:
        table = "jobs_order"
        indexes = (
            PostgreSQLIndex(fields=("major", "district_code"), condition={"state": "OPEN"}),
            ("firm_id", "state"),
            ("centre_id", "state"),
            ("state", "valid_until"),
        )
        constraints = (
            CheckConstraint(check="headcount > 0 and hired between 0 and headcount", name="jobs_order_places"),
            CheckConstraint(check="confirmed between 0 and hired", name="jobs_order_confirmed"),
        )

    access = Access(
        prefix="joborder",
        policy=Policy(
            official=EVERYONE,
            firm=any_of(own_firm(), _OPEN),
            person=_OPEN,
            partner=_OPEN,
            anonymous=_OPEN,
        ),
        plain=(
            "firm_id", "centre_id", "account_id", "number", "title", "duties", "conditions", "occupation_code", "major",
            "district_code", "employment", "wage_kind", "wage_krw", "wage_month_krw", "hours_week", "days_week",
            "headcount", "hired", "confirmed", "skills", "certificates", "certificates_required", "career_months",
            "ground", "findings", "state", "opened_on", "valid_until", "renewals", "confirmed_at", "asked_on",
            "closed_at", "close_reason",
        ),
    )  # fmt: skip
