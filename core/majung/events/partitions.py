"""The log's partitions: ranges of positions, made before they are needed, dropped when they are old enough.

The server's role may neither change nor drop any of them. It calls two functions of the owner, which do only what
is written here: make the next partition, and drop one whose events are all old and that nobody waits for.
"""

from __future__ import annotations

import asyncpg

SIZE = 500_000
"""Positions of one partition; each statement on the log looks at every partition's bounds."""

YOUNGEST_DAYS = 7
"""No event younger than this is ever dropped, whatever the server asks for."""

INSTALL_SQL = f"""
create or replace function majung_extend_event_log(until bigint) returns void
language plpgsql security definer set search_path = public, pg_catalog as $$
declare
    last bigint;
    bound bigint;
    part text;
begin
    select max(substring(c.relname from '^event_log_until_([0-9]+)$')::bigint) into last
    from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'event_log'::regclass;
    for bound in select generate_series(last + {SIZE}, until, {SIZE}) loop
        part := 'event_log_until_' || bound;
        -- made alone and then attached, which stops nobody from reading or writing meanwhile
        execute format('create table %I (like event_log including defaults)', part);
        execute format('revoke all on %I from public', part);
        execute format('alter table event_log attach partition %I for values from (%s) to (%s)',
            part, bound - {SIZE}, bound);
    end loop;
end
$$;

create or replace function majung_drop_old_events(older_than timestamptz, needed_after bigint) returns integer
language plpgsql security definer set search_path = public, pg_catalog set lock_timeout = '2s' as $$
declare
    part record;
    newest timestamptz;
    last bigint;
    dropped integer := 0;
begin
    if older_than > now() - interval '{YOUNGEST_DAYS} days' then
        raise exception 'events younger than {YOUNGEST_DAYS} days are kept';
    end if;
    select coalesce(max(position), 0) into last from event_log;
    for part in
        select c.relname as name, substring(c.relname from '^event_log_until_([0-9]+)$')::bigint as bound
        from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'event_log'::regclass
        order by 2
    loop
        exit when part.bound > last or part.bound - 1 > needed_after;
        execute format('select max(at) from %I', part.name) into newest;
        exit when newest is null or newest >= older_than;
        execute format('drop table %I', part.name);
        dropped := dropped + 1;
    end loop;
    return dropped;
end
$$;
"""


async def install_partitions(connection: asyncpg.Connection) -> None:
    """Put the functions into the database, as its owner, after migrations; again changes nothing."""
    await connection.execute(INSTALL_SQL)
