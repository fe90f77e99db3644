"""Two database roles: an owner that migrates, and a runtime role that may not rewrite logs."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

import asyncpg

from majung.errors import Refusal
from majung.storage.quoting import quoted

RUNTIME_ROLE = "majung_runtime"
READ_ONLY = ("tortoise_migrations", "row_history", "access_seal", "destruction", "destructible_column")
"""Tables that the server only reads: the owner's runner, a trigger and a function of the owner write them."""

_PARTITIONS = """
select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
join pg_class p on p.oid = i.inhparent where p.relkind = 'p' and c.relnamespace = 'public'::regnamespace
"""
_LOCK = 0x6D616A_02
_ATTEMPTS = 5


class RoleNotAllowed(Refusal):
    """The database login {login} may not set up the role {role}. As an administrator run: create role {role} nologin; grant {role} to "{login}";

    ko: 데이터베이스 사용자 {login}은(는) 역할 {role}을(를) 만들 수 없습니다. 관리자 권한으로 다음을 실행하십시오: create role {role} nologin; grant {role} to "{login}";
    """  # noqa: E501


async def ensure_runtime_role(connection: asyncpg.Connection, login: str | None = None) -> None:
    """Make the runtime role when it is missing, and let a login (the connected one by default) act as it.

    Roles belong to the whole server, where an advisory lock of one database keeps nobody out; who comes second
    looks again.
    """
    login = login or await connection.fetchval("select session_user::text")
    for attempt in range(_ATTEMPTS):
        try:
            if not await connection.fetchval("select 1 from pg_roles where rolname = $1", RUNTIME_ROLE):
                await connection.execute(f"create role {RUNTIME_ROLE} nologin")
            if not await _may_act(connection, login):
                await connection.execute(f"grant {RUNTIME_ROLE} to {quoted(login)}")
            return
        except asyncpg.InsufficientPrivilegeError as error:
            raise RoleNotAllowed(login=login, role=RUNTIME_ROLE) from error
        except (asyncpg.DuplicateObjectError, asyncpg.UniqueViolationError, asyncpg.InternalServerError):
            if attempt == _ATTEMPTS - 1:
                raise
            await asyncio.sleep(0.05 * (attempt + 1))


async def grant_runtime(connection: asyncpg.Connection, append_only: Iterable[str] = ()) -> None:
    """Give the runtime role its rights on all tables: everything on rows, but only additions to `append_only`."""
    added_only = ", ".join(quoted(t) for t in sorted(set(append_only)))
    there = await connection.fetch("select t from unnest($1::text[]) t where to_regclass(t) is not null", READ_ONLY)
    read_only = ", ".join(quoted(row["t"]) for row in there)
    async with connection.transaction():
        await connection.execute("select pg_advisory_xact_lock($1)", _LOCK)
        await connection.execute(
            f"grant usage on schema public to {RUNTIME_ROLE};"
            f"grant select, insert, update, delete on all tables in schema public to {RUNTIME_ROLE};"
            f"grant usage, select on all sequences in schema public to {RUNTIME_ROLE}"
        )
        if added_only:
            await connection.execute(f"revoke update, delete on {added_only} from {RUNTIME_ROLE}")
        for row in await connection.fetch(_PARTITIONS):  # what may be done goes through their table
            await connection.execute(f"revoke all on {quoted(row['name'])} from {RUNTIME_ROLE}")
        if read_only:
            await connection.execute(f"revoke insert, update, delete on {read_only} from {RUNTIME_ROLE}")


async def _may_act(connection: asyncpg.Connection, login: str) -> bool:
    # since version 16 a role's creator is a member that may grant it, but not act as it
    right = "SET" if connection.get_server_version().major >= 16 else "MEMBER"
    return bool(await connection.fetchval("select pg_has_role($1, $2, $3)", login, RUNTIME_ROLE, right))
