"""Tokens: from a mandate to an actor, until they expire, are revoked, or their mandate ends."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from majung.access import authentication
from majung.access.actor import ANONYMOUS, Actor, system
from majung.access.authentication import TOKEN, Authentication, TokenRefused
from majung.access.cipher import Keys, use_keys
from majung.clock import clock_at
from majung.errors import InvalidValue, NotAllowed
from majung.institutions.models import Mandate, Role, Token
from majung.institutions.writes import (
    HeldByOfficials,
    create_account,
    create_institution,
    grant_mandate,
    issue_token,
    revoke_token,
    sync_roles,
)
from majung.plugin.contract import Scope
from majung.settings import Settings
from majung.storage.database import Database
from majung.texts import Text

ADMIN = system("test")
NOVEMBER = datetime(2026, 11, 20, 3, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _keys(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    use_keys(Keys(encryption=settings.keys, hashing=settings.hash_key))
    monkeypatch.setattr(authentication, "KEPT_SECONDS", 0.0)


async def make_mandate(**said: object) -> Mandate:
    account = await create_account(ADMIN, login=f"login-{len(await Mandate.all())}")
    return await grant_mandate(ADMIN, account_id=account.id, **{"kind": "official", **said})  # type: ignore[arg-type]


async def make_token(mandate: Mandate, **said: object) -> str:
    return await issue_token(ADMIN, mandate_id=mandate.id, name="test", **said)  # type: ignore[arg-type]


async def test_a_token_opens_its_mandate(database: Database) -> None:
    mandate = await make_mandate(scopes=("firms.write",), districts=("12130",))
    actor = await Authentication(database).actor(await make_token(mandate))
    assert (actor.kind, actor.mandate_id, actor.account_id) == ("official", mandate.id, mandate.account_id)
    assert (actor.scopes, actor.districts) == ({"firms.write"}, {"12130"})


async def test_without_a_token_one_is_anonymous(database: Database) -> None:
    assert await Authentication(database).actor(None) == ANONYMOUS
    assert await Authentication(database).actor("") == ANONYMOUS


async def test_the_secret_is_stored_as_a_keyed_hash_only(database: Database) -> None:
    token = await make_token(await make_mandate())
    found = TOKEN.match(token)
    assert found is not None
    [row] = await database.fetch("select to_jsonb(t)::text as t from token t")
    assert found[1] in row["t"]
    assert found[2] not in row["t"]


@pytest.mark.parametrize("token", ["nonsense", "mj_abcdefghijkl_short", "mj_abcdefghijkl_" + "A" * 43])
async def test_refuses_what_is_no_token(database: Database, token: str) -> None:
    with pytest.raises(TokenRefused):
        await Authentication(database).actor(token)


async def test_refuses_a_known_prefix_with_another_secret(database: Database) -> None:
    token = await make_token(await make_mandate())
    forged = token[:16] + ("A" if token[16] != "A" else "B") + token[17:]
    with pytest.raises(TokenRefused):
        await Authentication(database).actor(forged)
    with pytest.raises(TokenRefused):
        await Authentication(database).actor(f"{token}\n")


async def test_a_revoked_token_stops_working(database: Database) -> None:
    token = await make_token(await make_mandate())
    assert (await Authentication(database).actor(token)).kind == "official"
    row = await Token.get()
    revoked = await revoke_token(ADMIN, token_id=row.id)
    with pytest.raises(TokenRefused):
        await Authentication(database).actor(token)
    again = await revoke_token(ADMIN, token_id=row.id)
    assert again.revoked_at == revoked.revoked_at


async def test_a_kept_answer_ends_within_seconds(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(authentication, "KEPT_SECONDS", 3.0)
    seconds = [100.0]
    monkeypatch.setattr("majung.access.authentication.time.monotonic", lambda: seconds[0])
    token = await make_token(await make_mandate())
    known = Authentication(database)
    await known.actor(token)
    await revoke_token(ADMIN, token_id=(await Token.get()).id)
    assert (await known.actor(token)).kind == "official"
    seconds[0] += 3.0
    with pytest.raises(TokenRefused):
        await known.actor(token)


async def test_two_tokens_of_a_mandate_live_at_once(database: Database) -> None:
    mandate = await make_mandate()
    old, new = await make_token(mandate), await make_token(mandate)
    await revoke_token(ADMIN, token_id=(await Token.get(prefix=old[3:15])).id)
    assert (await Authentication(database).actor(new)).mandate_id == mandate.id


async def test_an_expired_token_stops_working(database: Database) -> None:
    with clock_at(NOVEMBER):
        token = await make_token(await make_mandate(), expires_at=NOVEMBER + timedelta(hours=1))
        assert (await Authentication(database).actor(token)).kind == "official"
    with clock_at(NOVEMBER + timedelta(hours=1)), pytest.raises(TokenRefused):
        await Authentication(database).actor(token)


async def test_refuses_to_make_a_token_that_has_expired(database: Database) -> None:
    mandate = await make_mandate()
    with clock_at(NOVEMBER), pytest.raises(InvalidValue) as refused:
        await make_token(mandate, expires_at=NOVEMBER)
    assert refused.value.path == ("expiresAt",)
    assert await Token.all().count() == 0


async def test_a_partners_key_is_rotated_without_a_gap(database: Database) -> None:
    with clock_at(NOVEMBER):
        mandate = await make_mandate()
        old = await make_token(mandate, expires_at=NOVEMBER + timedelta(days=30))
        new = await make_token(mandate, expires_at=NOVEMBER + timedelta(days=90))
        known = Authentication(database)
        assert (await known.actor(old)).mandate_id == (await known.actor(new)).mandate_id == mandate.id
    later = NOVEMBER + timedelta(minutes=5)
    with clock_at(later):
        await known.actor(new)
    used = {token.prefix: token.last_used_at for token in await Token.all()}
    assert used == {old[3:15]: NOVEMBER, new[3:15]: later}, "it is seen when the partner has stopped using the old one"
    with clock_at(NOVEMBER + timedelta(days=31)):
        assert (await known.actor(new)).mandate_id == mandate.id
        with pytest.raises(TokenRefused):
            await known.actor(old)


async def test_a_development_token_is_refused_in_production(database: Database) -> None:
    token = await make_token(await make_mandate(), development=True)
    assert (await Authentication(database).actor(token)).kind == "official"
    with pytest.raises(TokenRefused):
        await Authentication(database, production=True).actor(token)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (datetime(2026, 11, 19, 14, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 19, 15, 0, tzinfo=UTC), True),
        (datetime(2026, 11, 30, 14, 59, tzinfo=UTC), True),
        (datetime(2026, 11, 30, 15, 0, tzinfo=UTC), False),
    ],
)
async def test_a_mandate_holds_from_its_first_day_in_seoul_to_its_last(
    database: Database, day: datetime, works: bool
) -> None:
    token = await make_token(await make_mandate(valid_from=date(2026, 11, 20), valid_to=date(2026, 11, 30)))
    with clock_at(day):
        opened = await _opens(database, token)
    assert opened is works


async def _opens(database: Database, token: str) -> bool:
    try:
        await Authentication(database).actor(token)
    except TokenRefused:
        return False
    return True


async def test_an_inactive_account_opens_nothing(database: Database) -> None:
    token = await make_token(await make_mandate())
    await database.execute("update account set active = false")
    with pytest.raises(TokenRefused):
        await Authentication(database).actor(token)


async def test_roles_give_their_scopes(database: Database) -> None:
    scopes = [
        Scope(name="firms.write", title=Text("가", "a"), roles=("officer", "manager")),
        Scope(name="audit.read", title=Text("나", "b"), roles=("auditor",)),
    ]
    await sync_roles(ADMIN, scopes=scopes)
    token = await make_token(await make_mandate(roles=("officer",), scopes=("graph.bulk",)))
    assert (await Authentication(database).actor(token)).scopes == {"firms.write", "graph.bulk"}


@pytest.mark.parametrize("held", [{"scopes": ("personal.unmask", "graph.bulk")}, {"roles": ("officer",)}])
async def test_only_officials_hold_roles_and_permissions(database: Database, held: dict[str, tuple[str, ...]]) -> None:
    with pytest.raises(HeldByOfficials) as refused:
        await make_mandate(kind="partner", institution_id=uuid4(), **held)
    assert "graph.bulk" in refused.value.details["others"]
    assert await Mandate.all() == []


async def test_permissions_written_past_the_rule_open_nothing(database: Database) -> None:
    await sync_roles(ADMIN, scopes=[Scope(name="firms.write", title=Text("가", "a"), roles=("officer",))])
    bank = await create_institution(ADMIN, code="bank", name_ko="은행", kind="BANK", bank_code="034")
    mandate = await make_mandate(kind="partner", institution_id=bank.id, scopes=("graph.bulk",))
    await Mandate.filter(id=mandate.id).update(roles=["officer"], scopes=["personal.unmask", "graph.bulk"])
    token = await make_token(mandate)
    assert (await Authentication(database).actor(token)).scopes == {"graph.bulk"}


async def test_what_staff_added_to_a_role_stays(database: Database) -> None:
    scopes = [Scope(name="firms.write", title=Text("가", "a"), roles=("officer",))]
    await sync_roles(ADMIN, scopes=scopes)
    await Role.filter(code="officer").update(scopes=["audit.read", "firms.write"])
    await sync_roles(ADMIN, scopes=[*scopes, Scope(name="imports.run", title=Text("나", "b"), roles=("officer",))])
    assert (await Role.get(code="officer")).scopes == ["audit.read", "firms.write", "imports.run"]


async def test_last_use_is_recorded(database: Database) -> None:
    with clock_at(NOVEMBER):
        await Authentication(database).actor(await make_token(await make_mandate()))
    assert (await Token.get()).last_used_at == NOVEMBER


async def test_issuing_and_revoking_need_the_permission(database: Database) -> None:
    mandate = await make_mandate()
    await make_token(mandate)
    nobody = Actor(kind="official", name="official:nobody")
    with pytest.raises(NotAllowed):
        await issue_token(nobody, mandate_id=mandate.id, name="mine")
    with pytest.raises(NotAllowed):
        await revoke_token(nobody, token_id=(await Token.get()).id)


async def test_no_token_opens_the_platform_itself(database: Database) -> None:
    token = await make_token(await make_mandate())
    await database.execute("update mandate set kind = 'system'")
    with pytest.raises(TokenRefused):
        await Authentication(database).actor(token)
