"""A backup is one file: a tar archive of the dump, a manifest that says what it is, and their checksums.

It is read with `tar` and `sha256sum --check SHA256SUMS` where Majung is not at hand. The dump comes first because its
size is known last; a file that was cut off lacks its manifest and is no backup.
"""

from __future__ import annotations

import os
import secrets
import tarfile
from collections.abc import AsyncIterable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import msgspec

from majung.errors import Refusal

FORMAT = 1
"""Of what is written here; a higher number is of a later Majung."""

DUMP, MANIFEST, SUMS = "database.dump", "manifest.json", "SHA256SUMS"

_CHUNK = 1 << 20
_LARGEST = 4 << 20
"""Bytes of a manifest, and of the checksums."""


class BackupTaken(Refusal):
    """{file} is there already. A backup is never written over: name another file.

    ko: {file} 파일이 이미 있습니다. 백업은 덮어쓰지 않습니다. 다른 파일을 지정하십시오.
    """


class BackupNotWritten(Refusal):
    """The backup cannot be written to {file}: {reason}. Nothing was left there.

    ko: {file}에 백업을 기록할 수 없습니다: {reason}. 남은 파일은 없습니다.
    """


class BackupUnreadable(Refusal):
    """{file} is no whole backup of Majung: {reason}. Nothing was restored.

    ko: {file}은(는) 온전한 마중 백업이 아닙니다: {reason}. 복원한 자료는 없습니다.
    """


class BackupDamaged(Refusal):
    """{file} was changed or damaged after it was written: the checksum of {part} is another. Nothing was restored.

    ko: {file}은(는) 기록된 뒤에 변경되었거나 손상되었습니다({part}의 검사값이 다름). 복원한 자료는 없습니다.
    """


class Chain(msgspec.Struct, frozen=True, kw_only=True):
    """The newest seal over the access records: its number and its hash."""

    seals: int
    head: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup holds and what it takes to use it; all of one moment.

    `migrations` are those applied, in order, by app. `keys` and `hash_key` name (by fingerprint, never a key) what the
    installation read its personal data with. `append_only` are the tables whose rows its server could not change.
    `postgres` is the major version that wrote the dump, `rows` counts every table.
    """

    format: int
    majung: str
    made_at: datetime
    postgres: int
    plugins: dict[str, str]
    migrations: dict[str, list[str]]
    access_chain: Chain
    log_position: int
    keys: list[str]
    hash_key: str
    append_only: list[str]
    rows: dict[str, int]
    sha256: str
    bytes: int


@dataclass(frozen=True, kw_only=True)
class Backup:
    """A backup that was found whole."""

    file: Path
    manifest: Manifest
    offset: int

    def dump(self) -> Iterator[bytes]:
        """The dump's bytes, piece by piece."""
        yield from _pieces(self.file, self.offset, self.manifest.bytes)


def refuse_unusable(file: Path) -> None:
    """Refuse a name under which no backup can be written, before any work is done for it."""
    if os.path.lexists(file):
        raise BackupTaken(file=file)
    if not os.access(file.parent, os.W_OK | os.X_OK):
        raise BackupNotWritten(file=file, reason="its folder is not there or not ours to write in")


async def write_backup(file: Path, dump: AsyncIterable[bytes], describe: Callable[[str, int], Manifest]) -> Manifest:
    """Write the file under a name of its own and give it its name when it is whole; never over another.

    `describe` makes the manifest of the dump's SHA-256 and size.
    """
    with _published(file) as output:
        output.write(bytes(tarfile.BLOCKSIZE))  # the dump's header, when its size is known
        digest, size = sha256(), 0
        async for piece in dump:
            output.write(piece)
            digest.update(piece)
            size += len(piece)
        output.write(bytes(-size % tarfile.BLOCKSIZE))
        manifest = describe(digest.hexdigest(), size)
        text = msgspec.json.format(msgspec.json.encode(manifest)) + b"\n"
        at = manifest.made_at
        with tarfile.open(fileobj=output, mode="w", format=tarfile.GNU_FORMAT) as rest:
            rest.addfile(_member(MANIFEST, len(text), at), BytesIO(text))
            sums = _sums(manifest.sha256, text)
            rest.addfile(_member(SUMS, len(sums), at), BytesIO(sums))
        output.seek(0)
        output.write(_member(DUMP, size, at).tobuf(tarfile.GNU_FORMAT))
    return manifest


def read_backup(file: Path) -> Backup:
    """Read a backup through and compare its checksums; refuses what is cut off, changed or something else."""
    try:
        with tarfile.open(file, "r:") as archive:
            members = archive.getmembers()
            if [member.name for member in members] != [DUMP, MANIFEST, SUMS]:
                raise BackupUnreadable(file=file, reason=f"{DUMP}, {MANIFEST} and {SUMS} are not all there")
            dump, *others = members
            text, sums = (_text(archive, member) for member in others)
        manifest = msgspec.json.decode(text, type=Manifest)
        digest = sha256()
        for piece in _pieces(file, dump.offset_data, dump.size):
            digest.update(piece)
    except (OSError, tarfile.TarError, msgspec.MsgspecError) as error:
        raise BackupUnreadable(file=file, reason=error) from error
    if (digest.hexdigest(), dump.size) != (manifest.sha256, manifest.bytes):
        raise BackupDamaged(file=file, part=DUMP)
    if sums != _sums(manifest.sha256, text):
        raise BackupDamaged(file=file, part=MANIFEST)
    return Backup(file=file, manifest=manifest, offset=dump.offset_data)


@contextmanager
def _published(file: Path) -> Iterator[BinaryIO]:
    refuse_unusable(file)
    draft = file.with_name(f".{file.name}.{secrets.token_hex(8)}.unfinished")
    try:
        with os.fdopen(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as output:
            yield output
            output.flush()
            os.fsync(output.fileno())
        _rename(draft, file)
    except OSError as error:
        raise BackupNotWritten(file=file, reason=error.strerror or error) from error
    finally:
        draft.unlink(missing_ok=True)


def _rename(draft: Path, file: Path) -> None:
    try:
        os.link(draft, file)  # unlike a renaming it never takes another's place
    except FileExistsError:
        raise BackupTaken(file=file) from None
    except OSError:  # a file system without links, as of many a network store
        if os.path.lexists(file):
            raise BackupTaken(file=file) from None
        draft.rename(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _member(name: str, size: int, at: datetime) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode, member.mtime = size, 0o600, int(at.timestamp())
    return member


def _sums(dump: str, manifest: bytes) -> bytes:
    return f"{dump}  {DUMP}\n{sha256(manifest).hexdigest()}  {MANIFEST}\n".encode()


def _text(archive: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    content = archive.extractfile(member)
    if content is None or member.size > _LARGEST:
        raise tarfile.ReadError(f"{member.name} is no file of its kind")
    return content.read()


def _pieces(file: Path, offset: int, size: int) -> Iterator[bytes]:
    with file.open("rb") as source:
        source.seek(offset)
        while size:
            piece = source.read(min(_CHUNK, size))
            if not piece:
                raise tarfile.ReadError("it ends too early")
            size -= len(piece)
            yield piece
