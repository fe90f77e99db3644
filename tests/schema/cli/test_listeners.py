"""`majung listeners`: where listeners stand, and a parked one that goes on."""

from __future__ import annotations

import asyncio

import asyncpg
import pytest
from tests.schema.cli.conftest import CommandLine

from majung.settings import Settings


@pytest.fixture
def parked(prepared: CommandLine, settings: Settings) -> CommandLine:
    async def put() -> None:
        connection = await asyncpg.connect(settings.database_url)
        await connection.execute(
            "insert into listener_cursor (name, position, attempts, parked_reason)"
            " values ('belfry.echo', 3, 8, 'core.Rung at 4: ValueError: cracked'), ('belfry.count', 2, 0, null)"
        )
        await connection.close()

    asyncio.run(put())
    return prepared


def test_tells_where_each_stands(parked: CommandLine) -> None:
    done = parked("listeners")
    assert done.returncode == 0, done.stderr
    lines = {line.split()[0]: line for line in done.stdout.splitlines() if line.strip()}
    assert lines["belfry.count"].split()[1:3] == ["2", "0"]
    assert "keeps events from being dropped" in lines["belfry.count"]
    assert "has not begun" in lines["core.notice_messages"]


def test_releases_a_parked_one_and_skips_its_event(parked: CommandLine) -> None:
    done = parked("listeners", "release", "belfry.echo", "--skip")
    assert (done.returncode, done.stderr.strip()) == (0, "belfry.echo goes on.")
    stands = next(line for line in parked("listeners").stdout.splitlines() if "belfry.echo" in line)
    assert stands.split()[1] == "4"


def test_refuses_one_that_is_not_parked(parked: CommandLine) -> None:
    done = parked("listeners", "release", "belfry.count")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("NOT_FOUND")
