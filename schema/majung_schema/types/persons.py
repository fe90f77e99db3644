"""Persons: masked unless the viewer may see more, every read recorded."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from majung.access.cipher import keyed_hash
from majung.applications import models as applications
from majung.consultations import models as consultations
from majung.deadlines import models as deadlines
from majung.districts import models as districts
from majung.firms import models as firms
from majung.institutions import models as institutions
from majung.notes import models as notes
from majung.notices import models as notices
from majung.persons import models
from majung.referrals import models as referrals
from majung.storage.select import Where
from majung.support import models as support
from majung_schema.composition import open_input
from majung_schema.graph.bound import bound
from majung_schema.graph.connections import Connection
from majung_schema.graph.filters import Direction, by, computed_where, one_of
from majung_schema.graph.node import Node
from majung_schema.graph.relations import to_many, to_one
from majung_schema.types.firms import Firm, FirmPerson
from majung_schema.types.institutions import Institution
from majung_schema.types.reference import District

if TYPE_CHECKING:
    from majung_schema.types.applications import Application
    from majung_schema.types.consultations import Consultation, Note
    from majung_schema.types.deadlines import DueDate
    from majung_schema.types.notices import Notice
    from majung_schema.types.referrals import Referral
    from majung_schema.types.support import SupportRecord


def _has_phone(value: str) -> Where:
    digits = "".join(c for c in value if c.isdigit())
    return Where(text="{row}.phone_hash = :value", values={"value": (keyed_hash(digits), "text")})


def _has_email(value: str) -> Where:
    wanted = keyed_hash(value.strip().casefold())
    return Where(text="{row}.email_hash = :value", values={"value": (wanted, "text")})


@open_input
class PersonFilter:
    """Which persons; conditions given together must all hold."""

    phone: str | None = computed_where(_has_phone, "The whole phone number; found by its keyed hash.")
    email: str | None = computed_where(_has_email, "The whole e-mail address; found by its keyed hash.")
    districts: list[str] | None = one_of("district_code", "Canonical district codes.")


@open_input
class PersonOrder:
    """How persons are sorted."""

    district_code: Direction | None = by("district_code")


@bound(models.Consent)
class Consent(Node):
    """One consent for one purpose, from when it was given to when it was withdrawn."""

    kind: str
    purpose: str
    notice_version: str
    items: list[str]
    recipient_text: str | None
    retention_until: date | None
    given_at: datetime
    withdrawn_at: datetime | None
    channel: str
    recipient: Institution | None = to_one(institutions.Institution, "recipient_id")
    recipient_firm: Firm | None = to_one(firms.Firm, "recipient_firm_id")


@bound(models.Person)
class Person(Node):
    """A person the agency serves. Personal fields are masked; whole values need a permission and a purpose."""

    name: str
    birth_date: date | None
    gender: str | None
    phone: str | None
    email: str | None
    address: str | None
    district_as_received: str | None
    version: int
    district: District | None = to_one(districts.District, "district_code", to="code")
    firms: Connection[FirmPerson] = to_many(firms.FirmPerson, "person_id", sort=("-valid_from",))
    consents: Connection[Consent] = to_many(models.Consent, "person_id", sort=("-given_at",))
    applications: Connection[Annotated[Application, strawberry.lazy("majung_schema.types.applications")]] = to_many(
        applications.Application, "person_id", sort=("-created_at",)
    )
    support_records: Connection[Annotated[SupportRecord, strawberry.lazy("majung_schema.types.support")]] = to_many(
        support.SupportRecord, "person_id", sort=("-year",)
    )
    consultations: Connection[Annotated[Consultation, strawberry.lazy("majung_schema.types.consultations")]] = to_many(
        consultations.Consultation, "person_id", sort=("-held_at",)
    )
    referrals: Connection[Annotated[Referral, strawberry.lazy("majung_schema.types.referrals")]] = to_many(
        referrals.Referral, "person_id", sort=("-sent_at",)
    )
    notices: Connection[Annotated[Notice, strawberry.lazy("majung_schema.types.notices")]] = to_many(
        notices.Notice, "person_id", sort=("-posted_at",)
    )
    due_dates: Connection[Annotated[DueDate, strawberry.lazy("majung_schema.types.deadlines")]] = to_many(
        deadlines.DueDate, "person_id", sort=("due_on",)
    )
    notes: Connection[Annotated[Note, strawberry.lazy("majung_schema.types.consultations")]] = to_many(
        notes.Note, "subject_id", sort=("-written_at",)
    )
