"""Firms with everything the core knows of them; plugins add the rest."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import strawberry

from majung.applications import models as applications
from majung.consultations import models as consultations
from majung.deadlines import models as deadlines
from majung.districts import models as districts
from majung.documents import models as document_models
from majung.firms import models
from majung.institutions import models as institutions
from majung.korean import search_form
from majung.merging import models as merging
from majung.money import models as money
from majung.notes import models as notes
from majung.notices import models as notices
from majung.outcomes import models as outcome_models
from majung.persons import models as persons
from majung.products import models as goods
from majung.referrals import models as referrals
from majung.storage.select import Where
from majung.support import models as support
from majung_schema.composition import open_input
from majung_schema.graph.bound import batched, bound
from majung_schema.graph.connections import Connection
from majung_schema.graph.filters import Direction, at_least, at_most, by, computed_where, equals, holds, one_of
from majung_schema.graph.node import Node
from majung_schema.graph.relations import to_many, to_one
from majung_schema.graph.scalars import Won
from majung_schema.types.documents import Document, DocumentFilter
from majung_schema.types.institutions import Disclosure
from majung_schema.types.outcomes import Outcome, OutcomeFilter, OutcomeSum, sums_of
from majung_schema.types.reference import District
from majung_schema.types.size import SizeOnDay, sizes_of

if TYPE_CHECKING:
    from majung_schema.types.applications import Application
    from majung_schema.types.consultations import Consultation, Note
    from majung_schema.types.deadlines import DueDate
    from majung_schema.types.merging import FirmSuccession
    from majung_schema.types.money import Claim, Clawback, Payment
    from majung_schema.types.notices import Notice
    from majung_schema.types.persons import Person
    from majung_schema.types.products import Product
    from majung_schema.types.referrals import Referral
    from majung_schema.types.support import SupportRecord


def _has_brn(value: str) -> Where:
    digits = "".join(c for c in search_form(value) if c.isdigit())
    return Where(
        text="exists (select 1 from {establishment} e where e.firm_id = {row}.id and e.brn = :value)",
        values={"value": (digits, "text")},
        tables=(models.Establishment,),
    )


@open_input
class FirmFilter:
    """Which firms; conditions given together must all hold."""

    brn: str | None = computed_where(_has_brn, "Business registration number of one of its workplaces, 10 digits.")
    crn: str | None = equals("crn", "Corporate registration number, 13 digits.")
    name: str | None = equals("name", "The exact name; `search` finds names as people type them.")
    districts: list[str] | None = one_of("district_code", "Canonical district codes.")
    status: list[str] | None = one_of("status", "ACTIVE, SUSPENDED, CLOSED.")
    industry_code: str | None = equals("industry_code")
    founded_since: date | None = at_least("founded_on")
    founded_until: date | None = at_most("founded_on")
    employees_at_least: int | None = at_least("employees")
    source: str | None = equals("source", "Where the record came from: staff, or an import profile.")
    supported: bool | None = holds(
        "exists (select 1 from {support_record} s where s.firm_id = {row}.id)",
        "Whether it ever received support that the viewer may see.",
        tables=(support.SupportRecord,),
    )


@open_input
class FirmOrder:
    """How firms are sorted; the first entry of the list counts most."""

    name: Direction | None = by("name")
    founded_on: Direction | None = by("founded_on")
    employees: Direction | None = by("employees")


@bound(models.FirmIdentifier)
class FirmIdentifier(Node):
    """A number of another scheme: a stock code, a market code, a geographical-indication number."""

    scheme: str
    value: str


@bound(models.Establishment)
class Establishment(Node):
    """A workplace with its own business registration number."""

    brn: str | None
    name: str
    head: bool
    address: str | None
    postcode: str | None
    district_as_received: str | None
    phone: str | None
    registered_factory: bool | None
    opened_on: date | None
    closed_on: date | None
    tax_status: str | None
    district: District | None = to_one(districts.District, "district_code", to="code")
    firm: Firm | None = to_one(models.Firm, "firm_id")


@bound(models.FirmName)
class FirmName(Node):
    """A name the firm had from one day to another."""

    name: str
    valid_from: date | None
    valid_to: date | None


@bound(models.FirmRepresentative)
class FirmRepresentative(Node):
    """Who represented the firm from one day to another."""

    name: str
    valid_from: date | None
    valid_to: date | None


@bound(models.FirmAddress)
class FirmAddress(Node):
    """Where the firm sat from one day to another, with the district as it was received."""

    address: str
    district_as_received: str | None
    valid_from: date | None
    valid_to: date | None
    district: District | None = to_one(districts.District, "district_code", to="code")


@bound(models.FirmHeadcount)
class FirmHeadcount(Node):
    """Regular workers at a month's end."""

    on: date
    regular_workers: Decimal
    source: str


@bound(models.FirmIndustry)
class FirmIndustry(Node):
    """An industry of the firm with its share of sales."""

    revision: int
    code: str
    main: bool
    sales_share_pct: Decimal | None
    valid_from: date | None
    valid_to: date | None


@bound(models.FirmYear)
class FirmYear(Node):
    """Figures of one business year from one source, with the grade of the evidence."""

    year: int
    sales_krw: Won | None
    assets_krw: Won | None
    workers: Decimal | None
    payroll_krw: Won | None
    exports_usd: Decimal | None
    source: str
    evidence_grade: str


