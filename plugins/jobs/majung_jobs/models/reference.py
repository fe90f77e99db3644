"""What officials enter for all centres: rule data with the day from which they hold, and occupations."""

from __future__ import annotations

from tortoise import fields

from majung.access.policy import EVERYONE, Policy, public
from majung.storage.table import Access, Table


class JobRuleSet(Table):
    """Rule data of the platform in force from a day on, until the next ones begin (`majung_jobs.rules.data`)."""

    valid_from = fields.DateField(unique=True)
    data: fields.JSONField[dict[str, object]] = fields.JSONField()
    source = fields.CharField(max_length=500)
    entered_by = fields.CharField(max_length=200)

    class Meta:
        table = "jobs_rule_set"

    access = Access(
        prefix="jobrules", policy=Policy(official=EVERYONE), plain=("valid_from", "data", "source", "entered_by")
    )


class Occupation(Table):
    """A code of the Korean Employment Classification of Occupations (한국고용직업분류): major groups by one digit."""

    code = fields.CharField(max_length=6, unique=True)
    name_ko = fields.CharField(max_length=200)
    name_en = fields.CharField(max_length=200, default="")

    class Meta:
        table = "jobs_occupation"

    access = Access(prefix="occ", policy=public(), plain=("code", "name_ko", "name_en"), history=False)
