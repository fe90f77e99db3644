"""Tokens of an issuer: what they open, and what nobody gets in with."""

from __future__ import annotations

import asyncio
import base64
import hmac
import json
from datetime import UTC, date, datetime

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey
from tests.schema.logins.conftest import ADMIN, Installation, Service, code

from majung.access.authentication import Authentication, TokenRefused
from majung.clock import clock_at
from majung.institutions.writes import end_mandate
from majung.logins import discovery
from majung.logins.issuers import Issuer
from majung.logins.models import Identity, LoginSession
from majung.logins.writes import revoke_session, unlink_identity


async def test_a_login_opens_the_mandate_of_its_account(here: Installation, service: Service) -> None:
    await here.admit("officer", service.url)
    answer = await here.asks(await service.token("officer"))
    assert answer.json()["data"] == {"viewer": {"kind": "official"}}


async def test_a_login_that_is_not_linked_opens_nothing(here: Installation, service: Service) -> None:
    answer = await here.asks(await service.token("stranger"))
    assert (answer.status_code, code(answer)) == (403, "IDENTITY_NOT_LINKED")
    assert await LoginSession.all().count() == 0


async def test_a_new_token_may_come_with_several_requests_at_once(here: Installation, service: Service) -> None:
    await here.admit("officer", service.url)
    known = here.platform.authentication
    await known.actor(await service.token("officer"))  # the issuer's keys are known now
    token = await service.token("officer")
    answers = await asyncio.gather(*(known.actor(token) for _ in range(8)))
    assert len({actor.token_id for actor in answers}) == 1


async def test_of_several_mandates_the_client_names_one(here: Installation, service: Service) -> None:
    first = await here.admit("officer", service.url, roles=("officer",), valid_from=date(2026, 1, 1))
    second = await here.admit("officer", service.url, roles=("auditor",), valid_from=date(2026, 2, 1))
    token = await service.token("officer")
    silent = await here.asks(token)
    assert (silent.status_code, code(silent)) == (403, "MANDATE_NOT_CHOSEN")
    told = silent.json()["errors"][0]["extensions"]["details"]["mandates"]
    assert told == f"mandate_{first.id} (official officer), mandate_{second.id} (official auditor)"
    chosen = await here.asks(token, "{ viewer { scopes } }", **{"majung-mandate": f"mandate_{second.id}"})
    assert "audit.read" in chosen.json()["data"]["viewer"]["scopes"]
    wrong = await here.asks(token, **{"majung-mandate": "mandate_of-somebody-else"})
    assert (wrong.status_code, code(wrong)) == (403, "MANDATE_NOT_YOURS")


async def test_an_issuer_vouches_only_for_its_kinds_of_actors(here: Installation, service: Service) -> None:
    bank = await here.platform.database.fetch("select id from institution where bank_code = '034'")
    await here.admit("officer", service.url, kind="partner", institution_id=bank[0]["id"])
    answer = await here.asks(await service.token("officer"))
    assert (answer.status_code, code(answer)) == (401, "UNAUTHENTICATED")


async def test_a_token_for_somebody_else_is_refused(here: Installation, service: Service) -> None:
    await here.admit("officer", service.url)
    answer = await here.asks(await service.token("officer", audience="urn:another"))
    assert (answer.status_code, code(answer)) == (401, "UNAUTHENTICATED")


async def test_another_issuer_with_the_same_key_is_refused(here: Installation, service: Service) -> None:
    await here.admit("officer", service.url)
    answer = await here.asks(await service.token("officer", url=service.other))
    assert (answer.status_code, code(answer)) == (401, "UNAUTHENTICATED")


def _claims(token: str) -> dict[str, object]:
    body = token.split(".")[1]
    claims: dict[str, object] = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return claims


