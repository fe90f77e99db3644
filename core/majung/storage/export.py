"""Tables written to files with every version of their rows, for the day on which the tables go."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from majung.errors import Refusal

_HISTORY = "select table_name, row_id, valid_from, valid_to, row from row_history where table_name = $1 order by 2, 3"


class ExportFolderTaken(Refusal):
    """{folder} is there already and not empty. Name another folder for the export.

    ko: {folder} 폴더가 이미 있고 비어 있지 않습니다. 내보낼 다른 폴더를 지정하십시오.
    """


class ExportFolderUnusable(Refusal):
    """The export cannot be written to {folder}: {reason}. Nothing was removed.

    ko: {folder}에 내보낼 수 없습니다: {reason}. 제거된 자료는 없습니다.
    """


@dataclass(frozen=True, kw_only=True)
class ExportedTable:
    """One table in a file: its rows now, the earlier versions of rows beside it, and the file's SHA-256."""

    table: str
    file: str
    rows: int
    versions: int
    sha256: str


async def export_tables(connection: asyncpg.Connection, tables: Sequence[str], folder: Path) -> list[ExportedTable]:
    """Write tables as CSV (UTF-8, a header, encrypted columns as they are stored), all at one moment.

    Earlier versions go to TABLE.history.csv. Only the owner of the folder may read it: rows may be personal.
    """
    try:
        _make(folder)
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            return [await _export(connection, table, folder) for table in tables]
    except OSError as error:
        raise ExportFolderUnusable(folder=folder, reason=error.strerror or error) from error


def _make(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ExportFolderTaken(folder=folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


async def _export(connection: asyncpg.Connection, table: str, folder: Path) -> ExportedTable:
    file, history = folder / f"{table}.csv", folder / f"{table}.history.csv"
    rows = await _write(connection, f'select * from "{table}" order by 1', (), file)
    versions = await _write(connection, _HISTORY, (table,), history)
    return ExportedTable(table=table, file=file.name, rows=rows, versions=versions, sha256=_digest(file))


async def _write(connection: asyncpg.Connection, query: str, values: tuple[object, ...], file: Path) -> int:
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as output:
        done: str = await connection.copy_from_query(query, *values, output=output, format="csv", header=True)
        output.flush()
        os.fsync(output.fileno())
    return int(done.rpartition(" ")[2])


def _digest(file: Path) -> str:
    with file.open("rb") as written:
        return hashlib.file_digest(written, "sha256").hexdigest()
