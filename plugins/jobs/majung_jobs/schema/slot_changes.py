"""Changes of fairs, times and bookings: unpack, call, answer."""

from __future__ import annotations

from datetime import date, datetime

import strawberry

from majung_jobs import models
from majung_jobs.schema.slots import JobBooking, JobFair, JobFairBooth, JobSlot
from majung_jobs.writes import slots
from majung_jobs.writes.slots import NewSlot
from majung_schema.graph.changes import Change, change, changed
from majung_schema.graph.context import Info, actor_of
from majung_schema.graph.scalars import optional_uuid_of, uuid_of
from majung_schema.mutation import Mutation
from majung_schema.parts import extend


@strawberry.input(description="A time to be booked.")
class JobSlotInput:
    kind: str = strawberry.field(description="COUNSELLING, INTERVIEW, VIDEO_INTERVIEW, FAIR, SUIT.")
    starts_at: datetime
    ends_at: datetime
    capacity: int = 1
    place: str = ""
    centre: strawberry.ID | None = None
    fair: strawberry.ID | None = None
    firm: strawberry.ID | None = None


@extend(Mutation)
class JobSlotChanges:
    """Fairs, and times that are offered and booked."""

    @strawberry.mutation(description="Plan a fair (`jobs.manage`).")
    @staticmethod
    @change
    async def plan_job_fair(
        info: Info, title: str, place: str, starts_on: date, ends_on: date, centre: strawberry.ID | None = None
    ) -> Change[JobFair]:
        made = await slots.plan_fair(
            actor_of(info),
            title=title,
            place=place,
            starts_on=starts_on,
            ends_on=ends_on,
            centre_id=optional_uuid_of(centre, "inst"),
        )
        return await changed(info, models.JobFair, made.id)

    @strawberry.mutation(description="Give a firm a booth at a fair (`jobs.manage`).")
    @staticmethod
    @change
    async def give_job_fair_booth(
        info: Info, fair: strawberry.ID, firm: strawberry.ID, booth: str
    ) -> Change[JobFairBooth]:
        made = await slots.give_booth(
            actor_of(info), fair_id=uuid_of(fair, "jobfair"), firm_id=uuid_of(firm, "firm"), booth=booth
        )
        return await changed(info, models.FairBooth, made.id)

    @strawberry.mutation(description="Offer a time to book (`jobs.counsel`).")
    @staticmethod
    @change
    async def offer_job_slot(info: Info, input: JobSlotInput) -> Change[JobSlot]:
        new = NewSlot(
            kind=input.kind,
            starts_at=input.starts_at,
            ends_at=input.ends_at,
            capacity=input.capacity,
            place=input.place,
            centre_id=optional_uuid_of(input.centre, "inst"),
            fair_id=optional_uuid_of(input.fair, "jobfair"),
            firm_id=optional_uuid_of(input.firm, "firm"),
            account_id=actor_of(info).account_id,
        )
        [made] = await slots.offer_slots(actor_of(info), slots=[new])
        return await changed(info, models.Slot, made.id)

    @strawberry.mutation(description="Book a place: the person themselves, or a counsellor for them.")
    @staticmethod
    @change
    async def book_job_slot(info: Info, slot: strawberry.ID, person: strawberry.ID) -> Change[JobBooking]:
        made = await slots.book_slot(
            actor_of(info), slot_id=uuid_of(slot, "jobslot"), person_id=uuid_of(person, "person")
        )
        return await changed(info, models.Booking, made.id)

    @strawberry.mutation(description="Give a place back before its time.")
    @staticmethod
    @change
    async def cancel_job_booking(info: Info, id: strawberry.ID, version: int) -> Change[JobBooking]:
        booking_id = uuid_of(id, "jobbooking")
        await slots.cancel_booking(actor_of(info), booking_id=booking_id, version=version)
        return await changed(info, models.Booking, booking_id)

    @strawberry.mutation(description="Whether the person came (`jobs.counsel`).")
    @staticmethod
    @change
    async def record_job_attendance(info: Info, id: strawberry.ID, version: int, came: bool) -> Change[JobBooking]:
        booking_id = uuid_of(id, "jobbooking")
        await slots.record_attendance(actor_of(info), booking_id=booking_id, version=version, came=came)
        return await changed(info, models.Booking, booking_id)
