"""Time: how long things may take, as data, and the day on which each of them is due."""

from __future__ import annotations

from uuid import UUID

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

from majung.access.policy import (
    Policy,
    Sql,
    all_of,
    any_of,
    in_districts,
    own_account,
    own_centre,
    own_firm,
    own_institution,
    own_person,
    own_program,
    public,
)
from majung.deadlines.errors import DueAlready
from majung.storage.columns import may_refer
from majung.storage.table import Access, Table


class PeriodRule(Table):
    """How long something may take, for one program or for all, in force from one day to another.

    `days` are business days, or calendar days whose end moves on to the next business day (Civil Act art. 161).
    A reminder comes `remind_days` calendar days before the end; 0 gives none.
    """

    kind = fields.CharField(max_length=60)
    program_code = fields.CharField(max_length=100, null=True)
    days = fields.SmallIntField()
    unit = fields.CharField(max_length=20)
    remind_days = fields.SmallIntField(default=0)
    valid_from = fields.DateField()
    valid_to = fields.DateField(null=True)
    source = fields.CharField(max_length=300, default="")

    class Meta:
        table = "period_rule"
        indexes = (("kind",),)
        constraints = (CheckConstraint(check="days >= 0 and remind_days >= 0", name="period_not_negative"),)

    access = Access(
        prefix="period",
        policy=public(),
        plain=("kind", "program_code", "days", "unit", "remind_days", "valid_from", "valid_to", "source"),
    )


class DueDate(Table):
    """That something is due: about which record, by whom, on which day, and by which rule the day was counted.

    `waits_for` says whose move it is (APPLICANT, OFFICIAL, INSTITUTION). A due date is open until it is `done_at`
    or `passed_at`; what happens when it passes follows from its kind.
    """

    subject_type = fields.CharField(max_length=30)
    subject_id = fields.UUIDField()
    kind = fields.CharField(max_length=60)
    waits_for = fields.CharField(max_length=12)
    firm = may_refer("core.Firm")
    firm_id: UUID | None
    person = may_refer("core.Person")
    person_id: UUID | None
    account = may_refer("core.Account")
    account_id: UUID | None
    institution = may_refer("core.Institution")
    institution_id: UUID | None
    program_code = fields.CharField(max_length=100, null=True)
    district_code = fields.CharField(max_length=10, null=True)
    started_on = fields.DateField()
    due_on = fields.DateField()
    rule = fields.CharField(max_length=200)
    extensions = fields.SmallIntField(default=0)
    remind_on = fields.DateField(null=True)
    reminded_at = fields.DatetimeField(null=True)
    done_at = fields.DatetimeField(null=True)
    passed_at = fields.DatetimeField(null=True)

    class Meta:
        table = "due_date"
        indexes = (("due_on",), ("firm_id",), ("person_id",), ("account_id",))
        constraints = (UniqueConstraint(fields=("subject_id", "kind"), name="due_once"),)

    access = Access(
        prefix="due",
        policy=Policy(
            official=any_of(
                own_account(),
                own_centre("institution_id"),
                all_of(in_districts(), any_of(Sql("{row}.person_id is null"), own_program())),
            ),
            firm=own_firm(),
            person=own_person(),
            partner=own_institution(),
        ),
        plain=(
            "subject_type", "subject_id", "kind", "waits_for", "firm_id", "person_id", "account_id",
            "institution_id", "program_code", "district_code", "started_on", "due_on", "rule", "extensions",
            "remind_on", "reminded_at", "done_at", "passed_at",
        ),
        conflicts={"due_once": DueAlready},
    )  # fmt: skip
