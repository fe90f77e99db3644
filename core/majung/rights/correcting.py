"""Correction of what is wrong about a person (개인정보 보호법 art. 36), by an official who has seen the proof."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from majung import clock
from majung.access.actor import Actor
from majung.errors import InvalidValue
from majung.events.event import append
from majung.identifiers import refuse_resident_number
from majung.korean import search_columns
from majung.persons.errors import PersonNameMissing
from majung.persons.models import Person
from majung.persons.rules import international_age
from majung.persons.writes import refuse_destroyed
from majung.rights.errors import NothingToCorrect
from majung.rights.events import PersonCorrected
from majung.rights.scopes import CORRECT
from majung.storage.transaction import load_for_change, save_change, write

_GENDERS = ("M", "F")


@dataclass(frozen=True, kw_only=True)
class Correction:
    """What is right; what is missing stays. Persons change their contact data themselves (`change_contact`)."""

    name: str | None = None
    birth_date: date | None = None
    gender: str | None = None


@write
async def correct_person(
    actor: Actor, *, person_id: UUID, correction: Correction, version: int | None = None
) -> Person:
    """Correct a person's name, birth date or gender (permission ``persons.correct``)."""
    actor.require(CORRECT)
    person = await load_for_change(Person, actor, person_id, version)
    refuse_destroyed(person)
    changes = _changes(correction)
    await save_change(person, **changes)
    changed = tuple(field for field in ("name", "birth_date", "gender") if field in changes)
    await append(
        PersonCorrected(changed=changed), subject=person.id, persons=[person.id], district=person.district_code
    )
    return person


def _changes(correction: Correction) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    if correction.name is not None:
        refuse_resident_number(correction.name, "name")
        name = " ".join(correction.name.split())
        if not name:
            raise PersonNameMissing(path=("name",))
        found = search_columns(name)
        changes |= {"name": name, "search_jamo": found.jamo, "search_initials": found.initials}
        changes["search_grams"] = found.grams
    if correction.birth_date is not None:
        international_age(correction.birth_date, clock.today())
        changes["birth_date"] = correction.birth_date
    if correction.gender is not None:
        if correction.gender not in _GENDERS:
            raise InvalidValue(field="gender", value="?", reason="M or F / M 또는 F")
        changes["gender"] = correction.gender
    if not changes:
        raise NothingToCorrect
    return changes
