"""Firms: legal entities with their establishments, and what is known of them over time."""

from __future__ import annotations

from uuid import UUID

from tortoise import fields
from tortoise.contrib.postgres.indexes import GinIndex

from majung.access.personal import Personal
from majung.access.policy import Policy, disclosed_firm, in_districts, own_firm, own_person, same_as, unmerged
from majung.korean import mask_name
from majung.storage.columns import may_refer, refers, texts, won
from majung.storage.table import Access, Table


class Firm(Table):
    """A legal entity: a company, or a sole proprietor with all their workplaces.

    Name, representative, district, industry and status are the present ones; their history is in the tables below.
    """

    name = fields.CharField(max_length=300)
    name_key = fields.CharField(max_length=300, db_index=True)
    legal_form = fields.CharField(max_length=30, null=True)
    crn = fields.CharField(max_length=13, null=True, unique=True)
    representative = fields.CharField(max_length=300, null=True)
    status = fields.CharField(max_length=10, default="ACTIVE")
    founded_on = fields.DateField(null=True)
    closed_on = fields.DateField(null=True)
    district_code = fields.CharField(max_length=10, null=True, db_index=True)
    district_as_received = fields.CharField(max_length=100, null=True)
    industry_revision = fields.SmallIntField(null=True)
    industry_code = fields.CharField(max_length=5, null=True)
    employees = fields.IntField(null=True)
    homepage = fields.CharField(max_length=500, null=True)
    products = fields.TextField(null=True)
    source = fields.CharField(max_length=50, default="staff")
    merged_into = may_refer("core.Firm")
    merged_into_id: UUID | None
    search_jamo = fields.TextField(default="")
    search_initials = fields.TextField(default="")
    search_grams = texts()

    class Meta:
        table = "firm"
        indexes = (
            GinIndex(fields=("search_grams",)),
            ("name", "id"),
            ("representative", "district_code"),
            ("name_key", "representative", "district_code", "merged_into_id"),
            ("merged_into_id",),
        )

    access = Access(
        prefix="firm",
        policy=Policy(
            official=unmerged(in_districts()),
            firm=unmerged(own_firm("id")),
            partner=unmerged(disclosed_firm("id")),
        ),
        plain=(
            "name", "name_key", "legal_form", "crn", "status", "founded_on", "closed_on", "district_code",
            "district_as_received", "industry_revision", "industry_code", "employees", "homepage", "products",
            "source", "merged_into_id", "search_jamo", "search_initials", "search_grams",
        ),
        personal={"representative": Personal(mask=mask_name, subject=None, firm="id")},
    )  # fmt: skip


class Establishment(Table):
    """A workplace with its own business registration number (10 digits; none for bodies that have no such number)."""

    firm = refers("core.Firm")
    firm_id: UUID
    brn = fields.CharField(max_length=10, null=True, unique=True)
    name = fields.CharField(max_length=300)
    head = fields.BooleanField(default=True)
    address = fields.CharField(max_length=500, null=True)
    postcode = fields.CharField(max_length=5, null=True)
    district_code = fields.CharField(max_length=10, null=True)
    district_as_received = fields.CharField(max_length=100, null=True)
    phone = fields.CharField(max_length=30, null=True)
    registered_factory = fields.BooleanField(null=True)
    opened_on = fields.DateField(null=True)
    closed_on = fields.DateField(null=True)
    tax_status = fields.CharField(max_length=2, null=True)

    class Meta:
        table = "establishment"
        indexes = (("firm_id",),)

    access = Access(
        prefix="est",
        policy=same_as("firm_id", "firm"),
        plain=(
            "firm_id", "brn", "name", "head", "address", "postcode", "district_code", "district_as_received",
            "phone", "registered_factory", "opened_on", "closed_on", "tax_status",
        ),
    )  # fmt: skip


class FirmIdentifier(Table):
    """A number of another scheme: a stock code, a market code, a geographical-indication number."""

    firm = refers("core.Firm")
    firm_id: UUID
    scheme = fields.CharField(max_length=50)
    value = fields.CharField(max_length=100)

    class Meta:
        table = "firm_identifier"
        unique_together = (("scheme", "value"),)
        indexes = (("firm_id",), ("value",))

    access = Access(prefix="fid", policy=same_as("firm_id", "firm"), plain=("firm_id", "scheme", "value"))


class FirmName(Table):
    """A name the firm had from one day to another (상호변경)."""

    firm = refers("core.Firm")
    firm_id: UUID
    name = fields.CharField(max_length=300)
    valid_from = fields.DateField(null=True)
    valid_to = fields.DateField(null=True)

    class Meta:
        table = "firm_name"
        indexes = (("firm_id",),)

    access = Access(
        prefix="fname", policy=same_as("firm_id", "firm"), plain=("firm_id", "name", "valid_from", "valid_to")
    )


