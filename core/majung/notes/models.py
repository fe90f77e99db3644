"""Notes of officials on any record, for their colleagues of the program or centre and nobody else."""

from __future__ import annotations

from uuid import UUID

from tortoise import fields

from majung.access.policy import Policy, all_of, any_of, in_districts, own_account, own_centre, own_program
from majung.storage.columns import may_refer, refers
from majung.storage.table import Access, Table


class Note(Table):
    """What an official noted on a record. Those who work for its program or at its centre see it, no one else.

    A note without program and centre is its author's own. It is about the record of which it has the id.
    """

    subject_type = fields.CharField(max_length=30)
    subject_id = fields.UUIDField(db_index=True)
    program_code = fields.CharField(max_length=100, null=True)
    centre = may_refer("core.Institution")
    centre_id: UUID | None
    district_code = fields.CharField(max_length=10, null=True)
    account = refers("core.Account")
    account_id: UUID
    author = fields.CharField(max_length=200)
    text = fields.TextField()
    written_at = fields.DatetimeField()
    removed_at = fields.DatetimeField(null=True)

    class Meta:
        table = "note"

    access = Access(
        prefix="note",
        policy=Policy(
            official=any_of(own_account(), own_centre(), all_of(in_districts(), own_program())),
        ),
        plain=(
            "subject_type", "subject_id", "program_code", "centre_id", "district_code", "account_id", "author",
            "text", "written_at", "removed_at",
        ),
        destroyed_too=("text",),
    )  # fmt: skip
