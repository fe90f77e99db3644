"""`majung persons export`: all that is held about a person, in a file that nobody else reads."""

from __future__ import annotations

import asyncio
import json
import stat
from pathlib import Path

import asyncpg
import pytest
from tests.schema.cli.conftest import CommandLine

from majung.settings import Settings
from majung.storage.ids import uuid7

PERSON = uuid7()


@pytest.fixture
def with_person(prepared: CommandLine, settings: Settings) -> CommandLine:
    async def put() -> None:
        connection = await asyncpg.connect(settings.database_url)
        await connection.execute(
            "insert into person (id, name, search_jamo, search_initials, search_grams, sys_from)"
            " values ($1, '김하늘', '', '', '{}', '2010-01-01Z')",
            PERSON,
        )
        await connection.close()

    asyncio.run(put())
    return prepared


def test_hands_out_what_is_held_of_a_person(with_person: CommandLine, tmp_path: Path) -> None:
    to = tmp_path / "person.json"
    done = with_person("persons", "export", f"person_{PERSON}", "--purpose", "열람 요구", "--to", str(to))
    assert done.returncode == 0, done.stderr
    assert stat.S_IMODE(to.stat().st_mode) == 0o600
    assert json.loads(to.read_text())["tables"][0]["rows"][0]["name"] == "김하늘"
