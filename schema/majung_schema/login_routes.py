"""Logging in with a browser: authorization code with PKCE at the issuer, then a cookie of ours; and logging out."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import quote, urlencode

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from majung import clock
from majung.access.authentication import LOGIN_COLUMNS, Authentication
from majung.access.cipher import MARK, InvalidToken, decrypt, encrypt
from majung.errors import Refusal
from majung.logins.errors import IdentityNotLinked, LoginFailed, LoginNotOffered
from majung.logins.fetching import Unanswered, fetch_json
from majung.logins.issuers import Issuer
from majung.logins.sessions import Login, end_session, open_session, session_rows
from majung.logins.verification import TokenNotTrusted, Verified
from majung_schema.answers import status_of
from majung_schema.browser import Browser
from majung_schema.negotiation import locale_of

LOGIN, CALLBACK, LOGOUT, SESSION = "/session/login", "/session/callback", "/session/logout", "/session"

BEGUN_SECONDS = 600
"""How long somebody may take to log in at the issuer."""

_NOT_KEPT = {"cache-control": "no-store"}

log = structlog.get_logger("majung.logins")


@dataclass(frozen=True, kw_only=True)
class Begun:
    """A login that was begun, as the browser brings it back, encrypted: nothing of it is stored here."""

    kind: str
    state: str
    nonce: str
    verifier: str
    following: str
    until: float


def login_routes(authentication: Authentication, browser: Browser) -> list[BaseRoute]:
    """The routes of browsers; none where no address is set under which browsers see this server."""
    if browser.url is None:
        return []
    logins = Logins(authentication, browser)
    return [
        Route(LOGIN, _answered(logins.begin), methods=["GET"]),
        Route(CALLBACK, _answered(logins.finish), methods=["GET"]),
        Route(LOGOUT, _answered(logins.leave), methods=["POST"]),
        Route(SESSION, _answered(logins.tell), methods=["GET"]),
    ]


class Logins:
    """What the routes do."""

    def __init__(self, authentication: Authentication, browser: Browser) -> None:
        self.authentication = authentication
        self.issuers = authentication.issuers
        self.browser = browser
        self.redirect_uri = f"{browser.url}{CALLBACK}"

    async def begin(self, request: Request) -> Response:
        """Send the browser to the issuer: ``?as=official&next=/page``."""
        issuer = self._issuer(request.query_params.get("as", "official"))
        metadata = await self.issuers.published(issuer.url).metadata()
        begun = Begun(
            kind=issuer.kind,
            state=secrets.token_urlsafe(32),
            nonce=secrets.token_urlsafe(32),
            verifier=secrets.token_urlsafe(48),
            following=_own_page(request.query_params.get("next", "/")),
            until=clock.now().timestamp() + BEGUN_SECONDS,
        )
        challenge = base64.urlsafe_b64encode(hashlib.sha256(begun.verifier.encode()).digest()).rstrip(b"=").decode()
        asked = {
            "response_type": "code", "client_id": issuer.client_id, "redirect_uri": self.redirect_uri,
            "scope": "openid", "state": begun.state, "nonce": begun.nonce,
            "code_challenge": challenge, "code_challenge_method": "S256",
        }  # fmt: skip
        there = _address(metadata, "authorization_endpoint")
        response = RedirectResponse(f"{there}{'&' if '?' in there else '?'}{urlencode(asked)}", 302, headers=_NOT_KEPT)
        kept = base64.urlsafe_b64encode(encrypt(json.dumps(asdict(begun))).encode()).decode().rstrip("=")
        self.browser.keep(response, self.browser.login_cookie, kept, BEGUN_SECONDS)
        return response

    async def finish(self, request: Request) -> Response:
        """The browser comes back with a code: whom it stands for, then a session and its cookie."""
        given = request.query_params
        begun = _begun(self.browser.cookies(request.headers).get(self.browser.login_cookie, ""))
        if begun is None or not hmac.compare_digest(given.get("state", "").encode(), begun.state.encode()):
            raise LoginFailed(reason="it was not begun in this browser, or too long ago")
        issuer = self._issuer(begun.kind)
        if given.get("iss", issuer.url) != issuer.url:
            raise LoginFailed(reason="another issuer answered")
        if "code" not in given:
            raise LoginFailed(reason=f"the issuer says {given.get('error', 'nothing')[:60]}")
        verified = await self._redeemed(issuer, begun, given["code"])
        secret, now, times = secrets.token_urlsafe(32), clock.now(), self.authentication.times
        login = Login(
            issuer=issuer.url,
            subject=verified.subject,
            kinds=verified.kinds,
            expires_at=now + times.whole,
            idle=times.idle,
        )
        if not await open_session(self.authentication.database, secret, login):
            raise IdentityNotLinked(issuer=issuer.url, subject=verified.subject)
        if before := self.browser.cookies(request.headers).get(self.browser.cookie):
            await self._end(before)  # one login for each browser
        log.info("logged in", issuer=issuer.url, kind=begun.kind)
        response = RedirectResponse(begun.following, 303, headers=_NOT_KEPT)
        self.browser.drop(response, self.browser.login_cookie)
        self.browser.keep(response, self.browser.cookie, secret, int(times.whole.total_seconds()))
        return response

    async def leave(self, request: Request) -> Response:
        """Log out: the session ends everywhere within seconds, running subscriptions included.

        The answer says where the browser may go to end its login at the issuer, too, if the issuer has such a page.
        """
        secret, there = self.browser.secret(request), None
        if secret is not None:
            rows = await session_rows(self.authentication.database, secret, LOGIN_COLUMNS)
            there = await self._logout_at(rows[0]["issuer"]) if rows else None
            await self._end(secret)
        response = JSONResponse({"issuerLogout": there}, headers=_NOT_KEPT)
        self.browser.drop(response, self.browser.cookie)
        return response

    async def _logout_at(self, url: str) -> str | None:
        """The page of an issuer that ends a login there and leads back (OpenID Connect RP-Initiated Logout 1.0)."""
        issuer = next((one for one in self.issuers.all if one.url == url and one.client_id is not None), None)
        if issuer is None:
            return None
        try:
            there = _address(await self.issuers.published(url).metadata(), "end_session_endpoint")
        except Refusal:  # it has no such page, or is away: logging out here does not wait for it
            return None
        asked = {"client_id": issuer.client_id, "post_logout_redirect_uri": f"{self.browser.url}/"}
        return f"{there}{'&' if '?' in there else '?'}{urlencode(asked)}"

    async def tell(self, request: Request) -> Response:
        """Which mandates the login opens and until when, so that a page can offer the choice."""
        secret = self.browser.secret(request)
        rows = await session_rows(self.authentication.database, secret, LOGIN_COLUMNS) if secret else []
        mandates = [{"id": f"mandate_{row['mandate_id']}", "kind": row["kind"], "for": row["whom"]} for row in rows]
        until = rows[0]["expires_at"].isoformat() if rows else None
        return JSONResponse({"mandates": mandates, "expiresAt": until}, headers=_NOT_KEPT)

    async def _end(self, secret: str) -> None:
        await end_session(self.authentication.database, secret)
        self.authentication.forget(secret)

    def _issuer(self, kind: str) -> Issuer:
        issuer = self.issuers.for_login(kind)
        if issuer is None:
            offered = ", ".join(one.kind for one in self.issuers.all if one.client_id is not None)
            raise LoginNotOffered(kind=kind[:20], kinds=offered or "-")
        return issuer

    async def _redeemed(self, issuer: Issuer, begun: Begun, code: str) -> Verified:
        published = self.issuers.published(issuer.url)
        there = _address(await published.metadata(), "token_endpoint")
        form = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": self.redirect_uri,
            "client_id": issuer.client_id or "", "code_verifier": begun.verifier,
        }  # fmt: skip
        try:
            told = await fetch_json(there, insecure=published.insecure, form=form, headers=_credentials(issuer))
            if told.status != 200 or not isinstance(told.body.get("id_token"), str):
                raise LoginFailed(reason="the issuer did not accept its code")
            return await self.issuers.verify_login(told.body["id_token"], issuer, begun.nonce)
        except Unanswered as unanswered:
            raise LoginFailed(reason="the issuer did not answer as it should") from unanswered
        except TokenNotTrusted as refusal:
            raise LoginFailed(reason="the issuer's token is not one to trust") from refusal


def _credentials(issuer: Issuer) -> dict[str, str]:
    """client_secret_basic (RFC 6749, 2.3.1); a client without a secret has PKCE only."""
    if issuer.client_secret is None:
        return {}
    pair = f"{quote(issuer.client_id or '', safe='')}:{quote(issuer.client_secret, safe='')}"
    return {"authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}


def _address(metadata: Mapping[str, Any], name: str) -> str:
    there = metadata.get(name)
    if not isinstance(there, str) or not there.startswith(("https://", "http://")):
        raise LoginFailed(reason=f"the issuer has no {name}")
    return there


def _begun(cookie: str) -> Begun | None:
    try:
        kept = base64.urlsafe_b64decode(cookie + "=" * (-len(cookie) % 4)).decode()
        begun = Begun(**json.loads(decrypt(kept))) if kept.startswith(MARK) else None
    except (InvalidToken, ValueError, TypeError):
        return None
    return begun if begun is not None and clock.now().timestamp() <= begun.until else None


def _own_page(wanted: str) -> str:
    """A page of this server; anything that could lead elsewhere is the first page."""
    plain = wanted.isascii() and wanted.isprintable() and "\\" not in wanted
    return wanted if plain and wanted.startswith("/") and not wanted.startswith("//") else "/"


def _answered(answer: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    """Refusals in the words of whoever sits at the browser."""

    async def run(request: Request) -> Response:
        try:
            return await answer(request)
        except Refusal as refusal:
            locale = locale_of(request.headers.get("accept-language")) or "ko"
            words = f"{refusal.message(locale)}\n{refusal.code}\n"
            return PlainTextResponse(words, status_code=status_of(refusal), headers=_NOT_KEPT)

    return run
