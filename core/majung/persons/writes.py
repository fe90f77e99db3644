"""Changes to persons and to the ledger of their consents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from majung import clock
from majung.access.actor import Actor
from majung.access.cipher import keyed_hash
from majung.districts.reads import Located, resolve
from majung.errors import InvalidValue
from majung.events.event import append
from majung.identifiers import refuse_resident_number
from majung.korean import search_columns
from majung.persons.errors import ConsentWithdrawnAlready, DataDestroyedAlready, PersonNameMissing
from majung.persons.events import ConsentGiven, ConsentWithdrawn, PersonContactChanged, PersonRegistered
from majung.persons.models import Consent, Person
from majung.persons.rules import Notice, check_notice, clean_email, clean_phone, international_age, require_guardian
from majung.storage.transaction import current, find_row, load_for_change, save_change, write

WRITE = "persons.write"
"""Permission to register persons and to change what is known of them."""

_GENDERS = ("M", "F")


@dataclass(frozen=True, kw_only=True)
class NewPerson:
    """A person as staff or they themselves describe them; `district` is a code or name as received."""

    name: str
    birth_date: date | None = None
    gender: str | None = None
    phone: str | None = None
    email: str | None = None
    address: str | None = None
    district: str | None = None


@dataclass(frozen=True, kw_only=True)
class NewContact:
    """Contact data to store instead of the present ones; what is missing stays, an empty text removes it."""

    phone: str | None = None
    email: str | None = None
    address: str | None = None
    district: str | None = None


@write
async def register_person(actor: Actor, *, person: NewPerson) -> Person:
    """Register a person; contact data are encrypted, and found again by keyed hashes only."""
    actor.require(WRITE)
    for field in ("name", "address", "district", "gender"):
        refuse_resident_number(getattr(person, field), field)
    name = " ".join(person.name.split())
    if not name:
        raise PersonNameMissing(path=("name",))
    if person.gender is not None and person.gender not in _GENDERS:
        raise InvalidValue(field="gender", value="?", reason="M or F / M 또는 F")
    if person.birth_date is not None:
        international_age(person.birth_date, clock.today())
    found = search_columns(name)
    place = await _place(person.district, person.address)
    row = await Person.create(
        name=name,
        birth_date=person.birth_date,
        gender=person.gender,
        district_code=place.code,
        district_as_received=place.as_received,
        address=person.address or None,
        search_jamo=found.jamo,
        search_initials=found.initials,
        search_grams=found.grams,
        **_phone(person.phone or ""),
        **_email(person.email or ""),
        using_db=current().connection,
    )
    await append(PersonRegistered(), subject=row.id, persons=[row.id], district=place.code)
    return row


@write
async def change_contact(actor: Actor, *, person_id: UUID, contact: NewContact, version: int | None = None) -> Person:
    """Change contact data: staff, or the person themself."""
    _require_self_or_staff(actor, person_id)
    for field in ("address", "district"):
        refuse_resident_number(getattr(contact, field), field)
    person = await load_for_change(Person, actor, person_id, version)
    refuse_destroyed(person)
    changes: dict[str, str | None] = {}
    if contact.phone is not None:
        changes |= _phone(contact.phone)
    if contact.email is not None:
        changes |= _email(contact.email)
    if contact.address is not None:
        changes["address"] = contact.address or None
    if contact.district is not None or contact.address:
        place = await _place(contact.district, contact.address)
        changes |= {"district_code": place.code, "district_as_received": place.as_received}
    if not changes:
        return person
    await save_change(person, **changes)
    changed = tuple(field for field in ("phone", "email", "address", "district_code") if field in changes)
    event = PersonContactChanged(changed=changed)
    await append(event, subject=person.id, persons=[person.id], district=person.district_code)
    return person


@write
async def give_consent(
    actor: Actor, *, person_id: UUID, notice: Notice, channel: str, by_guardian: bool = False
) -> Consent:
    """Enter a consent into the ledger with everything its notice said; a changed notice is a new consent."""
    _require_self_or_staff(actor, person_id)
    kind = check_notice(notice)
    person = await find_row(Person, actor, person_id, lock=True)
    refuse_destroyed(person)
    require_guardian(person.birth_date, clock.today(), by_guardian=by_guardian)
    recipient = " / ".join(filter(None, (notice.recipient_text, notice.country))) or None
    row = await Consent.create(
        person_id=person.id,
        kind=kind.value,
        purpose=notice.purpose.strip(),
        notice_version=notice.version,
        items=list(notice.items),
        recipient_id=notice.recipient_id,
        recipient_firm_id=notice.recipient_firm_id,
        recipient_text=recipient,
        retention_until=notice.retention_until,
        given_at=clock.now(),
        channel=f"{channel}, guardian" if by_guardian else channel,
        using_db=current().connection,
    )
    event = ConsentGiven(kind=row.kind, purpose=row.purpose)
    await append(event, subject=person.id, persons=[person.id], district=person.district_code)
    return row


@write
async def withdraw_consent(actor: Actor, *, consent_id: UUID) -> Consent:
    """End a consent now, with every other one in force to the same purpose and recipient, and what rests on it."""
    from majung.referrals.writes import end_for_consent  # referrals know persons, not the other way round

    consent = await find_row(Consent, actor, consent_id)
    person_id: UUID = consent.person_id
    _require_self_or_staff(actor, person_id)
    person = await find_row(Person, actor, person_id, lock=True)
    consent = await load_for_change(Consent, actor, consent_id, None)
    if consent.withdrawn_at is not None:
        raise ConsentWithdrawnAlready(at=consent.withdrawn_at.astimezone(clock.SEOUL).date())
    same = Consent.filter(
        person_id=person_id,
        kind=consent.kind,
        purpose=consent.purpose,
        recipient_id=consent.recipient_id,
        recipient_firm_id=consent.recipient_firm_id,
        recipient_text=consent.recipient_text,
        withdrawn_at=None,
    )
    others = await same.exclude(id=consent.id).using_db(current().connection)
    for row in (consent, *others):
        await save_change(row, withdrawn_at=clock.now())
    await end_for_consent(actor, consent_ids=[consent.id, *(row.id for row in others)])
    event = ConsentWithdrawn(kind=consent.kind, purpose=consent.purpose)
    await append(event, subject=person_id, persons=[person_id], district=person.district_code)
    return consent


def refuse_destroyed(person: Person) -> None:
    """Refuse to add to a record of which only a pseudonym is left, because its data were destroyed."""
    if not person.name:
        raise DataDestroyedAlready(person=f"person_{person.id}")


def _require_self_or_staff(actor: Actor, person_id: UUID) -> None:
    if actor.kind != "person" or actor.person_id != person_id:
        actor.require(WRITE)


async def _place(district: str | None, address: str | None) -> Located:
    """Where a person lives. What follows the province and the si/gun of a text is an address, and not kept here."""
    if not district:
        return Located(code=(await resolve(address)).code, as_received=None)
    place = await resolve(district)
    return Located(code=place.code, as_received=" ".join(district.split()[:2])[:100])


def _phone(text: str) -> dict[str, str | None]:
    digits = clean_phone(text) if text.strip() else None
    return {"phone": digits, "phone_hash": keyed_hash(digits) if digits else None}


def _email(text: str) -> dict[str, str | None]:
    address = clean_email(text) if text.strip() else None
    return {"email": address, "email_hash": keyed_hash(address) if address else None}
