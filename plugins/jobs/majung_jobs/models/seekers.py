"""Seekers (구직): who looks for what, at which centre, counselled by whom; and hand-overs between centres."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from tortoise import fields
from tortoise.contrib.postgres.indexes import GinIndex
from tortoise.migrations.constraints import UniqueConstraint

from majung.access.personal import Personal
from majung.access.policy import (
    Policy,
    all_of,
    any_of,
    follows,
    in_districts,
    own_account,
    own_centre,
    own_person,
    scoped,
    whole_province,
)
from majung.storage.columns import EncryptedText, may_refer, refers, texts, won
from majung.storage.table import Access, Table
from majung_jobs.errors import SeekerRegistered
from majung_jobs.models.consented import CONSENTED
from majung_jobs.scopes import COUNSEL, READ_ALL


class Seeker(Table):
    """One registration of a person as a seeker. `live_key` is the person's id while it is not closed: one at a time.

    The counsellor (`account`, by name in `counsellor`) owns it; until one has taken it, its centre does. While a
    hand-over is offered, `offered_centre` sees it too. `wage_month_krw` is the least wished a month, in won.
    """

    person = refers("core.Person")
    person_id: UUID
    centre = refers("core.Institution")
    centre_id: UUID
    offered_centre = may_refer("core.Institution")
    offered_centre_id: UUID | None
    account = may_refer("core.Account")
    account_id: UUID | None
    counsellor = fields.CharField(max_length=200, null=True)
    number = fields.CharField(max_length=40, null=True, unique=True)
    district_code = fields.CharField(max_length=10, null=True)
    registered_on = fields.DateField()
    valid_until = fields.DateField()
    overseas = fields.BooleanField(default=False)
    renewals = fields.IntField(default=0)
    state = fields.CharField(max_length=12, default="REGISTERED")
    live_key = fields.UUIDField(null=True, unique=True)
    occupations = texts()
    majors = texts()
    districts = texts()
    within_km = fields.IntField(null=True)
    employment = texts()
    wage_month_krw = won(null=True)
    hours_min: Decimal = fields.DecimalField(max_digits=4, decimal_places=1, null=True)
    hours_max: Decimal = fields.DecimalField(max_digits=4, decimal_places=1, null=True)
    skills = texts()
    certificates = texts()
    career_months = fields.IntField(default=0)
    career = fields.TextField(default="")
    closed_at = fields.DatetimeField(null=True)
    close_reason = fields.CharField(max_length=200, default="")

    class Meta:
        table = "jobs_seeker"
        indexes = (
            GinIndex(fields=("majors",), condition={"state": "ACTIVE"}),
            ("person_id",),
            ("account_id", "state"),
            ("centre_id", "state"),
            ("state", "valid_until"),
        )

    access = Access(
        prefix="seeker",
        policy=Policy(
            official=any_of(
                own_account(),
                scoped(COUNSEL, any_of(own_centre(), own_centre("offered_centre_id"))),
                scoped(READ_ALL, in_districts()),
            ),
            person=own_person(),
        ),
        plain=(
            "person_id", "centre_id", "offered_centre_id", "account_id", "counsellor", "number",
            "district_code", "registered_on", "valid_until", "overseas", "renewals", "state", "live_key",
            "occupations", "majors", "districts", "within_km", "employment", "wage_month_krw", "hours_min", "hours_max",
            "skills", "certificates", "career_months", "closed_at", "close_reason",
        ),
        personal={
            "career": Personal(retention="job_seeker"),
        },
        destroyed_too=("skills", "certificates", "close_reason"),
        conflicts={"jobs_seeker_live_key_key": SeekerRegistered, "jobs_seeker_one_live": SeekerRegistered},
    )  # fmt: skip


class SeekerHealth(Table):
    """Health and disability of a seeker, while a consent of their own holds (개인정보 보호법 art. 23).

    Encrypted, without history; removed when the consent ends or the registration is closed, and not seen from the
    moment of the withdrawal on.
    """

    seeker = refers("jobs.Seeker")
    seeker_id: UUID
    person = refers("core.Person")
    person_id: UUID
    consent = refers("core.Consent")
    consent_id: UUID
    health = EncryptedText(null=True)
    disability = EncryptedText(null=True)

    class Meta:
        table = "jobs_health"
        indexes = (("consent_id",),)
        constraints = (UniqueConstraint(fields=("seeker_id",), name="jobs_health_of_seeker"),)

    access = Access(
        prefix="jobhealth",
        policy=Policy(official=all_of(follows("seeker_id", "jobs_seeker"), CONSENTED), person=own_person()),
        plain=("seeker_id", "person_id", "consent_id"),
        personal={
            "health": Personal(sensitive=True, encrypted=True, retention="job_seeker"),
            "disability": Personal(sensitive=True, encrypted=True, retention="job_seeker"),
        },
        history=False,
    )


class Handover(Table):
    """A seeker offered by one centre to another; the giving side owns them until the other has accepted."""

    seeker = refers("jobs.Seeker")
    seeker_id: UUID
    person = refers("core.Person")
    person_id: UUID
    from_centre = refers("core.Institution")
    from_centre_id: UUID
    from_account = may_refer("core.Account")
    from_account_id: UUID | None
    to_centre = refers("core.Institution")
    to_centre_id: UUID
    to_account = may_refer("core.Account")
    to_account_id: UUID | None
    reason = fields.CharField(max_length=1000)
    answer = fields.CharField(max_length=1000, default="")
    state = fields.CharField(max_length=10, default="OFFERED")
    offered_at = fields.DatetimeField()
    offered_by = fields.CharField(max_length=200)
    answered_at = fields.DatetimeField(null=True)
    answered_by = fields.CharField(max_length=200, null=True)

    class Meta:
        table = "jobs_handover"
        indexes = (("seeker_id",), ("to_centre_id", "state"))

    access = Access(
        prefix="handover",
        policy=Policy(
            official=any_of(
                scoped(
                    COUNSEL,
                    any_of(own_account("from_account_id"), own_centre("from_centre_id"), own_centre("to_centre_id")),
                ),
                scoped(READ_ALL, any_of(whole_province(), follows("seeker_id", "jobs_seeker"))),
            ),
            person=own_person(),
        ),
        plain=(
            "seeker_id", "person_id", "from_centre_id", "from_account_id", "to_centre_id", "to_account_id", "reason",
            "answer", "state", "offered_at", "offered_by", "answered_at", "answered_by",
        ),
        destroyed_too=("reason", "answer"),
    )  # fmt: skip
