"""A file on its way in: counted, hashed and looked at before anything is stored."""

from __future__ import annotations

import hashlib
import tempfile
import zipfile
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from majung.documents.errors import FileEmpty, FileTooLarge
from majung.documents.rules import HEAD, HWP, HWP_MARK, OLE, UNKNOWN, ZIP, plain_type, zip_type

_LOOK = 1024 * 1024
"""Bytes of an old office container in which its kind is looked for."""

_LISTED = 10_000
"""Parts of a ZIP container that are looked at."""


@dataclass(frozen=True, kw_only=True)
class Received:
    """A file that has arrived whole, in a place of its own that goes away."""

    path: Path
    sha256: str
    size: int
    media_type: str


@asynccontextmanager
async def received(chunks: AsyncIterator[bytes], *, allowed: int) -> AsyncIterator[Received]:
    """Take a file in, at most `allowed` bytes; whatever ends the block, nothing of it stays."""
    digest, size = hashlib.sha256(), 0
    with tempfile.NamedTemporaryFile(prefix="majung-upload-") as file:
        async for chunk in chunks:
            size += len(chunk)
            if size > allowed:
                raise FileTooLarge(counted=size, allowed=allowed)
            digest.update(chunk)
            file.write(chunk)
        if not size:
            raise FileEmpty
        file.flush()
        path = Path(file.name)
        yield Received(path=path, sha256=digest.hexdigest(), size=size, media_type=media_type_of(path))


def media_type_of(path: Path) -> str:
    """The media type of a file by its content; its name says nothing."""
    with path.open("rb") as file:
        head = file.read(HEAD)
        if (plain := plain_type(head)) is not None:
            return plain
        if head.startswith(OLE):
            return HWP if HWP_MARK in head + file.read(_LOOK) else "application/x-ole-storage"
    return _inside_zip(path) if head.startswith(ZIP) else UNKNOWN


def _inside_zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as container:
            names = container.namelist()[:_LISTED]
            with container.open("mimetype") if "mimetype" in names else container.open(names[0]) as part:
                mimetype = part.read(100) if "mimetype" in names else b""
        return zip_type(names, mimetype)
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        RuntimeError,
        EOFError,
        IndexError,
        OSError,
        ValueError,
        zlib.error,
    ):
        return "application/zip"
