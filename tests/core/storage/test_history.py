from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from orchard.models import Tree
from tortoise.transactions import in_transaction

from majung.storage.database import Database
from majung.storage.history import as_of_source, forget_dropped_tables, install_history

BEFORE_ALL = datetime(2000, 1, 1, tzinfo=UTC)


async def _now(database: Database) -> datetime:
    [row] = await database.fetch("select clock_timestamp() as now")
    moment: datetime = row["now"]
    return moment


async def _as_of(database: Database, moment: datetime, order: str = "name") -> list[dict[str, Any]]:
    sql = f"select t.* from {as_of_source('tree', '$1::timestamptz')} t order by {order}"
    return [dict(row) for row in await database.fetch(sql, moment)]


async def _versions(database: Database, tree: Tree) -> list[asyncpg.Record]:
    return await database.fetch("select * from row_history where row_id = $1 order by valid_from", tree.id)


async def test_a_read_as_of_a_moment_gives_the_rows_of_that_moment(database: Database) -> None:
    kept = await Tree.create(name="a")
    gone = await Tree.create(name="b")
    first = await _now(database)
    await Tree.filter(id=kept.id).update(name="a2")
    second = await _now(database)
    await gone.delete()
    third = await _now(database)

    names = [[row["name"] for row in await _as_of(database, m)] for m in (BEFORE_ALL, first, second, third)]
    assert names == [[], ["a", "b"], ["a2", "b"], ["a2"]]


async def test_an_old_version_has_every_value_it_had(database: Database) -> None:
    tree = await Tree.create(
        name='홍옥 "1"\n',
        height=Decimal("12345678.901"),
        planted=date(1990, 4, 5),
        yields=9_007_199_254_740_993,
        tags=["가", 'b"c', "d,e", ""],
        notes={"a": [1, None, {"b": "ㄱ"}]},
        secret=b"\x00\xffx",
    )
    [before] = await _as_of(database, await _now(database))
    moment = await _now(database)
    await Tree.filter(id=tree.id).update(name="", height=None, planted=None, yields=0, tags=[], notes={}, secret=None)
    assert await _as_of(database, moment) == [before]


async def test_versions_follow_each_other_without_gap_or_overlap(database: Database) -> None:
    tree = await Tree.create(name="0")
    for name in "123":
        await Tree.filter(id=tree.id).update(name=name)
    rows = await _versions(database, tree)
    await tree.refresh_from_db()
    assert [row["row"]["name"] for row in rows] == ["0", "1", "2"]
    ends = [row["valid_to"] for row in rows]
    assert ends == [*(row["valid_from"] for row in rows[1:]), tree.sys_from]


async def test_an_update_that_changes_nothing_makes_no_version(database: Database) -> None:
    tree = await Tree.create(name="same", notes={"a": 1})
    began = (await Tree.get(id=tree.id)).sys_from
    assert await Tree.filter(id=tree.id).update(name="same", notes={"a": 1}) == 1
    assert await _versions(database, tree) == []
    assert (await Tree.get(id=tree.id)).sys_from == began


async def test_the_changes_of_one_transaction_are_one_version(database: Database) -> None:
    tree = await Tree.create(name="0")
    async with in_transaction("default"):
        await Tree.filter(id=tree.id).update(name="1")
        await Tree.filter(id=tree.id).update(name="2")
        fleeting = await Tree.create(name="never seen")
        await fleeting.delete()
    assert [row["row"]["name"] for row in await _versions(database, tree)] == ["0"]
    assert await _versions(database, fleeting) == []


