"""Row history: every version of a row with the time it was valid, so that a read can ask `asOf`.

A table takes part by having `id uuid` and `sys_from timestamptz not null default now()`. Its present rows stay
where they are; a trigger moves each version that a change or a deletion ends into one table for all. Times are
transaction times: what one transaction changes several times has one version, and inserting costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import asyncpg

from majung.storage.quoting import literal, quoted

TRIGGER = "majung_history"

# `security definer`: the server's role reads history, only this trigger writes it.
# `*=` compares the stored bytes: it knows every type, also those without an equality operator.
# A row that began later than this transaction (its writer began later but committed first) gets a version of
# at least one microsecond, so that it is not lost.
_SETUP = """
create table if not exists row_history (
    table_name text not null,
    row_id uuid not null,
    valid_from timestamptz not null,
    valid_to timestamptz not null,
    row jsonb not null,
    check (valid_from < valid_to)
);
create index if not exists row_history_by_row on row_history (table_name, row_id, valid_from);
create or replace function majung_keep_history() returns trigger
language plpgsql security definer set search_path = public, pg_catalog as $$
declare
    ended timestamptz;
begin
    if tg_op = 'UPDATE' then
        new.sys_from := old.sys_from;
        if old *= new then
            return new;
        end if;
        -- the owner puts values under another key (rekeying.py): the row is what it was
        if current_setting('majung.rekeying', true) = 'on' and current_setting('role') = 'none'
            and pg_has_role(session_user, (select relowner from pg_class where oid = tg_relid), 'MEMBER') then
            return new;
        end if;
        if current_setting('majung.destroying', true) = 'on' then  -- retention/destroying.py: no new version either
            if exists (select from public.destruction d where d.at = now() and d.of_table = tg_table_name
                and d.xmin = pg_current_xact_id()::xid) then
                return new;
            end if;
        end if;
    end if;
    if old.sys_from <> now() then
        ended := greatest(now(), old.sys_from + interval '1 microsecond');
        insert into public.row_history (table_name, row_id, valid_from, valid_to, row)
        values (tg_table_name, old.id, old.sys_from, ended, to_jsonb(old));
        if tg_op = 'UPDATE' then
            new.sys_from := ended;
        end if;
    end if;
    if tg_op = 'DELETE' then
        return old;
    end if;
    return new;
end
$$;
"""

_MISSING = """
select t.name from unnest($1::text[]) as t (name)
where not exists (
    select 1 from pg_trigger g where g.tgrelid = to_regclass(quote_ident(t.name)) and g.tgname = $2
)
order by 1
"""


async def install_history(connection: asyncpg.Connection, tables: Iterable[str]) -> None:
    """Keep history of these tables from now on; those that have it already are not touched (nor locked)."""
    async with connection.transaction():
        await connection.execute(_SETUP)
        for row in await connection.fetch(_MISSING, list(tables), TRIGGER):
            await connection.execute(
                f"create trigger {TRIGGER} before update or delete on {quoted(row['name'])}"
                " for each row execute function majung_keep_history()"
            )


async def forget_dropped_tables(connection: asyncpg.Connection) -> None:
    """Delete the history of tables that are no longer there."""
    await connection.execute(
        "delete from row_history where to_regclass(quote_ident(table_name)) is null"
        " and table_name in (select distinct table_name from row_history)"
    )


def as_of_source(table: str, moment: str = "$1::timestamptz", columns: Sequence[str] = ()) -> str:
    """A FROM item (without alias) with a table's rows as they were at a moment, given by its placeholder.

    A column added since is null in older versions. With `columns` (which must hold `id`) only those are read,
    and a condition on `id` reaches the index of the history.
    """
    name = quoted(table)
    text = literal(table)
    now = ", ".join(f"r.{quoted(c)}" for c in columns) or "r.*"
    then = ", ".join('h.row_id as "id"' if c == "id" else f"r.{quoted(c)}" for c in columns) or "r.*"
    return (
        f"(select {now} from {name} r where r.sys_from <= {moment}"
        f" union all select {then} from row_history h"
        f" cross join lateral jsonb_populate_record(null::{name}, h.row) r"
        f" where h.table_name = {text} and h.valid_from <= {moment} and h.valid_to > {moment})"
    )
