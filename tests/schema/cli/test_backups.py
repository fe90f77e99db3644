"""`majung backup` and `majung restore`: what they say, and that no secret is in it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.schema.cli.conftest import KEYS, CommandLine

from majung.settings import Settings
from majung.testing import DisposableServer


@pytest.fixture
async def elsewhere(postgres: DisposableServer, tmp_path: Path) -> AsyncIterator[Settings]:
    """An installation whose database is empty, beside the test's own."""
    async with postgres.empty_database() as made:
        yield replace(made, data_dir=tmp_path)


def test_from_one_database_into_another(prepared: CommandLine, elsewhere: Settings) -> None:
    assert elsewhere.database_url is not None
    made = prepared("backup", "one.majung")
    there = CommandLine({**prepared.environment, "MAJUNG_DATABASE_URL": elsewhere.database_url}, prepared.folder)
    restored = there("restore", "one.majung", LANG="ko_KR.UTF-8")

    assert (made.returncode, made.stdout) == (0, "one.majung\n")
    assert re.search(r"\d+ tables with \d+ rows: firm 0, person 0, ", made.stderr)
    assert "log position 0; seal 0 of access records" in made.stderr
    assert (restored.returncode, restored.stdout) == (0, f"{'0' * 64}\n")
    assert "백업을 복원했습니다. 기록 위치 0" in restored.stderr
    assert "접속기록 이상 없음: 봉인 0개" in restored.stderr
    assert [secret for secret in KEYS.values() if secret in made.stderr + restored.stderr] == []
