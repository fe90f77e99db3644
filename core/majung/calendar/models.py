"""Days on which the agency does not work."""

from __future__ import annotations

from tortoise import fields

from majung.access.policy import public
from majung.storage.table import Access, Table


class Holiday(Table):
    """A public holiday, a substitute day, or a day that staff added (elections, temporary holidays)."""

    day = fields.DateField(unique=True)
    name_ko = fields.CharField(max_length=100)
    name_en = fields.CharField(max_length=100, default="")
    substitute = fields.BooleanField(default=False)
    added_by_staff = fields.BooleanField(default=False)

    class Meta:
        table = "holiday"

    access = Access(
        prefix="holiday", policy=public(), plain=("day", "name_ko", "name_en", "substitute", "added_by_staff")
    )
