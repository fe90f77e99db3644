"""Runs that destroy what has been kept for its whole term: in bounded batches, each a transaction of its own.

A run that was stopped is started again: what is done already is found no more. Several may run at once, and writers
meanwhile: rows are locked, looked at again, and only then destroyed.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from uuid import UUID

from majung.access.actor import Actor
from majung.events.event import Happening, append_many
from majung.plugin.contract import ScheduledWork
from majung.retention.access_records import TABLE, access_term, destroy_oldest
from majung.retention.destroying import BATCH, ON_REQUEST, Why, destroy
from majung.retention.due import asked, at_rest, holders, is_person, over, removable, terms_in_force
from majung.retention.events import PersonDataDestroyed
from majung.retention.holdings import Holding, holdings, installed_tables
from majung.retention.identities import CLASS, destroy_ended, may_be_asked, put_apart
from majung.retention.logins import end_logins
from majung.retention.rules import Term, Terms
from majung.retention.scopes import DESTROY
from majung.storage.ids import uuid7
from majung.storage.quoting import quoted
from majung.storage.transaction import current, write
from majung.texts import Text

PERSONS = 100
"""Persons of one batch: each may have many rows in many tables."""


@dataclass(frozen=True, kw_only=True)
class Done:
    """Rows of one table whose values of one class a run destroyed."""

    table: str
    retention: str
    rows: int


@dataclass(frozen=True, kw_only=True)
class Page:
    """What one batch destroyed, and the last id that it looked at; None if there was nothing left to look at."""

    done: list[Done] = field(default_factory=list)
    last: UUID | None


FIRST = UUID(int=0)


def retention_work() -> ScheduledWork:
    """The daily work that destroys what was kept for its whole term. Nothing is, until terms are confirmed."""

    async def run(actor: Actor) -> int:
        return sum(done.rows for done in await run_retention(actor))

    return ScheduledWork(
        name="core.retention",
        title=Text("보유기간이 지난 개인정보 파기", "Destroying personal data after their term"),
        every=timedelta(days=1),
        run=run,
    )


async def run_retention(actor: Actor, told: Callable[[Done], None] = lambda _: None) -> list[Done]:
    """Destroy everything that confirmed terms say is over today; what was destroyed, by table and class."""
    actor.require(DESTROY)
    run_id, terms, totals = uuid7(), await terms_in_force(), dict[tuple[str, str], int]()
    for step in _steps(actor, terms, run_id):
        last: UUID | None = FIRST
        while last is not None:
            page = await step(last)
            last = page.last
            for done in (done for done in page.done if done.rows):
                told(done)
                totals[done.table, done.retention] = totals.get((done.table, done.retention), 0) + done.rows
    return [Done(table=table, retention=retention, rows=n) for (table, retention), n in totals.items()]


@dataclass(frozen=True, kw_only=True)
class Covered:
    """What one confirmed term covers."""

    term: Term
    holdings: tuple[Holding, ...]


def covered(terms: Terms, found: Iterable[Holding]) -> tuple[list[Covered], list[Covered]]:
    """Confirmed terms that count for each row, and those that count from the last dealings with a person.

    Columns that name no person cannot count from dealings with one: they are covered by no such term.
    """
    groups: dict[Term, list[Holding]] = {}
    for holding in found:
        term = None if holding.retention == CLASS else terms.destroying(holding.name, holding.retention)
        if term is not None and term.confirmed and (term.counts_from != "PERSON" or holding.subject):
            groups.setdefault(term, []).append(holding)
    both = [Covered(term=term, holdings=tuple(held)) for term, held in groups.items()]
    return [c for c in both if c.term.counts_from != "PERSON"], [c for c in both if c.term.counts_from == "PERSON"]


def _steps(actor: Actor, terms: Terms, run_id: UUID) -> Iterable[Callable[[UUID], Awaitable[Page]]]:
    """What a run does, each to be called with the last id it looked at until it has looked at all: never twice at one.

    So a run ends although rows are busy, or what is destroyed does not look so afterwards.
    """
    by_row, by_person = covered(terms, holdings(installed_tables()))
    for one in by_row:
        for holding in one.holdings:
            yield partial(_rows, actor, holding, one.term, terms, run_id)
    for one in by_person:
        yield partial(_persons, actor, one, terms, run_id)
    for holding in holdings(installed_tables()):
        if may_be_asked(holding):
            yield partial(_asked, actor, holding, terms, run_id)
    yield partial(_identities, actor, terms, run_id)
    if (term := access_term(terms)) and term.confirmed:
        yield partial(_access_records, actor, term, terms, run_id)


@write
async def _rows(actor: Actor, holding: Holding, term: Term, terms: Terms, run_id: UUID, after: UUID) -> Page:
    """One batch of rows whose own time is over."""
    ids = await _found(holding, over(holding, term, terms), after)
    return Page(done=await _destroy([holding], {holding: ids}, term, run_id), last=ids[-1] if ids else None)


@write
async def _persons(actor: Actor, one: Covered, terms: Terms, run_id: UUID, after: UUID) -> Page:
    """One batch of persons with whom there were no dealings for the whole term."""
    rest = at_rest(one.term, terms)
    found = await current().fetch(
        f"select p.id from person p where p.id > $1 and p.id in ({holders(one.holdings, terms)}) and {rest}"
        " order by p.id limit $2 for update skip locked",
        after,
        PERSONS,
    )
    persons = [row["id"] for row in found]
    if not persons:
        return Page(last=None)
    last = persons[-1]
    for holding in one.holdings:  # a writer that was here first is waited for, and seen by the look that follows
        if not holding.table.access.append_only and not is_person(holding):
            await current().fetch(_of_persons(holding, terms) + _locked(holding, "t"), persons)
    found = await current().fetch(f"select p.id from person p where p.id = any($1::uuid[]) and {rest}", persons)
    persons = [row["id"] for row in found]
    if any(is_person(holding) for holding in one.holdings):
        await put_apart(persons, terms)
    ids = {
        holding: [row["id"] for row in await current().fetch(_of_persons(holding, terms), persons)]
        for holding in one.holdings
    }
    gone = [id for holding in one.holdings if is_person(holding) for id in ids[holding]]
    if gone:
        why = Why(run_id=run_id, ground="TERM", retention="personal", basis=one.term.basis, term_id=one.term.id)
        await end_logins(gone, why)
    await append_many([Happening(event=PersonDataDestroyed(), subject=id, persons=[id]) for id in gone])
    return Page(done=await _destroy(one.holdings, ids, one.term, run_id), last=last)


@write
async def _asked(actor: Actor, holding: Holding, terms: Terms, run_id: UUID, after: UUID) -> Page:
    """One batch of what a law kept when its person asked for deletion, and keeps no longer."""
    ids = await _found(holding, f"{asked(holding)} and {removable(holding, terms)}", after)
    if not ids:
        return Page(last=None)
    why = Why(run_id=run_id, ground="REQUEST", retention=holding.retention, basis=ON_REQUEST)
    rows = await destroy(holding.name, holding.columns, ids, why)
    return Page(done=[Done(table=holding.name, retention=holding.retention, rows=rows)], last=ids[-1])


@write
async def _identities(actor: Actor, terms: Terms, run_id: UUID, after: UUID) -> Page:
    """One batch of identities that were kept apart until now."""
    rows, last = await destroy_ended(run_id, terms, after)
    return Page(done=[Done(table="kept_identity", retention=CLASS, rows=rows)], last=last)


@write
async def _access_records(actor: Actor, term: Term, terms: Terms, run_id: UUID, _after: UUID) -> Page:
    """The access records under one seal, the oldest there is."""
    rows = await destroy_oldest(term, terms, run_id)
    return Page(done=[Done(table=TABLE, retention=TABLE, rows=rows)], last=FIRST if rows else None)


async def _found(holding: Holding, which: str, after: UUID) -> list[UUID]:
    """The next rows of one table, locked; those that are being changed are passed over."""
    rows = await current().fetch(
        f"select t.id from {quoted(holding.name)} t where t.id > $1 and {which} order by t.id limit $2"
        + _locked(holding, "t", skip=True),
        after,
        BATCH,
    )
    return [row["id"] for row in rows]


async def _destroy(found: Sequence[Holding], ids: dict[Holding, list[UUID]], term: Term, run_id: UUID) -> list[Done]:
    done = []
    for holding in found:
        if not ids[holding]:
            continue
        why = Why(run_id=run_id, ground="TERM", retention=holding.retention, basis=term.basis, term_id=term.id)
        rows = await destroy(holding.name, holding.columns, ids[holding], why)
        done.append(Done(table=holding.name, retention=holding.retention, rows=rows))
    return done


def _of_persons(holding: Holding, terms: Terms) -> str:
    assert holding.subject is not None
    return (
        f"select t.id from {quoted(holding.name)} t where t.{quoted(holding.subject)} = any($1::uuid[])"
        f" and {removable(holding, terms)} order by t.id"
    )


def _locked(holding: Holding, row: str, *, skip: bool = False) -> str:
    """Rows that nobody can change need no lock, and the server's role may not lock them."""
    if holding.table.access.append_only:
        return ""
    return f" for update of {row}{' skip locked' if skip else ''}"
