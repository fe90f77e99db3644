"""What an issuer publishes about itself: where one logs in, and the keys that it signs with now."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import structlog

from majung.logins.errors import IssuerAway
from majung.logins.fetching import Unanswered, fetch_json

if TYPE_CHECKING:
    from joserfc.jwk import Key

FRESH_SECONDS = 600.0
"""After this time the keys are looked up again, so that a key which the issuer took back is not trusted for long."""

KEPT_SECONDS = 3600.0
"""For how long the known keys do while the issuer is away."""

LOOK_SECONDS = 60.0
"""Unknown keys are looked for no more often, whatever tokens are sent."""

RETRY_SECONDS = 5.0
"""An issuer of whom nothing is known yet is asked again after this time."""

WELL_KNOWN = "/.well-known/openid-configuration"

log = structlog.get_logger("majung.logins")


@dataclass
class Published:
    """One issuer's metadata and keys, for this process."""

    url: str
    insecure: bool = False
    """Whether plain http will do (development)."""
    _metadata: Mapping[str, Any] = field(default_factory=dict)
    _keys: list[Key] = field(default_factory=list)
    _got_at: float | None = None
    _tried_at: float | None = None
    _looking: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def metadata(self) -> Mapping[str, Any]:
        """What the issuer says of itself. Raises IssuerAway."""
        await self._freshen()
        return self._metadata

    async def key(self, kid: str | None) -> Key | None:
        """The key that a token names, or the only one there is; None when the issuer has no such key now."""
        await self._freshen()
        found = self._find(kid)
        if found is None and kid is not None:
            await self._look(LOOK_SECONDS)
            found = self._find(kid)
        return found

    def _find(self, kid: str | None) -> Key | None:
        fitting = self._keys if kid is None else [key for key in self._keys if key.kid == kid]
        return fitting[0] if len(fitting) == 1 else None

    async def _freshen(self) -> None:
        """Look again in time; while the known keys do, one request waits for an issuer that is slow, not all."""
        age = self._since(self._got_at)
        if age < KEPT_SECONDS and self._looking.locked():
            return
        if age >= FRESH_SECONDS:
            await self._look(LOOK_SECONDS if age < KEPT_SECONDS else RETRY_SECONDS)
        if self._since(self._got_at) >= KEPT_SECONDS:
            raise IssuerAway(issuer=self.url)

    async def _look(self, seldom: float) -> None:
        """Ask the issuer, unless that was tried less than so many seconds ago; one asks, the others wait for it."""
        async with self._looking:
            if self._since(self._tried_at) < seldom:
                return
            try:
                self._metadata, self._keys = await self._ask()
                self._got_at = time.monotonic()
            except (Unanswered, LookupError, TypeError, AttributeError) as error:
                log.warning("a login service does not answer as it should", issuer=self.url, reason=str(error)[:200])
            finally:
                self._tried_at = time.monotonic()

    async def _ask(self) -> tuple[Mapping[str, Any], list[Key]]:
        metadata = await self._get(self.url.rstrip("/") + WELL_KNOWN)
        if metadata.get("issuer") != self.url:
            raise Unanswered(reason="it calls itself by another name")
        published = await self._get(str(metadata["jwks_uri"]))
        return metadata, [key for one in published["keys"] if (key := _signing_key(one)) is not None]

    async def _get(self, url: str) -> Mapping[str, Any]:
        fetched = await fetch_json(url, insecure=self.insecure)
        if fetched.status != 200:
            raise Unanswered(reason=f"status {fetched.status}")
        return fetched.body

    @staticmethod
    def _since(moment: float | None) -> float:
        return float("inf") if moment is None else time.monotonic() - moment


def _signing_key(published: object) -> Key | None:
    """A public key that can be used; None for one of another use or of a kind that is not known here."""
    from joserfc.errors import JoseError  # three MB that a server without logins elsewhere need not carry
    from joserfc.jwk import JWKRegistry

    if (
        not isinstance(published, dict)
        or published.get("kty") not in ("RSA", "EC", "OKP")
        or published.get("use", "sig") != "sig"
    ):
        return None
    try:
        return JWKRegistry.import_key(published)
    except (JoseError, ValueError):
        return None
