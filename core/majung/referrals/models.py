"""Referrals: a firm or a person handed on to another program or institution, with an answer that comes back."""

from __future__ import annotations

from uuid import UUID

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint

from majung.access.policy import (
    Policy,
    any_of,
    in_districts,
    own_account,
    own_centre,
    own_firm,
    own_institution,
    own_person,
    own_program,
    scoped,
)
from majung.storage.columns import may_refer, refers
from majung.storage.table import Access, Table

SEND = "referrals.send"
"""Permission to refer firms and persons, and to answer for the receiving side within the agency."""

READ_ALL = "referrals.read_all"
"""Permission to see all referrals, not only those of one's own centres and programs."""


class Referral(Table):
    """A referral (연계) of a firm or a person to a program of the agency or to an institution.

    The receiving side sees this row and, as long as it is SENT or ACCEPTED, the firm or person it is about (a
    disclosure); nothing else of the sender's work. Sending a person to an institution outside the agency rests on
    their consent to it (Personal Information Protection Act art. 17), which is kept in `consent`.
    """

    firm = may_refer("core.Firm")
    firm_id: UUID | None
    person = may_refer("core.Person")
    person_id: UUID | None
    from_program_code = fields.CharField(max_length=100, null=True)
    from_centre = may_refer("core.Institution")
    from_centre_id: UUID | None
    from_account = refers("core.Account")
    from_account_id: UUID
    sent_by = fields.CharField(max_length=200)
    to_program_code = fields.CharField(max_length=100, null=True)
    to_institution = may_refer("core.Institution")
    to_institution_id: UUID | None
    consultation = may_refer("core.Consultation")
    consultation_id: UUID | None
    consent = may_refer("core.Consent")
    consent_id: UUID | None
    disclosure = may_refer("core.Disclosure")
    disclosure_id: UUID | None
    reason = fields.TextField()
    state = fields.CharField(max_length=12, default="SENT")
    sent_at = fields.DatetimeField()
    answer_due_on = fields.DateField()
    answered_at = fields.DatetimeField(null=True)
    answered_by = fields.CharField(max_length=200, null=True)
    answer = fields.TextField(default="")
    outcome = fields.CharField(max_length=40, null=True)
    outcome_note = fields.TextField(default="")
    ended_at = fields.DatetimeField(null=True)
    district_code = fields.CharField(max_length=10, null=True)

    class Meta:
        table = "referral"
        indexes = (("firm_id",), ("person_id",), ("to_institution_id", "state"), ("to_program_code", "state"))
        constraints = (
            CheckConstraint(check="(firm_id is null) <> (person_id is null)", name="referral_of_one"),
            CheckConstraint(check="(to_program_code is null) <> (to_institution_id is null)", name="referral_to_one"),
        )

    access = Access(
        prefix="referral",
        policy=Policy(
            official=any_of(
                own_account("from_account_id"),
                own_centre("from_centre_id"),
                own_centre("to_institution_id"),
                own_institution("to_institution_id"),
                own_program("from_program_code"),
                own_program("to_program_code"),
                scoped(READ_ALL, in_districts()),
            ),
            firm=own_firm(),
            person=own_person(),
            partner=own_institution("to_institution_id"),
        ),
        plain=(
            "firm_id", "person_id", "from_program_code", "from_centre_id", "from_account_id", "sent_by",
            "to_program_code", "to_institution_id", "consultation_id", "consent_id", "disclosure_id", "state",
            "sent_at", "answer_due_on", "answered_at", "answered_by", "answer", "outcome", "outcome_note", "ended_at",
            "district_code", "reason",
        ),
        destroyed_too=("reason", "answer", "outcome_note"),
    )  # fmt: skip
