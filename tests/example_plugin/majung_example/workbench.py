"""What this plugin holds open while a server runs: a folder for drafts, emptied at the end."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

open_folders: list[Path] = []
"""The folders of the servers that run in this process."""


@asynccontextmanager
async def workbench() -> AsyncIterator[None]:
    """Open the folder, and remove it with all drafts at shutdown."""
    with TemporaryDirectory(prefix="majung-example-") as folder:
        open_folders.append(Path(folder))
        try:
            yield
        finally:
            open_folders.remove(Path(folder))
