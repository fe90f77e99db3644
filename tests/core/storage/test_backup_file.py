"""The file of a backup: whole, under its name at once, read by plain tools, and refused when anything was changed."""

from __future__ import annotations

import subprocess
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from majung.errors import Refusal
from majung.storage.backup_file import (
    BackupDamaged,
    BackupNotWritten,
    BackupTaken,
    BackupUnreadable,
    Chain,
    Manifest,
    read_backup,
    write_backup,
)

DUMP = b"PGDMP " + bytes(range(256)) * 9


async def dumped(dump: bytes = DUMP) -> AsyncIterator[bytes]:
    yield dump[:1000]
    yield dump[1000:]


async def stopped() -> AsyncIterator[bytes]:
    yield DUMP
    raise OSError(28, "No space left on device")


def describe(sha256: str, size: int) -> Manifest:
    return Manifest(
        format=1,
        majung="1.0.0",
        made_at=datetime(2026, 11, 27, 9, tzinfo=UTC),
        postgres=18,
        plugins={"example": "1.2.0"},
        migrations={"core": ["0001_initial"]},
        access_chain=Chain(seals=2, head="ab" * 32),
        log_position=77,
        keys=["0123456789ab"],
        hash_key="ba9876543210",
        append_only=["payment"],
        rows={"firm": 3},
        sha256=sha256,
        bytes=size,
    )


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def said(folder: Path, *command: str) -> list[str]:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


async def test_comes_back_as_it_was_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    file = tmp_path / "one.majung"
    written = await write_backup(file, dumped(), describe)
    backup = read_backup(file)
    assert (backup.manifest, b"".join(backup.dump())) == (written, DUMP)
    assert file.stat().st_mode & 0o777 == 0o600
    assert names(tmp_path) == ["one.majung"]


async def test_plain_tools_read_and_check_it(tmp_path: Path) -> None:
    await write_backup(tmp_path / "one.majung", dumped(), describe)
    assert said(tmp_path, "tar", "-tf", "one.majung") == ["database.dump", "manifest.json", "SHA256SUMS"]
    said(tmp_path, "tar", "-xf", "one.majung")
    assert said(tmp_path, "sha256sum", "--check", "SHA256SUMS") == ["database.dump: OK", "manifest.json: OK"]


async def test_is_never_written_over_another(tmp_path: Path) -> None:
    file = tmp_path / "one.majung"
    await write_backup(file, dumped(), describe)
    before = file.read_bytes()
    with pytest.raises(BackupTaken):
        await write_backup(file, dumped(b"other" * 900), describe)
    assert file.read_bytes() == before


async def test_a_file_that_appeared_meanwhile_is_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "one.majung"

    async def slow() -> AsyncIterator[bytes]:
        yield DUMP
        file.write_text("another's")

    with pytest.raises(BackupTaken):
        await write_backup(file, slow(), describe)
    assert (names(tmp_path), file.read_text()) == (["one.majung"], "another's")


async def test_leaves_nothing_behind_when_it_stops_halfway(tmp_path: Path) -> None:
    with pytest.raises(BackupNotWritten, match="No space left on device"):
        await write_backup(tmp_path / "one.majung", stopped(), describe)
    assert names(tmp_path) == []


async def test_refuses_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BackupNotWritten, match="its folder"):
        await write_backup(tmp_path / "absent" / "one.majung", dumped(), describe)


@pytest.mark.parametrize("kept", [0, 1, 511, 512, 1500, 3072, 3500, 4096, 4800])
async def test_a_file_that_was_cut_off_is_no_backup(tmp_path: Path, kept: int) -> None:
    file = tmp_path / "one.majung"
    await write_backup(file, dumped(), describe)
    file.write_bytes(file.read_bytes()[:kept])
    with pytest.raises(BackupUnreadable):
        read_backup(file)


@pytest.mark.parametrize(
    ("found", "refusal"),
    [
        (b"PGDMP ", BackupDamaged),
        (b"\xfe\xff\x00\x01", BackupDamaged),
        (b'"log_position": 77', BackupDamaged),
        (b'"firm": 3', BackupDamaged),
        (b"database.dump", BackupUnreadable),
        (b"  manifest.json\n", BackupDamaged),
    ],
)
async def test_a_changed_byte_is_found(tmp_path: Path, found: bytes, refusal: type[Refusal]) -> None:
    file = tmp_path / "one.majung"
    await write_backup(file, dumped(), describe)
    content = bytearray(file.read_bytes())
    place = content.index(found) + len(found) - 1
    content[place] ^= 1
    file.write_bytes(content)
    with pytest.raises(refusal):
        read_backup(file)


async def test_another_file_is_no_backup(tmp_path: Path) -> None:
    (tmp_path / "plain.dump").write_bytes(DUMP)
    with pytest.raises(BackupUnreadable):
        read_backup(tmp_path / "plain.dump")


def test_a_dump_of_many_gigabytes_has_room_in_its_header() -> None:
    from majung.storage.backup_file import _member

    assert len(_member("database.dump", 2**43, datetime(2026, 11, 27, tzinfo=UTC)).tobuf(0x1)) == 512
