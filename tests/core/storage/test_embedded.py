from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import asyncpg
import psutil  # type: ignore[import-untyped]
import pytest

from majung.storage.embedded import EmbeddedNotStarted, EmbeddedServer, start_embedded

USER = """
import asyncio, sys
from pathlib import Path
from majung.storage.embedded import start_embedded

async def use():
    server = await start_embedded(Path(sys.argv[1]))
    print(server.uri(), flush=True)
    {then}

asyncio.run(use())
"""
WAIT = "await asyncio.sleep(60)"


def _user(folder: Path, then: str = WAIT) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", USER.format(then=then), str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "XDG_RUNTIME_DIR": ""},
    )


def _address(user: subprocess.Popen[str]) -> str:
    assert user.stdout is not None
    return user.stdout.readline().strip()


def _servers(folder: Path) -> list[int]:
    """Postmasters of a folder that are alive (a zombie waits for its parent only)."""
    found = psutil.process_iter(["pid", "cmdline", "status"])
    return [
        p.info["pid"]
        for p in found
        if "-D" in (p.info["cmdline"] or ()) and str(folder / "postgres") in p.info["cmdline"]
    ]


async def _answers(uri: str) -> bool:
    connection = await asyncpg.connect(uri)
    try:
        return bool(await connection.fetchval("select true"))
    finally:
        await connection.close()


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
async def test_no_server_is_left_when_its_user_is_ended(tmp_path: Path, ending: signal.Signals) -> None:
    user = _user(tmp_path)
    assert await _answers(_address(user))
    assert len(_servers(tmp_path)) == 1
    user.send_signal(ending)
    user.communicate(timeout=120)
    assert _servers(tmp_path) == []


def test_no_server_is_left_when_its_user_fails(tmp_path: Path) -> None:
    user = _user(tmp_path, "raise LookupError('a bug')")
    _, errors = user.communicate(timeout=120)
    assert "a bug" in errors
    assert _servers(tmp_path) == []


def test_starting_says_nothing_on_stderr(tmp_path: Path) -> None:
    output, errors = _user(tmp_path, "pass").communicate(timeout=20)
    assert output.startswith("postgresql://")
    assert errors == ""


async def test_processes_share_a_server_until_the_last_one_ends(tmp_path: Path) -> None:
    first, second = _user(tmp_path), _user(tmp_path)
    uri = _address(first)
    assert _address(second) == uri
    assert len(_servers(tmp_path)) == 1
    first.send_signal(signal.SIGINT)
    first.communicate(timeout=20)
    assert await _answers(uri)
    second.send_signal(signal.SIGINT)
    second.communicate(timeout=20)
    assert _servers(tmp_path) == []


async def test_a_killed_user_does_not_keep_the_server_alive(tmp_path: Path) -> None:
    killed, last = _user(tmp_path), _user(tmp_path)
    _address(killed), _address(last)
    killed.kill()
    killed.communicate(timeout=20)
    last.send_signal(signal.SIGINT)
    last.communicate(timeout=20)
    assert _servers(tmp_path) == []


async def test_a_killed_server_starts_again_with_its_data(tmp_path: Path) -> None:
    server = await start_embedded(tmp_path)
    connection = await asyncpg.connect(server.uri())
    await connection.execute("create table kept as select 1 as a")
    await connection.close()
    [pid] = _servers(tmp_path)
    os.kill(pid, signal.SIGKILL)
    server.leave()

    again = await start_embedded(tmp_path)
    assert await _rows(again) == 1
    again.leave()
    assert _servers(tmp_path) == []


async def test_the_second_start_is_fast(tmp_path: Path) -> None:
    (await start_embedded(tmp_path)).leave()
    began = time.monotonic()
    server = await start_embedded(tmp_path)
    assert time.monotonic() - began < 3
    server.leave()


async def test_text_is_utf8_and_korean_letters_are_letters(tmp_path: Path) -> None:
    server = await start_embedded(tmp_path, disposable=True)
    connection = await asyncpg.connect(server.uri())
    row = await connection.fetchrow(
        "select pg_encoding_to_char(encoding) as encoding, datlocale, '가나' ~ '^[[:alpha:]]+$' as letters"
        " from pg_database where datname = current_database()"
    )
    await connection.close()
    server.leave()
    assert tuple(row) == ("UTF8", "C.UTF-8", True)


async def test_data_that_matter_are_synchronised_to_disk(tmp_path: Path) -> None:
    server = await start_embedded(tmp_path)
    connection = await asyncpg.connect(server.uri())
    values = [await connection.fetchval(f"show {name}") for name in ("fsync", "synchronous_commit", "full_page_writes")]
    await connection.close()
    server.leave()
    assert values == ["on", "on", "on"]


async def test_disposable_data_are_deleted_by_the_last_user(tmp_path: Path) -> None:
    server = await start_embedded(tmp_path, disposable=True)
    assert server.folder.is_dir()
    server.leave()
    assert not server.folder.exists()


async def test_a_folder_with_a_long_name_works(tmp_path: Path) -> None:
    """A socket's path has at most 107 bytes; the socket then lies elsewhere."""
    folder = tmp_path / ("아" * 40)
    server = await start_embedded(folder, disposable=True)
    assert await _answers(server.uri())
    server.leave()


async def test_starting_twice_in_one_process_gives_the_same_share(tmp_path: Path) -> None:
    one, two = await asyncio.gather(start_embedded(tmp_path), start_embedded(tmp_path))
    assert one is two
    one.leave()
    two.leave()
    assert _servers(tmp_path) == []


async def test_refuses_a_data_folder_that_is_damaged(tmp_path: Path) -> None:
    (await start_embedded(tmp_path)).leave()
    (tmp_path / "postgres" / "global" / "pg_control").unlink()
    with pytest.raises(EmbeddedNotStarted, match=r"pg_control.*Its log is .*log"):
        await start_embedded(tmp_path)


async def _rows(server: EmbeddedServer) -> int:
    connection = await asyncpg.connect(server.uri())
    try:
        return int(await connection.fetchval("select count(*) from kept"))
    finally:
        await connection.close()
