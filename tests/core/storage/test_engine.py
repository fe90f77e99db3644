from __future__ import annotations

import asyncio
import random
from contextlib import suppress

import asyncpg
import pytest
from orchard.models import Tree
from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from majung.settings import Settings
from majung.storage.database import Database, open_database
from majung.storage.migrations import App, model_modules

POOL = 4
CANCELS = 200


async def _plant_slowly() -> None:
    async with in_transaction("default"):
        await Tree.create(name="cancelled or not")
        await asyncio.sleep(0)


async def test_random_cancels_take_no_connection_out_of_the_pool(
    settings: Settings, apps: tuple[App, ...], caplog: pytest.LogCaptureFixture
) -> None:
    """The ORM's own transaction context loses a connection after some ten cancels of a starting transaction."""
    chance = random.Random(7)
    async with await open_database(settings, model_modules(apps), max_size=POOL) as database:
        with database.activate():
            for _ in range(CANCELS):
                tasks = [asyncio.create_task(_plant_slowly()) for _ in range(POOL)]
                await asyncio.sleep(chance.uniform(0, 0.004))
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
            async with asyncio.timeout(10):
                await asyncio.gather(*(database.fetch("select pg_sleep(0.01)") for _ in range(POOL)))
            [row] = await database.fetch(
                "select count(*) from pg_stat_activity"
                " where datname = current_database() and state like 'idle in transaction%'"
            )
            assert row["count"] == 0
    assert [record.getMessage() for record in caplog.records if record.name == "asyncio"] == []


async def test_a_transaction_cancelled_while_it_begins_gives_its_connection_back(
    settings: Settings, apps: tuple[App, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with await open_database(settings, model_modules(apps), max_size=1) as database:
        with database.activate():
            began = asyncio.Event()
            start = asyncpg.transaction.Transaction.start

            async def start_and_dawdle(self: asyncpg.transaction.Transaction) -> None:
                await start(self)
                began.set()
                await asyncio.sleep(60)

            with monkeypatch.context() as patch:
                patch.setattr(asyncpg.transaction.Transaction, "start", start_and_dawdle)
                task = asyncio.create_task(_plant_slowly())
                await asyncio.wait_for(began.wait(), 5)
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
            async with asyncio.timeout(5):
                assert await Tree.create(name="after") is not None


async def test_a_deadline_inside_a_transaction_rolls_it_back(database: Database) -> None:
    async def plant_too_long() -> None:
        async with asyncio.timeout(0.05), in_transaction("default"):
            await Tree.create(name="too late")
            await database.fetch("select pg_sleep(5)")

    with pytest.raises(TimeoutError):
        await plant_too_long()
    assert await Tree.all().count() == 0


async def test_a_failed_statement_rolls_its_transaction_back_and_keeps_its_error(database: Database) -> None:
    async def plant_twice() -> None:
        async with in_transaction("default"):
            tree = await Tree.create(name="once")
            await Tree.create(id=tree.id, name="twice")

    with pytest.raises(IntegrityError) as raised:
        await plant_twice()
    assert raised.value.args[0].constraint_name == "tree_pkey"
    assert await Tree.all().count() == 0


async def test_a_transaction_inside_a_transaction_can_fail_alone(database: Database) -> None:
    async def plant_and_fail() -> None:
        async with in_transaction("default"):
            await Tree.create(name="inner")
            raise LookupError

    async with in_transaction("default"):
        await Tree.create(name="outer")
        with suppress(LookupError):
            await plant_and_fail()
    assert [tree.name for tree in await Tree.all()] == ["outer"]


async def _session_after(database: Database, statement: str) -> str:
    """What another actor finds of `majung.who` on the connection on which a transaction ran a statement."""
    async with in_transaction("default") as connection:
        await Tree.create(name="planted")
        await connection.execute_query(statement)
    return str(await _value(database, "select coalesce(current_setting('majung.who', true), '')"))


async def _value(database: Database, sql: str) -> object:
    [row] = await database.fetch(sql)
    return row[0]


async def test_what_a_transaction_left_in_its_session_is_cleared(settings: Settings, apps: tuple[App, ...]) -> None:
    async with await open_database(settings, model_modules(apps), max_size=1) as database:
        with database.activate():
            assert await _session_after(database, "select set_config('majung.who', 'official', false)") == ""
            assert await _session_after(database, "set majung.who = 'official'") == ""
            async with in_transaction("default") as connection:
                async with in_transaction("default") as nested:
                    await nested.execute_query("set majung.who = 'official'")
                await connection.execute_query("select 1")
            assert await _value(database, "select coalesce(current_setting('majung.who', true), '')") == ""
            async with in_transaction("default"):
                await database.execute("create temp table seen as select 1")
            assert await _value(database, "select to_regclass('pg_temp.seen')::text") is None


async def test_a_plain_write_gives_its_connection_back_without_a_round_trip(
    settings: Settings, apps: tuple[App, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    async with await open_database(settings, model_modules(apps), max_size=1) as database:
        with database.activate():
            execute = asyncpg.Connection.execute

            async def listening(self: asyncpg.Connection, query: str, *args: object, **more: object) -> str:
                asked.append(query)
                return str(await execute(self, query, *args, **more))

            monkeypatch.setattr(asyncpg.Connection, "execute", listening)
            async with in_transaction("default"):
                tree = await Tree.create(name="planted")
                await Tree.filter(id=tree.id).update(name="grown")
            assert not [query for query in asked if "discard" in query.lower()]
            async with in_transaction("default") as connection:
                await connection.execute_query("select pg_advisory_lock(1)")
            assert [query for query in asked if "discard" in query.lower()]
