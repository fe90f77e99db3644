"""Institutions, accounts with their mandates and tokens, what is disclosed to whom, and who read personal data."""

from __future__ import annotations

from uuid import UUID

from tortoise import fields

from majung.access.personal import Personal
from majung.access.policy import (
    NOBODY,
    Policy,
    Sql,
    any_of,
    follows,
    own_institution,
    public,
    scoped,
    whole_province,
)
from majung.korean import mask_name
from majung.storage.columns import ids, may_refer, refers, texts
from majung.storage.table import Access, Table

MANAGE = "accounts.manage"
"""Permission to see and change accounts, mandates and tokens."""

WITHIN = frozenset({"AGENCY", "DEPARTMENT", "CENTRE"})
"""Kinds of institutions that are the agency itself; to any other, data are passed on as to a third party."""


class Institution(Table):
    """The agency itself, its departments and centres, banks, si/gun, ministries, partner agencies."""

    code = fields.CharField(max_length=50, unique=True)
    name_ko = fields.CharField(max_length=200)
    name_en = fields.CharField(max_length=200, default="")
    kind = fields.CharField(max_length=20)
    parent = may_refer("core.Institution")
    parent_id: UUID | None
    district_code = fields.CharField(max_length=10, null=True)
    bank_code = fields.CharField(max_length=3, null=True, unique=True)
    active = fields.BooleanField(default=True)

    class Meta:
        table = "institution"

    access = Access(
        prefix="inst",
        policy=public(),
        plain=("code", "name_ko", "name_en", "kind", "parent_id", "district_code", "bank_code", "active"),
    )


class Account(Table):
    """A login of a person or a system; what it may do follows from its mandates."""

    login = fields.CharField(max_length=200, unique=True)
    display_name = fields.CharField(max_length=200, default="")
    active = fields.BooleanField(default=True)

    class Meta:
        table = "account"

    access = Access(
        prefix="account",
        policy=Policy(official=scoped(MANAGE)),
        plain=("active",),
        personal={"login": Personal(subject=None), "display_name": Personal(mask=mask_name, subject=None)},
    )


class Role(Table):
    """A named set of permissions, which staff may change."""

    code = fields.CharField(max_length=100, unique=True)
    title_ko = fields.CharField(max_length=200)
    title_en = fields.CharField(max_length=200)
    scopes = texts()

    class Meta:
        table = "role"

    access = Access(
        prefix="role",
        policy=Policy(official=scoped(MANAGE)),
        plain=("code", "title_ko", "title_en", "scopes"),
    )


class Mandate(Table):
    """In what capacity an account acts: as official, as agent of a firm, for itself, as a partner's system."""

    account = refers("core.Account")
    account_id: UUID
    kind = fields.CharField(max_length=10)
    firm = may_refer("core.Firm")
    firm_id: UUID | None
    person = may_refer("core.Person")
    person_id: UUID | None
    institution = may_refer("core.Institution")
    institution_id: UUID | None
    roles = texts()
    scopes = texts()
    centre_ids = ids()
    districts = texts()
    valid_from = fields.DateField()
    valid_to = fields.DateField(null=True)

    class Meta:
        table = "mandate"

    access = Access(
        prefix="mandate",
        policy=Policy(official=scoped(MANAGE)),
        plain=(
            "account_id", "kind", "firm_id", "person_id", "institution_id", "roles", "scopes", "centre_ids",
            "districts", "valid_from", "valid_to",
        ),
    )  # fmt: skip


class Token(Table):
    """A revocable key to one mandate: its prefix is shown, its secret only hashed."""

    mandate = refers("core.Mandate")
    mandate_id: UUID
    name = fields.CharField(max_length=200)
    prefix = fields.CharField(max_length=16, unique=True)
    secret_hash = fields.CharField(max_length=64)
    development = fields.BooleanField(default=False)
    expires_at = fields.DatetimeField(null=True)
    revoked_at = fields.DatetimeField(null=True)
    last_used_at = fields.DatetimeField(null=True)

    class Meta:
        table = "token"

    access = Access(
        prefix="token",
        policy=Policy(official=scoped(MANAGE)),
        plain=(
            "mandate_id", "name", "prefix", "secret_hash", "development", "expires_at", "revoked_at", "last_used_at",
        ),
        history=False,
    )  # fmt: skip


class Disclosure(Table):
    """That a firm or a person is known to an institution, for a program, on some ground, for some time.

    A bank sees the firms recommended to it because the recommendation wrote a disclosure, and no others.
    """

    firm = may_refer("core.Firm")
    firm_id: UUID | None
    person = may_refer("core.Person")
    person_id: UUID | None
    institution = refers("core.Institution")
    institution_id: UUID
    program = fields.CharField(max_length=100)
    basis = fields.CharField(max_length=200)
    valid_from = fields.DateField()
    valid_to = fields.DateField(null=True)

    class Meta:
        table = "disclosure"
        indexes = (("firm_id", "institution_id"), ("person_id", "institution_id"))

    access = Access(
        prefix="disclosure",
        policy=Policy(
            official=any_of(whole_province(), follows("firm_id", "firm"), follows("person_id", "person")),
            firm=Sql("{row}.firm_id = any(:firms)"),
            person=Sql("{row}.person_id = :person"),
            partner=own_institution(),
        ),
        plain=("firm_id", "person_id", "institution_id", "program", "basis", "valid_from", "valid_to"),
    )


class AccessRecord(Table):
    """That personal fields were read: by whom, when, from where, whose, which, masked or not, and why.

    Personal Information Protection Act; the server's database role can add rows and never change them.
    """

    at = fields.DatetimeField(db_index=True)
    actor = fields.CharField(max_length=200)
    kind = fields.CharField(max_length=10)
    mandate_id = fields.UUIDField(null=True)
    origin = fields.CharField(max_length=100, null=True)
    operation = fields.CharField(max_length=200, null=True)
    read_table = fields.CharField(max_length=63)
    columns = texts()
    row_ids = ids()
    unmasked = fields.BooleanField()
    purpose = fields.CharField(max_length=500, null=True)
    seal = fields.BigIntField(null=True, db_index=True)
    """Number of the seal it lies under; the database's owner sets it once, after the writing (access/sealing.py)."""

    class Meta:
        table = "access_record"

    access = Access(
        prefix="access",
        policy=Policy(official=scoped("audit.read"), firm=NOBODY),
        plain=(
            "at", "actor", "kind", "mandate_id", "origin", "operation", "read_table", "columns", "row_ids",
            "unmasked", "purpose", "seal",
        ),
        history=False,
        append_only=True,
    )  # fmt: skip


class AccessSeal(Table):
    """One link of the chain over access records: what a batch of them was when it was sealed, and the link before.

    `records_hash` is over the records in the order of their ids, `hash` over the seal itself with the hash before.
    `destroyed_at` says that the records' time was over; the hashes do not cover it (retention/access_records.py).
    """

    number = fields.BigIntField(unique=True)
    count = fields.IntField()
    first_at = fields.DatetimeField()
    last_at = fields.DatetimeField()
    records_hash = fields.CharField(max_length=64)
    previous = fields.CharField(max_length=64)
    hash = fields.CharField(max_length=64)
    sealed_at = fields.DatetimeField()
    destroyed_at = fields.DatetimeField(null=True)

    class Meta:
        table = "access_seal"

    access = Access(
        prefix="accessseal",
        policy=Policy(official=scoped("audit.read")),
        plain=(
            "number", "count", "first_at", "last_at", "records_hash", "previous", "hash", "sealed_at", "destroyed_at",
        ),
        history=False,
        append_only=True,
    )  # fmt: skip
