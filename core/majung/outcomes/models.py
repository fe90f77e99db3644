"""Outcomes: what came of support (sales, exports, jobs), each with the grade of the evidence behind it."""

from __future__ import annotations

from uuid import UUID

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint

from majung.access.policy import Policy, any_of, follows, own_firm, own_person, whole_province
from majung.storage.columns import may_refer
from majung.storage.table import Access, Table


class Outcome(Table):
    """A result that a firm or person reached, told once, proved by evidence of a grade.

    `grade` follows from the evidence and is never typed in: STATED < MOU < CONTRACT < INVOICE < CUSTOMS < REPEAT.
    `counterpart` is the customer; `withdrawn_at` takes it out of every sum.
    """

    firm = may_refer("core.Firm")
    firm_id: UUID | None
    person = may_refer("core.Person")
    person_id: UUID | None
    program_code = fields.CharField(max_length=100)
    application = may_refer("core.Application")
    application_id: UUID | None
    kind = fields.CharField(max_length=20)
    happened_on = fields.DateField()
    amount = fields.DecimalField(max_digits=20, decimal_places=4)
    unit = fields.CharField(max_length=10)
    grade = fields.CharField(max_length=20)
    counterpart = fields.CharField(max_length=300, default="")
    counterpart_key = fields.CharField(max_length=300, default="")
    country = fields.CharField(max_length=2, null=True)
    note = fields.CharField(max_length=500, default="")
    recorded_at = fields.DatetimeField()
    recorded_by = fields.CharField(max_length=200)
    withdrawn_at = fields.DatetimeField(null=True)

    class Meta:
        table = "outcome"
        indexes = (("firm_id",), ("person_id",), ("program_code", "kind"))
        constraints = (CheckConstraint(check="amount > 0", name="outcome_positive"),)

    access = Access(
        prefix="outcome",
        policy=Policy(
            official=any_of(whole_province(), follows("firm_id", "firm"), follows("person_id", "person")),
            firm=own_firm(),
            person=own_person(),
        ),
        plain=(
            "firm_id", "person_id", "program_code", "application_id", "kind", "happened_on", "amount", "unit", "grade",
            "counterpart", "counterpart_key", "country", "note", "recorded_at", "recorded_by", "withdrawn_at",
        ),
        destroyed_too=("note",),
    )  # fmt: skip
