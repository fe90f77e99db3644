"""Looking for viruses: a daemon of ClamAV, any command, or nothing, as the installation says."""

from __future__ import annotations

import asyncio
import logging
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

log = logging.getLogger(__name__)

SECONDS = 60.0
"""How long one scan may take."""

_FOUND = 1
"""Exit status by which clamscan, clamdscan and most others tell that they found something."""


class ScanFailed(Exception):
    """The scanner did not answer, so nothing is known about the file."""


@dataclass(frozen=True)
class Verdict:
    """What a scan said: the name of what was found, or None."""

    found: str | None


class Scanner(Protocol):
    """Looks at a file before anyone may fetch it."""

    async def scan(self, file: Path) -> Verdict:
        """What is in the file; raises ScanFailed when that cannot be found out."""


@dataclass(frozen=True)
class Clamd:
    """A daemon of ClamAV over TCP."""

    host: str
    port: int

    async def scan(self, file: Path) -> Verdict:
        """Send the file to the daemon."""
        from aioclamd import ClamdAsyncClient, ClamdError

        client = ClamdAsyncClient(self.host, self.port, timeout=SECONDS)
        try:
            with file.open("rb") as content:
                answer = await client.instream(content)
        except (ClamdError, OSError) as error:
            raise ScanFailed(type(error).__name__) from error
        status, found = answer["stream"]
        if status == "ERROR":
            raise ScanFailed("ERROR")
        return Verdict(str(found) if status == "FOUND" else None)


@dataclass(frozen=True)
class Command:
    """A command that gets the file as its last argument: 0 is clean, 1 has found something."""

    words: tuple[str, ...]

    async def scan(self, file: Path) -> Verdict:
        """Run the command on the file."""
        try:
            process = await asyncio.create_subprocess_exec(
                *self.words, str(file), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
            )
        except OSError as error:
            raise ScanFailed(type(error).__name__) from error
        try:
            async with asyncio.timeout(SECONDS):
                said, _ = await process.communicate()
        except TimeoutError:
            process.kill()
            await process.wait()
            raise ScanFailed("timeout") from None
        if process.returncode not in (0, _FOUND):
            raise ScanFailed(f"exit status {process.returncode}")
        words = said.decode(errors="replace").replace(str(file), "").strip(" :\n")
        return Verdict((words.splitlines() or ["?"])[0][:100] if process.returncode == _FOUND else None)


def scanner_at(setting: str | None) -> Scanner | None:
    """The scanner that a setting names: ``clamd://host:3310``, a command, or none."""
    if not setting:
        return None
    if setting.startswith("clamd://"):
        parts = urlsplit(setting)
        return Clamd(parts.hostname or "localhost", parts.port or 3310)
    return Command(tuple(shlex.split(setting)))
