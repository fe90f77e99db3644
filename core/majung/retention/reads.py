"""What there is, what is over, what a law keeps and what no term covers: a run told without running."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from tortoise.connection import get_connection

from majung.retention.access_records import TABLE, access_term
from majung.retention.due import asked, at_rest, kept, over, removable, terms_in_force
from majung.retention.holdings import Holding, dated, holdings, installed_tables
from majung.retention.identities import CLASS, may_be_asked
from majung.retention.rules import Term, Terms
from majung.storage.quoting import quoted

State = Literal["READY", "UNCONFIRMED", "NO_TERM"]


@dataclass(frozen=True, kw_only=True)
class Held:
    """Personal data of one class in one table.

    `rows` have values, the oldest of `oldest`; the term of `over` of them is over, `kept` of them a law keeps. Without
    a confirmed term (`state`) nothing is destroyed, whatever `over` says. Rows `of_nobody` name no person (those of
    firms), so a term that counts from dealings with one does not cover them. `asked` rows are of persons who asked for
    deletion, kept by no law any longer: a run destroys them under any term or none. Of identities kept apart those
    are `over` whose day, as the last run found it, is past.
    """

    table: str
    retention: str
    columns: tuple[str, ...]
    state: State
    term: Term | None
    rows: int
    over: int
    kept: int
    asked: int
    oldest: date | None
    of_nobody: bool = False


async def read_held() -> list[Held]:
    """Every table with personal data, by class: what a run would do today."""
    terms = await terms_in_force()
    found = []
    for holding in holdings(installed_tables()):
        term = terms.destroying(holding.name, holding.retention)
        if term is None or term.counts_from != "PERSON":
            found.append(await _held(holding, term, terms))
        elif holding.subject is None:
            found.append(await _held(holding, None, terms))
        else:
            subject = f"t.{quoted(holding.subject)}"
            found.append(await _held(holding, term, terms, f"{subject} is not null"))
            nobodys = await _held(holding, None, terms, f"{subject} is null")
            found += [replace(nobodys, of_nobody=True)] if nobodys.rows else []
    return [*found, await _access_records(terms)]


async def _held(holding: Holding, term: Term | None, terms: Terms, which: str = "true") -> Held:
    [row] = await get_connection("default").execute_query_dict(
        f"select count(*) as rows, count(*) filter (where {_over(holding, term, terms)}) as over,"
        f" count(*) filter (where {kept(holding.table, terms)}) as kept,"
        f" count(*) filter (where {_asked(holding, terms)}) as asked, min({dated(holding.table)}) as oldest"
        f" from {quoted(holding.name)} t where {holding.has_values()} and {which}"
    )
    return Held(
        table=holding.name,
        retention=holding.retention,
        columns=holding.columns,
        state=_state(term),
        term=term,
        **row,
    )


async def _access_records(terms: Terms) -> Held:
    """Access records go by whole seals, so some of what is over stays until the rest of its seal is over too."""
    term = access_term(terms)
    day = term.over_before(terms.today) if term else terms.today
    [row] = await get_connection("default").execute_query_dict(
        "select count(*) as rows, count(*) filter (where $1 and (at at time zone 'Asia/Seoul')::date < $2) as over,"
        " 0 as kept, 0 as asked, (min(at) at time zone 'Asia/Seoul')::date as oldest from access_record",
        [term is not None, day],
    )
    return Held(table=TABLE, retention=TABLE, columns=(), state=_state(term), term=term, **row)


def _state(term: Term | None) -> State:
    return "NO_TERM" if term is None else "READY" if term.confirmed else "UNCONFIRMED"


def _asked(holding: Holding, terms: Terms) -> str:
    return f"{removable(holding, terms)} and {asked(holding)}" if may_be_asked(holding) else "false"


def _over(holding: Holding, term: Term | None, terms: Terms) -> str:
    if holding.retention == CLASS:
        return f"t.kept_until < date '{terms.today}'"
    if term is None:
        return "false"
    if term.counts_from != "PERSON":
        return over(holding, term, terms)
    assert holding.subject is not None
    rest = at_rest(term, terms)
    return f"{removable(holding, terms)} and t.{quoted(holding.subject)} in (select p.id from person p where {rest})"
