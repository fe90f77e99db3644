"""The portal's announcements become calls of external programs: all of them, once, with districts that resolve."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from majung.access.actor import Actor, system
from majung.clock import clock_at
from majung.errors import NotAllowed
from majung.imports.announcement_texts import SIDO
from majung.imports.announcements_store import import_announcements
from majung.imports.report import ImportSummary
from majung.reference.seed import seed_reference
from majung.storage.database import Database

IMPORTER = system("import")
DECEMBER = datetime(2021, 12, 15, 3, tzinfo=UTC)
NAME = "kr_bizinfo/bizinfo_announcements.json"


def announced(path: Path, *entries: dict[str, Any]) -> Path:
    known = {"pblancNm": "[전남] 시험 공고", "reqstBeginEndDe": "20211201 ~ 20211231", "areaNm": "전남"}
    path.write_text(json.dumps({"jsonArray": [known | entry for entry in entries]}))
    return path


async def counted(database: Database, sql: str) -> int:
    [row] = await database.fetch(f"select count(*) as n from {sql}")
    count: int = row["n"]
    return count


async def test_takes_800_of_800_and_nothing_the_second_time(
    database: Database, real_file: Callable[[str], Path]
) -> None:
    await seed_reference(system("prepare"))
    told: list[tuple[int, int | None]] = []
    with clock_at(DECEMBER):
        first = await import_announcements(
            IMPORTER, real_file(NAME), progress=lambda done, total: told.append((done, total))
        )
        second = await import_announcements(IMPORTER, real_file(NAME))
    assert first == ImportSummary(read=800, new=800)
    assert second == ImportSummary(read=800, unchanged=800)
    assert told[-1] == (800, 800)
    assert await counted(database, "call where source = 'bizinfo'") == 800
    assert await counted(database, "call where closing_kind = 'FIXED'") == 143
    assert await counted(database, "call where closing_kind = 'FIXED' and closes_at is null") == 0


async def test_dry_run_says_the_same_and_writes_nothing(database: Database, real_file: Callable[[str], Path]) -> None:
    await seed_reference(system("prepare"))
    assert await import_announcements(IMPORTER, real_file(NAME), dry_run=True) == ImportSummary(read=800, new=800)
    assert await counted(database, "call") == 0
    assert await counted(database, "program") == 0


async def test_the_title_narrows_the_province_to_its_si_gun(database: Database, tmp_path: Path) -> None:
    path = announced(
        tmp_path / "a.json",
        {"pblancId": "P1", "pblancNm": "[전남] 여수시 소상공인 지원 공고"},
        {"pblancId": "P2"},
        {"pblancId": "P3", "pblancNm": "전국 공고", "areaNm": "@".join(SIDO)},
    )  # fmt: skip
    await import_announcements(IMPORTER, path)
    rows = await database.fetch("select source_id, districts, areas from call order by source_id")
    assert rows[0]["districts"] == ["12130"]
    assert len(rows[1]["districts"]) == 22
    assert rows[1]["areas"] == ["전남"]
    assert rows[2]["districts"] == []


async def test_is_open_until_its_last_day_has_passed(database: Database, tmp_path: Path) -> None:
    path = announced(tmp_path / "a.json", {"pblancId": "P1"})
    with clock_at(datetime(2021, 12, 31, 14, tzinfo=UTC)):
        await import_announcements(IMPORTER, path)
    [row] = await database.fetch("select status, closes_at from call")
    assert (row["status"], row["closes_at"]) == ("OPEN", datetime(2021, 12, 31, 14, 59, 59, tzinfo=UTC))
    with clock_at(datetime(2021, 12, 31, 16, tzinfo=UTC)):
        assert await import_announcements(IMPORTER, path) == ImportSummary(read=1, changed=1)
    [row] = await database.fetch("select status from call")
    assert row["status"] == "CLOSED"
    assert await counted(database, "call_change") == 0


async def test_a_changed_announcement_keeps_what_it_said_before(database: Database, tmp_path: Path) -> None:
    with clock_at(DECEMBER):
        await import_announcements(IMPORTER, announced(tmp_path / "a.json", {"pblancId": "P1"}))
        extended = announced(tmp_path / "b.json", {"pblancId": "P1", "reqstBeginEndDe": "20211201 ~ 20220131"})
        assert await import_announcements(IMPORTER, extended) == ImportSummary(read=1, changed=1)
    [change] = await database.fetch("select before, after from call_change")
    assert change["before"]["closing_text"] == "20211201 ~ 20211231"
    assert change["after"]["closing_text"] == "20211201 ~ 20220131"
    events = await database.fetch(
        "select type from (select type, at from event_log union all select type, at from event_outbox) e order by at"
    )
    assert [row["type"] for row in events] == ["core.CallPublished", "core.CallChanged"]


async def test_a_repeated_id_with_other_words_goes_to_the_report(database: Database, tmp_path: Path) -> None:
    path = announced(
        tmp_path / "a.json", {"pblancId": "P1"}, {"pblancId": "P1"}, {"pblancId": "P1", "pblancNm": "다른 공고"}
    )
    summary = await import_announcements(IMPORTER, path, report=tmp_path / "report.csv")
    assert summary == ImportSummary(read=3, new=1, unchanged=1, bad=1)
    assert summary.exit_code == 1
    assert "KEY_REPEATED" in (tmp_path / "report.csv").read_text("utf-8-sig")


async def test_needs_the_permission_to_import(database: Database, tmp_path: Path) -> None:
    path = announced(tmp_path / "a.json", {"pblancId": "P1"})
    with pytest.raises(NotAllowed):
        await import_announcements(Actor(kind="official", name="official"), path)
