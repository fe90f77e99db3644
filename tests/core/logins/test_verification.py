"""Signed tokens of an issuer, made here with its key: what is believed of them, and what is not."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

from majung.clock import clock_at
from majung.logins.issuers import Issuer
from majung.logins.verification import Issuers, TokenNotTrusted, Verified

NOON = datetime(2026, 11, 20, 3, tzinfo=UTC)
RSA, EC = RSAKey.generate_key(2048, {"kid": "r", "use": "sig"}), ECKey.generate_key("P-256", {"kid": "e"})
FOR_ENCRYPTION = RSAKey.generate_key(2048, {"kid": "enc", "use": "enc"})
MISUSED = RSAKey.import_key({n: v for n, v in FOR_ENCRYPTION.as_dict(private=True).items() if n != "use"})
BROKEN = {"kty": "EC", "kid": "broken", "crv": "P-256", "x": "AA", "y": "AA"}
SHARED = OctKey.generate_key(256, {"kid": "shared"})


@dataclass
class Signing:
    """An issuer that publishes its keys, and tokens signed with them."""

    url: str
    issuers: Issuers

    def token(self, header: dict[str, Any] | None = None, key: Any = RSA, **claims: Any) -> str:
        given = {"iss": self.url, "aud": "urn:majung", "sub": "kim", "exp": _at(10), **claims}
        kept = {name: value for name, value in given.items() if value is not None}
        return jwt.encode(
            {"alg": "RS256", "kid": "r", **(header or {})}, kept, key, algorithms=["RS256", "ES256", "HS256"]
        )

    async def verified(self, token: str) -> Verified:
        with clock_at(NOON):
            return await self.issuers.verify(token)

    async def refuses(self, token: str) -> bool:
        with pytest.raises(TokenNotTrusted):
            await self.verified(token)
        return True


def _at(minutes: float) -> float:
    return (NOON + timedelta(minutes=minutes)).timestamp()


@pytest.fixture
async def signing() -> AsyncIterator[Signing]:
    """One page is metadata and key set in one; keys that cannot be used stand beside the others."""
    page: dict[str, Any] = {}

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        body = json.dumps(page).encode()
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%b" % (len(body), body))
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    keys = [BROKEN, "none", {"kty": "AKP"}, *(k.as_dict(private=False) for k in (RSA, EC, FOR_ENCRYPTION))]
    page |= {"issuer": url, "jwks_uri": f"{url}/keys", "keys": [*keys, SHARED.as_dict(private=True)]}
    officials = Issuer(kind="official", url=url, audiences=frozenset({"urn:majung"}), client_id="web")
    firms = Issuer(kind="firm", url=url, audiences=frozenset({"urn:firms"}), claim="employee", algorithms=("ES256",))
    async with server:
        yield Signing(url, Issuers((officials, firms), insecure=True))


async def test_says_whom_a_token_speaks_of_and_until_when(signing: Signing) -> None:
    found = await signing.verified(signing.token({"typ": "at+jwt"}, aud=["x", "urn:majung"]))
    assert (found.subject, found.kinds, found.expires_at) == ("kim", ("official",), NOON + timedelta(minutes=10))


async def test_the_audience_decides_which_settings_of_an_issuer_hold(signing: Signing) -> None:
    header = {"alg": "ES256", "kid": "e"}
    found = await signing.verified(signing.token(header, EC, aud="urn:firms", employee="7"))
    assert (found.subject, found.kinds) == ("7", ("firm",))
    assert await signing.refuses(signing.token(aud="urn:firms", employee="7")), "firms' tokens are not signed with RSA"
    assert await signing.refuses(signing.token(header, EC, aud="urn:firms")), "it names nobody"


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": _at(0)}, {"exp": None}, {"exp": "soon"}, {"exp": True}, {"exp": 1e30}, {"exp": -1},
        {"nbf": _at(1)}, {"iat": _at(1)}, {"nbf": "now"},
        {"aud": None}, {"aud": "urn:another"}, {"aud": {"urn:majung": 1}}, {"aud": [["urn:majung"]]},
        {"iss": None}, {"iss": "http://127.0.0.1"}, {"iss": ["x"]},
        {"sub": None}, {"sub": ""}, {"sub": 7}, {"sub": "x" * 256}, {"sub": "a\x00"},
        {"events": {"http://schemas.openid.net/event/backchannel-logout": {}}},
    ],
)  # fmt: skip
async def test_refuses_claims_that_do_not_hold(signing: Signing, claims: dict[str, Any]) -> None:
    assert await signing.refuses(signing.token(**claims))


async def test_the_clock_of_an_issuer_may_be_a_little_ahead(signing: Signing) -> None:
    assert (await signing.verified(signing.token(nbf=_at(0.4), iat=_at(0.4)))).subject == "kim"


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ({"kid": "e"}, RSA),
        ({"kid": "enc"}, MISUSED),
        ({"alg": "ES256", "kid": "e"}, ECKey.generate_key("P-256")),
        ({"alg": "HS256", "kid": "shared"}, SHARED),
        ({"alg": "HS256", "kid": "r"}, SHARED),
        ({"typ": "logout+jwt"}, RSA),
        ({"typ": "secevent+jwt"}, RSA),
    ],
)
async def test_refuses_keys_and_kinds_of_tokens_that_are_not_for_this(
    signing: Signing, header: dict[str, Any], key: Any
) -> None:
    assert await signing.refuses(signing.token(header, key))


async def test_refuses_what_was_changed_after_it_was_signed(signing: Signing) -> None:
    head, _, mark = signing.token().split(".")
    other = signing.token(sub="lee").split(".")[1]
    assert await signing.refuses(f"{head}.{other}.{mark}")


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"}, {"nonce": None}, {"aud": "urn:majung"}, {"aud": ["web", "other"]},
        {"aud": ["web", "other"], "azp": "other"}, {"azp": "other"}, {"iss": "http://127.0.0.1"}, {"exp": _at(-1)},
    ],
)  # fmt: skip
async def test_a_login_believes_only_the_token_that_it_asked_for(signing: Signing, claims: dict[str, Any]) -> None:
    issuer = signing.issuers.for_login("official")
    assert issuer is not None
    asked = {"aud": "web", "nonce": "n"}
    with clock_at(NOON):
        assert (await signing.issuers.verify_login(signing.token(**asked), issuer, "n")).subject == "kim"
        with pytest.raises(TokenNotTrusted):
            await signing.issuers.verify_login(signing.token(**{**asked, **claims}), issuer, "n")
