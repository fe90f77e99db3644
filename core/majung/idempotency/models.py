"""The keys under which clients sent their changes, and which record each of them changed."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model


class IdempotencyKey(Model):
    """A change that was made under a client's key; written in the transaction of the change itself.

    `place` is the response key of the mutation field, so that one document may make several changes. `at` is the
    beginning of that transaction: the record is answered again as it was then.
    """

    id = fields.UUIDField(primary_key=True)
    holder = fields.CharField(max_length=200)
    key = fields.CharField(max_length=200)
    place = fields.CharField(max_length=200)
    fingerprint = fields.CharField(max_length=64)
    record_table = fields.CharField(max_length=100, null=True)
    record_id = fields.UUIDField(null=True)
    at = fields.DatetimeField()

    class Meta:
        table = "idempotency_key"
        unique_together = (("holder", "key", "place"),)
        indexes = (("holder", "at"),)
