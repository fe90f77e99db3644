"""Writes: one function is one use case is one transaction."""

from __future__ import annotations

import asyncio
import functools
import logging
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Concatenate, ParamSpec, TypeVar
from uuid import UUID

import asyncpg
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.exceptions import BaseORMException, ValidationError
from tortoise.transactions import in_transaction

from majung.access.actor import Actor
from majung.errors import NotFound, Refusal, VersionConflict
from majung.storage.faults import cannot_hold
from majung.storage.parameters import ByName
from majung.storage.table import Table, find_table
from majung.tracing import span

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T", bound=Table)

RETRIES = 5
RETRIED = {"40001", "40P01"}
"""Serialization failure and deadlock: the transaction did nothing and may be run again."""

ROW_TEXTS_KEPT = 2_000
"""Statements for one row that are kept, by table and by what the policies of its readers depend on."""

log = logging.getLogger(__name__)


class Busy(Refusal):
    """Others are changing the same records just now. Nothing was changed; try again.

    ko: 다른 작업이 같은 자료를 변경하고 있습니다. 변경된 내용은 없습니다. 다시 시도해 주십시오.
    """


class AlreadyThere(Refusal):
    """The same record exists already ({constraint}). Nothing was changed.

    ko: 같은 자료가 이미 있습니다({constraint}). 변경된 내용은 없습니다.
    """


class OutsideLimits(Refusal):
    """A stored value would break the rule {constraint}. Nothing was changed.

    ko: 저장하려는 값이 규칙 {constraint}에 맞지 않습니다. 변경된 내용은 없습니다.
    """


class StillReferred(Refusal):
    """The record is missing or still in use by others ({constraint}). Nothing was changed.

    ko: 참조하는 자료가 없거나 다른 자료가 사용 중입니다({constraint}). 변경된 내용은 없습니다.
    """


@dataclass
class Transaction:
    """The transaction a write runs in: who asked, its connection, and what to do once it has committed."""

    actor: Actor
    connection: BaseDBAsyncClient
    after_commit: list[Callable[[], Awaitable[None]]] = field(default_factory=list)

    async def fetch(self, sql: str, *values: object) -> list[dict[str, Any]]:
        """Rows of one statement inside the transaction, as dicts."""
        return [dict(r) for r in await self.connection.execute_query_dict(sql, list(values))]

    async def execute(self, sql: str, *values: object) -> int:
        """Run one statement inside the transaction; how many rows it touched."""
        count, _ = await self.connection.execute_query(sql, list(values))
        return count


_current: ContextVar[Transaction | None] = ContextVar("majung_transaction", default=None)


def current() -> Transaction:
    """The transaction of the running write."""
    transaction = _current.get()
    if transaction is None:
        raise RuntimeError("this needs a transaction: call it from a function decorated with @write")
    return transaction


@asynccontextmanager
async def transaction(actor: Actor) -> AsyncIterator[Transaction]:
    """Open a transaction, or join the one that runs. Use `@write`; this is for loops that commit in batches."""
    running = _current.get()
    if running is not None:
        yield running
        return
    async with in_transaction("default") as connection:
        opened = Transaction(actor=actor, connection=connection)
        token = _current.set(opened)
        try:
            yield opened
        finally:
            _current.reset(token)
    for callback in dict.fromkeys(opened.after_commit):
        await callback()


