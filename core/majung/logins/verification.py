"""From a signed token of an issuer to whom it speaks of: checked before anything in it is believed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from majung import clock
from majung.access.actor import Kind
from majung.errors import Refusal
from majung.logins.discovery import Published
from majung.logins.issuers import Issuer

if TYPE_CHECKING:
    from joserfc import jws

LONGEST = 8192
"""Characters of a token; larger ones would not pass most servers as a header either."""

LEEWAY_SECONDS = 30
"""How far the clocks of issuers may be ahead of ours. There is none at the end: what has expired has expired."""

TYPES = frozenset({"jwt", "at+jwt"})
"""Kinds of tokens that speak of who asks. Others that an issuer signs with the same keys (of a logout, say) do not."""


class TokenNotTrusted(Refusal):
    """The login's token is not one to trust. Log in again.

    ko: 로그인 토큰을 신뢰할 수 없습니다. 다시 로그인해 주십시오.
    """


@dataclass(frozen=True, kw_only=True)
class Verified:
    """Whom a token speaks of, as which kinds of actors they may come, and until when it says so."""

    issuer: str
    subject: str
    kinds: tuple[Kind, ...]
    expires_at: datetime


class Issuers:
    """The issuers of one installation, with what they publish."""

    def __init__(self, issuers: Iterable[Issuer], *, insecure: bool = False) -> None:
        self.all = tuple(issuers)
        self._published = {issuer.url: Published(issuer.url, insecure) for issuer in self.all}

    def published(self, url: str) -> Published:
        """What an issuer publishes."""
        return self._published[url]

    def kinds(self, url: str) -> tuple[Kind, ...]:
        """The kinds of actors that an issuer may vouch for, whatever for; none when it is not trusted any more."""
        return tuple(issuer.kind for issuer in self.all if issuer.url == url)

    def for_login(self, kind: str) -> Issuer | None:
        """With whom actors of a kind log in by a browser."""
        return next((one for one in self.all if one.kind == kind and one.client_id is not None), None)

    async def verify(self, token: str) -> Verified:
        """Whom a token that somebody presents speaks of. Raises TokenNotTrusted and IssuerAway."""
        read = _read(token)
        meant = _audiences(read.claims)
        fitting = [one for one in self.all if one.url == read.claims.get("iss") and meant & one.audiences]
        return await self._checked(read, fitting)

    async def verify_login(self, token: str, issuer: Issuer, nonce: str) -> Verified:
        """Whom the ID token of a login that was begun here speaks of (OpenID Connect Core, 3.1.3.7)."""
        read = _read(token)
        meant = _audiences(read.claims)
        party = read.claims.get("azp", issuer.client_id if len(meant) == 1 else None)
        ours = read.claims.get("iss") == issuer.url and issuer.client_id in meant and party == issuer.client_id
        if not ours or read.claims.get("nonce") != nonce:
            raise TokenNotTrusted
        return await self._checked(read, [issuer])

    async def _checked(self, read: _Read, issuers: list[Issuer]) -> Verified:
        from joserfc import jws  # three MB that a server without logins elsewhere need not carry
        from joserfc.errors import JoseError

        fitting = [one for one in issuers if read.algorithm in one.algorithms]
        if not fitting or not _of_known_type(read):
            raise TokenNotTrusted
        key = await self._published[fitting[0].url].key(read.kid)
        try:
            if key is None or not jws.validate_compact(read.signed, key, algorithms=[read.algorithm]):
                raise TokenNotTrusted
        except (JoseError, ValueError, TypeError):
            raise TokenNotTrusted from None
        expires_at = _in_force(read.claims)
        subject = _subject(read.claims, fitting[0])
        return Verified(
            issuer=fitting[0].url,
            subject=subject,
            kinds=tuple(one.kind for one in fitting if _subject(read.claims, one) == subject),
            expires_at=expires_at,
        )


@dataclass(frozen=True)
class _Read:
    """A token taken apart, not believed yet."""

    signed: jws.CompactSignature
    claims: Mapping[str, Any]
    algorithm: str
    kid: str | None


def looks_signed(token: str) -> bool:
    """Whether this may be a signed token of an issuer, which no token of ours looks like."""
    return token.count(".") == 2


def _read(token: str) -> _Read:
    from joserfc import jws  # see `_checked`
    from joserfc.errors import JoseError

    if len(token) > LONGEST or not token.isascii():
        raise TokenNotTrusted
    try:
        signed = jws.extract_compact(token.encode())
        claims = json.loads(signed.payload)
    except (JoseError, ValueError, TypeError, KeyError, RecursionError):
        raise TokenNotTrusted from None
    header = signed.protected
    algorithm, kid = header.get("alg"), header.get("kid")
    if not isinstance(claims, dict) or not isinstance(algorithm, str) or not isinstance(kid, str | None):
        raise TokenNotTrusted
    return _Read(signed=signed, claims=claims, algorithm=algorithm, kid=kid)


def _of_known_type(read: _Read) -> bool:
    named = str(read.signed.protected.get("typ", "JWT")).lower().removeprefix("application/")
    return named in TYPES and "events" not in read.claims


def _audiences(claims: Mapping[str, Any]) -> frozenset[str]:
    said = claims.get("aud")
    many = said if isinstance(said, list) else [said]
    return frozenset(one for one in many if isinstance(one, str))


def _subject(claims: Mapping[str, Any], issuer: Issuer) -> str:
    said = claims.get(issuer.claim)
    if not isinstance(said, str) or not 0 < len(said) <= 255 or "\x00" in said:
        raise TokenNotTrusted
    return said


def _in_force(claims: Mapping[str, Any]) -> datetime:
    """Until when the token speaks; it must say so, and must not begin later."""
    now = clock.now().timestamp()
    expires = _moment(claims.get("exp"))
    begins = [_moment(claims[name]) for name in ("nbf", "iat") if name in claims]
    if expires <= now or any(moment > now + LEEWAY_SECONDS for moment in begins):
        raise TokenNotTrusted
    return datetime.fromtimestamp(expires, UTC)


def _moment(said: object) -> float:
    if isinstance(said, bool) or not isinstance(said, int | float) or not 0 < said < 2**33:
        raise TokenNotTrusted
    return float(said)
