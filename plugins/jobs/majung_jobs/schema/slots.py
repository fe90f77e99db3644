"""Fairs, times to book, and bookings."""

from __future__ import annotations

from datetime import date, datetime

from majung.firms import models as firms
from majung.institutions import models as institutions
from majung.persons import models as persons
from majung.storage.select import Where
from majung_jobs import models
from majung_schema.composition import open_input
from majung_schema.graph.bound import bound, computed
from majung_schema.graph.connections import Connection
from majung_schema.graph.filters import at_least, at_most, equals, holds, one_of
from majung_schema.graph.node import Node
from majung_schema.graph.relations import to_many, to_one
from majung_schema.types.firms import Firm
from majung_schema.types.institutions import Institution
from majung_schema.types.persons import Person

STANDING = Where(text="{row}.cancelled_at is null")


@open_input
class JobSlotFilter:
    """Which times; conditions given together must all hold."""

    kinds: list[str] | None = one_of("kind")
    starts_from: datetime | None = at_least("starts_at")
    starts_until: datetime | None = at_most("starts_at")
    free: bool | None = holds("{row}.booked < {row}.capacity", "Only times with a place left.")


@open_input
class JobFairFilter:
    """Which fairs; conditions given together must all hold."""

    ends_from: date | None = at_least("ends_on", "Fairs that end on this day or later.")
    title: str | None = equals("title")


def places_left(capacity: int, booked: int) -> int:
    """How many places are left."""
    return capacity - booked


@bound(models.Slot, name="JobSlot")
class JobSlot(Node):
    """A time that may be booked."""

    kind: str
    place: str
    starts_at: datetime
    ends_at: datetime
    capacity: int
    cancelled_at: datetime | None
    version: int
    places_left: int = computed(places_left, "capacity", "booked")
    centre: Institution | None = to_one(institutions.Institution, "centre_id")
    firm: Firm | None = to_one(firms.Firm, "firm_id")
    bookings: Connection[JobBooking] = to_many(models.Booking, "slot_id", sort=("id",))


@bound(models.Booking, name="JobBooking")
class JobBooking(Node):
    """A person's place at a time."""

    state: str
    booked_by: str
    ended_at: datetime | None
    version: int
    slot: JobSlot | None = to_one(models.Slot, "slot_id")
    person: Person | None = to_one(persons.Person, "person_id")


@bound(models.FairBooth, name="JobFairBooth")
class JobFairBooth(Node):
    """A firm's booth at a fair."""

    booth: str
    firm: Firm | None = to_one(firms.Firm, "firm_id")


@bound(models.JobFair)
class JobFair(Node):
    """A job fair (채용박람회)."""

    title: str
    place: str
    starts_on: date
    ends_on: date
    cancelled_at: datetime | None
    version: int
    centre: Institution | None = to_one(institutions.Institution, "centre_id")
    booths: Connection[JobFairBooth] = to_many(models.FairBooth, "fair_id", sort=("booth",))
    slots: Connection[JobSlot] = to_many(models.Slot, "fair_id", sort=("starts_at",), where=JobSlotFilter)
