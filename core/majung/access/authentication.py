"""Authentication: from a token, or a login elsewhere, to the mandate it opens."""

from __future__ import annotations

import hmac
import re
import time
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from majung import clock
from majung.access.actor import ANONYMOUS, HELD_BY_ALL, KINDS, Actor, Kind
from majung.access.cipher import keyed_hash
from majung.errors import Refusal
from majung.institutions.in_force import IN_FORCE
from majung.logins.errors import IdentityNotLinked, MandateNotChosen, MandateNotYours
from majung.logins.session_times import SessionTimes
from majung.logins.sessions import SESSIONS, UNNOTED, Login, is_linked, note_use, open_session, session_rows
from majung.logins.verification import Issuers, TokenNotTrusted, looks_signed

if TYPE_CHECKING:
    from majung.storage.database import Database

TOKEN = re.compile(r"mj_([a-z0-9]{12})_([A-Za-z0-9_-]{43})")
"""What a token looks like: a prefix that may be shown, and 32 random bytes that may not."""

KEPT_SECONDS = 3.0
"""How long an answer is reused; a revoked token stops working within this time everywhere."""

MAX_KEPT = 10_000


class TokenRefused(Refusal):
    """The token is not valid: unknown, expired or revoked. Ask for a new one.

    ko: 토큰이 유효하지 않습니다(알 수 없음, 만료 또는 폐기). 새 토큰을 받아 주십시오.
    """

    code = "UNAUTHENTICATED"


@dataclass
class Authentication:
    """Answers who a token is, for one process; `production` refuses development tokens.

    Tokens of `issuers` and the cookies of browsers (for as long as `times` says) open sessions.
    """

    database: Database
    production: bool = False
    issuers: Issuers = field(default_factory=lambda: Issuers(()))
    times: SessionTimes = field(default_factory=SessionTimes)
    _kept: dict[tuple[str, str | None, bool], tuple[float, Actor]] = field(default_factory=dict)
    _marks: dict[UUID, tuple[str, Actor]] = field(default_factory=dict)

    async def actor(self, token: str | None, mandate: str | None = None, *, browser: bool = False) -> Actor:
        """The mandate a token opens, or a browser's secret; anonymous without one. Raises TokenRefused.

        A login may open several mandates: `mandate` is the id of the one that is meant. Raises MandateNotChosen,
        MandateNotYours, IdentityNotLinked and IssuerAway.
        """
        if not token:
            return ANONYMOUS
        asked = (token, mandate, browser)
        kept = self._kept.get(asked)
        if kept and kept[0] > time.monotonic():
            return kept[1]
        if browser or looks_signed(token):
            actor = await self._of_login(token, mandate, browser=browser)
        else:
            actor = await self._read(token)
        if len(self._kept) >= MAX_KEPT:
            self._kept.clear()
        self._kept[asked] = (time.monotonic() + KEPT_SECONDS, actor)
        return actor

    def forget(self, secret: str) -> None:
        """Keep no answer for a secret that was logged out."""
        for asked in [asked for asked in self._kept if asked[0] == secret]:
            del self._kept[asked]

    async def actor_of(self, token_id: UUID) -> Actor:
        """The mandate that a token opens, by its id, for who holds a proof of the token. Raises TokenRefused."""
        found = await self.again([token_id])
        if token_id not in found:
            raise TokenRefused
        return found[token_id]

    async def again(self, token_ids: Collection[UUID]) -> dict[UUID, Actor]:
        """Which mandates these tokens open just now, whatever was kept; those that open none are left out.

        One statement while nothing has changed, however many there are: a mandate whose row, roles and account are
        as before is the very same object as in the last answer.
        """
        asked = [list(token_ids), clock.now(), clock.today(), self.production]
        marks = {row["token_id"]: row["mark"] for row in await self.database.statement(_MARKS, *asked)}
        kept = {id: self._marks[id] for id in marks.keys() & self._marks.keys()}
        news = [id for id, mark in marks.items() if id not in kept or kept[id][0] != mark]
        if news:
            asked[0] = news
            for row in await self.database.statement(_FIND_AGAIN, *asked):
                kept[row["token_id"]] = (row["mark"], actor_from(dict(row)))
        self._marks = {id: kept[id] for id in marks if id in kept}
        return {id: actor for id, (_, actor) in self._marks.items()}

    async def _of_login(self, secret: str, mandate: str | None, *, browser: bool) -> Actor:
        """The mandate of a session; a token of an issuer opens one when it first comes."""
        trusted: Login | None = None
        if not browser:
            trusted = await self._trusted(secret)
        rows = await session_rows(self.database, secret, LOGIN_COLUMNS)
        if not rows and trusted is not None:
            await open_session(self.database, secret, trusted)  # which another request may have done meanwhile
            rows = await session_rows(self.database, secret, LOGIN_COLUMNS)
            if not rows and not await is_linked(self.database, trusted.issuer, trusted.subject):
                raise IdentityNotLinked(issuer=trusted.issuer, subject=trusted.subject)
        rows = [row for row in rows if row["browser"] is browser and row["kind"] in self.issuers.kinds(row["issuer"])]
        chosen = _chosen([row for row in rows if trusted is None or row["kind"] in trusted.kinds], mandate)
        if chosen["unnoted"]:
            await note_use(self.database, chosen["token_id"], self.times.idle)
        return actor_from(chosen)

    async def _trusted(self, token: str) -> Login:
        try:
            verified = await self.issuers.verify(token)
        except TokenNotTrusted:
            raise TokenRefused from None
        return Login(
            issuer=verified.issuer, subject=verified.subject, kinds=verified.kinds, expires_at=verified.expires_at
        )

    async def _read(self, token: str) -> Actor:
        match = TOKEN.fullmatch(token)
        if match is None:
            raise TokenRefused
        rows = await self.database.fetch(_FIND, match.group(1), clock.now(), clock.today())
        if not rows or not hmac.compare_digest(rows[0]["secret_hash"], keyed_hash(match.group(2))):
            raise TokenRefused
        if rows[0]["development"] and self.production:
            raise TokenRefused
        if rows[0]["unnoted"]:
            await self.database.fetch(
                "update token set last_used_at = $2::timestamptz where id = $1"
                " and (last_used_at is null or last_used_at < $2::timestamptz - interval '1 minute')",
                rows[0]["token_id"],
                clock.now(),
            )
        return actor_from(dict(rows[0]))


