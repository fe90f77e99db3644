"""Login services (OpenID Connect issuers) that this installation trusts, as its environment names them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from majung.access.actor import Kind
from majung.errors import BadSetting

PREFIX = "MAJUNG_OIDC_"
LOGGED_IN: tuple[Kind, ...] = ("official", "firm", "person", "partner")
"""Kinds of actors that may come by a login elsewhere, each by an issuer of its own or by a shared one."""

ALGORITHMS = (
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519",
)  # fmt: skip
"""Signatures with a public key only: with a shared secret, or none, anybody could sign."""

USUAL_ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")
_SETTINGS = ("ISSUER", "AUDIENCE", "CLAIM", "ALGORITHMS", "CLIENT_ID", "CLIENT_SECRET")


@dataclass(frozen=True, kw_only=True)
class Issuer:
    """Who says for one kind of actors who they are.

    A token must be meant for one of `audiences`; `claim` of it is the subject that accounts are linked with. With a
    `client_id` persons can log in with a browser, too.
    """

    kind: Kind
    url: str
    audiences: frozenset[str]
    claim: str = "sub"
    algorithms: tuple[str, ...] = USUAL_ALGORITHMS
    client_id: str | None = None
    client_secret: str | None = field(default=None, repr=False)


def issuers_from(given: Mapping[str, str], *, production: bool) -> tuple[Issuer, ...]:
    """The issuers that the environment names, MAJUNG_OIDC_OFFICIAL_ISSUER and so on for each kind of actor."""
    _check_names(given)
    found = (_issuer(kind, given, production=production) for kind in LOGGED_IN)
    return tuple(issuer for issuer in found if issuer is not None)


def web_address(setting: str, value: str, *, production: bool) -> str:
    """An address of the web without query or fragment, https in production."""
    try:
        parts = urlsplit(value)
        schemes = ("https",) if production else ("https", "http")
        known = parts.scheme in schemes and parts.hostname and parts.port != 0 and parts.username is None
    except ValueError:
        known = False
    if not known or "?" in value or "#" in value or any(c.isspace() for c in value):
        expected = "write it as https://login.example.kr" + ("" if production else " (http only in development)")
        raise BadSetting(setting=setting, value=value[:100], expected=expected)
    return value


def _check_names(given: Mapping[str, str]) -> None:
    known = {f"{PREFIX}{kind.upper()}_{name}" for kind in LOGGED_IN for name in _SETTINGS}
    for name in sorted(given):
        if name.startswith(PREFIX) and name not in known:
            expected = f"the settings of an issuer are {', '.join(_SETTINGS)}, those of officials {PREFIX}OFFICIAL_…"
            raise BadSetting(setting=name, value="…", expected=expected)


def _issuer(kind: Kind, given: Mapping[str, str], *, production: bool) -> Issuer | None:
    said = {name: given.get(f"{PREFIX}{kind.upper()}_{name}") or "" for name in _SETTINGS}

    def wrong(name: str, expected: str) -> BadSetting:
        return BadSetting(setting=f"{PREFIX}{kind.upper()}_{name}", value=said[name][:100], expected=expected)

    if not said["ISSUER"]:
        if any(said.values()):
            raise wrong("ISSUER", "the other settings of the issuer are given, so it must be, too")
        return None
    audiences = frozenset(filter(None, (one.strip() for one in said["AUDIENCE"].split(","))))
    if not audiences:
        raise wrong("AUDIENCE", "name what tokens must be meant for (several with commas)")
    algorithms = tuple(one.strip() for one in said["ALGORITHMS"].split(",") if one.strip()) or USUAL_ALGORITHMS
    if not set(algorithms) <= set(ALGORITHMS):
        raise wrong("ALGORITHMS", f"only signatures with a public key can be told apart: {', '.join(ALGORITHMS)}")
    return Issuer(
        kind=kind,
        url=web_address(f"{PREFIX}{kind.upper()}_ISSUER", said["ISSUER"], production=production),
        audiences=audiences,
        claim=said["CLAIM"] or "sub",
        algorithms=algorithms,
        client_id=said["CLIENT_ID"] or None,
        client_secret=said["CLIENT_SECRET"] or None,
    )
