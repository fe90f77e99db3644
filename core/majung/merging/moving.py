"""Pointing rows from one record to another: every column of every table that declares a foreign key to it.

The database knows the foreign keys, also those of plugins that do not run today, so no table has to announce itself.
The function belongs to the tables' owner because payments and the like may not be changed by the server's role; it
moves nothing but what a merge of this very transaction, or its undoing, says.
"""

from __future__ import annotations

from typing import Literal
from uuid import UUID

import asyncpg
from tortoise.exceptions import BaseORMException

from majung.merging.errors import MergeClash
from majung.storage.table import all_tables
from majung.storage.transaction import current, postgres_error

About = Literal["firm", "person"]

INSTALL_SQL = """
create or replace function majung_move_references(about text, merge uuid, staying text[])
returns table (moved_table text, moved bigint)
language plpgsql security definer set search_path = public, pg_catalog as $$
declare
    loser uuid;
    winner uuid;
    reference record;
    twin text;
begin
    if about not in ('firm', 'person') then
        raise exception 'nothing merges %', about;
    end if;
    execute format('select m.merged_id, m.survivor_id from %I m where m.id = $1 and m.undone_at is null
        and m.sys_from = now() and not exists (select from merge_move v where v.merge_id = m.id)', about || '_merge')
        into loser, winner using merge;
    if loser is null then
        raise exception 'no merge % of this transaction', merge;
    end if;
    for reference in
        select c.conrelid as relation, k.relname::text as name, a.attname::text as column_name
        from pg_constraint c join pg_class k on k.oid = c.conrelid
        join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
        where c.contype = 'f' and c.confrelid = about::regclass and cardinality(c.conkey) = 1
            and c.conrelid <> about::regclass
            and k.relname <> 'erasure'  -- what one asked for is never said of another
        order by k.relname, a.attname
    loop
        -- a twin: the survivor's row that is equal in all columns of a unique index in which this column is
        select string_agg(format('not exists (select from %I s where s.%I = $2%s)', reference.name,
            reference.column_name, x.others), ' and ') into twin
        from (
            select (select coalesce(string_agg(format(' and s.%1$I = t.%1$I', b.attname), ''), '')
                from unnest(i.indkey::int2[]) n join pg_attribute b on b.attrelid = i.indrelid and b.attnum = n
                where b.attname <> reference.column_name) as others
            from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attname = reference.column_name
            where i.indrelid = reference.relation and i.indisunique and a.attnum = any (i.indkey::int2[])
        ) x;
        if twin is null or not reference.name = any (staying) then
            twin := 'true';
        end if;
        execute format('with moved as (update %1$I t set %2$I = $2 where t.%2$I = $1 and %3$s returning t.id)
            insert into merge_move (merge_id, moved_table, moved_column, row_id, moved_at)
            select $3, %1$L, %2$L, moved.id, now() from moved', reference.name, reference.column_name, twin)
            using loser, winner, merge;
        get diagnostics moved = row_count;
        moved_table := reference.name;
        if moved > 0 then
            return next;
        end if;
    end loop;
end
$$;
create or replace function majung_move_back(about text, merge uuid)
returns table (moved_table text, moved bigint)
language plpgsql security definer set search_path = public, pg_catalog as $$
declare
    loser uuid;
    winner uuid;
    reference record;
begin
    if about not in ('firm', 'person') then
        raise exception 'nothing merges %', about;
    end if;
    execute format('select m.merged_id, m.survivor_id from %I m where m.id = $1 and m.undone_at is not null
        and m.sys_from = now()', about || '_merge') into loser, winner using merge;
    if loser is null then
        raise exception 'no merge % is undone in this transaction', merge;
    end if;
    for reference in
        select v.moved_table as name, v.moved_column as column_name from merge_move v where v.merge_id = merge
        group by 1, 2 order by 1, 2
    loop
        execute format('update %1$I t set %2$I = $1 from merge_move v where v.merge_id = $3 and v.moved_table = %1$L
            and v.moved_column = %2$L and v.row_id = t.id and t.%2$I = $2', reference.name, reference.column_name)
            using loser, winner, merge;
        get diagnostics moved = row_count;
        moved_table := reference.name;
        return next;
    end loop;
end
$$;
"""


async def install_moving(connection: asyncpg.Connection) -> None:
    """Put the functions into the database, as its owner, after migrations; again changes nothing."""
    await connection.execute(INSTALL_SQL)


async def move_references(about: About, merge_id: UUID) -> dict[str, int]:
    """Point everything at the survivor; rows by table. Rows that may exist once and stay are left behind."""
    staying = sorted(table.table_name() for table in all_tables() if table.access.merging == "stay")
    return await _moved("select * from majung_move_references($1, $2, $3::text[])", about, merge_id, staying)


async def move_back(about: About, merge_id: UUID) -> dict[str, int]:
    """Point the moved rows at the merged record again; rows by table."""
    return await _moved("select * from majung_move_back($1, $2)", about, merge_id)


async def _moved(sql: str, *values: object) -> dict[str, int]:
    try:
        rows = await current().fetch(sql, *values)
    except BaseORMException as error:
        cause = postgres_error(error)
        if isinstance(cause, asyncpg.IntegrityConstraintViolationError):
            raise MergeClash(table=cause.table_name, constraint=cause.constraint_name) from error
        raise
    counts: dict[str, int] = {}
    for row in rows:
        counts[row["moved_table"]] = counts.get(row["moved_table"], 0) + row["moved"]
    return counts
