"""Scanners: a daemon that speaks clamd's protocol, a command, none."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from majung.documents.scanning import Clamd, Command, ScanFailed, Verdict, scanner_at


@pytest.fixture
async def daemon() -> AsyncIterator[int]:
    """A daemon that finds something in files that say EICAR; the port it listens on."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert await reader.readline() == b"nINSTREAM\n"
        content = b""
        while (size := struct.unpack("!L", await reader.readexactly(4))[0]) > 0:
            content += await reader.readexactly(size)
        writer.write(b"stream: Eicar-Signature FOUND\n" if b"EICAR" in content else b"stream: OK\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    yield server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    """A file with nothing in it to find."""
    (tmp_path / "clean").write_text("nothing")
    return tmp_path / "clean"


@pytest.fixture
def infected(tmp_path: Path) -> Path:
    """A file that says EICAR."""
    (tmp_path / "infected").write_text("EICAR")
    return tmp_path / "infected"


async def test_the_daemon_gets_the_file(daemon: int, clean: Path, infected: Path) -> None:
    pytest.importorskip("aioclamd", reason="the client of clamd (extra `clamd`) is not installed")
    scanner = scanner_at(f"clamd://127.0.0.1:{daemon}")
    assert isinstance(scanner, Clamd)
    assert await scanner.scan(clean) == Verdict(None)
    assert await scanner.scan(infected) == Verdict("Eicar-Signature")


async def test_a_daemon_that_is_not_there_tells_nothing(clean: Path) -> None:
    pytest.importorskip("aioclamd", reason="the client of clamd (extra `clamd`) is not installed")
    with pytest.raises(ScanFailed):
        await Clamd("127.0.0.1", 9).scan(clean)


async def test_a_command_gets_the_file_and_answers_by_its_status(clean: Path, infected: Path) -> None:
    scanner = scanner_at('sh -c \'grep -q EICAR "$1" && echo "$1: Eicar" && exit 1; exit 0\' scan')
    assert isinstance(scanner, Command)
    assert await scanner.scan(clean) == Verdict(None)
    assert await scanner.scan(infected) == Verdict("Eicar")


@pytest.mark.parametrize("command", ["false-scanner-that-is-not-installed", "sh -c 'exit 2' scan"])
async def test_a_command_that_cannot_look_tells_nothing(clean: Path, command: str) -> None:
    scanner = scanner_at(command)
    assert scanner is not None
    with pytest.raises(ScanFailed):
        await scanner.scan(clean)


def test_no_setting_is_no_scanner() -> None:
    assert scanner_at(None) is None
