"""Fairs and appointments: times that are offered, and who booked them."""

from __future__ import annotations

from uuid import UUID

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

from majung.access.policy import Policy, any_of, follows, own_person, public, scoped, whole_province
from majung.storage.columns import may_refer, refers
from majung.storage.table import Access, Table
from majung_jobs.errors import BookedAlready, BoothTaken, SlotFull
from majung_jobs.scopes import COUNSEL, MANAGE


class JobFair(Table):
    """A fair (채용박람회) of a centre, on one day or several."""

    centre = refers("core.Institution")
    centre_id: UUID
    title = fields.CharField(max_length=200)
    place = fields.CharField(max_length=200)
    starts_on = fields.DateField()
    ends_on = fields.DateField()
    cancelled_at = fields.DatetimeField(null=True)

    class Meta:
        table = "jobs_fair"
        constraints = (CheckConstraint(check="starts_on <= ends_on", name="jobs_fair_days"),)

    access = Access(
        prefix="jobfair",
        policy=public(),
        plain=("centre_id", "title", "place", "starts_on", "ends_on", "cancelled_at"),
    )


class FairBooth(Table):
    """A firm's booth at a fair."""

    fair = refers("jobs.JobFair")
    fair_id: UUID
    firm = refers("core.Firm")
    firm_id: UUID
    booth = fields.CharField(max_length=20)

    class Meta:
        table = "jobs_booth"
        constraints = (
            UniqueConstraint(fields=("fair_id", "firm_id"), name="jobs_booth_of_firm"),
            UniqueConstraint(fields=("fair_id", "booth"), name="jobs_booth_number"),
        )

    access = Access(
        prefix="jobbooth",
        policy=public(),
        plain=("fair_id", "firm_id", "booth"),
        conflicts={"jobs_booth_of_firm": BoothTaken, "jobs_booth_number": BoothTaken},
        merging="stay",
    )


class Slot(Table):
    """A time that may be booked: counselling, an interview, a place at a booth. `booked` never exceeds `capacity`."""

    centre = refers("core.Institution")
    centre_id: UUID
    fair = may_refer("jobs.JobFair")
    fair_id: UUID | None
    firm = may_refer("core.Firm")
    firm_id: UUID | None
    account = may_refer("core.Account")
    account_id: UUID | None
    kind = fields.CharField(max_length=20)
    place = fields.CharField(max_length=200, default="")
    starts_at = fields.DatetimeField()
    ends_at = fields.DatetimeField()
    capacity = fields.IntField()
    booked = fields.IntField(default=0)
    cancelled_at = fields.DatetimeField(null=True)

    class Meta:
        table = "jobs_slot"
        indexes = (("centre_id", "starts_at"), ("fair_id", "starts_at"))
        constraints = (
            CheckConstraint(check="booked between 0 and capacity", name="jobs_slot_places"),
            CheckConstraint(check="starts_at < ends_at", name="jobs_slot_times"),
        )

    access = Access(
        prefix="jobslot",
        policy=public(),
        plain=(
            "centre_id", "fair_id", "firm_id", "account_id", "kind", "place", "starts_at", "ends_at", "capacity",
            "booked", "cancelled_at",
        ),
        conflicts={"jobs_slot_places": SlotFull},
    )  # fmt: skip


class Booking(Table):
    """A person's place in a slot; `live_key` names both while it stands."""

    slot = refers("jobs.Slot")
    slot_id: UUID
    person = refers("core.Person")
    person_id: UUID
    state = fields.CharField(max_length=10, default="BOOKED")
    live_key = fields.CharField(max_length=80, null=True, unique=True)
    booked_by = fields.CharField(max_length=200)
    ended_at = fields.DatetimeField(null=True)

    class Meta:
        table = "jobs_booking"
        indexes = (("slot_id",), ("person_id",))

    access = Access(
        prefix="jobbooking",
        policy=Policy(
            official=any_of(
                scoped(MANAGE, any_of(whole_province(), follows("person_id", "person"))),
                scoped(COUNSEL, follows("person_id", "person")),
            ),
            person=own_person(),
        ),
        plain=("slot_id", "person_id", "state", "live_key", "booked_by", "ended_at"),
        conflicts={"jobs_booking_live_key_key": BookedAlready},
    )
