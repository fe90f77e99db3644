"""Classifications: industries (KSIC, by revision) and goods (HS, by edition)."""

from __future__ import annotations

from tortoise import fields

from majung.access.policy import public
from majung.storage.table import Access, Table


class Industry(Table):
    """One node of the Korean Standard Industrial Classification; a code means nothing without its revision."""

    revision = fields.SmallIntField()
    code = fields.CharField(max_length=5)
    name_ko = fields.CharField(max_length=200)
    name_en = fields.CharField(max_length=200, default="")
    level = fields.SmallIntField()
    parent_code = fields.CharField(max_length=5, null=True)
    section = fields.CharField(max_length=1)

    class Meta:
        table = "industry"
        unique_together = (("revision", "code"),)

    access = Access(
        prefix="industry",
        policy=public(),
        plain=("revision", "code", "name_ko", "name_en", "level", "parent_code", "section"),
    )


class HsCode(Table):
    """One chapter, heading or subheading of the Harmonized System (2, 4 or 6 digits)."""

    edition = fields.SmallIntField()
    code = fields.CharField(max_length=6)
    description = fields.TextField()
    level = fields.SmallIntField()
    parent_code = fields.CharField(max_length=6, null=True)

    class Meta:
        table = "hs_code"
        unique_together = (("edition", "code"),)

    access = Access(prefix="hs", policy=public(), plain=("edition", "code", "description", "level", "parent_code"))
