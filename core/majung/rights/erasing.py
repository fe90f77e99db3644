"""Deletion on request (개인정보 보호법 art. 36): what no law keeps is destroyed, and the rest is answered for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from majung import clock
from majung.access.actor import Actor, system
from majung.applications.models import Application
from majung.applications.steps import take_step
from majung.events.event import append
from majung.identifiers import refuse_resident_number
from majung.merging.errors import ReasonMissing
from majung.merging.money import refuse_moving_money
from majung.persons.models import Person
from majung.persons.writes import refuse_destroyed, withdraw_consent
from majung.programs.declared import declaration_of
from majung.retention.destroying import ON_REQUEST, Why, destroy
from majung.retention.due import WORKED_ON, basis_of, kept, removable, terms_in_force, until
from majung.retention.holdings import Holding, holdings, installed_tables
from majung.retention.identities import may_be_asked, put_apart, subjects
from majung.retention.logins import end_logins
from majung.retention.rules import Terms
from majung.rights.errors import ApplicationsRunning
from majung.rights.events import PersonErased
from majung.rights.exporting import merged_into
from majung.rights.models import Erasure
from majung.rights.scopes import ERASE
from majung.storage.ids import uuid7
from majung.storage.quoting import quoted
from majung.storage.table import Table
from majung.storage.transaction import current, load_for_change, save_change, transaction, write


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Of one table: rows whose values are destroyed, rows that a law keeps, until which day, and which law."""

    table: str
    destroyed: int
    kept: int
    until: date | None
    basis: str | None


@write
async def erase_person(actor: Actor, *, person_id: UUID, reason: str, version: int | None = None) -> Erasure:
    """Destroy a person's data: asked by themself, or by an official for them (permission ``persons.erase``).

    A row under the person's id stays, so that money's history is whole; where a law keeps that, the identity is put
    apart. Consents, drafts and logins end. Refused while applications or payments are under way.
    """
    own = actor.kind == "person" and actor.person_id == person_id
    if not own:
        actor.require(ERASE)
    refuse_resident_number(reason, "reason")
    if not reason.strip():
        raise ReasonMissing
    person = await load_for_change(Person, actor, person_id, version)
    refuse_destroyed(person)
    ids = [person.id, *await merged_into(person.id)]
    await refuse_moving_money("person", ids)
    await _refuse_running(ids)
    institutions = await _told_of(ids)
    await _end_consents(ids)
    await _withdraw_drafts(ids)
    terms = await terms_in_force()
    answers = await _answers(ids, terms, lock=True)
    await put_apart(ids, terms)
    answers += await _apart(ids)
    why = Why(run_id=uuid7(), ground="REQUEST", retention="personal", basis=ON_REQUEST)
    await _destroy(ids, terms, why)
    await end_logins(ids, why)
    answer = [{**asdict(one), "until": one.until.isoformat() if one.until else None} for one in answers]
    event = PersonErased(kept=tuple(one.table for one in answers if one.kept))
    await append(event, subject=person.id, persons=ids, institutions=institutions, district=person.district_code)
    return await Erasure.create(
        person_id=person.id, at=clock.now(), by=actor.name, by_themself=own, reason=reason.strip()[:500],
        answer=answer, using_db=current().connection,
    )  # fmt: skip


async def answer_beforehand(actor: Actor, *, person_id: UUID) -> list[Answer]:
    """What a deletion would destroy and keep today, without doing it."""
    if actor.kind != "person" or actor.person_id != person_id:
        actor.require(ERASE)
    async with transaction(actor):
        person = await load_for_change(Person, actor, person_id, None)
        return await _answers([person.id, *await merged_into(person.id)], await terms_in_force(), lock=False)


