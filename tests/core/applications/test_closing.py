"""A call that is closed while firms hand in: each application is in or out, and the log says the same."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from tests.core.programs.conftest import ANSWERS, DOCUMENTS, Office

from majung.access.actor import Actor, system
from majung.applications.models import Application
from majung.applications.writes import save_draft, submit_application
from majung.events.log import read_after
from majung.events.sequencer import sweep
from majung.programs.errors import CallNotOpen
from majung.programs.models import Call
from majung.programs.writes import change_call, close_call
from majung.storage.database import Database
from majung.storage.transaction import transaction

CROWD = 24
WAITING = """
    select 1 from pg_locks l join pg_database d on d.oid = l.database
    where d.datname = current_database() and l.locktype = 'advisory' and not l.granted
"""


async def filled(office: Office, call: Call) -> tuple[Actor, Application]:
    agent, draft = await office.draft(call=call)
    return agent, await save_draft(agent, application_id=draft.id, version=1, answers=ANSWERS)


def handing_in(agent: Actor, draft: Application) -> asyncio.Task[Any]:
    return asyncio.create_task(_outcome(agent, draft))


async def _outcome(agent: Actor, draft: Application) -> str:
    try:
        await submit_application(agent, application_id=draft.id, version=2, documents=DOCUMENTS)
    except CallNotOpen as refusal:
        return refusal.code
    return "in"


async def _hold(office: Office, agent: Actor, draft: Application, inside: asyncio.Event, commit: asyncio.Event) -> None:
    async with transaction(agent):
        await submit_application(agent, application_id=draft.id, version=2, documents=DOCUMENTS)
        inside.set()
        await commit.wait()


@asynccontextmanager
async def being_handed_in(office: Office, agent: Actor, draft: Application) -> AsyncIterator[None]:
    """An application that is handed in when the block is left: until then its transaction is open."""
    inside, commit = asyncio.Event(), asyncio.Event()
    task = asyncio.create_task(_hold(office, agent, draft, inside, commit))
    await inside.wait()
    try:
        yield
    finally:
        commit.set()
        await task


async def waiters(database: Database, at_least: int) -> None:
    """Until so many connections wait for a call's lock."""
    async with asyncio.timeout(20):
        while len(await database.fetch(WAITING)) < at_least:  # noqa: ASYNC110 - the database tells nobody
            await asyncio.sleep(0.02)


async def test_closing_waits_for_who_is_handing_in(office: Office, database: Database) -> None:
    call = await office.call()
    agent, draft = await filled(office, call)

    async with being_handed_in(office, agent, draft):
        closing = asyncio.create_task(close_call(office.manager, call_id=call.id, version=call.version))
        await waiters(database, 1)
    closed = await closing

    assert closed.status == "CLOSED"
    assert (await Application.get(id=draft.id)).state == "SUBMITTED"


async def test_who_comes_after_the_closing_does_not_pass_it(office: Office, database: Database) -> None:
    """A crowd that keeps coming must not keep the call open."""
    call = await office.call()
    early, late = await filled(office, call), await filled(office, call)

    async with being_handed_in(office, *early):
        closing = asyncio.create_task(close_call(office.manager, call_id=call.id, version=call.version))
        await waiters(database, 1)
        coming = handing_in(*late)
        await waiters(database, 2)
    await closing

    assert await coming == "CALL_NOT_OPEN"
    assert (await Application.get(id=late[1].id)).state == "DRAFT"


async def test_documents_are_asked_for_as_they_stand_when_the_change_is_over(
    office: Office, database: Database
) -> None:
    call = await office.call()
    early, late = await filled(office, call), await filled(office, call)

    async with being_handed_in(office, *early):
        note, changes = "접수 기간을 앞당깁니다.", {"closes_at": call.opens_at}
        changing = asyncio.create_task(
            change_call(office.manager, call_id=call.id, version=call.version, note=note, changes=changes)
        )
        await waiters(database, 1)
        coming = handing_in(*late)
        await waiters(database, 2)
    await changing

    assert await coming == "CALL_NOT_OPEN"


async def test_crowd_at_the_deadline_is_in_or_out_and_the_log_agrees(office: Office) -> None:
    call = await office.call()
    drafts = [await filled(office, call) for _ in range(CROWD)]
    crowd = [handing_in(*one) for one in drafts[:-1]]
    await next(iter(asyncio.as_completed(crowd)))

    await close_call(office.manager, call_id=call.id, version=call.version)
    latecomer = await _outcome(*drafts[-1])
    outcomes = await asyncio.gather(*crowd)

    assert latecomer == "CALL_NOT_OPEN"
    assert set(outcomes) <= {"in", "CALL_NOT_OPEN"}
    stored = await Application.filter(call_id=call.id)
    submitted = [one for one in stored if one.state == "SUBMITTED"]
    left = [one for one in stored if one.state == "DRAFT"]
    assert (len(submitted), len(left)) == (outcomes.count("in"), CROWD - outcomes.count("in"))
    assert len(submitted) >= 1
    assert all(one.receipt_number for one in submitted)
    assert not any(one.receipt_number or one.submitted_at for one in left)
    await sweep()
    told = [one["type"] for one in await read_after(system("test"), 0, limit=1_000)]
    closing = told.index("core.CallClosed")
    assert told[:closing].count("core.ApplicationSubmitted") == len(submitted)
    assert "core.ApplicationSubmitted" not in told[closing:]