def write(
    function: Callable[Concatenate[Actor, P], Awaitable[R]],
) -> Callable[Concatenate[Actor, P], Awaitable[R]]:
    """Make a use case: it runs in one transaction, retried when the database asks for it.

    A write called from a write joins its transaction. Errors of the database that bad input can cause become
    refusals; nothing is half done.
    """

    @functools.wraps(function)
    async def run(actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> R:
        if _current.get() is not None:
            return await function(actor, *args, **kwargs)
        for attempt in range(RETRIES):
            try:
                with span(f"write {function.__name__}", {"majung.attempt": attempt + 1}):
                    async with transaction(actor):
                        return await function(actor, *args, **kwargs)
            except (asyncpg.PostgresError, BaseORMException) as error:
                cause = postgres_error(error)
                if isinstance(error, ValidationError):  # too long for its column; the rest of its text is the value
                    raise OutsideLimits(constraint=str(error).partition(":")[0]) from None
                if cause is None:
                    raise
                if cause.sqlstate not in RETRIED:
                    raise _refusal(cause) or error from error
                log.info("write retried", extra={"write": function.__name__, "attempt": attempt})
                await asyncio.sleep(random.uniform(0, 0.02 * 2**attempt))
        raise Busy

    return run


async def find_row(table: type[T], actor: Actor, id: UUID, *, lock: bool = False) -> T:
    """One row under the actor's policy, locked for change if asked; refuses with NOT_FOUND otherwise."""
    text, places = _row_text(table, actor, lock=lock)
    rows = await current().fetch(text, *places.of(actor), id)
    if not rows:
        raise NotFound(kind=table.__name__, id=f"{table.access.prefix}_{id}")
    return table._init_from_db(**rows[0])


_row_texts: dict[tuple[object, ...], tuple[str, ByName]] = {}


def _row_text(table: type[Table], actor: Actor, *, lock: bool) -> tuple[str, ByName]:
    """The statement for one row, the same for all actors that are alike; the row's id comes after their values."""
    key = (table, lock, actor.likeness)
    kept = _row_texts.get(key)
    if kept is None:
        anyone = actor.anyone_like()
        places = ByName(anyone)
        columns = ", ".join(f't."{column}"' for column in table.column_names())
        policy = places.bind(table.access.policy.compile("t", anyone))
        text = f'select {columns} from "{table.table_name()}" t where {policy}'
        text += f" and t.id = ${len(places.values) + 1}::uuid"
        if len(_row_texts) >= ROW_TEXTS_KEPT:
            _row_texts.clear()
        kept = _row_texts[key] = (f"{text} for update of t" if lock else text, places)
    return kept


async def load_for_change(table: type[T], actor: Actor, id: UUID, version: int | None) -> T:
    """One row, locked, seen by the actor, and at the version the caller edited (None: whatever it is)."""
    row = await find_row(table, actor, id, lock=True)
    if version is not None and row.version != version:
        raise VersionConflict(kind=table.__name__, given=version, current=row.version)
    return row


async def save_change(row: Table, **changes: Any) -> None:
    """Store changes of a row loaded for change; its version goes up by one."""
    row.update_from_dict({**changes, "version": row.version + 1})
    await row.save(using_db=current().connection, update_fields=[*changes, "version"])


def postgres_error(error: BaseException) -> asyncpg.PostgresError | None:
    """What PostgreSQL said, out of the ORM's wrapping; None when the error is not the database's."""
    for candidate in (error, error.__cause__, *error.args):
        if isinstance(candidate, asyncpg.PostgresError):
            return candidate
    return None


def _refusal(error: asyncpg.PostgresError) -> Refusal | None:
    """The refusal for a database error that bad input can cause, or None when it is a bug."""
    constraint = getattr(error, "constraint_name", None) or ""
    table_name = getattr(error, "table_name", None)
    if table_name and constraint:
        try:
            declared = find_table(table_name).access.conflicts.get(constraint)
        except LookupError:
            declared = None
        if declared is not None:
            return declared()
    match error:
        case asyncpg.UniqueViolationError():
            return AlreadyThere(constraint=constraint)
        case _ if cannot_hold(error):
            return OutsideLimits(constraint=constraint or error.sqlstate)
        case asyncpg.ForeignKeyViolationError():
            return StillReferred(constraint=constraint)
        case asyncpg.LockNotAvailableError() | asyncpg.QueryCanceledError():
            return Busy()
        case _:
            return None
