"""Seekers from a table file, as centres keep them; persons that are not known yet are registered.

A registration is known by its number, a person by name and birth date, and by telephone where there is one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from majung import clock
from majung.access.actor import Actor
from majung.access.cipher import keyed_hash
from majung.errors import Refusal
from majung.events.event import Happening, append_many
from majung.imports.bulk_rows import copy_rows, update_rows
from majung.imports.import_run import Outcome
from majung.imports.report import ImportSummary
from majung.imports.typed_rows import Column, TypedRow, day, one_of, several, text, whole
from majung.persons.rules import clean_phone
from majung.persons.writes import NewPerson, register_person
from majung.storage.ids import uuid7
from majung.storage.transaction import current, write
from majung_jobs.errors import PersonNotClear, SeekerOfAnother, SeekerRegistered
from majung_jobs.events import SeekerMoved
from majung_jobs.importing.orders import EMPLOYMENT
from majung_jobs.importing.running import kept, refused, run_import, state_on
from majung_jobs.models import Seeker
from majung_jobs.reads.rule_sets import job_rules
from majung_jobs.rules.data import JobRules
from majung_jobs.rules.periods import seeker_until
from majung_jobs.writes.checking import Known, load_known
from majung_jobs.writes.places import Places, load_places
from majung_jobs.writes.wish_values import Wishes, wish_values

_kinds = one_of(EMPLOYMENT)

COLUMNS = {
    "number": Column(names=("구직등록번호", "구직번호", "구직인증번호", "number"), read=text(40)),
    "name": Column(names=("성명", "이름", "name"), read=text(200)),
    "birth_date": Column(names=("생년월일", "birth_date"), read=day),
    "phone": Column(names=("휴대전화", "휴대폰", "연락처", "phone"), read=clean_phone, required=False),
    "district": Column(names=("거주지", "거주지역", "district"), read=text(200)),
    "registered_on": Column(names=("구직등록일", "등록일", "registered_on"), read=day),
    "valid_until": Column(names=("유효기간", "유효기간만료일", "valid_until"), read=day, required=False),
    "occupations": Column(names=("희망직종코드", "희망직종", "occupations"), read=several, required=False),
    "districts": Column(names=("희망근무지역", "희망지역", "districts"), read=several, required=False),
    "employment": Column(
        names=("희망고용형태", "employment"), read=lambda cell: tuple(map(_kinds, several(cell))), required=False
    ),
    "wage_month_krw": Column(names=("희망임금(월)", "희망월임금", "wage_month_krw"), read=whole, required=False),
    "skills": Column(names=("보유기술", "skills"), read=several, required=False),
    "certificates": Column(names=("자격증", "보유자격증", "certificates"), read=several, required=False),
    "career_months": Column(names=("경력(개월)", "경력개월", "career_months"), read=whole, required=False),
    "career": Column(names=("경력사항", "career"), read=text(4000), required=False),
}
"""The columns of seekers, by the headers that are known for them. Wages in won a month; nothing of health is taken."""

_KNOWN = "select * from jobs_seeker where number = any($1::text[]) for update"
_LIVE = "select live_key from jobs_seeker where live_key = any($1::uuid[])"
_PERSONS = """
select id, name, birth_date, phone_hash from person
where merged_into_id is null and (name, birth_date) in (select * from unnest($1::text[], $2::date[]))
"""
_ABOUT_PERSON = frozenset({"name", "birth_date", "phone", "district"})
_OWN = frozenset({"number", "registered_on", "valid_until"})
_RUNNING = frozenset({"ACTIVE", "EXPIRED"})
"""States in which a file may change a registration; a counsellor has taken others further."""

Key = tuple[str, date]


async def read_seekers(actor: Actor, path: Path, dry_run: bool) -> ImportSummary:
    """Take the registrations of a table; those whose last day is over are kept as expired, without a counsellor."""
    return await run_import(actor, path, COLUMNS, _take, dry_run)


@write
async def _take(actor: Actor, rows: Sequence[TypedRow], dry_run: bool) -> Outcome:
    rules, known, places = await job_rules(clock.today()), await load_known(), await load_places()
    persons = await _persons(rows)
    there = {r["number"]: r for r in await current().fetch(_KNOWN, [row.values["number"] for row in rows])}
    ids = [one["id"] for found in persons.values() for one in found]
    live = {row["live_key"] for row in await current().fetch(_LIVE, ids)}
    outcome = Outcome(bad=[])
    new: dict[str, dict[str, Any]] = {}
    changed: list[dict[str, Any]] = []
    for row in rows:
        number = row.values["number"]
        try:
            values = _registration(row.values, rules, known, places)
            values |= kept(there.get(number), values, "ACTIVE")
            before = new.get(number) or there.get(number)
            person_id = _person(row.values, persons)
            if before is not None and before["person_id"] != person_id:
                raise SeekerOfAnother(number=number, path=("number",))
            if before is None and person_id in live:
                raise SeekerRegistered(path=("name",))
            if before is None:
                person_id = person_id or await _register(actor, row.values, persons, dry_run)
                live.add(person_id)
        except Refusal as refusal:
            outcome.bad.append(refused(row, refusal, COLUMNS, "number"))
            continue
        if before is None:
            new[number] = {"id": uuid7(), "person_id": person_id, "live_key": person_id, **values}
        elif before["state"] not in _RUNNING or all(before[n] == v for n, v in values.items() if n != "state"):
            outcome.unchanged += 1
        elif number in new:
            new[number] |= values
        else:
            changed.append({"id": before["id"], **values})
    outcome.new, outcome.changed = len(new), len(changed)
    if not dry_run:
        await _store([*new.values()], changed)
    return outcome


async def _persons(rows: Sequence[TypedRow]) -> dict[Key, list[dict[str, Any]]]:
    """Persons of the same name and birth date, of whom a row may mean one."""
    names = [row.values["name"] for row in rows]
    found: dict[Key, list[dict[str, Any]]] = {}
    for one in await current().fetch(_PERSONS, names, [row.values["birth_date"] for row in rows]):
        found.setdefault((one["name"], one["birth_date"]), []).append(one)
    return found


def _person(row: Mapping[str, Any], persons: Mapping[Key, Sequence[Mapping[str, Any]]]) -> UUID | None:
    """The one person that a row means, or None where nobody is known; refused where it may be one of several."""
    alike = persons.get((row["name"], row["birth_date"]), ())
    if "phone" in row:
        phone = keyed_hash(row["phone"])
        same = [one["id"] for one in alike if one["phone_hash"] == phone]
        if same:
            return UUID(str(same[0]))
        alike = [one for one in alike if one["phone_hash"] is None]
    if len(alike) > 1:
        raise PersonNotClear(path=("name",))
    return UUID(str(alike[0]["id"])) if alike else None


async def _register(
    actor: Actor, row: Mapping[str, Any], persons: dict[Key, list[dict[str, Any]]], dry_run: bool
) -> UUID:
    phone_hash = keyed_hash(row["phone"]) if "phone" in row else None
    if dry_run:
        made_id = uuid7()
    else:
        person = NewPerson(
            name=row["name"], birth_date=row["birth_date"], phone=row.get("phone"), district=row["district"]
        )
        made_id = (await register_person(actor, person=person)).id
    alike = persons.setdefault((row["name"], row["birth_date"]), [])
    alike.append({"id": made_id, "phone_hash": phone_hash})
    return made_id


def _registration(row: Mapping[str, Any], rules: JobRules, known: Known, places: Places) -> dict[str, Any]:
    given = {name: value for name, value in row.items() if name not in _ABOUT_PERSON | _OWN}
    district = known.district(row["district"])
    until = row.get("valid_until") or seeker_until(row["registered_on"], rules, overseas=False)
    return {
        **wish_values(Wishes(**given), known),
        "number": row["number"],
        "district_code": district,
        "centre_id": places.centre_for(district, rules),
        "registered_on": row["registered_on"],
        "valid_until": until,
        "state": state_on(until, "ACTIVE"),
    }


async def _store(new: Sequence[dict[str, Any]], changed: Sequence[dict[str, Any]]) -> None:
    defaults = {"overseas": False, "renewals": 0, "close_reason": ""}
    if new:
        columns = (*new[0], *defaults)
        await copy_rows(Seeker, columns, [(*row.values(), *defaults.values()) for row in new])
    if changed:
        names = [name for name in changed[0] if name != "id"]
        await update_rows(Seeker, names, [(row["id"], *(row[name] for name in names)) for row in changed])
    await append_many([_told(row) for row in new])


def _told(row: Mapping[str, Any]) -> Happening:
    event = SeekerMoved(action="import", from_state=None, to_state=row["state"])
    return Happening(event=event, subject=row["id"], persons=[row["person_id"]], district=row["district_code"])
