"""Fairs, booths, times to book, and bookings: nobody is booked twice, and no time beyond its places."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from majung import clock
from majung.access.actor import Actor
from majung.errors import InvalidValue
from majung.events.event import append
from majung.firms.models import Firm
from majung.identifiers import refuse_resident_number
from majung.persons.models import Person
from majung.storage.transaction import current, find_row, load_for_change, save_change, write
from majung_jobs.errors import BookingOver, OtherBooking, SlotFull, SlotNotBegun, SlotOver, SlotTimes
from majung_jobs.events import BookingEnded, SlotBooked
from majung_jobs.models import Booking, FairBooth, JobFair, Slot
from majung_jobs.reads.rule_sets import job_rules
from majung_jobs.scopes import COUNSEL, MANAGE
from majung_jobs.writes.steps import centre_for, require_own_centre, require_party

KINDS = ("COUNSELLING", "INTERVIEW", "VIDEO_INTERVIEW", "FAIR", "SUIT")
"""Counselling, an interview, one by video, a place at a fair, an interview suit to borrow (꿈맞이 옷장)."""

_OVERLAP = """
select s.starts_at, s.ends_at from jobs_booking b join jobs_slot s on s.id = b.slot_id
where b.person_id = $1 and b.state = 'BOOKED' and s.starts_at < $3 and s.ends_at > $2 and s.id <> $4 limit 1
"""


@dataclass(frozen=True, kw_only=True)
class NewSlot:
    """A time to be booked, for as many as `capacity`."""

    kind: str
    starts_at: datetime
    ends_at: datetime
    capacity: int = 1
    place: str = ""
    centre_id: UUID | None = None
    fair_id: UUID | None = None
    firm_id: UUID | None = None
    account_id: UUID | None = None


@write
async def plan_fair(
    actor: Actor, *, title: str, place: str, starts_on: date, ends_on: date, centre_id: UUID | None = None
) -> JobFair:
    """Plan a fair (permission ``jobs.manage``)."""
    actor.require(MANAGE)
    if not title.strip() or ends_on < starts_on:
        raise InvalidValue(field="endsOn", value=ends_on, reason=f"a title, and {starts_on} or later / 제목과 날짜")
    refuse_resident_number(title, "title")
    centre = await centre_for(actor, centre_id, None, await job_rules(clock.today()))
    return await JobFair.create(
        centre_id=centre, title=title, place=place, starts_on=starts_on, ends_on=ends_on, using_db=current().connection
    )


@write
async def give_booth(actor: Actor, *, fair_id: UUID, firm_id: UUID, booth: str) -> FairBooth:
    """Give a firm a booth at a fair (permission ``jobs.manage``)."""
    actor.require(MANAGE)
    fair, firm = await find_row(JobFair, actor, fair_id), await find_row(Firm, actor, firm_id)
    return await FairBooth.create(fair_id=fair.id, firm_id=firm.id, booth=booth, using_db=current().connection)


@write
async def offer_slots(actor: Actor, *, slots: list[NewSlot]) -> list[Slot]:
    """Offer times to book (permission ``jobs.counsel``), all or none."""
    actor.require(COUNSEL)
    return [await _offer(actor, slot) for slot in slots]


@write
async def book_slot(actor: Actor, *, slot_id: UUID, person_id: UUID) -> Booking:
    """Book a place for a person: they themselves, or a counsellor. Never twice, nor at the time of another booking."""
    require_party(actor, COUNSEL, person_id=person_id)
    person = await find_row(Person, actor, person_id, lock=True)  # one booking of a person at a time
    slot = await find_row(Slot, actor, slot_id, lock=True)
    if slot.cancelled_at is not None or slot.starts_at <= clock.now():
        raise SlotOver
    if slot.booked >= slot.capacity:
        raise SlotFull
    for other in await current().fetch(_OVERLAP, person.id, slot.starts_at, slot.ends_at, slot.id):
        starts, ends = (other[name].astimezone(clock.SEOUL) for name in ("starts_at", "ends_at"))
        raise OtherBooking(starts=f"{starts:%Y-%m-%d %H:%M}", ends=f"{ends:%H:%M}")
    made = await Booking.create(
        slot_id=slot.id,
        person_id=person.id,
        live_key=f"{slot.id}:{person.id}",
        booked_by=actor.name,
        using_db=current().connection,
    )
    await save_change(slot, booked=slot.booked + 1)
    await append(SlotBooked(kind=slot.kind), subject=made.id, persons=[person.id])
    return made


@write
async def cancel_booking(actor: Actor, *, booking_id: UUID, version: int) -> Booking:
    """Give a place back before its time."""
    booking = await _open(actor, booking_id, version)
    slot = await find_row(Slot, actor, booking.slot_id, lock=True)
    require_own_centre(actor, slot.centre_id)
    if slot.starts_at <= clock.now():
        raise SlotOver
    await save_change(slot, booked=slot.booked - 1)
    await _end(booking, "CANCELLED")
    return booking


@write
async def record_attendance(actor: Actor, *, booking_id: UUID, version: int, came: bool) -> Booking:
    """Whether the person came (permission ``jobs.counsel``)."""
    actor.require(COUNSEL)
    booking = await _open(actor, booking_id, version)
    slot = await find_row(Slot, actor, booking.slot_id)
    require_own_centre(actor, slot.centre_id)
    if slot.starts_at > clock.now():
        raise SlotNotBegun(starts=f"{slot.starts_at.astimezone(clock.SEOUL):%Y-%m-%d %H:%M}")
    await _end(booking, "ATTENDED" if came else "NO_SHOW")
    return booking


async def _offer(actor: Actor, new: NewSlot) -> Slot:
    if new.kind not in KINDS:
        raise InvalidValue(field="kind", value=new.kind[:40], reason=", ".join(KINDS))
    refuse_resident_number(new.place, "place")
    years = range(2000, 2100)
    if new.starts_at.year not in years or new.ends_at.year not in years:
        raise SlotTimes
    if not new.starts_at < new.ends_at or not 1 <= new.capacity <= 1000:
        raise SlotTimes
    centre_id = new.centre_id
    if new.fair_id is not None:
        fair = await find_row(JobFair, actor, new.fair_id)
        days = [moment.astimezone(clock.SEOUL).date() for moment in (new.starts_at, new.ends_at)]
        if fair.cancelled_at is not None or not fair.starts_on <= days[0] <= days[1] <= fair.ends_on:
            raise SlotTimes
        centre_id = fair.centre_id
    centre = await centre_for(actor, centre_id, None, await job_rules(clock.today()))
    require_own_centre(actor, centre)
    return await Slot.create(**{**vars(new), "centre_id": centre}, using_db=current().connection)


async def _open(actor: Actor, booking_id: UUID, version: int) -> Booking:
    booking = await load_for_change(Booking, actor, booking_id, version)
    require_party(actor, COUNSEL, person_id=booking.person_id)
    if booking.state != "BOOKED":
        raise BookingOver(state=booking.state)
    return booking


async def _end(booking: Booking, state: str) -> None:
    await save_change(booking, state=state, live_key=None, ended_at=clock.now())
    await append(BookingEnded(to_state=state), subject=booking.id, persons=[booking.person_id])
