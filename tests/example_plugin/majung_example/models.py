"""Workshops, advice, vouchers and the visits that follow them."""

from __future__ import annotations

from uuid import UUID

from tortoise import fields
from tortoise.contrib.postgres.indexes import GinIndex
from tortoise.migrations.constraints import UniqueConstraint

from majung.access.personal import Personal
from majung.access.policy import Policy, follows, own_firm, public, same_as, scoped
from majung.korean import mask_name, mask_phone
from majung.storage.columns import EncryptedText, may_refer, refers, texts, won
from majung.storage.table import Access, Table
from majung_example.errors import VoucherIssuedAlready, WorkshopKnown
from majung_example.scopes import ADVISE


class Workshop(Table):
    """A place that makes prototypes, at a price for each hour in won; everyone may know it."""

    code = fields.CharField(max_length=20, unique=True)
    name = fields.CharField(max_length=200)
    hourly_krw = won()
    district_code = fields.CharField(max_length=10, null=True)
    search_jamo = fields.TextField(default="")
    search_initials = fields.TextField(default="")
    search_grams = texts()

    class Meta:
        table = "example_workshop"
        indexes = (GinIndex(fields=("search_grams",)),)

    access = Access(
        prefix="exworkshop",
        policy=public(),
        plain=("code", "name", "hourly_krw", "district_code", "search_jamo", "search_initials", "search_grams"),
        conflicts={"example_workshop_code_key": WorkshopKnown},
    )


class Advice(Table):
    """What an adviser thinks of an application: SOUND or DOUBTFUL. The firm does not see who said it."""

    application = refers("core.Application")
    application_id: UUID
    verdict = fields.CharField(max_length=10)
    adviser_name = fields.CharField(max_length=100)
    adviser_phone = EncryptedText(null=True)
    given_on = fields.DateField()

    class Meta:
        table = "example_advice"
        indexes = (("application_id",),)

    access = Access(
        prefix="exadvice",
        policy=Policy(official=scoped(ADVISE, follows("application_id", "application"))),
        plain=("application_id", "verdict", "given_on"),
        personal={
            "adviser_name": Personal(mask=mask_name, subject=None),
            "adviser_phone": Personal(mask=mask_phone, subject=None, encrypted=True),
        },
    )


class Voucher(Table):
    """A voucher of a firm, in won: ISSUED until a day, then REDEEMED at a workshop, or EXPIRED."""

    application = refers("core.Application")
    application_id: UUID
    firm = refers("core.Firm")
    firm_id: UUID
    workshop = may_refer("example.Workshop")
    workshop_id: UUID | None
    amount_krw = won()
    state = fields.CharField(max_length=10, default="ISSUED")
    issued_on = fields.DateField()
    valid_until = fields.DateField()
    redeemed_on = fields.DateField(null=True)

    class Meta:
        table = "example_voucher"
        constraints = (UniqueConstraint(fields=("application_id",), name="example_voucher_once"),)
        indexes = (("firm_id", "issued_on"), ("state", "valid_until"))

    access = Access(
        prefix="exvoucher",
        policy=Policy(official=follows("firm_id", "firm"), firm=own_firm()),
        plain=(
            "application_id", "firm_id", "workshop_id", "amount_krw", "state", "issued_on", "valid_until",
            "redeemed_on",
        ),
        conflicts={"example_voucher_once": VoucherIssuedAlready},
    )  # fmt: skip


class Visit(Table):
    """A visit to see what became of a voucher."""

    voucher = refers("example.Voucher")
    voucher_id: UUID
    planned_on = fields.DateField()

    class Meta:
        table = "example_visit"
        unique_together = (("voucher_id",),)

    access = Access(
        prefix="exvisit", policy=same_as("voucher_id", "example_voucher"), plain=("voucher_id", "planned_on")
    )
