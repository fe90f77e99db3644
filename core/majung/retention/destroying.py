"""Destroying values: in rows, in their earlier versions, and in the log that says so, in one statement of the owner's.

The server's role can change neither append-only rows nor earlier versions, and must not write the log of what was
destroyed. So a function of the tables' owner does all three. It takes away nothing but columns that the declarations
name as personal, which the owner wrote down when the tables were migrated.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

import asyncpg

from majung.retention import access_records
from majung.retention.holdings import blank_of, holdings, installed_tables
from majung.storage.transaction import current

BATCH = 500
"""Rows of one statement: who waits for one of them waits for some tens of milliseconds."""

ON_REQUEST = "개인정보 보호법 제36조"
"""The basis of what is destroyed because the person asked."""

Ground = Literal["TERM", "REQUEST", "KEPT_ENDED"]

# The setting tells the trigger of the history (storage/history.py) that this is no new version of the row: else the
# last dealings with a person would seem to be their destruction. The trigger believes it only beside a row of the log
# that this very transaction wrote.
INSTALL_SQL = f"""
create table if not exists destructible_column (
    table_name text not null, column_name text not null, blank text not null, primary key (table_name, column_name)
);
create or replace function majung_destroy(target text, named text[], ids uuid[], why jsonb)
returns table (destroyed integer, earlier integer)
language plpgsql security definer set search_path = public, pg_catalog as $$
declare
    logged uuid := gen_random_uuid();
    sets text;
    changed text;
    keys text;
    versions text;
begin
    if cardinality(ids) > {BATCH} then
        raise exception 'at most {BATCH} rows at a time, not %', cardinality(ids);
    end if;
    select string_agg(format('%I = %s', d.column_name, d.blank), ', ' order by d.column_name),
        string_agg(format('t.%I is distinct from %s', d.column_name, d.blank), ' or '),
        string_agg(format('%L, to_jsonb(%s)', d.column_name, d.blank), ', '),
        string_agg(format('t.row ? %1$L and t.row -> %1$L is distinct from coalesce(to_jsonb(%2$s), ''null'')',
            d.column_name, d.blank), ' or ')
    into sets, changed, keys, versions
    from destructible_column d where d.table_name = target and d.column_name = any (named);
    if cardinality(named) is distinct from
        (select count(*)::int from destructible_column d where d.table_name = target and d.column_name = any (named))
    then
        raise exception 'not all of % are personal columns of %', named, target;
    end if;
    insert into destruction (id, run_id, at, by, ground, retention, of_table, columns, rows, earlier, term_id, basis)
    values (logged, (why ->> 'run')::uuid, now(), why ->> 'by', why ->> 'ground', why ->> 'retention', target,
        named, 0, 0, (why ->> 'term')::uuid, why ->> 'basis');
    perform set_config('majung.destroying', 'on', true);
    execute format('update %I t set %s, version = version + 1 where t.id = any ($1) and (%s)', target, sets, changed)
        using ids;
    get diagnostics destroyed = row_count;
    perform set_config('majung.destroying', 'off', true);
    execute format('update row_history t set row = t.row || jsonb_build_object(%s) from unnest($1) i (id)
        where t.table_name = %L and t.row_id = i.id and (%s)',
        replace(keys, 't.id', 't.row_id'), target, replace(versions, 't.id', 't.row_id'))
        using ids;
    get diagnostics earlier = row_count;
    update destruction d set rows = destroyed, earlier = majung_destroy.earlier where d.id = logged;
    return next;
end
$$;
"""


async def install_destroying(connection: asyncpg.Connection) -> None:
    """Put the functions and the columns that they may take away into the database, as its owner, after migrations."""
    if not await connection.fetchval("select to_regclass('destruction')"):
        return
    columns = [(h.name, c, blank_of(h.table, c)) for h in holdings(installed_tables()) for c in h.columns]
    async with connection.transaction():
        await connection.execute(INSTALL_SQL + access_records.INSTALL_SQL)
        await connection.execute(
            "delete from destructible_column"
            " where table_name = any($1) or to_regclass(quote_ident(table_name)) is null",
            list({name for name, _, _ in columns}),
        )
        await connection.executemany("insert into destructible_column values ($1, $2, $3)", columns)


@dataclass(frozen=True, kw_only=True)
class Why:
    """On what ground a batch is destroyed, as the log keeps it."""

    run_id: UUID
    ground: Ground
    retention: str
    basis: str
    term_id: UUID | None = None


async def destroy(table: str, columns: Sequence[str], ids: Sequence[UUID], why: Why) -> int:
    """Destroy these columns of these rows and of all their earlier versions; how many rows had something."""
    destroyed = 0
    for start in range(0, len(ids), BATCH):
        [row] = await current().fetch(
            "select * from majung_destroy($1, $2::text[], $3::uuid[], $4::jsonb)",
            table,
            list(columns),
            list(ids[start : start + BATCH]),
            {
                "run": str(why.run_id),
                "by": current().actor.name,
                "ground": why.ground,
                "retention": why.retention,
                "term": str(why.term_id) if why.term_id else None,
                "basis": why.basis,
            },
        )
        destroyed += row["destroyed"]
    return destroyed
