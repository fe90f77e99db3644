"""Requests of browsers that are logged in by a cookie: believed only when a page of this server sent them."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection, cookie_parser
from starlette.responses import Response

from majung_schema.negotiation import wants_events
from majung_schema.refusals import CrossSiteRefused

MANDATE_HEADER = "majung-mandate"
"""Which mandate is meant, where a login opens several."""

CSRF_HEADER = "majung-csrf"
"""On what changes anything. Pages of other sites cannot send it: they would need to be allowed to, and are not."""

SAID_BY_BROWSERS = frozenset({"cookie", "origin", "host", "sec-fetch-site", "sec-fetch-mode", "sec-websocket-key"})
"""Headers that browsers send and pages cannot; over WebSocket the connection parameters do not replace them."""

Headers = Mapping[str, object]


def mandate_meant(connection: HTTPConnection | Mapping[str, object]) -> str | None:
    """The mandate that a request names: in a header, or in the address of an event stream (EventSource has no headers).

    Over WebSocket the connection parameter of the same name.
    """
    if isinstance(connection, HTTPConnection):
        streams = connection.scope.get("method") == "GET" and wants_events(connection.headers.get("accept"))
        given = connection.headers.get(MANDATE_HEADER) or (connection.query_params.get("mandate") if streams else None)
        return given or None
    said = connection.get(MANDATE_HEADER)
    return said if isinstance(said, str) and said else None


def credentials_of(handshake: Mapping[str, str], payload: Mapping[str, object]) -> dict[str, object]:
    """What a socket may believe: the headers of its handshake, with the connection parameters on top."""
    typed = {n: value for name, value in payload.items() if (n := name.lower()) not in SAID_BY_BROWSERS}
    return {**dict(handshake.items()), **typed}


class Browser:
    """The cookie of this installation, under the address by which browsers know it; without one there are none."""

    def __init__(self, public_url: str | None) -> None:
        parts = urlsplit(public_url or "")
        self.url = public_url
        self.origin = f"{parts.scheme}://{parts.netloc}".lower() if public_url else None
        self.secure = parts.scheme == "https"
        prefix = "__Host-" if self.secure else ""
        self.cookie, self.login_cookie = f"{prefix}majung", f"{prefix}majung-login"

    def secret(self, connection: HTTPConnection | Headers) -> str | None:
        """The secret in the cookie of a login; None without one. Raises CrossSiteRefused."""
        headers: Headers = connection.headers if isinstance(connection, HTTPConnection) else connection
        found = self.cookies(headers).get(self.cookie)
        if not found:
            return None
        method = connection.scope.get("method") if isinstance(connection, HTTPConnection) else None
        self._check(headers, method)
        return found

    def cookies(self, headers: Headers) -> dict[str, str]:
        """All cookies of a request, where this installation has any."""
        given = headers.get("cookie")
        return cookie_parser(given) if self.url and isinstance(given, str) else {}

    def keep(self, response: Response, name: str, value: str, seconds: int) -> None:
        """Let the browser keep a cookie that no script reads and that other sites' requests do not carry."""
        response.set_cookie(
            name, value, max_age=seconds, path="/", secure=self.secure, httponly=True, samesite="lax"
        )  # fmt: skip

    def drop(self, response: Response, name: str) -> None:
        """Let the browser forget a cookie."""
        response.delete_cookie(name, path="/", secure=self.secure, httponly=True, samesite="lax")

    def _check(self, headers: Headers, method: str | None) -> None:
        origin, site = headers.get("origin"), headers.get("sec-fetch-site", "same-origin")
        socket = "sec-websocket-key" in headers
        if origin is not None and str(origin).lower() != self.origin:
            raise CrossSiteRefused(reason="another Origin")
        if socket and origin is None:
            raise CrossSiteRefused(reason="no Origin")
        if site in ("cross-site", "same-site") and headers.get("sec-fetch-mode") != "navigate":
            raise CrossSiteRefused(reason="Sec-Fetch-Site")
        if not socket and _may_change(headers, method) and not headers.get(CSRF_HEADER):
            raise CrossSiteRefused(reason=f"no header {CSRF_HEADER}")


def _may_change(headers: Headers, method: str | None) -> bool:
    """Whether a request may change something: all but GET and HEAD, and what has a body where that is not known."""
    if method is not None:
        return method not in ("GET", "HEAD")
    length = headers.get("content-length", "0")
    return "content-type" in headers or "transfer-encoding" in headers or length != "0"
