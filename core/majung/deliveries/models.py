"""What partner systems want to be told, where it is sent, and the proof that it was."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise import fields

from majung.access.personal import Personal
from majung.access.policy import NOBODY, Policy, follows, own_institution, scoped
from majung.errors import Refusal
from majung.storage.columns import EncryptedText, refers, texts
from majung.storage.table import Access, Table

MANAGE = "partners.manage"
"""Permission to see and change what partner systems are told, for every institution."""

_OWN = Policy(official=scoped(MANAGE), partner=own_institution())
_ENDPOINT = follows("endpoint_id", "webhook_endpoint")
_DELIVERY = follows("delivery_id", "delivery")


class NameTaken(Refusal):
    """This institution has something stored under this name already. Choose another name, or change the one there is.

    ko: 이 기관에 같은 이름으로 저장된 항목이 있습니다. 다른 이름을 쓰거나 기존 항목을 변경하십시오.
    """


class StoredDocument(Table):
    """A subscription document that a partner stored once: its selection shapes what any transport sends.

    It is executed under the rights of `mandate`, looked at again at each event. `schema_mark` names the schema that
    it was last found valid against; `revision` goes up with each new text.
    """

    institution = refers("core.Institution")
    institution_id: UUID
    mandate = refers("core.Mandate")
    mandate_id: UUID
    name = fields.CharField(max_length=100)
    text = fields.TextField()
    variables: fields.JSONField[dict[str, Any]] = fields.JSONField()
    revision = fields.IntField(default=1)
    field = fields.CharField(max_length=100)
    cost = fields.IntField()
    schema_mark = fields.CharField(max_length=64)
    state = fields.CharField(max_length=10, default="ACTIVE")
    parked_reason = fields.CharField(max_length=1000, null=True)

    class Meta:
        table = "stored_document"
        unique_together = (("institution_id", "name"),)

    access = Access(
        prefix="selection",
        policy=_OWN,
        plain=(
            "institution_id", "mandate_id", "name", "text", "variables", "revision", "field", "cost", "schema_mark",
            "state", "parked_reason",
        ),
        conflicts={"uid_stored_document_institution_name": NameTaken},
    )  # fmt: skip


class WebhookEndpoint(Table):
    """Where a partner's system is told what happened: an address, the document that says what, and how it stands.

    `state` is ACTIVE, PAUSED (by somebody) or PARKED (by the platform, which says why). `answers` names the questions
    that this system answers at once instead of being merely told.
    """

    institution = refers("core.Institution")
    institution_id: UUID
    document = refers("core.StoredDocument")
    document_id: UUID
    name = fields.CharField(max_length=100)
    url = fields.CharField(max_length=1000)
    answers = texts()
    state = fields.CharField(max_length=10, default="ACTIVE")
    reason = fields.CharField(max_length=500, null=True)
    state_at = fields.DatetimeField()
    by = fields.CharField(max_length=200)

    class Meta:
        table = "webhook_endpoint"
        unique_together = (("institution_id", "name"),)

    access = Access(
        prefix="endpoint",
        policy=_OWN,
        plain=("institution_id", "document_id", "name", "url", "answers", "state", "reason", "state_at", "by"),
        conflicts={"uid_webhook_endpoint_institution_name": NameTaken},
    )


class EndpointSecret(Table):
    """A secret that signs what is sent to an endpoint; two are in force while one takes the other's place.

    It is shown once, when it is made, and nobody reads it afterwards.
    """

    endpoint = refers("core.WebhookEndpoint")
    endpoint_id: UUID
    secret = EncryptedText()
    valid_from = fields.DatetimeField()
    valid_until = fields.DatetimeField(null=True)

    class Meta:
        table = "endpoint_secret"

    access = Access(
        prefix="endpointsecret",
        policy=Policy(official=NOBODY),
        plain=("endpoint_id", "secret", "valid_from", "valid_until"),
        history=False,
    )


class EndpointProgress(Table):
    """How far an endpoint has come and how it does; apart from the endpoint because it changes with each delivery.

    `position` is the newest event that was looked at for it, `last_seq` the newest number given to a delivery.
    `failures` counts failed tries in a row; until `rest_until` nothing is sent.
    """

    endpoint = refers("core.WebhookEndpoint", unique=True)
    endpoint_id: UUID
    position = fields.BigIntField()
    last_seq = fields.BigIntField(default=0)
    failures = fields.IntField(default=0)
    failing_since = fields.DatetimeField(null=True)
    rest_until = fields.DatetimeField(null=True)
    last_delivered_at = fields.DatetimeField(null=True)
    last_failure = fields.CharField(max_length=200, null=True)

    class Meta:
        table = "endpoint_progress"

    access = Access(
        prefix="endpointprogress",
        policy=Policy(official=_ENDPOINT, partner=_ENDPOINT),
        plain=(
            "endpoint_id", "position", "last_seq", "failures", "failing_since", "rest_until", "last_delivered_at",
            "last_failure",
        ),
        history=False,
    )  # fmt: skip


class Delivery(Table):
    """One message for one endpoint: of an event, of one that is told again (REPLAY), or of a test.

    `state` is WAITING, DELIVERED, FAILED (given up) or DROPPED (not to be seen any more); `seq` orders the messages
    of an endpoint. `body` is what was sent, whole, and is sent again as it is; `rights` marks the rights under which
    it was made. `once_key` lets an event reach an endpoint once.
    """

    endpoint = refers("core.WebhookEndpoint")
    endpoint_id: UUID
    kind = fields.CharField(max_length=10)
    seq = fields.BigIntField()
    event_id = fields.UUIDField()
    event_position = fields.BigIntField()
    event_type = fields.CharField(max_length=100)
    subject_id = fields.UUIDField()
    once_key = fields.CharField(max_length=80, null=True, unique=True)
    document_revision = fields.IntField(null=True)
    body = EncryptedText(null=True)
    digest = fields.CharField(max_length=64, null=True)
    rights = fields.CharField(max_length=64, null=True)
    state = fields.CharField(max_length=10, default="WAITING")
    reason = fields.CharField(max_length=200, null=True)
    attempts = fields.IntField(default=0)
    next_at: datetime = fields.DatetimeField()
    claimed_by = fields.UUIDField(null=True)
    claimed_until = fields.DatetimeField(null=True)
    delivered_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()
    by = fields.CharField(max_length=200)

    class Meta:
        table = "delivery"
        indexes = (("endpoint_id", "state", "seq"), ("endpoint_id", "event_position"))

    access = Access(
        prefix="delivery",
        policy=Policy(official=_ENDPOINT, partner=_ENDPOINT),
        plain=(
            "endpoint_id", "kind", "seq", "event_id", "event_position", "event_type", "subject_id", "once_key",
            "document_revision", "digest", "rights", "state", "reason", "attempts", "next_at", "claimed_by",
            "claimed_until", "delivered_at", "created_at", "by",
        ),
        personal={"body": Personal(subject=None, encrypted=True, retention="deliveries")},
        dated="created_at",
        history=False,
    )  # fmt: skip


class DeliveryAttempt(Table):
    """One try: when, to which address, with which signature, what came back after how many milliseconds.

    With the delivery's digest it is the proof of what was sent: the signature covers event id, second and body.
    """

    delivery = refers("core.Delivery")
    delivery_id: UUID
    number = fields.IntField()
    at = fields.DatetimeField()
    signed_at = fields.BigIntField(null=True)
    signature = fields.CharField(max_length=500, null=True)
    address = fields.CharField(max_length=60, null=True)
    status = fields.IntField(null=True)
    outcome = fields.CharField(max_length=20)
    code = fields.CharField(max_length=60, null=True)
    answer = fields.TextField(null=True)
    duration_ms = fields.IntField()

    class Meta:
        table = "delivery_attempt"

    access = Access(
        prefix="attempt",
        policy=Policy(official=_DELIVERY, partner=_DELIVERY),
        plain=(
            "delivery_id", "number", "at", "signed_at", "signature", "address", "status", "outcome", "code",
            "duration_ms",
        ),
        personal={"answer": Personal(subject=None, retention="deliveries")},
        dated="at",
        history=False,
        append_only=True,
    )  # fmt: skip