def _bare(part: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


async def test_an_unsigned_token_is_refused(here: Installation, service: Service) -> None:
    await here.admit("officer", service.url)
    claims = _bare(_claims(await service.token("officer")))
    for algorithm in ("none", "None", "NONE"):
        answer = await here.asks(f"{_bare({'alg': algorithm, 'typ': 'JWT'})}.{claims}.")
        assert (answer.status_code, code(answer)) == (401, "UNAUTHENTICATED")


async def test_the_public_key_as_a_shared_secret_is_refused(here: Installation, service: Service) -> None:
    await here.admit("officer", service.url)
    claims, [key] = _claims(await service.token("officer")), await service.keys()
    signed = f"{_bare({'alg': 'HS256', 'kid': key['kid'], 'typ': 'at+jwt'})}.{_bare(claims)}"
    mark = hmac.digest(RSAKey.import_key(key).as_pem(private=False), signed.encode(), "sha256")
    forged = f"{signed}.{base64.urlsafe_b64encode(mark).rstrip(b'=').decode()}"
    assert code(await here.asks(forged)) == "UNAUTHENTICATED"


async def test_another_key_under_the_known_name_is_refused(here: Installation, service: Service) -> None:
    await here.admit("officer", service.url)
    claims, [key] = _claims(await service.token("officer")), await service.keys()
    forged = jwt.encode({"alg": "RS256", "kid": key["kid"]}, claims, RSAKey.generate_key(2048))
    assert code(await here.asks(forged)) == "UNAUTHENTICATED"


@pytest.mark.parametrize("token", ["..", "a.b.c", "eyJhbGciOiJSUzI1NiJ9.bnVsbA.AA", "x" * 9000 + ".."])
async def test_what_is_no_token_is_refused(here: Installation, token: str) -> None:
    assert code(await here.asks(token)) == "UNAUTHENTICATED"


async def test_a_new_key_is_found_and_the_old_one_forgotten(
    here: Installation, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    await here.admit("officer", service.url)
    before = await service.token("officer")
    assert (await here.asks(before)).status_code == 200
    await service.rotate()
    after = await service.token("officer")
    assert (await here.asks(after)).status_code == 401, "keys were looked up less than a minute ago"
    monkeypatch.setattr(discovery, "LOOK_SECONDS", 0.0)
    assert (await here.asks(after)).status_code == 200
    here.platform.authentication._kept.clear()
    assert (await here.asks(before)).status_code == 401


async def test_unknown_keys_do_not_make_us_ask_again_and_again(here: Installation, service: Service) -> None:
    await here.admit("officer", service.url)
    token = await service.token("officer")
    assert (await here.asks(token)).status_code == 200
    asked = await service.asked("/jwks")
    claims, key = _claims(token), RSAKey.generate_key(2048)
    for number in range(20):
        forged = jwt.encode({"alg": "RS256", "kid": f"unknown-{number}"}, claims, key)
        assert code(await here.asks(forged)) == "UNAUTHENTICATED"
    assert await service.asked("/jwks") == asked


async def test_an_expired_token_is_refused(here: Installation, service: Service) -> None:
    await here.admit("brief", service.url)
    token = await service.token("brief")
    assert (await here.asks(token)).status_code == 200
    expires = datetime.fromtimestamp(float(str(_claims(token)["exp"])), UTC)
    with clock_at(expires), pytest.raises(TokenRefused):
        await Authentication(here.platform.database, issuers=here.platform.authentication.issuers).actor(token)


async def test_what_ends_a_link_or_a_mandate_ends_its_tokens(here: Installation, service: Service) -> None:
    mandate = await here.admit("officer", service.url)
    token = await service.token("officer")
    assert (await here.asks(token)).status_code == 200
    await end_mandate(ADMIN, mandate_id=mandate.id)
    here.platform.authentication._kept.clear()
    assert code(await here.asks(token)) == "IDENTITY_NOT_LINKED"
    await here.admit("officer", service.url)
    fresh = await service.token("officer")
    assert (await here.asks(fresh)).status_code == 200
    await unlink_identity(ADMIN, identity_id=(await Identity.get()).id)
    here.platform.authentication._kept.clear()
    assert code(await here.asks(fresh)) == "IDENTITY_NOT_LINKED"


async def test_a_token_that_was_revoked_stays_so_under_a_new_mandate(here: Installation, service: Service) -> None:
    await here.admit("officer", service.url)
    token = await service.token("officer")
    assert (await here.asks(token)).status_code == 200
    await revoke_session(ADMIN, session_id=(await LoginSession.get()).id)
    await here.admit("officer", service.url)
    here.platform.authentication._kept.clear()
    assert code(await here.asks(token)) == "UNAUTHENTICATED"


class TestAwayIssuer:
    """Nobody answers at its address."""

    @pytest.fixture
    def issuers(self) -> tuple[Issuer, ...]:
        return (Issuer(kind="official", url="http://127.0.0.1:9", audiences=frozenset({"urn:majung"})),)

    async def test_is_told_apart_from_a_wrong_token(self, here: Installation) -> None:
        claims = {"iss": "http://127.0.0.1:9", "aud": "urn:majung", "sub": "x", "exp": 2_000_000_000}
        token = jwt.encode({"alg": "RS256", "kid": "1"}, claims, RSAKey.generate_key(2048))
        answer = await here.asks(token)
        assert (answer.status_code, code(answer)) == (503, "ISSUER_AWAY")
        assert (await here.asks(None)).status_code == 200
