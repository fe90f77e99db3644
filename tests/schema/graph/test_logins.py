"""Logins elsewhere in the graph: who manages accounts links them and ends what they opened; nobody else sees them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.schema.graph.test_staff_changes import NOBODY, STAFF, made

from majung import clock
from majung.access.actor import system
from majung.institutions.writes import create_account, grant_mandate
from majung.logins.models import LoginSession
from majung.logins.writes import link_login

ISSUER = "https://login.example.kr"
LINK = (
    "mutation L($account: ID!, $subject: String!) { linkIdentity(account: $account, issuer: "
    f'"{ISSUER}", subject: $subject) {{ record {{ id issuer subject unlinkedAt }} refusals {{ code path }} }} }}'
)
UNLINK = "mutation U($id: ID!) { unlinkIdentity(id: $id) { record { unlinkedAt } refusals { code } } }"
REVOKE = "mutation R($id: ID!) { revokeSession(id: $id) { record { revokedAt } refusals { code } } }"
SEEN = """{ accounts { nodes { identities { nodes { issuer } }
    mandates { nodes { sessions { nodes { id browser revokedAt } } } } } } }"""


async def _account(ask: Any, login: str) -> str:
    account = await made(ask, "mutation A($l: String!) { createAccount(login: $l) { record { id } } }", l=login)
    id: str = account["record"]["id"]
    return id


async def test_a_link_is_made_and_ended(ask: Any) -> None:
    account, other = await _account(ask, "kim"), await _account(ask, "lee")
    link = await made(ask, LINK, account=account, subject="8f3a")
    assert (link["record"]["issuer"], link["record"]["unlinkedAt"], link["refusals"]) == (ISSUER, None, [])
    taken = await made(ask, LINK, account=other, subject="8f3a")
    assert taken["refusals"] == [{"code": "IDENTITY_TAKEN", "path": ["subject"]}]
    ended = await made(ask, UNLINK, id=link["record"]["id"])
    assert ended["record"]["unlinkedAt"] is not None
    moved = await made(ask, LINK, account=other, subject="8f3a")
    assert moved["record"]["id"] == link["record"]["id"]


async def test_the_subject_is_hidden_without_a_purpose(ask: Any) -> None:
    link = await made(ask, LINK, account=await _account(ask, "kim"), subject="8f3a")
    assert link["record"]["subject"] == "***"


async def test_nobody_else_links(ask: Any) -> None:
    account = await _account(ask, "kim")
    refused = await made(ask, LINK, NOBODY, account=account, subject="8f3a")
    assert [one["code"] for one in refused["refusals"]] == ["NOT_ALLOWED"]


async def test_a_session_is_seen_and_ended_whatever_its_mandate(ask: Any) -> None:
    admin = system("test")
    account = await create_account(admin, login="kim")
    link = await link_login(admin, login="kim", issuer=ISSUER, subject="1")
    for roles in (["officer"], ["auditor"]):
        mandate = await grant_mandate(admin, account_id=account.id, kind="official", roles=roles)
        until = clock.now() + timedelta(hours=1)
        await LoginSession.create(
            identity_id=link.id, mandate_id=mandate.id, secret_hash="h", browser=True, expires_at=until
        )
    [seen] = (await ask.data(SEEN, STAFF))["accounts"]["nodes"]
    assert seen["identities"]["nodes"] == [{"issuer": ISSUER}]
    sessions = [one for mandate in seen["mandates"]["nodes"] for one in mandate["sessions"]["nodes"]]
    assert [(one["browser"], one["revokedAt"]) for one in sessions] == [(True, None), (True, None)]
    ended = await made(ask, REVOKE, id=sessions[0]["id"])
    assert ended["record"]["revokedAt"] is not None
    assert await LoginSession.filter(revoked_at=None).count() == 0
