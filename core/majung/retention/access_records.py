"""Access records after their time: destroyed seal by seal from the oldest on, so that the chain over the rest holds.

The seals stay, which say nothing of anybody; a destroyed one says when its records went. A function of the tables'
owner does it, which never takes records younger than the law's least time, whatever it is asked.
"""

from __future__ import annotations

from datetime import datetime, time
from uuid import UUID

from majung.access.chain import LEAST
from majung.clock import SEOUL
from majung.retention.rules import Term, Terms
from majung.storage.transaction import current

TABLE = "access_record"

INSTALL_SQL = f"""
create or replace function majung_destroy_access_records(before timestamptz, why jsonb) returns integer
language plpgsql security definer set search_path = public, pg_catalog as $$
declare
    oldest access_seal;
    destroyed integer;
begin
    select * into oldest from access_seal where destroyed_at is null order by number limit 1 for update;
    if oldest.number is null or oldest.last_at >= least(before, now() - interval '{LEAST}') then
        return 0;
    end if;
    delete from access_record where seal = oldest.number;
    get diagnostics destroyed = row_count;
    update access_seal set destroyed_at = now() where number = oldest.number;
    insert into destruction (id, run_id, at, by, ground, retention, of_table, columns, rows, earlier, term_id, basis)
    values (gen_random_uuid(), (why ->> 'run')::uuid, now(), why ->> 'by', 'TERM', '{TABLE}', '{TABLE}', '{{}}',
        destroyed, 0, (why ->> 'term')::uuid, why ->> 'basis');
    return destroyed;
end
$$;
"""


def access_term(terms: Terms) -> Term | None:
    """The term of access records, if one is in force."""
    return terms.destroying(TABLE, TABLE)


async def destroy_oldest(term: Term, terms: Terms, run_id: UUID) -> int:
    """Destroy the records under the oldest seal if all of them are older than the term; how many."""
    before = datetime.combine(term.over_before(terms.today), time(), SEOUL)
    why = {"run": str(run_id), "by": current().actor.name, "term": str(term.id), "basis": term.basis}
    [row] = await current().fetch("select majung_destroy_access_records($1, $2::jsonb) as n", before, why)
    return int(row["n"])
