"""`majung persons`: all that is held about a person in a file that nobody else reads, and its deletion."""

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


def test_destroys_nothing_before_the_question_is_answered(with_person: CommandLine, tmp_path: Path) -> None:
    erase = ("persons", "erase", f"person_{PERSON}", "--reason", "삭제 요구")
    asked = with_person(*erase, stdin="n\n", LANG="ko_KR.UTF-8")
    assert (asked.returncode, "이 사람의 개인정보를 영구히 파기할까요?" in asked.stderr) == (1, True)
    done = with_person(*erase, stdin="y\n")
    assert (done.returncode, "for good?" in done.stderr, "destroyed" in done.stderr) == (0, True, True)
