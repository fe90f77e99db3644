"""Looking again at who tokens open, many at once: what changed, what ended, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.core.access.test_tokens import ADMIN, make_mandate, make_token

from majung.access.authentication import Authentication, TokenRefused
from majung.access.cipher import Keys, use_keys
from majung.clock import clock_at
from majung.institutions.models import Account, Role, Token
from majung.institutions.writes import revoke_token
from majung.settings import Settings
from majung.storage.database import Database
from majung.storage.ids import uuid7


@pytest.fixture(autouse=True)
def _keys(settings: Settings) -> None:
    use_keys(Keys(encryption=settings.keys, hashing=settings.hash_key))


class Asked:
    """How many statements the looks took."""

    def __init__(self, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        self.statements = 0
        inner = database.statement

        async def statement(sql: str, *values: object) -> Any:
            self.statements += 1
            return await inner(sql, *values)

        monkeypatch.setattr(database, "statement", statement)


async def test_what_has_not_changed_is_the_same_object_for_one_statement(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    authentication = Authentication(database)
    actors = [await authentication.actor(await make_token(await make_mandate(scopes=("a",)))) for _ in range(3)]
    ids = [actor.token_id for actor in actors if actor.token_id]
    first = await authentication.again(ids)
    assert sorted(first.values(), key=lambda a: a.name) == sorted(actors, key=lambda a: a.name)
    asked = Asked(database, monkeypatch)
    again = await authentication.again(ids)
    assert all(again[id] is first[id] for id in ids)
    assert asked.statements == 1


async def test_a_changed_mandate_role_or_account_is_noticed_at_once(database: Database) -> None:
    authentication = Authentication(database)
    mandate = await make_mandate(roles=("clerk",))
    await Role.create(code="clerk", title_ko="담당", title_en="clerk", scopes=["a"])
    actor = await authentication.actor(await make_token(mandate))
    assert actor.token_id is not None
    ids = [actor.token_id]
    assert (await authentication.again(ids))[ids[0]].scopes == {"a"}
    await Role.filter(code="clerk").update(scopes=["a", "b"])
    assert (await authentication.again(ids))[ids[0]].scopes == {"a", "b"}
    mandate.districts = ["12130"]
    await mandate.save()
    assert (await authentication.again(ids))[ids[0]].districts == {"12130"}
    await Account.filter(id=mandate.account_id).update(active=False)
    assert await authentication.again(ids) == {}


async def test_roles_with_different_numbers_of_permissions_can_be_looked_at(database: Database) -> None:
    """PostgreSQL puts no arrays of different lengths into one; whoever had two such roles and followed updates
    stopped the updates of everybody on that server.
    """
    authentication = Authentication(database)
    await Role.create(code="clerk", title_ko="담당", title_en="clerk", scopes=["a"])
    await Role.create(code="head", title_ko="부서장", title_en="head", scopes=["b", "c"])
    actor = await authentication.actor(await make_token(await make_mandate(roles=("clerk", "head"))))
    assert actor.token_id is not None
    ids = [actor.token_id]
    assert (await authentication.again(ids))[ids[0]].scopes == {"a", "b", "c"}
    await Role.filter(code="clerk").update(scopes=["a", "d"])
    assert (await authentication.again(ids))[ids[0]].scopes == {"a", "b", "c", "d"}


async def test_a_revoked_an_expired_and_an_unknown_token_are_left_out(database: Database) -> None:
    authentication = Authentication(database)
    mandate = await make_mandate()
    later = datetime.now(UTC) + timedelta(hours=1)
    revoked, expiring, lasting = [
        (await authentication.actor(token)).token_id
        for token in (
            await make_token(mandate), await make_token(mandate, expires_at=later), await make_token(mandate),
        )
    ]  # fmt: skip
    assert revoked is not None
    assert expiring is not None
    assert lasting is not None
    await revoke_token(ADMIN, token_id=revoked)
    asked = [revoked, expiring, lasting, uuid7()]
    assert set(await authentication.again(asked)) == {expiring, lasting}
    with clock_at(later + timedelta(seconds=1)):
        assert set(await authentication.again(asked)) == {lasting}
    with pytest.raises(TokenRefused):
        await authentication.actor_of(revoked)
    assert (await authentication.actor_of(lasting)).mandate_id == mandate.id


async def test_production_leaves_development_tokens_out(database: Database) -> None:
    token = await make_token(await make_mandate(), development=True)
    actor = await Authentication(database).actor(token)
    assert actor.token_id is not None
    assert (await Token.get(id=actor.token_id)).development
    assert await Authentication(database, production=True).again([actor.token_id]) == {}
