"""Links between logins elsewhere and accounts."""

from __future__ import annotations

import pytest

from majung.access.actor import Actor, system
from majung.errors import InvalidValue, NotAllowed, NotFound
from majung.institutions.models import Account
from majung.institutions.writes import create_account
from majung.logins.errors import IdentityTaken
from majung.logins.models import Identity
from majung.logins.writes import link_identity, link_login, revoke_session, unlink_identity
from majung.storage.database import Database
from majung.storage.ids import uuid7

ADMIN = system("test")
ISSUER = "https://login.example.kr"


async def make_account(login: str) -> Account:
    return await create_account(ADMIN, login=login)


async def test_a_link_is_made_once(database: Database) -> None:
    account = await make_account("kim")
    first = await link_identity(ADMIN, account_id=account.id, issuer=ISSUER, subject="1")
    again = await link_login(ADMIN, login="kim", issuer=ISSUER, subject="1")
    assert (first.id, await Identity.all().count()) == (again.id, 1)


async def test_a_login_is_one_account_at_a_time(database: Database) -> None:
    kim, lee = await make_account("kim"), await make_account("lee")
    link = await link_identity(ADMIN, account_id=kim.id, issuer=ISSUER, subject="1")
    with pytest.raises(IdentityTaken):
        await link_identity(ADMIN, account_id=lee.id, issuer=ISSUER, subject="1")
    await link_identity(ADMIN, account_id=lee.id, issuer=f"{ISSUER}/other", subject="1")
    await unlink_identity(ADMIN, identity_id=link.id)
    moved = await link_identity(ADMIN, account_id=lee.id, issuer=ISSUER, subject="1")
    assert (moved.account_id, moved.unlinked_at) == (lee.id, None)


@pytest.mark.parametrize(("issuer", "subject"), [("", "1"), (ISSUER, " "), (ISSUER, "x" * 256), (ISSUER, "a\x00b")])
async def test_refuses_what_no_issuer_says(database: Database, issuer: str, subject: str) -> None:
    with pytest.raises(InvalidValue):
        await link_identity(ADMIN, account_id=(await make_account("kim")).id, issuer=issuer, subject=subject)


async def test_linking_gives_nothing_to_who_is_not_known(database: Database) -> None:
    with pytest.raises(NotFound):
        await link_login(ADMIN, login="nobody", issuer=ISSUER, subject="1")
    with pytest.raises(NotFound):
        await link_identity(ADMIN, account_id=uuid7(), issuer=ISSUER, subject="1")


async def test_only_who_manages_accounts_links_and_ends(database: Database) -> None:
    account = await make_account("kim")
    link = await link_identity(ADMIN, account_id=account.id, issuer=ISSUER, subject="1")
    officer = Actor(kind="official", name="official:1", scopes=frozenset({"firms.write"}))
    with pytest.raises(NotAllowed):
        await link_identity(officer, account_id=account.id, issuer=ISSUER, subject="2")
    with pytest.raises(NotAllowed):
        await unlink_identity(officer, identity_id=link.id)
    with pytest.raises(NotAllowed):
        await revoke_session(officer, session_id=link.id)
