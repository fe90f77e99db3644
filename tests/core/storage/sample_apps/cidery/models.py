from __future__ import annotations

from tortoise import fields

from majung.access.policy import public
from majung.storage.columns import refers
from majung.storage.table import Access, Table


class Cider(Table):
    """A cider, made from one tree's apples."""

    tree = refers("orchard.Tree")
    name = fields.TextField()

    access = Access(prefix="cider", policy=public(), plain=("tree_id", "name"))

    class Meta:
        table = "cidery_cider"
