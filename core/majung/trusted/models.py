"""The GraphQL documents that this installation trusts."""

from __future__ import annotations

from tortoise import fields

from majung.access.policy import Policy, scoped
from majung.institutions.models import MANAGE
from majung.storage.table import Access, Table


class TrustedDocument(Table):
    """A GraphQL document of a frontend that was built here: it may be asked by its hash, also where nothing else may.

    `sha256` is the hash of `text` in UTF-8, exactly as it stands, and `name` says what file it came from.
    """

    sha256 = fields.CharField(max_length=64, unique=True)
    text = fields.TextField()
    name = fields.CharField(max_length=300)
    by = fields.CharField(max_length=200)
    removed_at = fields.DatetimeField(null=True)

    class Meta:
        table = "trusted_document"

    access = Access(
        prefix="trusted",
        policy=Policy(official=scoped(MANAGE)),
        plain=("sha256", "text", "name", "by", "removed_at"),
    )
