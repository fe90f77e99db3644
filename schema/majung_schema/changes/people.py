"""Changes of firms and persons: registered, renamed, described by figures, consents given and withdrawn."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import strawberry

from majung.firms import fact_writes
from majung.firms import models as firm_models
from majung.firms import writes as firm_writes
from majung.firms.registration import NewEstablishment, NewFirm
from majung.persons import models as person_models
from majung.persons import writes as person_writes
from majung.persons.rules import Notice
from majung_schema.graph.changes import Change, change, changed
from majung_schema.graph.context import Info, actor_of
from majung_schema.graph.scalars import Won, optional_uuid_of, uuid_of
from majung_schema.types.firms import Certification, Establishment, Firm, FirmHeadcount, FirmPerson, FirmYear
from majung_schema.types.persons import Consent, Person


@strawberry.input(description="A workplace as somebody describes it.")
class EstablishmentInput:
    brn: str | None = strawberry.field(default=None, description="Business registration number; hyphens are fine.")
    name: str | None = None
    address: str | None = None
    postcode: str | None = None
    district: str | None = strawberry.field(default=None, description="A code or name as it was received.")
    phone: str | None = None
    registered_factory: bool | None = None
    opened_on: date | None = None


@strawberry.input(description="A firm as somebody describes it; the first workplace is its head office.")
class FirmInput:
    name: str
    crn: str | None = None
    representatives: list[str] = strawberry.field(default_factory=list)
    address: str | None = None
    district: str | None = None
    industry_revision: int = 10
    industry_code: str | None = None
    founded_on: date | None = None
    employees: int | None = None
    homepage: str | None = None
    products: str | None = None
    establishments: list[EstablishmentInput] = strawberry.field(default_factory=list)


@strawberry.input(description="Figures of one business year from one source.")
class FirmYearInput:
    year: int
    sales_krw: Won | None = None
    assets_krw: Won | None = None
    workers: Decimal | None = None
    payroll_krw: Won | None = None
    exports_usd: Decimal | None = None
    source: str = "staff"
    evidence_grade: str = "STATED"


@strawberry.input(description="The regular workers of a month's end from one source.")
class HeadcountInput:
    on: date
    regular_workers: Decimal
    source: str = "staff"


@strawberry.input(description="A designation or certificate with its validity.")
class CertificationInput:
    kind: str
    number: str | None = None
    issued_by: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None


@strawberry.input(description="A person as staff describe them; never with a resident registration number.")
class PersonInput:
    name: str
    birth_date: date | None = None
    gender: str | None = None
    phone: str | None = None
    email: str | None = None
    address: str | None = None
    district: str | None = None


@strawberry.input(description="Contact data to store; what is missing stays, an empty text removes it.")
class ContactInput:
    phone: str | None = None
    email: str | None = None
    address: str | None = None
    district: str | None = None


@strawberry.input(description="What a person was told before consenting: every item the law asks for.")
class NoticeInput:
    kind: str = strawberry.field(description="COLLECT, THIRD_PARTY, UNIQUE_ID, SENSITIVE, MARKETING …")
    purpose: str
    items: list[str]
    refusal_told: bool
    version: str
    retention_until: date | None = None
    recipient: strawberry.ID | None = strawberry.field(default=None, description="An institution.")
    recipient_firm: strawberry.ID | None = strawberry.field(default=None, description="A firm: an employer.")
    recipient_text: str | None = None
    country: str | None = None


def _firm(given: FirmInput) -> NewFirm:
    values = vars(given) | {
        "representatives": tuple(given.representatives),
        "establishments": tuple(NewEstablishment(**vars(e)) for e in given.establishments),
        "industry": (given.industry_revision, given.industry_code) if given.industry_code else None,
    }
    return NewFirm(**{n: v for n, v in values.items() if n not in {"industry_revision", "industry_code"}})


def _notice(given: NoticeInput) -> Notice:
    values = {n: v for n, v in vars(given).items() if n not in {"recipient", "recipient_firm"}}
    return Notice(
        **values | {"items": tuple(given.items)},
        recipient_id=optional_uuid_of(given.recipient, "inst"),
        recipient_firm_id=optional_uuid_of(given.recipient_firm, "firm"),
    )


@strawberry.type
class PeopleChanges:
    """Firms and persons."""

    @strawberry.mutation(description="Register a firm with its workplaces.")
    @staticmethod
    @change
    async def register_firm(info: Info, input: FirmInput) -> Change[Firm]:
        made = await firm_writes.register_firm(actor_of(info), firm=_firm(input))
        return await changed(info, firm_models.Firm, made.firm.id)

    @strawberry.mutation(description="Add a workplace to a firm.")
    @staticmethod
    @change
    async def add_establishment(info: Info, firm: strawberry.ID, input: EstablishmentInput) -> Change[Establishment]:
        made = await firm_writes.add_establishment(
            actor_of(info), firm_id=uuid_of(firm, "firm"), establishment=NewEstablishment(**vars(input))
        )
        return await changed(info, firm_models.Establishment, made.id)

    @strawberry.mutation(description="Give a firm a new name from a day on; the old one stays in its history.")
    @staticmethod
    @change
    async def change_firm_name(
        info: Info, firm: strawberry.ID, name: str, version: int, on: date | None = None
    ) -> Change[Firm]:
        firm_id = uuid_of(firm, "firm")
        await firm_writes.change_name(actor_of(info), firm_id=firm_id, name=name, on=on, version=version)
        return await changed(info, firm_models.Firm, firm_id)

    @strawberry.mutation(description="Say who represents a firm from a day on, all of them.")
    @staticmethod
    @change
    async def change_firm_representatives(
        info: Info, firm: strawberry.ID, names: list[str], version: int, on: date | None = None
    ) -> Change[Firm]:
        firm_id = uuid_of(firm, "firm")
        await firm_writes.change_representative(
            actor_of(info), firm_id=firm_id, names=tuple(names), on=on, version=version
        )
        return await changed(info, firm_models.Firm, firm_id)

    @strawberry.mutation(description="Move a firm and its head office from a day on.")
    @staticmethod
    @change
    async def change_firm_address(
        info: Info,
        firm: strawberry.ID,
        address: str,
        version: int,
        district: str | None = None,
        on: date | None = None,
    ) -> Change[Firm]:
        firm_id = uuid_of(firm, "firm")
        await firm_writes.change_address(
            actor_of(info), firm_id=firm_id, address=address, district=district, on=on, version=version
        )
        return await changed(info, firm_models.Firm, firm_id)

    @strawberry.mutation(description="Store a business year's figures; the same source may correct itself.")
    @staticmethod
    @change
    async def record_firm_year(info: Info, firm: strawberry.ID, input: FirmYearInput) -> Change[FirmYear]:
        figures = fact_writes.YearFigures(**vars(input))
        made = await fact_writes.record_year(actor_of(info), firm_id=uuid_of(firm, "firm"), figures=figures)
        return await changed(info, firm_models.FirmYear, made.id)

    @strawberry.mutation(description="Store the workers of a month's end; the latest are the firm's present employees.")
    @staticmethod
    @change
    async def record_headcount(info: Info, firm: strawberry.ID, input: HeadcountInput) -> Change[FirmHeadcount]:
        made = await fact_writes.record_headcount(actor_of(info), firm_id=uuid_of(firm, "firm"), **vars(input))
        return await changed(info, firm_models.FirmHeadcount, made.id)

    @strawberry.mutation(description="Store a designation or certificate of a firm.")
    @staticmethod
    @change
    async def record_certification(info: Info, firm: strawberry.ID, input: CertificationInput) -> Change[Certification]:
        given = fact_writes.NewCertification(**vars(input))
        made = await fact_writes.record_certification(
            actor_of(info), firm_id=uuid_of(firm, "firm"), certification=given
        )
        return await changed(info, firm_models.Certification, made.id)

    @strawberry.mutation(description="Say that a person has a role in a firm.")
    @staticmethod
    @change
    async def link_person(
        info: Info, firm: strawberry.ID, person: strawberry.ID, role: str, valid_from: date | None = None
    ) -> Change[FirmPerson]:
        made = await fact_writes.link_person(
            actor_of(info),
            firm_id=uuid_of(firm, "firm"),
            person_id=uuid_of(person, "person"),
            role=role,
            valid_from=valid_from,
        )
        return await changed(info, firm_models.FirmPerson, made.id)

    @strawberry.mutation(description="Register a person.")
    @staticmethod
    @change
    async def register_person(info: Info, input: PersonInput) -> Change[Person]:
        made = await person_writes.register_person(actor_of(info), person=person_writes.NewPerson(**vars(input)))
        return await changed(info, person_models.Person, made.id)

    @strawberry.mutation(description="Change contact data: staff, or the person themself.")
    @staticmethod
    @change
    async def change_contact(
        info: Info, person: strawberry.ID, input: ContactInput, version: int | None = None
    ) -> Change[Person]:
        person_id, contact = uuid_of(person, "person"), person_writes.NewContact(**vars(input))
        await person_writes.change_contact(actor_of(info), person_id=person_id, contact=contact, version=version)
        return await changed(info, person_models.Person, person_id)

    @strawberry.mutation(description="Enter a consent into the ledger, with everything its notice said.")
    @staticmethod
    @change
    async def give_consent(
        info: Info, person: strawberry.ID, notice: NoticeInput, channel: str, by_guardian: bool = False
    ) -> Change[Consent]:
        made = await person_writes.give_consent(
            actor_of(info),
            person_id=uuid_of(person, "person"),
            notice=_notice(notice),
            channel=channel,
            by_guardian=by_guardian,
        )
        return await changed(info, person_models.Consent, made.id)

    @strawberry.mutation(description="End a consent now; what was done while it was in force stays lawful.")
    @staticmethod
    @change
    async def withdraw_consent(info: Info, id: strawberry.ID) -> Change[Consent]:
        ended = await person_writes.withdraw_consent(actor_of(info), consent_id=uuid_of(id, "consent"))
        return await changed(info, person_models.Consent, ended.id)
