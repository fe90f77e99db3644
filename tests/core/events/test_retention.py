"""The log in partitions: made ahead, kept whole by the migration, dropped when old and read."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import pytest

import majung.migrations
from majung import clock
from majung.access.actor import Actor, system
from majung.errors import NotAllowed
from majung.events.log import CursorExpired, UnknownCursor, encode_cursor, oldest_position, resume_position
from majung.events.models import LoggedEvent
from majung.events.partitions import SIZE
from majung.events.retention import drop_old_events, retention
from majung.events.sequencer import sweep
from majung.storage.database import Database
from majung.storage.ids import uuid7

PLATFORM = system("test")
KEPT = timedelta(days=30)

Put = Callable[..., Any]


@pytest.fixture
def put(owner_database: Database) -> Put:
    """Puts events at positions, as if they had been sequenced so many days ago."""

    async def at_positions(days_ago: int, *positions: int) -> None:
        await owner_database.fetch("select majung_extend_event_log($1)", (max(positions) // SIZE + 1) * SIZE)
        at = clock.now() - timedelta(days=days_ago)
        for position in positions:
            await owner_database.execute(
                "insert into event_log (id, position, type, type_version, subject_type, subject_id, firm_ids,"
                " person_ids, institution_ids, public, actor, at, snapshot)"
                " values ($1, $2, 'core.Rung', 1, 'firm', $1, '{}', '{}', '{}', true, 'test', $3, '{}')",
                uuid7(),
                position,
                at,
            )

    return at_positions


async def partitions(database: Database) -> list[str]:
    rows = await database.fetch(
        "select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid"
        " where i.inhparent = 'event_log'::regclass order by substring(c.relname from '[0-9]+$')::bigint"
    )
    return [row["relname"] for row in rows]


async def positions() -> list[int]:
    return [event.position for event in await LoggedEvent.all().order_by("position")]


async def test_old_partitions_go_and_the_cursor_before_them_is_told_the_oldest(database: Database, put: Put) -> None:
    await put(90, 1, SIZE - 1, SIZE, 2 * SIZE - 1)
    await put(2, 2 * SIZE, 2 * SIZE + 1)
    assert await drop_old_events(PLATFORM, KEPT) == 2
    assert await positions() == [2 * SIZE, 2 * SIZE + 1]
    assert await oldest_position() == 2 * SIZE - 1
    assert await resume_position(encode_cursor(2 * SIZE - 1)) == 2 * SIZE - 1
    with pytest.raises(CursorExpired) as refused:
        await resume_position(encode_cursor(5))
    assert refused.value.details["oldest"] == encode_cursor(2 * SIZE - 1)
    with pytest.raises(UnknownCursor):
        await resume_position(encode_cursor(2 * SIZE + 2))
    assert await drop_old_events(PLATFORM, KEPT) == 0


async def test_a_partition_with_one_young_event_stays(database: Database, put: Put) -> None:
    await put(90, 1, 2)
    await put(5, 3)
    await put(2, SIZE)
    assert await drop_old_events(PLATFORM, KEPT) == 0


async def test_an_empty_log_keeps_its_partition(database: Database) -> None:
    assert await drop_old_events(PLATFORM, KEPT) == 0
    await _outbox(database)
    await sweep()
    assert await positions() == [1]


async def test_the_partition_of_the_newest_event_stays_however_old(database: Database, put: Put) -> None:
    await put(400, 1, 2)
    assert await drop_old_events(PLATFORM, KEPT) == 0
    assert await positions() == [1, 2]


@pytest.mark.parametrize(("stands_at", "dropped"), [(0, 0), (SIZE - 2, 0), (SIZE - 1, 1), (SIZE, 1), (3 * SIZE, 2)])
async def test_nothing_goes_that_a_listener_has_not_read(
    database: Database, put: Put, caplog: pytest.LogCaptureFixture, stands_at: int, dropped: int
) -> None:
    await put(90, 1, SIZE - 1, SIZE)
    await put(2, 2 * SIZE)
    await database.execute(
        "insert into listener_cursor (name, position, attempts) values ('belfry.echo', $1, 0)", stands_at
    )
    with caplog.at_level(logging.WARNING):
        assert await drop_old_events(PLATFORM, KEPT) == dropped
    named = [record.__dict__["reader"] for record in caplog.records if "reader" in record.__dict__]
    assert named == (["listener belfry.echo"] if stands_at < SIZE else [])


async def test_only_who_runs_the_platform_may_and_never_what_is_young(database: Database, put: Put) -> None:
    with pytest.raises(NotAllowed):
        await drop_old_events(Actor(kind="official"), KEPT)
    with pytest.raises(asyncpg.RaiseError, match="younger than 7 days"):
        await database.fetch("select majung_drop_old_events($1, 0)", clock.now())


async def test_the_sequencer_makes_the_next_partition_before_it_is_needed(database: Database, put: Put) -> None:
    before = await partitions(database)
    assert before == [f"event_log_until_{SIZE}"]
    await put(1, SIZE - 2)
    for _ in range(3):
        await _outbox(database)
    await sweep()
    assert await positions() == [SIZE - 2, SIZE - 1, SIZE, SIZE + 1]
    assert await partitions(database) == [f"event_log_until_{SIZE}", f"event_log_until_{2 * SIZE}"]


async def test_the_server_may_not_touch_a_partition(database: Database, put: Put) -> None:
    await put(1, 1, SIZE)
    for part in await partitions(database):
        for statement in (f"delete from {part}", f"drop table {part}", f"select 1 from {part}"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await database.execute(statement)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await database.execute("delete from event_log")


async def test_the_migration_keeps_every_event(owner_database: Database, database: Database, put: Put) -> None:
    [name] = [n for n in _migration_names() if n.endswith("partitioned_event_log")]
    migration = import_module(f"majung.migrations.{name}")
    await put(1, 1, 2, 3)
    kept = await LoggedEvent.all().order_by("position").values()
    await owner_database.execute(
        "create table flat (like event_log including defaults);"
        "alter table flat add constraint flat_key primary key (id);"
        "alter table flat add constraint flat_position unique (position);"
        "insert into flat select * from event_log; drop table event_log; alter table flat rename to event_log"
    )
    await owner_database.execute(migration.PARTITION)
    await owner_database.execute("grant select on event_log to majung_runtime")
    assert await LoggedEvent.all().order_by("position").values() == kept
    assert await partitions(database) == [f"event_log_until_{SIZE}"]
    await put(1, 4, SIZE + 1)
    with pytest.raises(asyncpg.UniqueViolationError):
        await put(1, 4)


async def test_it_is_scheduled_work(database: Database, put: Put) -> None:
    await put(90, 1)
    await put(2, SIZE)
    work = retention(30)
    assert (work.name, await work.run(system(f"duty:{work.name}"))) == ("core.event_retention", 1)


def _migration_names() -> list[str]:
    return [path.stem for path in Path(*majung.migrations.__path__).glob("0*.py")]


async def _outbox(database: Database) -> UUID:
    id = uuid7()
    at: datetime = clock.now()
    await database.execute(
        "insert into event_outbox (id, type, type_version, subject_type, subject_id, firm_ids, person_ids,"
        " institution_ids, public, actor, at, snapshot)"
        " values ($1, 'core.Rung', 1, 'firm', $1, '{}', '{}', '{}', true, 'test', $2, '{}')",
        id,
        at,
    )
    return id
