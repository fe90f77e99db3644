"""`majung retention set`: the words of the command line are the core's, and who entered a term is named."""

from __future__ import annotations

import asyncio
import getpass

import asyncpg
from tests.schema.cli.conftest import CommandLine

from majung.settings import Settings


def test_enters_a_term_as_it_was_said(prepared: CommandLine, settings: Settings) -> None:
    said = ("--months", "60", "--basis", "x", "--effect", "keep", "--counts-from", "year-after")
    done = prepared("retention", "set", "consultation", *said)
    assert done.returncode == 0, done.stderr

    async def entered() -> asyncpg.Record:
        connection = await asyncpg.connect(settings.database_url)
        [row] = await connection.fetch("select * from retention_term where basis = 'x'")
        await connection.close()
        return row

    row = asyncio.run(entered())
    assert (row["effect"], row["counts_from"], row["months"]) == ("KEEP", "YEAR_AFTER", 60)
    assert row["entered_by"] == f"system:command line:{getpass.getuser()}"
