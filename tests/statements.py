"""The statements that answering reads with, for tests that pin how many there are."""

from __future__ import annotations

from typing import Any

import pytest

from majung.storage.database import Database


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statements that answering reads with; a test clears them before it counts."""
    made: list[str] = []
    run = Database.statement

    async def noted(self: Database, sql: str, *values: object) -> Any:
        made.append(sql)
        return await run(self, sql, *values)

    monkeypatch.setattr(Database, "statement", noted)
    return made
