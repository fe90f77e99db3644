"""Support programs: sub-programs, editions (a program in one fiscal year), rule data, announced calls."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.contrib.postgres.indexes import GinIndex

from majung.access.policy import EVERYONE, Policy, Sql, public, same_as
from majung.storage.columns import may_refer, refers, texts
from majung.storage.table import Access, Table

PUBLISHED = Sql("{row}.status <> 'DRAFT'")


class Program(Table):
    """A support program (사업). `plugin` runs it; an external one is only announced here."""

    code = fields.CharField(max_length=100, unique=True)
    title_ko = fields.CharField(max_length=300)
    title_en = fields.CharField(max_length=300, default="")
    benefit = fields.CharField(max_length=30)
    applicant = fields.CharField(max_length=10, default="firm")
    plugin = fields.CharField(max_length=100, null=True)
    institution = may_refer("core.Institution")
    institution_id: UUID | None
    search_jamo = fields.TextField(default="")
    search_initials = fields.TextField(default="")
    search_grams = texts()

    class Meta:
        table = "program"
        indexes = (GinIndex(fields=("search_grams",)),)

    access = Access(
        prefix="program",
        policy=public(),
        plain=(
            "code", "title_ko", "title_en", "benefit", "applicant", "plugin", "institution_id",
            "search_jamo", "search_initials", "search_grams",
        ),
    )  # fmt: skip


class SubProgram(Table):
    """A part of a program with its own code (세부사업)."""

    program = refers("core.Program")
    program_id: UUID
    code = fields.CharField(max_length=100)
    title_ko = fields.CharField(max_length=300)
    title_en = fields.CharField(max_length=300, default="")

    class Meta:
        table = "sub_program"
        unique_together = (("program_id", "code"),)

    access = Access(prefix="subp", policy=public(), plain=("program_id", "code", "title_ko", "title_en"))


class Edition(Table):
    """A program in one fiscal year, with the department in charge."""

    program = refers("core.Program")
    program_id: UUID
    year = fields.SmallIntField()
    department = may_refer("core.Institution")
    department_id: UUID | None
    title_ko = fields.CharField(max_length=300, default="")
    title_en = fields.CharField(max_length=300, default="")
    active = fields.BooleanField(default=True)

    class Meta:
        table = "edition"
        unique_together = (("program_id", "year"),)

    access = Access(
        prefix="edition",
        policy=public(),
        plain=("program_id", "year", "department_id", "title_ko", "title_en", "active"),
    )


class EditionRules(Table):
    """One version of an edition's rule data (rates, limits, ages), in force from one day to another."""

    edition = refers("core.Edition")
    edition_id: UUID
    number = fields.IntField()
    data: fields.JSONField[Any] = fields.JSONField()
    valid_from = fields.DateField()
    valid_to = fields.DateField(null=True)
    entered_by = fields.CharField(max_length=200)

    class Meta:
        table = "edition_rules"
        unique_together = (("edition_id", "number"),)

    access = Access(
        prefix="rules",
        policy=Policy(official=EVERYONE),
        plain=("edition_id", "number", "data", "valid_from", "valid_to", "entered_by"),
    )


class Call(Table):
    """One announced round (공고). Its end may be a date, or a text that is kept as it was announced.

    `areas` are the regions it is open to as announced, `districts` the canonical codes they resolve to
    (empty: no restriction known).
    """

    program = refers("core.Program")
    program_id: UUID
    edition = may_refer("core.Edition")
    edition_id: UUID | None
    sub_program_code = fields.CharField(max_length=100, null=True)
    number = fields.CharField(max_length=100, null=True)
    title = fields.CharField(max_length=500)
    summary = fields.TextField(default="")
    kind = fields.CharField(max_length=20, default="NEW")
    status = fields.CharField(max_length=10, default="DRAFT")
    opens_at = fields.DatetimeField(null=True)
    closes_at = fields.DatetimeField(null=True)
    closing_kind = fields.CharField(max_length=20, default="FIXED")
    closing_text = fields.CharField(max_length=300, default="")
    applicant = fields.CharField(max_length=10, default="firm")
    target = fields.TextField(default="")
    areas = texts()
    districts = texts()
    industries = texts()
    topics = texts()
    documents = texts()
    criteria = fields.TextField(default="")
    supervisor = fields.CharField(max_length=300, null=True)
    executor = fields.CharField(max_length=300, null=True)
    url = fields.CharField(max_length=1000, null=True)
    published_on = fields.DateField(null=True)
    source = fields.CharField(max_length=50, default="staff")
    source_id = fields.CharField(max_length=100, null=True, unique=True)
    search_jamo = fields.TextField(default="")
    search_initials = fields.TextField(default="")
    search_grams = texts()

    class Meta:
        table = "call"
        indexes = (GinIndex(fields=("search_grams",)), ("program_id",), ("closes_at",))

    access = Access(
        prefix="call",
        policy=Policy(
            official=EVERYONE, firm=PUBLISHED, person=PUBLISHED, partner=PUBLISHED, anonymous=PUBLISHED
        ),
        plain=(
            "program_id", "edition_id", "sub_program_code", "number", "title", "summary", "kind", "status",
            "opens_at", "closes_at", "closing_kind", "closing_text", "applicant", "target", "areas",
            "districts", "industries", "topics", "documents", "criteria", "supervisor", "executor", "url",
            "published_on", "source", "source_id", "search_jamo", "search_initials", "search_grams",
        ),
    )  # fmt: skip


class CallChange(Table):
    """A published change or extension of a call (변경공고, 연장공고), with what it was before."""

    call = refers("core.Call")
    call_id: UUID
    kind = fields.CharField(max_length=20)
    note = fields.TextField(default="")
    before: fields.JSONField[Any] = fields.JSONField()
    after: fields.JSONField[Any] = fields.JSONField()
    at = fields.DatetimeField()
    by = fields.CharField(max_length=200)

    class Meta:
        table = "call_change"

    access = Access(
        prefix="callchange",
        policy=same_as("call_id", "call"),
        plain=("call_id", "kind", "note", "before", "after", "at", "by"),
        append_only=True,
    )