async def test_a_change_by_a_transaction_that_began_earlier_keeps_the_later_version(database: Database) -> None:
    tree = await Tree.create(name="0")
    early = await database.connect_listen()
    transaction = early.transaction()
    await transaction.start()
    await early.execute("select 1")
    await Tree.filter(id=tree.id).update(name="1")
    await early.execute("update tree set name = '2' where id = $1", tree.id)
    await transaction.commit()
    await early.close()

    rows = await _versions(database, tree)
    assert [row["row"]["name"] for row in rows] == ["0", "1"]
    assert rows[1]["valid_to"] - rows[1]["valid_from"] == timedelta(microseconds=1)
    assert (await Tree.get(id=tree.id)).sys_from == rows[1]["valid_to"]


async def test_the_start_of_a_version_cannot_be_set_by_hand(database: Database) -> None:
    tree = await Tree.create(name="0")
    await Tree.filter(id=tree.id).update(name="1", sys_from=BEFORE_ALL)
    assert (await Tree.get(id=tree.id)).sys_from > BEFORE_ALL


async def test_a_column_added_later_is_null_in_older_versions(database: Database, owner_database: Database) -> None:
    tree = await Tree.create(name="old")
    moment = await _now(database)
    await Tree.filter(id=tree.id).update(name="new")
    await owner_database.execute("alter table tree add column bark text not null default 'grey'")
    await owner_database.execute("alter table tree drop column planted")

    [then] = await _as_of(database, moment)
    [now] = await _as_of(database, await _now(database))
    assert (then["name"], then["bark"]) == ("old", None)
    assert (now["name"], now["bark"]) == ("new", "grey")


async def test_one_row_as_of_a_moment_is_found_by_index(database: Database, owner_database: Database) -> None:
    await owner_database.execute(
        "insert into row_history select 'tree', gen_random_uuid(), now() - n * interval '1 minute',"
        " now() - (n - 1) * interval '1 minute', '{}' from generate_series(1, 20000) n"
    )
    await owner_database.execute("analyze row_history")
    source = as_of_source("tree", "$1::timestamptz", ("id", "name"))
    connection = await owner_database.connect_listen()
    sql = f"explain select * from {source} t where t.id = $2::uuid"
    lines = await connection.fetch(sql, BEFORE_ALL, UUID(int=7))
    await connection.close()
    plan = "\n".join(line[0] for line in lines)
    assert "Index Cond: ((table_name = 'tree'::text) AND (row_id =" in plan
    assert "Seq Scan on row_history" not in plan


async def test_chosen_columns_are_read_in_their_order(database: Database) -> None:
    tree = await Tree.create(name="0", yields=1)
    moment = await _now(database)
    await Tree.filter(id=tree.id).update(yields=2)
    source = as_of_source("tree", columns=("yields", "id"))
    [row] = await database.fetch(f"select * from {source} t", moment)
    assert list(row.items()) == [("yields", 1), ("id", UUID(str(tree.id)))]


async def test_installing_again_changes_nothing(owner_database: Database) -> None:
    connection = await owner_database.connect_listen()
    await install_history(connection, ["tree", "tree"])
    triggers = await connection.fetch(
        "select tgrelid::regclass::text as name from pg_trigger where tgname = 'majung_history' order by 1"
    )
    await connection.close()
    assert [row["name"] for row in triggers] == ["cidery_cider", "tree"]


async def test_history_of_dropped_tables_is_forgotten(database: Database, owner_database: Database) -> None:
    tree = await Tree.create(name="0")
    await Tree.filter(id=tree.id).update(name="1")
    await owner_database.execute(
        "insert into row_history select 'gone', row_id, valid_from, valid_to, '{}' from row_history"
    )
    connection = await owner_database.connect_listen()
    await forget_dropped_tables(connection)
    await connection.close()
    assert [r["table_name"] for r in await database.fetch("select table_name from row_history")] == ["tree"]


async def test_the_server_cannot_rewrite_history(database: Database) -> None:
    tree = await Tree.create(name="0")
    await Tree.filter(id=tree.id).update(name="1")
    for statement in ("delete from row_history", "update row_history set row = '{}'", "truncate row_history"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await database.execute(statement)
    assert len(await _versions(database, tree)) == 1