def _chosen(rows: list[dict[str, Any]], mandate: str | None) -> dict[str, Any]:
    """The session under the mandate that is meant, which need not be said where there is only one."""
    if not rows:
        raise TokenRefused
    if mandate is None and len(rows) == 1:
        return rows[0]
    mandates = [_mandate_told(row) for row in rows]
    if mandate is None:
        raise MandateNotChosen(mandates=", ".join(mandates))
    for row, told in zip(rows, mandates, strict=True):
        if mandate == told.partition(" ")[0]:
            return row
    raise MandateNotYours(given=mandate[:60], mandates=", ".join(mandates))


def _mandate_told(row: dict[str, Any]) -> str:
    """A mandate's global id and in what capacity it is, without anything personal."""
    whom = f" {row['whom']}" if row["whom"] else ""
    return f"mandate_{row['mandate_id']} ({row['kind']}{whom})"


def actor_from(row: dict[str, Any]) -> Actor:
    """The actor of a mandate row joined with its account and the scopes of its roles."""
    kind = cast("Kind", row["kind"])
    if kind not in KINDS or kind == "system":
        raise TokenRefused
    scopes = frozenset(row["scopes"]) | frozenset(row["role_scopes"] or ())
    actor = Actor(
        kind=kind,
        name=f"{kind}:{row['account_id']}",
        account_id=row["account_id"],
        mandate_id=row["mandate_id"],
        token_id=row.get("token_id"),
        person_id=row["person_id"],
        institution_id=row["institution_id"],
        centre_ids=frozenset(row["centre_ids"]),
        districts=frozenset(row["districts"]),
        scopes=scopes if kind == "official" else scopes & HELD_BY_ALL,
    )
    return replace(actor, firm_ids=frozenset({row["firm_id"]})) if row["firm_id"] else actor


MANDATE_COLUMNS = (
    "m.id as mandate_id, m.account_id, m.kind, m.firm_id, m.person_id, m.institution_id, m.centre_ids,"
    " m.districts, m.scopes, (select array_agg(distinct s) from role r, unnest(r.scopes) s"
    " where r.code = any(m.roles)) as role_scopes"
)

LOGIN_COLUMNS = (
    f"{MANDATE_COLUMNS}, coalesce((select f.name from firm f where f.id = m.firm_id),"
    " (select n.code from institution n where n.id = m.institution_id), array_to_string(m.roles, '+')) as whom"
)

_TOKENS = f"""
    from token t join mandate m on m.id = t.mandate_id join account a on a.id = m.account_id
    where {{which}} and t.revoked_at is null and (t.expires_at is null or t.expires_at > $2::timestamptz)
      and {IN_FORCE.format(day="$3")}
"""

_FIND = f"""
    select t.id as token_id, t.secret_hash, t.development, {MANDATE_COLUMNS},
        {UNNOTED.format(row="t")} as unnoted
    {_TOKENS.format(which="t.prefix = $1")}
"""

_MARK = (
    "md5(row(m.account_id, m.kind, m.firm_id, m.person_id, m.institution_id, m.centre_ids, m.districts, m.scopes,"
    " (select array_agg(r.scopes::text order by r.code) from role r where r.code = any(m.roles)))::text) as mark"
)
_KNOWN = _TOKENS.format(which="t.id = any($1) and not (t.development and $4)")
_KNOWN_LOGINS = f"{SESSIONS} and s.id = any($1)"
_MARKS = f"""
    select t.id as token_id, {_MARK} {_KNOWN} union all select s.id as token_id, {_MARK} {_KNOWN_LOGINS}
"""
_FIND_AGAIN = f"""
    select t.id as token_id, {_MARK}, {MANDATE_COLUMNS} {_KNOWN}
    union all select s.id as token_id, {_MARK}, {MANDATE_COLUMNS} {_KNOWN_LOGINS}
"""
