"""Export records and job postings of firms."""

from __future__ import annotations

from uuid import UUID

from tortoise import fields

from majung.access.policy import Policy, disclosed_firm, follows, own_firm
from majung.storage.columns import refers, won
from majung.storage.table import Access, Table

OF_FIRM = Policy(official=follows("firm_id", "firm"), firm=own_firm(), partner=disclosed_firm())


class ExportRecord(Table):
    """What a firm shipped under one code of goods to one country, in US dollars and kilograms."""

    firm = refers("core.Firm")
    firm_id: UUID
    number = fields.CharField(max_length=20)
    year = fields.SmallIntField()
    month = fields.SmallIntField()
    shipped_on = fields.DateField()
    hs_code = fields.CharField(max_length=6)
    country = fields.CharField(max_length=2)
    amount_usd = fields.DecimalField(max_digits=14, decimal_places=2)
    weight_kg = fields.DecimalField(max_digits=12, decimal_places=1)
    buyer = fields.CharField(max_length=100)
    terms = fields.CharField(max_length=3)

    class Meta:
        table = "bench_export_record"
        indexes = (("firm_id", "id"),)

    access = Access(
        prefix="benchexport",
        policy=OF_FIRM,
        plain=(
            "firm_id", "number", "year", "month", "shipped_on", "hs_code", "country", "amount_usd", "weight_kg",
            "buyer", "terms",
        ),
    )  # fmt: skip


class Posting(Table):
    """A job that a firm offers, with its yearly pay in won."""

    firm = refers("core.Firm")
    firm_id: UUID
    title = fields.CharField(max_length=100)
    openings = fields.SmallIntField()
    pay_krw = won()
    open_until = fields.DateField()
    state = fields.CharField(max_length=10)

    class Meta:
        table = "bench_posting"
        indexes = (("firm_id", "id"),)

    access = Access(
        prefix="benchposting",
        policy=OF_FIRM,
        plain=("firm_id", "title", "openings", "pay_krw", "open_until", "state"),
    )
