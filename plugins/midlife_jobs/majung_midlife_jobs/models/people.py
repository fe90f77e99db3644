"""Ages with validity dates, counselling plans, and experience jobs of si/gun."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint

from majung.access.personal import Personal
from majung.access.policy import EVERYONE, Policy, follows, in_districts, own_person, public, scoped
from majung.storage.columns import may_refer, refers, won
from majung.storage.table import Access, Table
from majung_midlife_jobs.errors import JoinedAlready
from majung_midlife_jobs.scopes import PROJECTS


class AgeRule(Table):
    """Who is 신중년 for this centre from a day on: completed years, both included. Other programs have their own."""

    valid_from = fields.DateField(unique=True)
    age_from = fields.SmallIntField()
    age_to = fields.SmallIntField()
    source = fields.CharField(max_length=300)

    class Meta:
        table = "midlife_jobs_age_rule"

    access = Access(
        prefix="mjage", policy=Policy(official=EVERYONE), plain=("valid_from", "age_from", "age_to", "source")
    )


class CounsellingPlan(Table):
    """A tailored plan of a seeker: the aim, strengths, and steps with their days (each `{words, due_on, done_on}`)."""

    seeker = refers("jobs.Seeker")
    seeker_id: UUID
    person = refers("core.Person")
    person_id: UUID
    aim = fields.CharField(max_length=20)
    strengths = fields.TextField(default="")
    steps: fields.JSONField[list[dict[str, Any]]] = fields.JSONField(default=list)
    review_on: date | None = fields.DateField(null=True)
    made_by = fields.CharField(max_length=200)
    made_at = fields.DatetimeField()

    class Meta:
        table = "midlife_jobs_plan"
        indexes = (("seeker_id",), ("person_id",))

    access = Access(
        prefix="mjplan",
        policy=Policy(official=follows("seeker_id", "jobs_seeker"), person=own_person()),
        plain=("seeker_id", "person_id", "aim", "steps", "review_on", "made_by", "made_at"),
        personal={"strengths": Personal(retention="job_seeker")},
        destroyed_too=("steps",),
    )


class ExperienceProject(Table):
    """An experience job (경력형 일자리) of a si/gun with its places; the wage in won a month."""

    district_code = fields.CharField(max_length=10)
    year = fields.SmallIntField()
    title = fields.CharField(max_length=200)
    host = fields.CharField(max_length=200, default="")
    places = fields.IntField()
    taken = fields.IntField(default=0)
    wage_month_krw = won()
    starts_on = fields.DateField()
    ends_on = fields.DateField()
    closed_at = fields.DatetimeField(null=True)

    class Meta:
        table = "midlife_jobs_project"
        indexes = (("district_code", "year"),)
        constraints = (
            CheckConstraint(check="taken between 0 and places", name="midlife_jobs_project_places"),
            CheckConstraint(check="starts_on <= ends_on", name="midlife_jobs_project_days"),
        )

    access = Access(
        prefix="mjproject",
        policy=public(),
        plain=(
            "district_code", "year", "title", "host", "places", "taken", "wage_month_krw", "starts_on", "ends_on",
            "closed_at",
        ),
    )  # fmt: skip


class ExperiencePlacement(Table):
    """A person who takes part in an experience job. `live_key` is the person's id while it runs."""

    project = refers("midlife_jobs.ExperienceProject")
    project_id: UUID
    person = refers("core.Person")
    person_id: UUID
    seeker = may_refer("jobs.Seeker")
    seeker_id: UUID | None
    district_code = fields.CharField(max_length=10)
    joined_on = fields.DateField()
    ended_on = fields.DateField(null=True)
    live_key = fields.UUIDField(null=True, unique=True)
    entered_by = fields.CharField(max_length=200)

    class Meta:
        table = "midlife_jobs_placement"
        indexes = (("project_id",), ("person_id",))

    access = Access(
        prefix="mjplace",
        policy=Policy(official=scoped(PROJECTS, in_districts()), person=own_person()),
        plain=(
            "project_id", "person_id", "seeker_id", "district_code", "joined_on", "ended_on", "live_key", "entered_by",
        ),
        conflicts={
            "midlife_jobs_placement_live_key_key": JoinedAlready,
            "midlife_jobs_placement_one_live": JoinedAlready,
        },
    )  # fmt: skip
