"""Sealing: access records are bound into a chain of hashes, in batches, after they were written.

A record that was chained to the one before it while it is written would make all reads wait for each other. So
reads only append, and a duty seals what has been committed: one process at a time, a batch after the other. A record
that commits late is not yet seen and lies under a later seal; none is passed over, because a record without a seal
says so itself. The order inside a seal is that of the ids.
"""

from __future__ import annotations

from datetime import timedelta

import asyncpg
from tortoise.connection import get_connection

from majung.access.actor import Actor
from majung.plugin.contract import ScheduledWork
from majung.texts import Text

BATCH = 2_000
"""Records under one seal; a record with a page of 1,000 rows has 40 KB, so that one seal stays below 80 MB."""

FIRST_LINK = "0" * 64
"""What the first seal names as the hash before it."""

_LOCK = 0x6D616A_20

RECORD_SQL = (
    "json_build_array({r}.id, (extract(epoch from {r}.at) * 1000000)::bigint, {r}.actor, {r}.kind, {r}.mandate_id,"
    " {r}.origin, {r}.operation, {r}.read_table, {r}.columns, {r}.row_ids, {r}.unmasked, {r}.purpose)::text || e'\\n'"
)
"""The canonical line of one record: a JSON array of its values (times in microseconds since 1970) and a newline."""

SEAL_SQL = (
    "json_build_array({s}.number, {s}.count, (extract(epoch from {s}.first_at) * 1000000)::bigint,"
    " (extract(epoch from {s}.last_at) * 1000000)::bigint, {s}.records_hash, {s}.previous,"
    " (extract(epoch from {s}.sealed_at) * 1000000)::bigint)::text"
)
"""The canonical form of a seal, of which its hash is made."""

# The function belongs to the owner: the server's role can neither set a record's seal nor write one of its own.
INSTALL_SQL = f"""
create index if not exists access_record_unsealed on access_record (id) where seal is null;
create or replace function majung_seal_access(most integer) returns bigint
language plpgsql security definer set search_path = public, pg_catalog as $$
declare
    taken uuid[];
    made access_seal;
begin
    if most not between 1 and {BATCH} then
        raise exception 'a seal is over 1 to {BATCH} records, not %', most;
    end if;
    if not pg_try_advisory_xact_lock({_LOCK}) then
        return null;
    end if;
    -- each statement sees what had committed when it began; this one begins after the lock was taken
    select array_agg(id) into taken
    from (select id from access_record where seal is null order by id limit most) unsealed;
    if taken is null then
        return 0;
    end if;
    select coalesce(max(number), 0) + 1 into made.number from access_seal;
    select coalesce((select hash from access_seal where number = made.number - 1), '{FIRST_LINK}') into made.previous;
    select count(*), min(r.at), max(r.at),
        encode(sha256(convert_to(string_agg({RECORD_SQL.format(r="r")}, '' order by r.id), 'UTF8')), 'hex')
    into made.count, made.first_at, made.last_at, made.records_hash
    from access_record r where r.id = any (taken);
    made.sealed_at := clock_timestamp();
    made.hash := encode(sha256(convert_to({SEAL_SQL.format(s="made")}, 'UTF8')), 'hex');
    insert into access_seal (id, number, count, first_at, last_at, records_hash, previous, hash, sealed_at)
    values (gen_random_uuid(), made.number, made.count, made.first_at, made.last_at, made.records_hash,
        made.previous, made.hash, made.sealed_at);
    update access_record set seal = made.number where id = any (taken);
    return made.count;
end
$$;
"""


async def install_sealing(connection: asyncpg.Connection) -> None:
    """Put the sealing function into the database, as its owner, after migrations; again changes nothing."""
    if await connection.fetchval("select to_regclass('access_seal')"):
        await connection.execute(INSTALL_SQL)


def sealing_work() -> ScheduledWork:
    """The scheduled work that seals what was recorded since its last run."""

    async def run(actor: Actor) -> int:
        return await seal_access(actor)

    return ScheduledWork(
        name="core.access_sealing",
        title=Text("접속기록 봉인", "Sealing access records"),
        every=timedelta(minutes=1),
        run=run,
    )


async def seal_access(actor: Actor, *, most: int = BATCH) -> int:
    """Seal all committed records, in batches of one transaction each; how many were sealed.

    None are sealed while another process is at it: it will see them.
    """
    actor.require("audit.read")
    client = get_connection("default")
    sealed = 0
    while True:
        [answer] = await client.execute_query_dict("select majung_seal_access($1) as n", [most])
        if not answer["n"]:
            return sealed
        sealed += int(answer["n"])
