"""Key rotation: every encrypted value there is, under the newest key; earlier versions of rows too.

Which columns are encrypted is read from the declarations of the tables (`EncryptedText`), the core's and those of the
plugins that run. Values do not say which key made them: their signature does, and looking at it costs some 10 µs.
So a run that was killed is simply started again, and what is done already is passed over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import asyncpg
from cryptography.fernet import Fernet, InvalidToken

from majung.access.cipher import MARK, fingerprint, keys_in_use, rotate
from majung.storage.columns import EncryptedText
from majung.storage.database import Database
from majung.storage.quoting import literal, quoted
from majung.storage.table import Table

BATCH = 1_000
"""Rows of one transaction: their writers wait for some tens of milliseconds at most."""

UNKNOWN = "unknown"
"""Stands for the key of values that none of our keys made: they cannot be read, and are left as they are."""

PLAIN = "plain"
"""Stands for the key of values that are not encrypted at all."""

_START = "00000000-0000-0000-0000-000000000000"


@dataclass(kw_only=True)
class Encrypted:
    """The encrypted values of one column: how many under which key (by its fingerprint), how many were changed."""

    table: str
    column: str
    present: Counter[str] = field(default_factory=Counter)
    earlier: Counter[str] = field(default_factory=Counter)
    changed: int = 0


def encrypted_columns(tables: Iterable[type[Table]]) -> list[Encrypted]:
    """Every encrypted column of these tables, in order."""
    return [
        Encrypted(table=table.table_name(), column=str(table._meta.fields_map[name].source_field or name))
        for table in sorted(tables, key=lambda one: one.table_name())
        for name, column in table._meta.fields_map.items()
        if isinstance(column, EncryptedText)
    ]


async def count_by_key(owner: Database, columns: Iterable[Encrypted]) -> list[Encrypted]:
    """How many values of each column are under which key."""
    key_of = _reader()
    return [await _walk(owner, column, key_of, change=False) for column in columns]


async def rekey(owner: Database, columns: Iterable[Encrypted], told: Callable[[Encrypted], None]) -> list[Encrypted]:
    """Put every value under the newest key, batch by batch; the counts are those that were found before.

    Needs the tables' owner: the server's role may change neither append-only rows nor history, and what the owner
    changes here is no new version of a row. A value that someone changed meanwhile is left as that one wrote it.
    """
    key_of = _reader()
    done = []
    for column in columns:
        done.append(await _walk(owner, column, key_of, change=True))
        told(done[-1])
    return done


async def _walk(owner: Database, column: Encrypted, key_of: Callable[[str], str], *, change: bool) -> Encrypted:
    newest = fingerprint(keys_in_use().encryption[0])
    for statements, counted in ((_present(column), column.present), (_earlier(column), column.earlier)):
        after: Mapping[str, object] = {"row_id": _START, "valid_from": None}
        while True:
            async with owner.connection() as connection, connection.transaction():
                rows = await connection.fetch(statements.read, after["row_id"], after["valid_from"], BATCH)
                keys = [key_of(row["value"]) for row in rows]
                counted.update(keys)
                old = [row for row, key in zip(rows, keys, strict=True) if key not in (newest, UNKNOWN, PLAIN)]
                if change and old:
                    column.changed += await _write(connection, statements.write, old)
            if len(rows) < BATCH:
                break
            after = rows[-1]
    return column


async def _write(connection: asyncpg.Connection, statement: str, old: list[asyncpg.Record]) -> int:
    await connection.execute("select set_config('majung.rekeying', 'on', true)")
    written = await connection.fetch(
        statement,
        [row["row_id"] for row in old],
        [row["valid_from"] for row in old],
        [row["value"] for row in old],
        [rotate(row["value"]) for row in old],
    )
    return len(written)


@dataclass(frozen=True, kw_only=True)
class _Statements:
    read: str
    write: str


_CHANGED = (
    "unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::text[]) as c (row_id, valid_from, old_value, new_value)"
)


def _present(column: Encrypted) -> _Statements:
    table, name = quoted(column.table), quoted(column.column)
    return _Statements(
        read=f"select id as row_id, null::timestamptz as valid_from, {name} as value from {table}"
        f" where id > $1::uuid and $2::timestamptz is null and {name} is not null order by id limit $3",
        write=f"update {table} t set {name} = c.new_value from {_CHANGED}"
        f" where t.id = c.row_id and t.{name} = c.old_value returning 1",
    )


def _earlier(column: Encrypted) -> _Statements:
    table, key = literal(column.table), literal(column.column)
    return _Statements(
        read=f"select row_id, valid_from, row ->> {key} as value from row_history where table_name = {table}"
        " and (row_id, valid_from) > ($1::uuid, coalesce($2::timestamptz, '-infinity'))"
        f" and row ->> {key} is not null order by row_id, valid_from limit $3",
        write=f"update row_history t set row = jsonb_set(t.row, array[{key}], to_jsonb(c.new_value)) from {_CHANGED}"
        f" where t.table_name = {table} and t.row_id = c.row_id and t.valid_from = c.valid_from"
        f" and t.row ->> {key} = c.old_value returning 1",
    )


def _reader() -> Callable[[str], str]:
    known = [(fingerprint(key), Fernet(key)) for key in keys_in_use().encryption]

    def key_of(value: str) -> str:
        if not value.startswith(MARK):
            return PLAIN
        for name, fernet in known:
            try:
                fernet.extract_timestamp(value[len(MARK) :])  # looks at the signature, does not decrypt
            except InvalidToken:
                continue
            return name
        return UNKNOWN

    return key_of
