"""Job referrals (알선), and what an employer is told of a candidate."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from tortoise import fields

from majung.access.personal import Personal
from majung.access.policy import (
    Policy,
    Sql,
    all_of,
    any_of,
    follows,
    own_account,
    own_centre,
    own_firm,
    own_person,
    scoped,
    whole_province,
)
from majung.korean import mask_email, mask_name, mask_phone
from majung.storage.columns import EncryptedText, may_refer, refers, won
from majung.storage.table import Access, Table
from majung_jobs.errors import ReferredAlready
from majung_jobs.models.consented import CONSENTED
from majung_jobs.scopes import COUNSEL, READ_ALL


def _hidden(text: str) -> str:
    """Why somebody declined or left is theirs and their counsellor's: the employer learns only that there are words."""
    return "***" if text else ""


class JobReferral(Table):
    """A seeker referred to a job order. `live_key` names both while it is alive: one referral of each pair at a time.

    `score` is what the match was worth when it was proposed, out of 100. `start_on` is the first day of work, from
    which retention is counted. An employer sees it from the day it was sent.
    """

    number = fields.CharField(max_length=40, null=True, unique=True)
    order = refers("jobs.JobOrder")
    order_id: UUID
    seeker = refers("jobs.Seeker")
    seeker_id: UUID
    person = refers("core.Person")
    person_id: UUID
    firm = refers("core.Firm")
    firm_id: UUID
    centre = refers("core.Institution")
    centre_id: UUID
    account = may_refer("core.Account")
    account_id: UUID | None
    consent = may_refer("core.Consent")
    consent_id: UUID | None
    live_key = fields.CharField(max_length=80, null=True, unique=True)
    state = fields.CharField(max_length=20, default="PROPOSED")
    score = fields.SmallIntField(null=True)
    proposed_at = fields.DatetimeField()
    sent_at: datetime | None = fields.DatetimeField(null=True)
    interview_at = fields.DatetimeField(null=True)
    interview_place = fields.CharField(max_length=200, default="")
    accompanied = fields.BooleanField(default=False)
    hired_on = fields.DateField(null=True)
    start_on: date = fields.DateField(null=True)
    wage_month_krw = won(null=True)
    retained_1m_on = fields.DateField(null=True)
    retained_3m_on = fields.DateField(null=True)
    retained_6m_on = fields.DateField(null=True)
    left_on = fields.DateField(null=True)
    ended_at = fields.DatetimeField(null=True)
    reason = fields.CharField(max_length=1000, default="")

    class Meta:
        table = "jobs_referral"
        indexes = (
            ("order_id", "state"), ("seeker_id", "state"), ("person_id",), ("firm_id", "state"),
            ("centre_id", "sent_at"), ("centre_id", "start_on"),
        )  # fmt: skip

    access = Access(
        prefix="jobref",
        policy=Policy(
            official=any_of(
                scoped(COUNSEL, any_of(own_account(), own_centre())),
                scoped(READ_ALL, any_of(whole_province(), follows("seeker_id", "jobs_seeker"))),
            ),
            person=own_person(),
            firm=all_of(own_firm(), Sql("{row}.sent_at is not null")),
        ),
        plain=(
            "number", "order_id", "seeker_id", "person_id", "firm_id", "centre_id", "account_id", "consent_id",
            "live_key", "state", "score", "proposed_at", "sent_at", "interview_at", "interview_place", "accompanied",
            "hired_on", "start_on", "wage_month_krw", "retained_1m_on", "retained_3m_on", "retained_6m_on", "left_on",
            "ended_at",
        ),
        personal={"reason": Personal(mask=_hidden, retention="job_seeker")},
        conflicts={"jobs_referral_live_key_key": ReferredAlready},
    )  # fmt: skip


class JobCandidate(Table):
    """What the employer is told of a seeker with a sent referral, while the consent to it is in force.

    The row is removed when the referral ends or the consent is withdrawn, and keeps no history; from the moment of
    the withdrawal it is not seen (Personal Information Protection Act art. 17 and 37).
    """

    referral = refers("jobs.JobReferral")
    referral_id: UUID
    firm = refers("core.Firm")
    firm_id: UUID
    person = refers("core.Person")
    person_id: UUID
    consent = refers("core.Consent")
    consent_id: UUID
    name = fields.CharField(max_length=200)
    phone = EncryptedText(null=True)
    email = EncryptedText(null=True)
    career = fields.TextField(default="")

    class Meta:
        table = "jobs_candidate"
        unique_together = (("referral_id",),)
        indexes = (("firm_id",), ("consent_id",))

    access = Access(
        prefix="jobcand",
        policy=Policy(
            official=follows("referral_id", "jobs_referral"),
            person=own_person(),
            firm=all_of(own_firm(), CONSENTED),
        ),
        plain=("referral_id", "firm_id", "person_id", "consent_id"),
        personal={
            "name": Personal(firm="firm_id", mask=mask_name),
            "phone": Personal(firm="firm_id", mask=mask_phone, encrypted=True),
            "email": Personal(firm="firm_id", mask=mask_email, encrypted=True),
            "career": Personal(firm="firm_id"),
        },
        history=False,
    )
