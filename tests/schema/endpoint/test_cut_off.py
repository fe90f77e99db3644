"""Requests that are cut off at random moments leave nothing behind: no connection, lock, setting or half a change."""

from __future__ import annotations

import asyncio
import json
import random
from contextlib import AsyncExitStack
from typing import Any

import asyncpg
import pytest
from tests.plugins.agency import _served
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from majung.access.actor import Actor, system
from majung.events.sequencer import settled, sweep
from majung.institutions.writes import create_account, grant_mandate, issue_token
from majung.storage.database import CONNECTION, Database, connect_plainly
from majung_schema.app import build_app
from majung_schema.asking import Asked, RequestInfo
from majung_schema.platform import all_scopes
from majung_schema.testing import App, app, config, plugins, server

__all__ = ["app", "config", "plugins", "server"]

SEED = 20261127
CHANGES = 60
TOGETHER = 10
"""Changes at the same time, each with a read beside it: as many as there are connections."""

LONGEST = 0.08
"""Seconds within which each is cut off; so many at once take about as long."""

PATIENCE = 20.0
POOL = 10
REGISTER = """mutation F($name: String!) { registerFirm(input: {
  name: $name, representatives: ["홍길동"], address: "전라남도 순천시 중앙로 1", establishments: [{}, {}] }) {
    record { id } refusals { code } } }"""
READ = {"query": "{ firms(first: 20) { totalCount nodes { name representative establishments { totalCount } } } }"}

_HALF = """
select f.id from firm f where (select count(*) from establishment e where e.firm_id = f.id) <> 2
    or (select count(*) from firm_name n where n.firm_id = f.id) <> 1
    or (select count(*) from firm_representative r where r.firm_id = f.id) <> 1
    or (select count(*) from event_log l where l.subject_id = f.id) <> 1
    or (select count(*) from idempotency_key k where k.record_id = f.id) <> 1
union all select l.subject_id from event_log l
    where l.type = 'core.FirmRegistered' and not exists (select from firm f where f.id = l.subject_id)
union all select k.id from idempotency_key k where k.record_id is null
"""
_LEFT = """
select 'lock ' || pid as said from pg_locks l join pg_database d on d.oid = l.database
    where l.locktype = 'advisory' and d.datname = current_database()
union all select 'transaction: ' || query from pg_stat_activity
    where datname = current_database() and state like 'idle in transaction%'
"""
# the driver sets jit off while it learns a type, and back to what it was: off
_SESSION = """
select name || '=' || setting as said from pg_settings where source = 'session' and name <> 'jit' and setting <> ''
union all select 'temporary ' || relname from pg_class where relnamespace = pg_my_temp_schema()
union all select 'listens to ' || pg_listening_channels()
"""


async def test_nothing_is_left_of_what_was_cut_off(app: App, caplog: pytest.LogCaptureFixture) -> None:
    chance = random.Random(SEED)
    token, actor = await _official(app)
    changes = [_change(number) for number in range(CHANGES)]
    async with app.serving():
        async with _served(build_app(app.platform)) as address:
            for first in range(0, CHANGES, TOGETHER):
                wave = [one for change in changes[first : first + TOGETHER] for one in (change, READ)]
                cut = [_cut_off(chance, one, app=app, actor=actor, address=address, token=token) for one in wave]
                await asyncio.gather(*cut)
        await settled(app.database)
        await sweep()
        assert await _said(app.database, _HALF) == []
        [done] = await app.database.fetch("select count(*) as n from firm")
        for change in changes:  # what clients do that heard no answer
            assert "errors" not in (await _answer(app, actor, change)).body
        await settled(app.database)
        await sweep()
    assert 0 < done["n"] < CHANGES, "some were done before they were cut off, and some were not"
    [now] = await app.database.fetch("select count(*) as n, count(distinct name) as names from firm")
    assert (now["n"], now["names"]) == (CHANGES, CHANGES), "each is made once, however often it was sent"
    assert await _said(app.database, _HALF) == []
    await _whole(app.database)
    administrator = await connect_plainly(app.database.url)  # who also sees other roles' statements
    assert [row["said"] for row in await administrator.fetch(_LEFT)] == []
    await administrator.close()
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == []


async def _whole(database: Database) -> None:
    """All connections are there to be had at once, those for reads too, and nothing was left in any session."""
    pool: asyncpg.Pool = database.context.connections.get(CONNECTION)._pool  # type: ignore[attr-defined]
    assert pool.get_idle_size() == pool.get_size()
    async with asyncio.timeout(PATIENCE), AsyncExitStack() as stack:
        held = [await stack.enter_async_context(database.connection()) for _ in range(POOL)]
        assert [row["said"] for one in held for row in await one.fetch(_SESSION)] == []
        assert len(await asyncio.gather(*(database.statement("select pg_sleep(0.05)") for _ in range(POOL)))) == POOL


async def _official(app: App) -> tuple[str, Actor]:
    account = await create_account(system("test"), login="officer")
    scopes = [scope.name for scope in all_scopes(app.registry)]
    mandate = await grant_mandate(system("test"), account_id=account.id, kind="official", scopes=scopes)
    token = await issue_token(system("test"), mandate_id=mandate.id, name="test")
    return token, await app.platform.authentication.actor(token)


def _change(number: int) -> dict[str, Any]:
    key = {"idempotencyKey": f"cut-off-{number}"}
    return {"query": REGISTER, "variables": {"name": f"끊긴 기업 {number}"}, "extensions": key}


async def _cut_off(chance: random.Random, asked: dict[str, Any], **where: Any) -> None:
    """Ask in one of three ways, and be gone some moment later; the first change at once, the last one in good time."""
    way = chance.choice((_as_task, _as_task, _over_socket, _over_socket, _over_http))
    seconds = chance.uniform(0, LONGEST)
    if asked in (_change(0), _change(CHANGES - 1)):
        way, seconds = _as_task, 0.0 if asked == _change(0) else PATIENCE
    await way(asked, seconds, **where)


async def _as_task(asked: dict[str, Any], seconds: float, *, app: App, actor: Actor, **_: Any) -> None:
    task = asyncio.create_task(_answer(app, actor, asked))
    if seconds:
        await asyncio.wait([task], timeout=seconds)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def _answer(app: App, actor: Actor, asked: dict[str, Any]) -> Any:
    return await app.platform.operations.answer(Asked(**asked), actor, RequestInfo(request_id="cut-off"))


async def _over_http(asked: dict[str, Any], seconds: float, *, address: str, token: str, **_: Any) -> None:
    _, writer = await asyncio.open_connection(*address.split(":"))
    body = json.dumps(asked).encode()
    head = (
        f"POST /graphql HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n"
    )
    writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
    await asyncio.sleep(seconds)
    writer.transport.abort()


async def _over_socket(asked: dict[str, Any], seconds: float, *, address: str, token: str, **_: Any) -> None:
    async with connect(f"ws://{address}/graphql", subprotocols=[Subprotocol("graphql-transport-ws")]) as socket:
        await socket.send(json.dumps({"type": "connection_init", "payload": {"authorization": f"Bearer {token}"}}))
        await socket.recv()
        await socket.send(json.dumps({"type": "subscribe", "id": "1", "payload": asked}))
        await asyncio.sleep(seconds)
        socket.transport.abort()


async def _said(database: Database, sql: str) -> list[str]:
    return [str(row[0]) for row in await database.fetch(sql)]
