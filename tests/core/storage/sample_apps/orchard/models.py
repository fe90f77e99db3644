from __future__ import annotations

from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField

from majung.access.policy import public
from majung.storage.columns import refers
from majung.storage.table import Access, Table


class Tree(Table):
    """A tree, with one column of each kind that history must bring back."""

    name = fields.TextField()
    height = fields.DecimalField(max_digits=12, decimal_places=3, null=True)
    planted = fields.DateField(null=True)
    yields = fields.BigIntField(default=0)
    tags = ArrayField(element_type="text", default=list)
    notes: fields.JSONField[object] = fields.JSONField(default=dict)
    secret = fields.BinaryField(null=True)

    access = Access(
        prefix="tree",
        policy=public(),
        plain=("name", "height", "planted", "yields", "tags", "notes", "secret"),
    )

    class Meta:
        table = "tree"


class Harvest(Table):
    """What was picked: rows are only ever added."""

    tree = refers("orchard.Tree")
    kilograms = fields.IntField()

    access = Access(prefix="harvest", policy=public(), plain=("tree_id", "kilograms"), history=False, append_only=True)

    class Meta:
        table = "harvest"
