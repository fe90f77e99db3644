"""Consultations: what a firm or a person was advised, by whom, how, with what outcome and what comes next."""

from __future__ import annotations

from uuid import UUID

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint

from majung.access.personal import Personal
from majung.access.policy import (
    Policy,
    Sql,
    all_of,
    any_of,
    follows,
    in_districts,
    own_account,
    own_centre,
    own_firm,
    own_person,
    scoped,
)
from majung.storage.columns import EncryptedText, may_refer, refers
from majung.storage.table import Access, Table

WRITE = "consultations.write"
"""Permission to enter consultations and to see those of one's own centres."""

READ_ALL = "consultations.read_all"
"""Permission to see the consultations of all centres."""


class Consultation(Table):
    """One consultation (상담). `summary` is what was agreed, which the firm or person may read.

    `confidential` is what the adviser wrote for other advisers; health or family may be in it, so it is sensitive
    (Personal Information Protection Act art. 23), encrypted, and never shown to those who were advised. Consultations
    of persons are seen at the centre that held them, those of firms by all officials who see the firm.
    """

    firm = may_refer("core.Firm")
    firm_id: UUID | None
    person = may_refer("core.Person")
    person_id: UUID | None
    centre = may_refer("core.Institution")
    centre_id: UUID | None
    account = refers("core.Account")
    account_id: UUID
    adviser = fields.CharField(max_length=200)
    kind = fields.CharField(max_length=40)
    channel = fields.CharField(max_length=40)
    program_code = fields.CharField(max_length=100, null=True)
    district_code = fields.CharField(max_length=10, null=True)
    held_at = fields.DatetimeField()
    minutes = fields.SmallIntField(null=True)
    summary = fields.TextField(default="")
    confidential = EncryptedText(null=True)
    outcome = fields.CharField(max_length=40, null=True)
    next_step = fields.CharField(max_length=500, default="")
    next_step_due_on = fields.DateField(null=True)
    next_step_done_at = fields.DatetimeField(null=True)

    class Meta:
        table = "consultation"
        indexes = (("firm_id", "held_at"), ("person_id", "held_at"), ("account_id",), ("centre_id",))
        constraints = (CheckConstraint(check="(firm_id is null) <> (person_id is null)", name="consultation_of_one"),)

    access = Access(
        prefix="consult",
        policy=Policy(
            official=any_of(
                own_account(),
                scoped(WRITE, own_centre()),
                scoped(READ_ALL, in_districts()),
                all_of(Sql("{row}.person_id is null"), follows("firm_id", "firm")),
            ),
            firm=own_firm(),
            person=own_person(),
        ),
        plain=(
            "firm_id", "person_id", "centre_id", "account_id", "kind", "channel", "program_code", "district_code",
            "held_at", "minutes", "outcome", "next_step_due_on", "next_step_done_at", "adviser",
        ),
        personal={
            "summary": Personal(firm="firm_id", retention="consultation"),
            "next_step": Personal(firm="firm_id", retention="consultation"),
            "confidential": Personal(
                firm="firm_id", sensitive=True, staff_only=True, encrypted=True, retention="consultation"
            ),
        },
        dated="held_at",
    )  # fmt: skip
