"""What was answered to persons who asked for the deletion of their data."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tortoise import fields

from majung.access.policy import Policy, own_person, scoped, whole_province
from majung.rights.scopes import ERASE
from majung.storage.columns import refers
from majung.storage.table import Access, Table


class Erasure(Table):
    """That a person's data were destroyed on request, and what was kept of them, why and until when.

    `answer` has for each table `{table, destroyed, kept, until, basis}`: rows, and for those kept the last day and the
    law. Personal Information Protection Act, art. 36.
    """

    person = refers("core.Person")
    person_id: UUID
    at = fields.DatetimeField()
    by = fields.CharField(max_length=200)
    by_themself = fields.BooleanField()
    reason = fields.CharField(max_length=500)
    answer: fields.JSONField[list[dict[str, Any]]] = fields.JSONField(default=list)

    class Meta:
        table = "erasure"
        indexes = (("person_id",),)

    access = Access(
        prefix="erasure",
        policy=Policy(official=scoped(ERASE, whole_province()), person=own_person()),
        plain=("person_id", "at", "by", "by_themself", "reason", "answer"),
        append_only=True,
        history=False,
    )
