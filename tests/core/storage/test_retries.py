"""Deadlocks and serialization failures of real transactions: retried within a bound, done once, or refused whole."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from uuid import UUID

import pytest
from orchard.models import Tree

from majung.access.actor import Actor, system
from majung.settings import Settings
from majung.storage.database import Database, connect_plainly, open_database
from majung.storage.migrations import App, model_modules
from majung.storage.transaction import RETRIES, Busy, current, find_row, save_change, write

ACTOR = system("test")
PATIENCE = 10.0


class Meeting:
    """Both writers come together before either goes on, the first time; who tries again need not wait."""

    def __init__(self) -> None:
        self._barrier = asyncio.Barrier(2)
        self._came = 0
        self.tries = 0
        self.after_commit: list[str] = []

    async def wait(self) -> None:
        self._came += 1
        if self._came <= 2:
            await self._barrier.wait()


@pytest.fixture
async def quick(settings: Settings, apps: tuple[App, ...], database: Database) -> AsyncIterator[Database]:
    """The database, which notices a deadlock at once and not after a second."""
    administrator = await connect_plainly(str(settings.database_url))
    name = await administrator.fetchval("select current_database()")
    await administrator.execute(f"alter database {name} set deadlock_timeout = '10ms'")
    await administrator.close()
    async with await open_database(settings, model_modules(apps), max_size=4) as opened:
        with opened.activate():
            yield opened


async def _pick(tree: UUID) -> None:
    row = await find_row(Tree, ACTOR, tree, lock=True)
    await save_change(row, yields=row.yields + 1)


@write
async def pick_both(actor: Actor, *, name: str, first: UUID, second: UUID, meeting: Meeting) -> None:
    """Change two rows, one after the other."""

    async def told() -> None:
        meeting.after_commit.append(name)

    meeting.tries += 1
    await _pick(first)
    await meeting.wait()
    await _pick(second)
    current().after_commit.append(told)


@write
async def plant_if_first(actor: Actor, *, name: str, meeting: Meeting) -> bool:
    """Plant a tree unless there is one: what only a serializable transaction may decide by looking."""
    meeting.tries += 1
    await current().execute("set transaction isolation level serializable")
    [row] = await current().fetch("select count(*) as n from tree")
    await meeting.wait()
    if row["n"]:
        return False
    await Tree.create(name=name, using_db=current().connection)
    return True


@write
async def never_done(actor: Actor, *, state: str, meeting: Meeting) -> None:
    """A change to which the database says no each time."""
    meeting.tries += 1
    await Tree.create(name="half", using_db=current().connection)
    await current().execute(f"do $$ begin raise exception 'no' using errcode = '{state}'; end $$")


async def test_two_that_wait_for_each_other_are_both_done_once(quick: Database) -> None:
    one, other = await Tree.create(name="one"), await Tree.create(name="other")
    meeting = Meeting()
    async with asyncio.timeout(PATIENCE):
        await asyncio.gather(
            pick_both(ACTOR, name="a", first=one.id, second=other.id, meeting=meeting),
            pick_both(ACTOR, name="b", first=other.id, second=one.id, meeting=meeting),
        )
    assert [(tree.yields, tree.version) for tree in await Tree.all()] == [(2, 3), (2, 3)]
    assert meeting.tries == 3, "one of them was made to try again"
    assert sorted(meeting.after_commit) == ["a", "b"]


async def test_of_two_that_decide_by_looking_one_looks_again(quick: Database) -> None:
    meeting = Meeting()
    async with asyncio.timeout(PATIENCE):
        planted = await asyncio.gather(*(plant_if_first(ACTOR, name=n, meeting=meeting) for n in ("a", "b")))
    assert sorted(planted) == [False, True]
    assert await Tree.all().count() == 1
    assert meeting.tries == 3


@pytest.mark.parametrize("state", ["40001", "40P01"])
async def test_what_never_succeeds_is_refused_after_so_many_tries(database: Database, state: str) -> None:
    meeting = Meeting()
    with pytest.raises(Busy):
        await never_done(ACTOR, state=state, meeting=meeting)
    assert meeting.tries == RETRIES
    assert await Tree.all().count() == 0


async def test_what_would_fail_again_is_not_tried_again(database: Database) -> None:
    meeting = Meeting()
    with suppress(Exception):
        await never_done(ACTOR, state="23514", meeting=meeting)
    assert meeting.tries == 1
    assert await Tree.all().count() == 0