@bound(models.Certification)
class Certification(Node):
    """A designation or certificate with its validity."""

    kind: str
    number: str | None
    issued_by: str | None
    valid_from: date | None
    valid_to: date | None
    source: str


@bound(models.FirmPerson)
class FirmPerson(Node):
    """That a person has a role in a firm."""

    role: str
    valid_from: date | None
    valid_to: date | None
    person: Annotated[Person, strawberry.lazy("majung_schema.types.persons")] | None = to_one(
        persons.Person, "person_id"
    )
    firm: Firm | None = to_one(models.Firm, "firm_id")


@bound(models.Firm)
class Firm(Node):
    """A legal entity with its workplaces, its history, and everything every program knows about it."""

    name: str
    legal_form: str | None
    crn: str | None
    representative: str | None
    status: str
    founded_on: date | None
    closed_on: date | None
    district_as_received: str | None
    industry_revision: int | None
    industry_code: str | None
    employees: int | None
    homepage: str | None
    products: str | None
    source: str
    version: int
    district: District | None = to_one(districts.District, "district_code", to="code")
    size_class: SizeOnDay | None = batched(sizes_of, "id")
    establishments: Connection[Establishment] = to_many(models.Establishment, "firm_id", sort=("-head", "id"))
    identifiers: Connection[FirmIdentifier] = to_many(models.FirmIdentifier, "firm_id", sort=("scheme",))
    names: Connection[FirmName] = to_many(models.FirmName, "firm_id", sort=("-valid_from",))
    representatives: Connection[FirmRepresentative] = to_many(
        models.FirmRepresentative, "firm_id", sort=("-valid_from",)
    )
    addresses: Connection[FirmAddress] = to_many(models.FirmAddress, "firm_id", sort=("-valid_from",))
    headcounts: Connection[FirmHeadcount] = to_many(models.FirmHeadcount, "firm_id", sort=("-on",))
    industries: Connection[FirmIndustry] = to_many(models.FirmIndustry, "firm_id", sort=("-main", "code"))
    years: Connection[FirmYear] = to_many(models.FirmYear, "firm_id", sort=("-year",))
    certifications: Connection[Certification] = to_many(models.Certification, "firm_id", sort=("-valid_from",))
    people: Connection[FirmPerson] = to_many(models.FirmPerson, "firm_id", sort=("-valid_from",))
    applications: Connection[Annotated[Application, strawberry.lazy("majung_schema.types.applications")]] = to_many(
        applications.Application, "firm_id", sort=("-created_at",)
    )
    support_records: Connection[Annotated[SupportRecord, strawberry.lazy("majung_schema.types.support")]] = to_many(
        support.SupportRecord, "firm_id", sort=("-year",)
    )
    claims: Connection[Annotated[Claim, strawberry.lazy("majung_schema.types.money")]] = to_many(
        money.Claim, "firm_id", sort=("-submitted_at",)
    )
    payments: Connection[Annotated[Payment, strawberry.lazy("majung_schema.types.money")]] = to_many(
        money.Payment, "firm_id", sort=("-paid_on",)
    )
    clawbacks: Connection[Annotated[Clawback, strawberry.lazy("majung_schema.types.money")]] = to_many(
        money.Clawback, "firm_id", sort=("-due_on",)
    )
    successions: Connection[Annotated[FirmSuccession, strawberry.lazy("majung_schema.types.merging")]] = to_many(
        merging.FirmSuccession, "firm_id", sort=("-on",), description="상호변경, 법인전환, 합병: what the firm became."
    )
    disclosures: Connection[Disclosure] = to_many(institutions.Disclosure, "firm_id", sort=("-valid_from",))
    documents: Connection[Document] = to_many(
        document_models.Document, "firm_id", sort=("-uploaded_at",), where=DocumentFilter
    )
    outcomes: Connection[Outcome] = to_many(
        outcome_models.Outcome, "firm_id", sort=("-happened_on",), where=OutcomeFilter
    )
    outcome_sums: list[OutcomeSum] = batched(sums_of, "id")
    goods: Connection[Annotated[Product, strawberry.lazy("majung_schema.types.products")]] = to_many(
        goods.Product, "firm_id", sort=("name_ko",), description="What it makes, product by product."
    )
    consultations: Connection[Annotated[Consultation, strawberry.lazy("majung_schema.types.consultations")]] = to_many(
        consultations.Consultation, "firm_id", sort=("-held_at",)
    )
    referrals: Connection[Annotated[Referral, strawberry.lazy("majung_schema.types.referrals")]] = to_many(
        referrals.Referral, "firm_id", sort=("-sent_at",)
    )
    notices: Connection[Annotated[Notice, strawberry.lazy("majung_schema.types.notices")]] = to_many(
        notices.Notice, "firm_id", sort=("-posted_at",)
    )
    due_dates: Connection[Annotated[DueDate, strawberry.lazy("majung_schema.types.deadlines")]] = to_many(
        deadlines.DueDate, "firm_id", sort=("due_on",)
    )
    notes: Connection[Annotated[Note, strawberry.lazy("majung_schema.types.consultations")]] = to_many(
        notes.Note, "subject_id", sort=("-written_at",)
    )
