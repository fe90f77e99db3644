"""Statements that find whose time is over, and what a law keeps, from the declarations and the terms in force.

Days come from the terms and names from the declarations: nothing that a caller says enters a statement's text.
"""

from __future__ import annotations

from collections.abc import Sequence

from tortoise.connection import get_connection

from majung import clock
from majung.money.ledger import RESERVED_SQL
from majung.money.rules import UNPAID
from majung.persons.models import Person
from majung.retention.holdings import Holding, classes_of, dated, dealings, installed_tables
from majung.retention.rules import Term, Terms
from majung.storage.quoting import literal, quoted
from majung.storage.table import Table

_TERMS = """
select id, retention, of_table, effect, months, counts_from, keeps_identity, basis,
    confirmed_at is not null as confirmed
from retention_term where valid_from <= $1 and (valid_to is null or valid_to >= $1) order by valid_from, id
"""

WORKED_ON = "live_key is not null and spine <> 'DRAFT'"
"""SQL: an application that was handed in and has not ended."""

_UNDER_WAY = f"""
select person_id from application where person_id is not null and {WORKED_ON}
union select coalesce(c.person_id, a.person_id, s.person_id) from claim c
    left join application a on a.id = c.application_id left join support_record s on s.id = c.support_record_id
    where c.status in ({", ".join(map(literal, UNPAID))})
        and coalesce(c.person_id, a.person_id, s.person_id) is not null
union select a.person_id from application a where a.person_id is not null and a.id in
    (select application_id from ledger_entry where application_id is not null
        group by application_id having {RESERVED_SQL} > 0)
"""
"""Persons with an application that is worked on, a claim that is not paid, or an amount that is reserved."""


async def terms_in_force() -> Terms:
    """The terms that hold today."""
    today = clock.today()
    rows = await get_connection("default").execute_query_dict(_TERMS, [today])
    return Terms(today=today, terms=tuple(Term(**row) for row in rows))


def kept(table: type[Table], terms: Terms, row: str = "t", *, identity: bool = False) -> str:
    """SQL: a law keeps the row today; with `identity`, it also wants to know whose it is."""
    found = terms.keeping(table.table_name(), classes_of(table))
    days = [term.over_before(terms.today) for term in found if term.keeps_identity or not identity]
    since = f"{dated(table, row)} >= date '{min(days)}'" if days else "false"
    return f"({since} and {table.access.binding.format(row=row)})" if days and table.access.binding != "true" else since


def over(holding: Holding, term: Term, terms: Terms, row: str = "t") -> str:
    """SQL: a row has values whose time is over by its own date, and that no law keeps."""
    return (
        f"{holding.has_values(row)} and {dated(holding.table, row)} < date '{term.over_before(terms.today)}'"
        f" and not {kept(holding.table, terms, row)}"
    )


def removable(holding: Holding, terms: Terms, row: str = "t") -> str:
    """SQL: a row has values that no law keeps, whatever its date."""
    return f"{holding.has_values(row)} and not {kept(holding.table, terms, row)}"


def at_rest(term: Term, terms: Terms, row: str = "p") -> str:
    """SQL: there were no dealings with the person in the term, and no consent says that data are kept for longer.

    Dealings are changes of any row that names the person, in the core's tables and those of the programs that run, and
    use of their login. Whoever may not be erased on request, as something is under way, is not at rest either.
    """
    day = term.over_before(terms.today)
    since = f"timestamptz '{day} 00:00 Asia/Seoul'"
    parts = [f"{row}.sys_from < {since}"]
    parts += [
        f"not exists (select from {quoted(table.table_name())} d where d.{quoted(column)} = {row}.id"
        f" and d.sys_from >= {since})"
        for table, column in dealings(installed_tables())
    ]
    parts.append(
        f"not exists (select from consent c where c.person_id = {row}.id and c.withdrawn_at is null"
        f" and c.retention_until >= date '{terms.today}')"
    )
    parts.append(f"{row}.id not in ({_UNDER_WAY})")
    parts += [
        f"{row}.id not in (select m.person_id from {table} l join mandate m on m.id = l.mandate_id"
        f" where m.person_id is not null and coalesce(l.last_used_at, l.sys_from) >= {since})"
        for table in ("login_session", "token")
    ]
    return "(" + " and ".join(parts) + ")"


def holders(found: Sequence[Holding], terms: Terms) -> str:
    """SQL: ids of the persons of whom any of these holdings has values that no law keeps."""
    return " union ".join(
        f"select t.{quoted(holding.subject)} from {quoted(holding.name)} t where {removable(holding, terms)}"
        for holding in found
        if holding.subject
    )


def asked(holding: Holding, row: str = "t") -> str:
    """SQL: the row's person asked for deletion, and the row was there then; what came later they did not ask about."""
    began = (
        f"coalesce((select min(h.valid_from) from row_history h where h.table_name = {literal(holding.name)}"
        f" and h.row_id = {row}.id), {row}.sys_from)"
    )
    person = f"{row}.{quoted(holding.subject or 'id')}"
    return f"exists (select from erasure e where e.person_id = {person} and greatest(e.at, e.sys_from) >= {began})"


def until(table: type[Table], terms: Terms, row: str = "t", *, identity: bool = False) -> str:
    """SQL: the day until which a law keeps the row; null where none does."""
    found = terms.keeping(table.table_name(), classes_of(table))
    days = [_last_day(term, dated(table, row)) for term in found if term.keeps_identity or not identity]
    return f"greatest({', '.join(days)})" if days else "null::date"


def _last_day(term: Term, day: str) -> str:
    """SQL: the last day of a term for a row of a day; what counts by years does so from the next 1 January on."""
    began = f"date_trunc('year', {day}) + interval '1 year'" if term.counts_from == "YEAR_AFTER" else day
    return f"({began} + interval '{term.months} months')::date"


def basis_of(table: type[Table], terms: Terms) -> str | None:
    """On what ground a law keeps rows of a table: that of the longest term."""
    found = terms.keeping(table.table_name(), classes_of(table))
    return max(found, key=lambda term: term.months).basis if found else None


def is_person(holding: Holding) -> bool:
    """Whether these are the person's own columns."""
    return holding.table is Person