class FirmRepresentative(Table):
    """Who represented the firm from one day to another."""

    firm = refers("core.Firm")
    firm_id: UUID
    name = fields.CharField(max_length=200)
    valid_from = fields.DateField(null=True)
    valid_to = fields.DateField(null=True)

    class Meta:
        table = "firm_representative"
        indexes = (("firm_id",),)

    access = Access(
        prefix="frep",
        policy=same_as("firm_id", "firm"),
        plain=("firm_id", "valid_from", "valid_to"),
        personal={"name": Personal(mask=mask_name, subject=None, firm="firm_id")},
    )


class FirmAddress(Table):
    """Where the firm sat from one day to another, with the district as it was received."""

    firm = refers("core.Firm")
    firm_id: UUID
    address = fields.CharField(max_length=500)
    district_code = fields.CharField(max_length=10, null=True)
    district_as_received = fields.CharField(max_length=100, null=True)
    valid_from = fields.DateField(null=True)
    valid_to = fields.DateField(null=True)

    class Meta:
        table = "firm_address"
        indexes = (("firm_id",),)

    access = Access(
        prefix="faddr",
        policy=same_as("firm_id", "firm"),
        plain=("firm_id", "address", "district_code", "district_as_received", "valid_from", "valid_to"),
    )


class FirmHeadcount(Table):
    """Regular workers at a month's end (Framework Act decree art. 3: part-timers of 60 hours or more count half)."""

    firm = refers("core.Firm")
    firm_id: UUID
    on = fields.DateField()
    regular_workers = fields.DecimalField(max_digits=8, decimal_places=1)
    source = fields.CharField(max_length=50)

    class Meta:
        table = "firm_headcount"
        unique_together = (("firm_id", "on", "source"),)

    access = Access(
        prefix="fhead",
        policy=same_as("firm_id", "firm"),
        plain=("firm_id", "on", "regular_workers", "source"),
        merging="stay",
    )


class FirmIndustry(Table):
    """An industry of the firm with its share of sales; the main one has the largest share (decree art. 4)."""

    firm = refers("core.Firm")
    firm_id: UUID
    revision = fields.SmallIntField()
    code = fields.CharField(max_length=5)
    main = fields.BooleanField(default=True)
    sales_share_pct = fields.DecimalField(max_digits=5, decimal_places=2, null=True)
    valid_from = fields.DateField(null=True)
    valid_to = fields.DateField(null=True)

    class Meta:
        table = "firm_industry"
        indexes = (("firm_id",),)

    access = Access(
        prefix="find",
        policy=same_as("firm_id", "firm"),
        plain=("firm_id", "revision", "code", "main", "sales_share_pct", "valid_from", "valid_to"),
    )


class FirmYear(Table):
    """Figures of one business year from one source, with the grade of the evidence behind them."""

    firm = refers("core.Firm")
    firm_id: UUID
    year = fields.SmallIntField()
    sales_krw = won(null=True)
    assets_krw = won(null=True)
    workers = fields.DecimalField(max_digits=8, decimal_places=1, null=True)
    payroll_krw = won(null=True)
    exports_usd = fields.DecimalField(max_digits=16, decimal_places=2, null=True)
    source = fields.CharField(max_length=50)
    evidence_grade = fields.CharField(max_length=20, default="STATED")

    class Meta:
        table = "firm_year"
        unique_together = (("firm_id", "year", "source"),)

    access = Access(
        prefix="fyear",
        policy=same_as("firm_id", "firm"),
        plain=(
            "firm_id", "year", "sales_krw", "assets_krw", "workers", "payroll_krw", "exports_usd", "source",
            "evidence_grade",
        ),
        merging="stay",
    )  # fmt: skip


class Certification(Table):
    """A designation or certificate of the firm (venture, family-friendly, promising SME) with its validity."""

    firm = refers("core.Firm")
    firm_id: UUID
    kind = fields.CharField(max_length=50)
    number = fields.CharField(max_length=100, null=True)
    issued_by = fields.CharField(max_length=200, null=True)
    valid_from = fields.DateField(null=True)
    valid_to = fields.DateField(null=True)
    source = fields.CharField(max_length=50, default="staff")

    class Meta:
        table = "certification"
        indexes = (("firm_id",),)

    access = Access(
        prefix="cert",
        policy=same_as("firm_id", "firm"),
        plain=("firm_id", "kind", "number", "issued_by", "valid_from", "valid_to", "source"),
    )


class FirmPerson(Table):
    """That a person has a role in a firm: representative, owner, employee, contact."""

    firm = refers("core.Firm")
    firm_id: UUID
    person = refers("core.Person")
    person_id: UUID
    role = fields.CharField(max_length=30)
    valid_from = fields.DateField(null=True)
    valid_to = fields.DateField(null=True)

    class Meta:
        table = "firm_person"
        indexes = (("firm_id",), ("person_id",))

    access = Access(
        prefix="fperson",
        policy=Policy(official=same_as("firm_id", "firm").official, firm=own_firm(), person=own_person()),
        plain=("firm_id", "person_id", "role", "valid_from", "valid_to"),
    )
