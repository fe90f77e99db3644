"""Records that turned out to be one, and firms that became something else: who said so, when, and how to go back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from majung.access.policy import Policy, all_of, follows, same_as, scoped, whole_province
from majung.merging.scopes import MERGE_FIRMS, MERGE_PERSONS
from majung.storage.columns import ids, may_refer, refers, texts
from majung.storage.table import Access, Table

_PLAIN = ("merged_id", "reason", "at", "by", "account_id", "filled", "moved", "undone_at", "undone_by", "undone_reason")


class FirmMerge(Table):
    """That two records were one firm: `merged_id` now stands for the survivor, until the merge is undone.

    `filled` names the columns that the survivor lacked and took over, `second_places` the workplaces that are head
    offices no more, `moved` counts the rows of each table that were pointed at the survivor.
    """

    survivor_id = fields.UUIDField(db_index=True)
    merged_id = fields.UUIDField(db_index=True)
    merged_name = fields.CharField(max_length=300)
    second_places = ids()
    reason = fields.CharField(max_length=500)
    at = fields.DatetimeField()
    by = fields.CharField(max_length=200)
    account_id = fields.UUIDField(null=True)
    filled = texts()
    moved: fields.JSONField[Any] = fields.JSONField(default=dict)
    undone_at = fields.DatetimeField(null=True)
    undone_by = fields.CharField(max_length=200, null=True)
    undone_reason = fields.CharField(max_length=500, null=True)

    class Meta:
        table = "firm_merge"

    access = Access(
        prefix="fmerge",
        policy=Policy(official=scoped(MERGE_FIRMS, follows("survivor_id", "firm"))),
        plain=("survivor_id", "merged_name", "second_places", *_PLAIN),
    )


class PersonMerge(Table):
    """That two records were one person; says nothing of who that is, so that only its reader's rights do."""

    survivor_id = fields.UUIDField(db_index=True)
    merged_id = fields.UUIDField(db_index=True)
    reason = fields.CharField(max_length=500)
    at = fields.DatetimeField()
    by = fields.CharField(max_length=200)
    account_id = fields.UUIDField(null=True)
    filled = texts()
    moved: fields.JSONField[Any] = fields.JSONField(default=dict)
    undone_at = fields.DatetimeField(null=True)
    undone_by = fields.CharField(max_length=200, null=True)
    undone_reason = fields.CharField(max_length=500, null=True)

    class Meta:
        table = "person_merge"

    access = Access(
        prefix="pmerge",
        policy=Policy(official=all_of(whole_province(), scoped(MERGE_PERSONS))),
        plain=("survivor_id", *_PLAIN),
    )


class MergeMove(Model):
    """A row that a merge pointed at the survivor, so that undoing it finds exactly those."""

    seq = fields.BigIntField(primary_key=True, generated=True)
    merge_id = fields.UUIDField(db_index=True)
    moved_table = fields.CharField(max_length=100)
    moved_column = fields.CharField(max_length=100)
    row_id = fields.UUIDField()
    moved_at = fields.DatetimeField()

    class Meta:
        table = "merge_move"


class FirmSuccession(Table):
    """That a firm goes on as something else: 상호변경, 법인전환, 합병. It stays the same firm, or takes another in.

    `kind` is RENAMED, INCORPORATED or ABSORBED; `before` and `after` say what changed (name, legal form, numbers).
    `absorbed` is the other firm of a 합병, which is closed from that day.
    """

    firm = refers("core.Firm")
    firm_id: UUID
    kind = fields.CharField(max_length=20)
    on = fields.DateField()
    absorbed = may_refer("core.Firm")
    absorbed_id: UUID | None
    before: fields.JSONField[Any] = fields.JSONField(default=dict)
    after: fields.JSONField[Any] = fields.JSONField(default=dict)
    note = fields.CharField(max_length=500, default="")
    at = fields.DatetimeField()
    by = fields.CharField(max_length=200)

    class Meta:
        table = "firm_succession"
        unique_together = (("firm_id", "kind", "on"),)
        indexes = (("absorbed_id",),)

    access = Access(
        prefix="fsucc",
        policy=same_as("firm_id", "firm"),
        plain=("firm_id", "kind", "on", "absorbed_id", "before", "after", "note", "at", "by"),
    )
