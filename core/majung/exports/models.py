"""Which lists were taken out as files, by whom, and how much of them."""

from __future__ import annotations

from tortoise import fields

from majung.access.policy import NOBODY, Policy, scoped
from majung.storage.columns import texts
from majung.storage.table import Access, Table


class ListExport(Table):
    """A list that was exported as a file; the access records of its pages carry the same `operation`.

    `document` is the question as it was asked, `columns` the headings of the file, `rows` their number without the
    heading. The server's database role can add rows and never change them.
    """

    at = fields.DatetimeField(db_index=True)
    actor = fields.CharField(max_length=200)
    kind = fields.CharField(max_length=10)
    mandate_id = fields.UUIDField(null=True)
    origin = fields.CharField(max_length=100, null=True)
    operation = fields.CharField(max_length=200)
    document = fields.TextField()
    columns = texts()
    format = fields.CharField(max_length=10)
    rows = fields.IntField()
    purpose = fields.CharField(max_length=500, null=True)

    class Meta:
        table = "list_export"

    access = Access(
        prefix="export",
        policy=Policy(official=scoped("audit.read"), firm=NOBODY),
        plain=(
            "at", "actor", "kind", "mandate_id", "origin", "operation", "document", "columns", "format", "rows",
            "purpose",
        ),
        history=False,
        append_only=True,
    )  # fmt: skip
