"""A change that is sent twice under one key is made once, and answers the same."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from tests.schema.graph.conftest import Asking

from majung.access.actor import ANONYMOUS, Actor
from majung.institutions.models import Institution
from majung.storage.ids import uuid7
from majung.storage.transaction import transaction
from majung_schema.asking import Asked, RequestInfo

CREATE = """
mutation ($code: String!, $name: String!) {
  createInstitution(code: $code, nameKo: $name, kind: "BANK") {
    record { id nameKo }
    refusals { code }
  }
}
"""
BANK = {"code": "newbank", "name": "새은행"}
ADMIN = Actor(kind="official", name="official:admin", mandate_id=uuid7(), scopes=frozenset({"accounts.manage"}))


async def payload(ask: Asking, actor: Actor = ADMIN, key: str = "a-key", **variables: Any) -> dict[str, Any]:
    body = await ask(CREATE, actor, variables or BANK, idempotency_key=key)
    assert "errors" not in body, body["errors"]
    found: dict[str, Any] = body["data"]["createInstitution"]
    return found


async def test_the_same_key_answers_the_record_that_was_made(ask: Asking) -> None:
    first, again = await payload(ask), await payload(ask)

    assert first["record"] is not None
    assert again == first
    assert await Institution.filter(code="newbank").count() == 1


async def test_without_a_key_the_second_is_refused_as_a_second(ask: Asking) -> None:
    await ask(CREATE, ADMIN, BANK)
    body = await ask(CREATE, ADMIN, BANK)

    assert body["data"]["createInstitution"]["record"] is None
    assert body["data"]["createInstitution"]["refusals"] != []


async def test_a_repeat_answers_the_record_as_it_was_then(ask: Asking) -> None:
    first = await payload(ask)
    async with transaction(ADMIN) as running:
        await running.execute("update institution set name_ko = '옛은행', version = version + 1 where code = 'newbank'")

    assert await payload(ask) == first


async def test_the_same_key_with_other_variables_is_refused(ask: Asking) -> None:
    await payload(ask)
    other = await payload(ask, code="other", name="다른은행")

    assert other == {"record": None, "refusals": [{"code": "IDEMPOTENCY_KEY_REUSED"}]}
    assert await Institution.filter(code="other").count() == 0


async def test_a_key_is_its_holders_own(ask: Asking) -> None:
    await payload(ask)
    stranger = replace(ADMIN, mandate_id=uuid7())

    answered = await payload(ask, stranger, code="other", name="다른은행")

    assert answered["record"]["nameKo"] == "다른은행"


async def test_eight_at_once_make_one_record(ask: Asking) -> None:
    answers = await asyncio.gather(*(payload(ask) for _ in range(8)))

    assert answers[0]["record"] is not None
    assert all(answer == answers[0] for answer in answers)
    assert await Institution.filter(code="newbank").count() == 1


async def test_a_refused_change_leaves_no_key(ask: Asking) -> None:
    powerless = replace(ADMIN, scopes=frozenset())
    refused = await payload(ask, powerless)
    made = await payload(ask)

    assert refused["refusals"] == [{"code": "NOT_ALLOWED"}]
    assert made["record"] is not None


async def test_each_change_of_a_document_is_remembered_by_itself(ask: Asking) -> None:
    document = """
    mutation {
      a: createInstitution(code: "a", nameKo: "가", kind: "BANK") { record { id } refusals { code } }
      b: createInstitution(code: "b", nameKo: "나", kind: "BANK") { record { id } refusals { code } }
    }
    """
    first = await ask(document, ADMIN, idempotency_key="k")
    again = await ask(document, ADMIN, idempotency_key="k")

    assert first["data"]["a"]["record"] != first["data"]["b"]["record"]
    assert again["data"] == first["data"]


@pytest.mark.parametrize("key", ["", "two words", "키", "x" * 201])
async def test_a_key_that_is_none_is_refused(ask: Asking, key: str) -> None:
    answered = await payload(ask, key=key)

    assert answered["refusals"] == [{"code": "BAD_IDEMPOTENCY_KEY"}]
    assert await Institution.filter(code="newbank").count() == 0


async def test_whoever_has_no_login_has_no_keys(ask: Asking) -> None:
    answered = await payload(ask, ANONYMOUS)

    assert answered["refusals"] == [{"code": "IDEMPOTENCY_NEEDS_LOGIN"}]


async def test_old_keys_are_forgotten(ask: Asking) -> None:
    await payload(ask)
    async with transaction(ADMIN) as running:
        await running.execute("update idempotency_key set at = at - interval '49 hours'")
    await payload(ask, key="another", code="other", name="다른은행")
    async with transaction(ADMIN) as running:
        kept = await running.fetch("select key from idempotency_key")

    assert kept == [{"key": "another"}]


async def test_a_secret_is_not_kept_so_a_token_takes_no_key(ask: Asking) -> None:
    document = """mutation { issueToken(mandate: "mandate_0190a1b2-0000-7000-8000-000000000000", name: "x") {
      token refusals { code } } }"""
    body = await ask(document, ADMIN, idempotency_key="k")

    assert body["data"]["issueToken"] == {"token": None, "refusals": [{"code": "IDEMPOTENCY_NOT_HERE"}]}


async def test_over_websocket_the_key_comes_with_the_operation(ask: Asking) -> None:
    """One handshake serves many operations: a key among its headers would name them all."""
    asked = Asked(query=CREATE, variables=BANK)
    keyed = Asked(query=CREATE, variables=BANK, extensions={"idempotencyKey": "k"})
    info = RequestInfo(request_id="test", transport="websocket", headers={"idempotency-key": "of-the-handshake"})

    first = (await ask.operations.answer(keyed, ADMIN, info)).body["data"]["createInstitution"]
    again = (await ask.operations.answer(keyed, ADMIN, info)).body["data"]["createInstitution"]
    unkeyed = (await ask.operations.answer(asked, ADMIN, info)).body["data"]["createInstitution"]

    assert first["record"] is not None
    assert again == first
    assert unkeyed["record"] is None
