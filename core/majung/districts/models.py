"""Districts of the country, under their present code and every code they ever had."""

from __future__ import annotations

from tortoise import fields

from majung.access.policy import public
from majung.storage.table import Access, Table


class District(Table):
    """One sido or si/gun/gu. `member` marks the 22 si/gun the agency serves."""

    code = fields.CharField(max_length=10, unique=True)
    parent_code = fields.CharField(max_length=10, null=True)
    name_ko = fields.CharField(max_length=100)
    name_en = fields.CharField(max_length=100, default="")
    kind = fields.CharField(max_length=10)
    member = fields.BooleanField(default=False)
    capital_region = fields.BooleanField(default=False)
    job_region = fields.CharField(max_length=20, null=True)
    zone = fields.CharField(max_length=20, null=True)
    latitude = fields.FloatField(null=True)
    longitude = fields.FloatField(null=True)
    valid_from = fields.DateField(null=True)
    valid_to = fields.DateField(null=True)

    class Meta:
        table = "district"

    access = Access(
        prefix="district",
        policy=public(),
        plain=(
            "code", "parent_code", "name_ko", "name_en", "kind", "member", "capital_region", "job_region",
            "zone", "latitude", "longitude", "valid_from", "valid_to",
        ),
    )  # fmt: skip


class DistrictCode(Table):
    """A code a district has or had; a code that was split leads to several districts and is never guessed."""

    code = fields.CharField(max_length=10, db_index=True)
    district_code = fields.CharField(max_length=10)
    name_ko = fields.CharField(max_length=100, default="")
    valid_to = fields.DateField(null=True)

    class Meta:
        table = "district_code"
        unique_together = (("code", "district_code"),)

    access = Access(
        prefix="dcode", policy=public(), plain=("code", "district_code", "name_ko", "valid_to"), history=False
    )
