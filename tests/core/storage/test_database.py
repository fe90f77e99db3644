from __future__ import annotations

import asyncio
from dataclasses import replace
from uuid import UUID, uuid4

import asyncpg
import pytest
from orchard.models import Tree
from tortoise.transactions import in_transaction

from majung.settings import Settings
from majung.storage.database import (
    Database,
    DatabaseUnfit,
    DatabaseUnreachable,
    RuntimeRoleMissing,
    open_database,
)
from majung.storage.migrations import App, model_modules


async def test_a_model_is_stored_and_read_back(database: Database) -> None:
    tree = await Tree.create(name="배나무", notes={"나이": [1, 2.5, None]}, tags=["나주"], secret=b"\x00\xff")
    found = await Tree.get(id=tree.id)
    assert (found.name, found.notes, found.tags, found.secret) == (
        "배나무",
        {"나이": [1, 2.5, None]},
        ["나주"],
        b"\x00\xff",
    )


async def test_rows_carry_json_and_uuids_as_python_values(database: Database) -> None:
    tree = await Tree.create(name="감나무", notes={"점수": [1, {"a": "ㄱ"}]})
    [row] = await database.fetch("select id, notes, notes::json as plain from tree where id = $1", tree.id)
    assert isinstance(row["id"], UUID)
    assert row["notes"] == row["plain"] == {"점수": [1, {"a": "ㄱ"}]}


async def test_json_parameters_are_values_or_json_text(database: Database) -> None:
    [row] = await database.fetch("select $1::jsonb as value, $2::jsonb as text", {"a": [1]}, '{"a": [1]}')
    assert row["value"] == row["text"] == {"a": [1]}


async def test_fetch_inside_a_transaction_sees_it_and_rolls_back_with_it(database: Database) -> None:
    async def plant_and_fail() -> None:
        async with in_transaction("default"):
            await Tree.create(name="one")
            assert len(await database.fetch("select 1 from tree")) == 1
            raise LookupError

    with pytest.raises(LookupError):
        await plant_and_fail()
    assert await database.fetch("select 1 from tree") == []


async def test_closes_although_a_connection_is_never_given_back(
    fresh_settings: Settings, apps: tuple[App, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("majung.storage.database.CLOSING", 0.1)
    opened = await open_database(fresh_settings, model_modules(apps), owner=True)
    async with opened.connection() as held:
        await asyncio.wait_for(opened.close(), 5)
        with pytest.raises(asyncpg.InterfaceError):
            await held.fetch("select 1")


async def test_two_databases_are_active_in_parallel_tasks(
    database: Database, fresh_settings: Settings, apps: tuple[App, ...]
) -> None:
    async with await open_database(fresh_settings, model_modules(apps), owner=True) as other:
        await other.execute("create table tree as select 'other' as name")

        async def names(opened: Database, rounds: int) -> set[str]:
            seen = set()
            for _ in range(rounds):
                with opened.activate():
                    await asyncio.sleep(0)
                    seen.add(opened.context.connections.get("default").dsn)  # type: ignore[attr-defined]
                    rows = await Tree.all().values_list("name", flat=True)
                    seen.update(str(name) for name in rows)
            return seen

        await Tree.create(name="mine")
        mine, theirs = await asyncio.gather(names(database, 20), names(other, 20))
    assert mine == {database.url, "mine"}
    assert theirs == {other.url, "other"}


async def test_an_own_connection_listens_outside_the_pool(database: Database) -> None:
    heard: asyncio.Queue[str] = asyncio.Queue()
    listener = await database.connect_listen()
    await listener.add_listener("news", lambda *message: heard.put_nowait(message[-1]))
    await database.execute("select pg_notify('news', '42')")
    assert await asyncio.wait_for(heard.get(), 5) == "42"
    await listener.close()


async def test_the_pool_serves_as_the_runtime_role_also_after_a_connection_was_used(database: Database) -> None:
    for _ in range(3):
        [row] = await database.fetch("select current_user::text as name")
        assert row["name"] == "majung_runtime"


async def test_refuses_a_database_in_the_c_locale(
    fresh_settings: Settings, owner_database: Database, apps: tuple[App, ...]
) -> None:
    name = f"test_{uuid4().hex}"
    await owner_database.execute(f"create database {name} template template0 encoding 'UTF8' locale 'C'")
    assert fresh_settings.database_url is not None
    url = fresh_settings.database_url.replace(_name_in(fresh_settings.database_url), name)
    with pytest.raises(DatabaseUnfit, match=r"locale C, .* template0"):
        await open_database(replace(fresh_settings, database_url=url), model_modules(apps), owner=True)
    await owner_database.execute(f"drop database {name}")


async def test_refuses_a_database_that_does_not_exist(fresh_settings: Settings, apps: tuple[App, ...]) -> None:
    assert fresh_settings.database_url is not None
    url = fresh_settings.database_url.replace(_name_in(fresh_settings.database_url), "nowhere")
    with pytest.raises(DatabaseUnreachable, match=r'"nowhere" does not exist.*MAJUNG_DATABASE_URL'):
        await open_database(replace(fresh_settings, database_url=url), model_modules(apps))


async def test_refuses_a_server_that_does_not_answer(fresh_settings: Settings, apps: tuple[App, ...]) -> None:
    settings = replace(fresh_settings, database_url="postgresql://someone@127.0.0.1:1/majung")
    with pytest.raises(DatabaseUnreachable):
        await open_database(settings, model_modules(apps))


async def test_refuses_a_login_that_may_not_act_as_the_runtime_role(
    settings: Settings, owner_database: Database, apps: tuple[App, ...]
) -> None:
    login = f"login_{uuid4().hex}"
    await owner_database.execute(f"create role {login} login")
    assert settings.database_url is not None
    url = settings.database_url.replace("postgres:@", f"{login}:@")
    with pytest.raises(RuntimeRoleMissing, match="majung migrate"):
        await open_database(replace(settings, database_url=url), model_modules(apps))
    await owner_database.execute(f"drop role {login}")


async def test_a_tcp_address_with_a_password_reaches_the_server_as_written(
    settings: Settings, apps: tuple[App, ...]
) -> None:
    seen: list[bytes] = []

    async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(await reader.read(200))
        writer.close()

    server = await asyncio.start_server(greet, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    url = f"postgresql://ki%40m:p%2Fw@127.0.0.1:{port}/some_name?sslmode=disable"
    with pytest.raises(DatabaseUnreachable):
        await open_database(replace(settings, database_url=url), model_modules(apps))
    server.close()
    assert b"user\x00ki@m\x00" in seen[0]
    assert b"database\x00some_name\x00" in seen[0]


async def test_each_test_has_a_database_of_its_own(database: Database) -> None:
    assert await database.fetch("select 1 from tree") == []


def _name_in(url: str) -> str:
    return url.split("/")[3].split("?", maxsplit=1)[0]
