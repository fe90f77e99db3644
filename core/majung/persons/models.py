"""Persons: never with a resident registration number; contact data encrypted; consents as a ledger."""

from __future__ import annotations

from uuid import UUID

from tortoise import fields
from tortoise.contrib.postgres.indexes import GinIndex

from majung.access.personal import Personal
from majung.access.policy import Policy, disclosed_person, follows, in_districts, own_person, scoped, unmerged
from majung.korean import mask_address, mask_email, mask_name, mask_phone
from majung.storage.columns import EncryptedText, may_refer, refers, texts
from majung.storage.table import Access, Table

READ = "persons.read"
"""Permission to see persons (masked; unmasking needs more)."""


class Person(Table):
    """A person the agency serves: name, birth date, district and contact data, and nothing it may not hold."""

    name = fields.CharField(max_length=200)
    birth_date = fields.DateField(null=True)
    gender = fields.CharField(max_length=1, null=True)
    district_code = fields.CharField(max_length=10, null=True, db_index=True)
    district_as_received = fields.CharField(max_length=100, null=True)
    phone = EncryptedText(null=True)
    phone_hash = fields.CharField(max_length=64, null=True, db_index=True)
    email = EncryptedText(null=True)
    email_hash = fields.CharField(max_length=64, null=True, db_index=True)
    address = EncryptedText(null=True)
    merged_into = may_refer("core.Person")
    merged_into_id: UUID | None
    search_jamo = fields.TextField(default="")
    search_initials = fields.TextField(default="")
    search_grams = texts()

    class Meta:
        table = "person"
        indexes = (GinIndex(fields=("search_grams",)), ("name", "birth_date"), ("merged_into_id",))

    access = Access(
        prefix="person",
        policy=Policy(
            official=scoped(READ, unmerged(in_districts())),
            person=unmerged(own_person("id")),
            partner=unmerged(disclosed_person("id")),
        ),
        plain=("district_code", "district_as_received", "phone_hash", "email_hash", "merged_into_id"),
        personal={
            "name": Personal(mask=mask_name, subject="id"),
            "birth_date": Personal(subject="id"),
            "gender": Personal(subject="id"),
            "phone": Personal(mask=mask_phone, subject="id", encrypted=True),
            "email": Personal(mask=mask_email, subject="id", encrypted=True),
            "address": Personal(mask=mask_address, subject="id", encrypted=True),
            "search_jamo": Personal(subject="id"),
            "search_initials": Personal(subject="id"),
            "search_grams": Personal(subject="id"),
        },
        destroyed_too=("district_as_received", "phone_hash", "email_hash"),
    )


class Consent(Table):
    """One consent for one purpose, with every notice item, from when it was given to when it was withdrawn.

    Personal Information Protection Act art. 15, 17, 18, 22, 23, 24: each kind is asked for separately, and
    refusing an optional one must not block a service.
    """

    person = refers("core.Person")
    person_id: UUID
    kind = fields.CharField(max_length=20)
    purpose = fields.CharField(max_length=200)
    notice_version = fields.CharField(max_length=20)
    items = texts()
    recipient = may_refer("core.Institution")
    recipient_id: UUID | None
    recipient_firm = may_refer("core.Firm")
    recipient_firm_id: UUID | None
    recipient_text = fields.CharField(max_length=200, null=True)
    retention_until = fields.DateField(null=True)
    given_at = fields.DatetimeField()
    withdrawn_at = fields.DatetimeField(null=True)
    channel = fields.CharField(max_length=30)

    class Meta:
        table = "consent"
        indexes = (("person_id",),)

    access = Access(
        prefix="consent",
        policy=Policy(official=follows("person_id", "person"), person=own_person()),
        plain=(
            "person_id", "kind", "purpose", "notice_version", "items", "recipient_id", "recipient_firm_id",
            "recipient_text", "retention_until", "given_at", "withdrawn_at", "channel",
        ),
    )  # fmt: skip
