"""Sessions: which mandates a login opens, from its first use to its end."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from majung import clock
from majung.access.actor import Actor
from majung.access.cipher import keyed_hash
from majung.institutions.in_force import IN_FORCE
from majung.plugin.contract import ScheduledWork
from majung.storage.transaction import current, write
from majung.texts import Text

if TYPE_CHECKING:
    from majung.storage.database import Database

FORGOTTEN_AFTER = timedelta(days=30)
"""Sessions that ended so long ago are deleted; who read what is in the access records, not here."""

_PURPOSE = "login session"
"""What is hashed begins with it, so that no hash made for something else opens a session."""


@dataclass(frozen=True, kw_only=True)
class Login:
    """Who came, as which kinds of actors they may act, and for how long; `idle` is for browsers."""

    issuer: str
    subject: str
    kinds: Collection[str]
    expires_at: datetime
    idle: timedelta | None = None


def secret_hash(secret: str) -> str:
    """The hash by which a session is found; the secret itself is kept nowhere."""
    return keyed_hash(f"{_PURPOSE}:{secret}")


async def open_session(database: Database, secret: str, login: Login) -> int:
    """Open a session for each mandate in force of the linked account; how many there were to open.

    What was revoked stays so, whatever mandates come later.
    """
    now = clock.now()
    opened = await database.fetch(
        _OPEN, login.issuer, login.subject, now, clock.today(), list(login.kinds), secret_hash(secret),
        login.idle is not None, login.expires_at, now + login.idle if login.idle else None,
    )  # fmt: skip
    return len(opened)


async def is_linked(database: Database, issuer: str, subject: str) -> bool:
    """Whether a login is linked to an account that may act."""
    return bool(await database.fetch(_LINKED, issuer, subject, clock.today()))


async def session_rows(database: Database, secret: str, columns: str) -> list[dict[str, Any]]:
    """The mandates that a secret opens just now, oldest first, with these columns of mandate `m` and account `a`."""
    found = await database.fetch(
        f"select s.id as token_id, s.browser, s.expires_at, i.issuer, {columns},"
        f" {UNNOTED.format(row='s')} as unnoted {SESSIONS}"
        " and s.secret_hash = $1 order by m.valid_from, m.id",
        secret_hash(secret), clock.now(), clock.today(),
    )  # fmt: skip
    return [dict(row) for row in found]


async def note_use(database: Database, session_id: UUID, idle: timedelta) -> None:
    """Remember that a session is in use, at most once a minute; a browser's login stays awake as a whole by it."""
    await database.fetch(_NOTE, session_id, clock.now(), clock.now() + idle)


async def end_session(database: Database, secret: str) -> None:
    """Log out: whatever the secret opens ends within seconds, everywhere."""
    await database.fetch(END.format(which="secret_hash"), secret_hash(secret), clock.now())


@write
async def forget_sessions(actor: Actor, *, before: datetime) -> int:
    """Delete sessions that ended before a moment."""
    return await current().execute("delete from login_session where expires_at < $1::timestamptz", before)


def sessions_work() -> ScheduledWork:
    """The scheduled work that deletes old sessions."""

    async def run(actor: Actor) -> int:
        return await forget_sessions(actor, before=clock.now() - FORGOTTEN_AFTER)

    title = Text("지난 로그인 세션 삭제", "Forgetting old login sessions")
    return ScheduledWork(name="core.login_sessions", title=title, every=timedelta(hours=12), run=run)


UNNOTED = "coalesce({row}.last_used_at < $2::timestamptz - interval '1 minute', true)"
"""That the last use that is noted of a token or session is more than a minute before a moment ($2)."""

_ACCOUNT_ACTS = f"i.unlinked_at is null and {IN_FORCE}"
_IDENTITY = "from identity i join account a on a.id = i.account_id join mandate m on m.account_id = a.id"

SESSIONS = f"""
    from login_session s join identity i on i.id = s.identity_id
    join mandate m on m.id = s.mandate_id and m.account_id = i.account_id join account a on a.id = m.account_id
    where s.revoked_at is null and s.expires_at > $2::timestamptz
      and (s.idle_until is null or s.idle_until > $2::timestamptz) and {_ACCOUNT_ACTS.format(day="$3")}
"""
"""Sessions that open a mandate at a moment ($2) and day ($3), with mandate `m` and account `a`."""

_LINKED = f"""
    select {_IDENTITY} where i.issuer = $1 and i.subject = $2 and {_ACCOUNT_ACTS.format(day="$3")}
"""

_OPEN = f"""
    insert into login_session (id, identity_id, mandate_id, secret_hash, browser, expires_at, idle_until, last_used_at)
    select gen_random_uuid(), i.id, m.id, $6::varchar, $7, $8, $9, $3 {_IDENTITY}
    where i.issuer = $1 and i.subject = $2 and {_ACCOUNT_ACTS.format(day="$4")} and m.kind = any($5)
      and not exists (select from login_session e where e.secret_hash = $6::varchar and e.revoked_at is not null)
    on conflict (secret_hash, mandate_id) do nothing returning id
"""

_NOTE = f"""
    with used as (select secret_hash from login_session u where u.id = $1 and {UNNOTED.format(row="u")})
    update login_session s set
        last_used_at = case when s.id = $1 then $2::timestamptz else s.last_used_at end,
        idle_until = case when s.idle_until is not null then least(s.expires_at, $3::timestamptz) end
    from used where s.secret_hash = used.secret_hash
"""

END = "update login_session set revoked_at = $2::timestamptz where {which} = $1 and revoked_at is null"
"""Ends the sessions with one value ($1) in the column `which`, at a moment ($2)."""
