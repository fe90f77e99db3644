"""Questions that were put to partner systems, and what they answered."""

from __future__ import annotations

from uuid import UUID

from tortoise import fields

from majung.access.personal import Personal
from majung.access.policy import Policy, own_institution, scoped
from majung.deliveries.models import MANAGE
from majung.storage.columns import EncryptedText, refers
from majung.storage.table import Access, Table

OPEN = ("ASKED", "LATER")
"""States in which an answer is taken, until the deadline."""


class Question(Table):
    """One question to one institution about one event: ASKED, LATER, then YES, NO or LAPSED.

    `answer` is what a yes carried, `refusal` why the last answer was not taken. `once_key` lets an institution be asked
    once about an event.
    """

    hook = fields.CharField(max_length=100)
    institution = refers("core.Institution")
    institution_id: UUID
    endpoint = refers("core.WebhookEndpoint")
    endpoint_id: UUID
    delivery = refers("core.Delivery", unique=True)
    delivery_id: UUID
    event_position = fields.BigIntField()
    once_key = fields.CharField(max_length=200, unique=True)
    state = fields.CharField(max_length=10, default="ASKED")
    asked_at = fields.DatetimeField()
    deadline = fields.DatetimeField()
    answered_at = fields.DatetimeField(null=True)
    answer = EncryptedText(null=True)
    digest = fields.CharField(max_length=64, null=True)
    reason = fields.CharField(max_length=500, null=True)
    refusal = fields.CharField(max_length=500, null=True)

    class Meta:
        table = "question"
        indexes = (("state", "deadline"),)

    access = Access(
        prefix="question",
        policy=Policy(official=scoped(MANAGE), partner=own_institution()),
        plain=(
            "hook", "institution_id", "endpoint_id", "delivery_id", "event_position", "once_key", "state", "asked_at",
            "deadline", "answered_at", "digest", "reason", "refusal",
        ),
        personal={"answer": Personal(subject=None, encrypted=True, retention="deliveries")},
        dated="asked_at",
    )  # fmt: skip
