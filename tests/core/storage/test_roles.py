from __future__ import annotations

import asyncio
from dataclasses import replace
from uuid import uuid4

import asyncpg
import pytest
from orchard.models import Harvest, Tree

from majung.settings import Settings
from majung.storage import roles
from majung.storage.database import Database, open_database
from majung.storage.migrations import App, migrate, model_modules
from majung.storage.roles import RoleNotAllowed, ensure_runtime_role, grant_runtime


async def test_the_server_adds_to_append_only_tables_but_changes_nothing_there(database: Database) -> None:
    tree = await Tree.create(name="a")
    harvest = await Harvest.create(tree=tree, kilograms=5)
    for statement in ("update harvest set kilograms = 6", "delete from harvest", "truncate harvest"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await database.execute(statement)
    assert (await Harvest.get(id=harvest.id)).kilograms == 5


async def test_the_server_changes_and_deletes_other_rows(database: Database) -> None:
    tree = await Tree.create(name="a")
    assert await Tree.filter(id=tree.id).update(name="b") == 1
    assert await Tree.filter(id=tree.id).delete() == 1


async def test_the_server_makes_no_tables_and_records_no_migrations(database: Database) -> None:
    for statement in ("create table x (a int)", "drop table tree", "delete from tortoise_migrations"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await database.execute(statement)
    assert len(await database.fetch("select 1 from tortoise_migrations")) == 2


async def test_a_table_that_becomes_append_only_loses_its_rights(database: Database, owner_database: Database) -> None:
    connection = await owner_database.connect_listen()
    await grant_runtime(connection, ["tree", "harvest"])
    await connection.close()
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await database.execute("delete from tree")


async def test_many_processes_set_up_the_role_at_once(
    owner_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    role = f"role_{uuid4().hex}"
    monkeypatch.setattr(roles, "RUNTIME_ROLE", role)
    logins = [f"login_{uuid4().hex}" for _ in range(6)]
    connections = [await owner_database.connect_listen() for _ in logins]
    for login in logins:
        await owner_database.execute(f"create role {login} login")
    pairs = zip(connections, logins, strict=True)
    await asyncio.gather(*(ensure_runtime_role(connection, login) for connection, login in pairs))
    members = await owner_database.fetch(
        "select member::regrole::text as name from pg_auth_members where roleid = $1::regrole", role
    )
    for connection in connections:
        await connection.close()
    await owner_database.execute(f"drop owned by {role}; drop role {role}, {', '.join(logins)}")
    assert sorted(row["name"] for row in members) == sorted(logins)


async def test_the_owner_and_the_server_can_have_logins_of_their_own(
    fresh_settings: Settings, owner_database: Database, apps: tuple[App, ...]
) -> None:
    """A production installation: nobody is a superuser, and an administrator made the role."""
    owner, server = f"owner_{uuid4().hex}", f"server_{uuid4().hex}"
    assert fresh_settings.database_url is not None
    url = fresh_settings.database_url
    name = url.split("/")[3].split("?")[0]
    await owner_database.execute(
        f"create role {owner} login; create role {server} login; alter database {name} owner to {owner};"
        f"grant majung_runtime to {owner} with admin option"
    )
    settings = replace(
        fresh_settings,
        database_url=url.replace("postgres:@", f"{server}:@"),
        owner_database_url=url.replace("postgres:@", f"{owner}:@"),
    )
    assert len(await migrate(settings, apps)) == 2
    async with await open_database(settings, model_modules(apps)) as database:
        with database.activate():
            tree = await Tree.create(name="a")
            await Tree.filter(id=tree.id).update(name="b")
            assert len(await database.fetch("select 1 from row_history")) == 1
    await owner_database.execute(f"drop database {name} with (force)")
    await owner_database.execute(f"revoke majung_runtime from {server} granted by {owner}")
    await owner_database.execute(f"drop role {server}, {owner}")


async def test_refuses_when_the_login_may_not_make_the_role(
    owner_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roles, "RUNTIME_ROLE", f"role_{uuid4().hex}")
    login = f"login_{uuid4().hex}"
    await owner_database.execute(f"create role {login} login")
    connection = await asyncpg.connect(owner_database.url.replace("postgres:@", f"{login}:@"))
    with pytest.raises(RoleNotAllowed, match=f'grant role_\\w+ to "{login}"'):
        await ensure_runtime_role(connection)
    await connection.close()
    await owner_database.execute(f"drop role {login}")