async def _answers(person_ids: Sequence[UUID], terms: Terms, *, lock: bool) -> list[Answer]:
    """For each table: how many rows have values that go, how many rows a law keeps. Rows that may change are locked."""
    held = {(one.table, one.subject): one for one in _holdings()}
    answers = []
    about: list[tuple[type[Table], str]] = [(Person, "id"), *subjects()]
    for table, column in about:
        holding = held.get((table, column))
        of = f"{quoted(table.table_name())} t where t.{quoted(column)} = any($1::uuid[])"
        if lock and holding and not table.access.append_only:
            await current().fetch(f"select t.id from {of} order by t.id for update", list(person_ids))
        goes = removable(holding, terms) if holding else "false"
        keeps = kept(table, terms)
        [row] = await current().fetch(
            f"select count(*) filter (where {goes}) as destroyed, count(*) filter (where {keeps}) as kept,"
            f" max({until(table, terms)}) filter (where {keeps}) as until from {of}",
            list(person_ids),
        )
        if row["destroyed"] or row["kept"]:
            basis = basis_of(table, terms) if row["kept"] else None
            answers.append(Answer(table=table.table_name(), basis=basis, **row))
    return answers


async def _apart(person_ids: Sequence[UUID]) -> list[Answer]:
    """The identities that were put apart for what a law keeps."""
    rows = await current().fetch(
        "select count(*)::int as kept, max(kept_until) as until, max(basis) as basis from kept_identity"
        " where person_id = any($1::uuid[]) and identity is not null having count(*) > 0",
        list(person_ids),
    )
    return [Answer(table="kept_identity", destroyed=0, **row) for row in rows]


def _holdings() -> list[Holding]:
    return [one for one in holdings(installed_tables()) if may_be_asked(one)]


async def _destroy(person_ids: Sequence[UUID], terms: Terms, why: Why) -> None:
    for holding in _holdings():
        assert holding.subject is not None
        rows = await current().fetch(
            f"select t.id from {quoted(holding.name)} t where t.{quoted(holding.subject)} = any($1::uuid[])"
            f" and not {kept(holding.table, terms)} order by t.id",
            list(person_ids),
        )
        if rows:
            of_class = replace(why, retention=holding.retention)
            await destroy(holding.name, holding.columns, [row["id"] for row in rows], of_class)


async def _refuse_running(person_ids: Sequence[UUID]) -> None:
    """An application that was handed in is worked on until it has ended."""
    rows = await current().fetch(
        f"select id from application where person_id = any($1::uuid[]) and {WORKED_ON} order by id limit 5",
        list(person_ids),
    )
    if rows:
        raise ApplicationsRunning(applications=", ".join(f"app_{row['id']}" for row in rows))


async def _withdraw_drafts(person_ids: Sequence[UUID]) -> None:
    """What was never handed in is withdrawn, and no law keeps what stands in it."""
    by = system("erasure")
    rows = await current().fetch(
        "select id from application where person_id = any($1::uuid[]) and live_key is not null order by id",
        list(person_ids),
    )
    for row in rows:
        draft = await load_for_change(Application, by, row["id"], None)
        program = declaration_of(draft.program_code)
        step = program.lifecycle.leading_to(draft.state, "WITHDRAWN") if program else None
        if step:
            await take_step(by, draft, action=step.action)
        else:  # the program does not run here, or knows no such state
            await save_change(draft, live_key=None)


async def _told_of(person_ids: Sequence[UUID]) -> list[UUID]:
    """Institutions to which the persons were disclosed; the disclosures end."""
    rows = await current().fetch(
        "select distinct institution_id as id from disclosure where person_id = any($1::uuid[])", list(person_ids)
    )
    await current().execute(
        "update disclosure set valid_to = $2, version = version + 1 where person_id = any($1::uuid[])"
        " and (valid_to is null or valid_to > $2)",
        list(person_ids),
        clock.today() - timedelta(days=1),
    )
    return [row["id"] for row in rows]


async def _end_consents(person_ids: Sequence[UUID]) -> None:
    """Withdraw what is in force, with all that rests on it."""
    while rows := await current().fetch(
        "select id from consent where person_id = any($1::uuid[]) and withdrawn_at is null order by id limit 1",
        list(person_ids),
    ):
        await withdraw_consent(system("erasure"), consent_id=rows[0]["id"])
