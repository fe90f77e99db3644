"""Reads leave no session state for the next actor, and need no clearing for it."""

from __future__ import annotations

import asyncio

import asyncpg
import pytest

from majung.settings import Settings
from majung.storage.database import Database, connect_plainly, open_database
from majung.storage.migrations import App, model_modules
from majung.storage.session_state import is_plain_question, leaves_session_alone

NOT_PLAIN = [
    "select set_config('majung.actor', 'firm', false)",
    "select SET_CONFIG($1, $2, false)",
    "select pg_advisory_lock(1)",
    "select 1; set role postgres",
    "set application_name = 'mine'",
    "listen updates",
    "create temp table secrets (name text)",
    "select nextval('numbers')",
    "insert into tree (id) values ($1)",
    "with made as (insert into tree (id) values ($1) returning 1) select * from made",
    "with gone as (delete from tree returning id) select * from gone",
    "select * into temp secrets from tree",
    "declare c cursor with hold for select 1",
    "prepare p as select 1",
    "copy tree to stdout",
]


_SLEEPING = """
select 1 from pg_stat_activity
where datname = current_database() and query like 'select pg_sleep%' and state = 'active'
"""


@pytest.mark.parametrize("sql", NOT_PLAIN)
def test_only_plain_questions_are_asked_on_reading_connections(sql: str) -> None:
    assert not is_plain_question(sql)


@pytest.mark.parametrize("sql", ["select 1", "  with a as (select 1) select * from a", "SELECT t.* FROM tree t"])
def test_a_question_is_plain(sql: str) -> None:
    assert is_plain_question(sql)


def test_writing_rows_leaves_the_session_alone() -> None:
    assert leaves_session_alone("insert into access_record (id) values ($1)")
    assert not leaves_session_alone("insert into tree (id) values (set_config('a', 'b', false)::uuid)")


async def test_what_one_actor_set_is_gone_for_the_next(settings: Settings, apps: tuple[App, ...]) -> None:
    """Every way of leaving something in a session is tried through the door that reads use."""
    async with await open_database(settings, model_modules(apps), max_size=1) as database:
        await database.statement("select set_config('majung.secret', 'of the first actor', false)")
        await database.statement("select pg_advisory_lock(7)")
        await database.statement("create temp table secrets as select 1 as secret")
        await database.statement("listen updates")
        for ask in (database.statement, database.fetch):
            [left] = await ask(
                "select current_setting('majung.secret', true) as secret, to_regclass('pg_temp.secrets') as secrets,"
                " (select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()) as locks,"
                " (select count(*) from pg_listening_channels()) as heard"
            )
            assert (left["secret"] or None, left["secrets"], left["locks"], left["heard"]) == (None, None, 0, 0)


async def test_reading_connections_cannot_write(database: Database) -> None:
    """A function could hide a write from whoever reads the statement; PostgreSQL is told to refuse it."""
    await database.statement("select 1")
    with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
        await database._readers.fetch("create table made (id int)", ())
    [row] = await database.statement("select current_setting('transaction_read_only') as only")
    assert row["only"] == "on"


async def test_a_cancelled_read_gives_its_place_back(settings: Settings, apps: tuple[App, ...]) -> None:
    async with await open_database(settings, model_modules(apps), max_size=2) as database:
        for _ in range(10):
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.05):
                    await database.statement("select pg_sleep(30)")
        async with asyncio.timeout(10):
            rows = await asyncio.gather(*(database.statement("select 1 as one") for _ in range(5)))
        assert [row["one"] for [row] in rows] == [1] * 5
        administrator = await connect_plainly(str(settings.database_url))  # the server's role sees no statements
        await _none_sleeps(administrator)  # the server was told to stop them
        await administrator.close()


async def _none_sleeps(administrator: asyncpg.Connection) -> None:
    for _ in range(200):
        if not await administrator.fetch(_SLEEPING):
            return
        await asyncio.sleep(0.05)
    raise AssertionError("the server still works for readers that are gone")


async def test_a_refused_question_keeps_its_connection(settings: Settings, apps: tuple[App, ...]) -> None:
    async with await open_database(settings, model_modules(apps), max_size=1) as database:
        [first] = await database.statement("select pg_backend_pid() as pid")
        with pytest.raises(asyncpg.DivisionByZeroError):
            await database.statement("select 1 / 0")
        [second] = await database.statement("select pg_backend_pid() as pid")
        assert first["pid"] == second["pid"]


async def test_a_lost_connection_is_replaced(settings: Settings, apps: tuple[App, ...]) -> None:
    async with await open_database(settings, model_modules(apps), max_size=1) as database:
        [row] = await database.statement("select pg_backend_pid() as pid")
        connection = await asyncpg.connect(settings.database_url)
        await connection.execute("select pg_terminate_backend($1)", row["pid"])
        await connection.close()
        await asyncio.sleep(0.1)
        [again] = await database.statement("select 1 as one")
        assert again["one"] == 1


async def test_reads_of_a_transaction_see_what_it_wrote(database: Database) -> None:
    from orchard.models import Tree
    from tortoise.transactions import in_transaction

    async with in_transaction("default"):
        await Tree.create(name="new")
        assert len(await database.statement("select 1 from tree where name = 'new'")) == 1
    assert len(await database.statement("select 1 from tree where name = 'new'")) == 1
