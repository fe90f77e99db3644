"""Questions about persons: consents in force, ages, and who has a telephone number or an address."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from tortoise.connection import get_connection

from majung import clock
from majung.access.actor import Actor
from majung.access.cipher import keyed_hash
from majung.persons.models import READ, Consent, Person
from majung.persons.rules import clean_email, clean_phone, international_age
from majung.storage.select import Select, Where, rows_statement


async def consent_in_force(
    person_id: UUID,
    *,
    kind: str,
    purpose: str,
    recipient: UUID | None = None,
    recipient_firm: UUID | None = None,
    at: datetime | None = None,
) -> Consent | None:
    """The newest consent of a person to one purpose (and one recipient) that holds at a moment, if any.

    `recipient` is an institution, `recipient_firm` a firm.
    """
    moment = at or clock.now()
    day = moment.astimezone(clock.SEOUL).date()
    rows = await get_connection("default").execute_query_dict(
        "select id from consent where person_id = $1 and kind = $2 and purpose = $3"
        " and recipient_id is not distinct from $4::uuid and recipient_firm_id is not distinct from $7::uuid"
        " and given_at <= $5"
        " and (withdrawn_at is null or withdrawn_at > $5) and (retention_until is null or retention_until >= $6)"
        " order by given_at desc, id desc limit 1",
        [person_id, kind, purpose, recipient, moment, day, recipient_firm],
    )
    return await Consent.get(id=rows[0]["id"]) if rows else None


async def age_on(person_id: UUID, on: date) -> int | None:
    """A person's international age on a day, for rules inside writes; None where the birth date is not known."""
    rows = await get_connection("default").execute_query_dict(
        "select birth_date from person where id = $1", [person_id]
    )
    birth = rows[0]["birth_date"] if rows else None
    return international_age(birth, on) if birth else None


async def find_persons_by_contact(
    actor: Actor, *, phone: str | None = None, email: str | None = None, name: str | None = None
) -> list[UUID]:
    """Persons the actor sees who have this telephone number or e-mail address (and name), by keyed hash."""
    actor.require(READ)
    wheres: list[Where] = []
    if phone is not None:
        wheres.append(Where(text="{row}.phone_hash = :hash", values={"hash": (keyed_hash(clean_phone(phone)), "text")}))
    if email is not None:
        wheres.append(Where(text="{row}.email_hash = :hash", values={"hash": (keyed_hash(clean_email(email)), "text")}))
    if not wheres:
        return []
    if name is not None:
        wheres.append(Where(text="{row}.name = :name", values={"name": (" ".join(name.split()), "text")}))
    statement = rows_statement(Select(table=Person, where=tuple(wheres)), actor)
    rows = await get_connection("default").execute_query_dict(statement.text, list(statement.values))
    return [row["id"] for row in rows]
