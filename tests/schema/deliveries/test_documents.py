"""Stored documents: what is refused, how they are versioned, what happens when the schema changes."""

from __future__ import annotations

from typing import Any

import pytest
from tests.schema.deliveries.conftest import DOCUMENT, Partner, Receiver

from majung_schema.deliveries.checking import check_stored_documents
from majung_schema.testing import App

STORE = """mutation($name: String!, $text: String!, $variables: JSON) {
  storeDocument(name: $name, text: $text, variables: $variables) {
    record { id revision cost state field } refusals { code message } } }"""
DEAR = (
    "subscription { updates { subject { ... on Firm { "
    + " ".join(f"a{i}: applications(first: 50) {{ nodes {{ id state }} }}" for i in range(15))
    + " } } } }"
)


async def stored(app: App, partner: Partner, text: str, name: str = "loans", variables: Any = None) -> dict[str, Any]:
    given = {"name": name, "text": text, "variables": variables}
    found: dict[str, Any] = (await app.ask(STORE, partner.actor, given))["storeDocument"]
    return found


@pytest.mark.parametrize(
    ("text", "code", "word"),
    [
        ("subscription { updates { nonsense } }", "DOCUMENT_REFUSED", "VALIDATION_FAILED"),
        ("subscription { updates {", "DOCUMENT_REFUSED", "SYNTAX_ERROR"),
        (DEAR, "DOCUMENT_TOO_DEAR", "2000"),
        ("subscription { updates { " + "type " * 3000 + "} }", "DOCUMENT_REFUSED", "TOO_MANY_TOKENS"),
        ("query { viewer { kind } }", "NOT_OVER_EVENTS", "query"),
        ("mutation { closeCall(id: \"call_1\", version: 1) { refusals { code } } }", "NOT_OVER_EVENTS", "mutation"),
        ("subscription { ...U } fragment U on Subscription { updates { type } }", "NOT_OVER_EVENTS", "fragment"),
        ("subscription { updates(after: \"djE6MQ\") { type } }", "CURSOR_IN_DOCUMENT", "after"),
        ("subscription($t: [String!]!) { updates(types: $t) { type } }", "DOCUMENT_REFUSED", "VARIABLES_INVALID"),
        ("subscription A { updates { type } } subscription B { updates { type } }", "DOCUMENT_REFUSED", "UNKNOWN_OP"),
        ("", "DOCUMENT_REFUSED", "SYNTAX_ERROR"),
    ],
)  # fmt: skip
async def test_refuses_what_could_not_be_sent(app: App, partner: Partner, text: str, code: str, word: str) -> None:
    answer = await stored(app, partner, text)
    assert answer["record"] is None
    [refusal] = answer["refusals"]
    assert refusal["code"] == code
    assert word in refusal["message"]
    assert await app.database.fetch("select id from stored_document") == []


async def test_the_same_name_is_the_next_revision_and_the_old_text_stays_readable(app: App, partner: Partner) -> None:
    first = await stored(app, partner, DOCUMENT)
    same = await stored(app, partner, DOCUMENT)
    other = await stored(
        app, partner, "subscription($t: [String!]!) { updates(types: $t) { type } }", variables={"t": ["core.X"]}
    )
    assert [answer["record"]["revision"] for answer in (first, same, other)] == [1, 1, 2]
    texts = await app.database.fetch(
        "select row ->> 'text' as text from row_history where table_name = $1", "stored_document"
    )
    assert DOCUMENT in [row["text"] for row in texts]


async def test_a_document_that_no_longer_fits_is_parked_never_sent_and_restored(
    app: App, partner: Partner, receiver: Receiver
) -> None:
    document = await partner.store()
    endpoint, _ = await partner.endpoint(receiver.url, document)
    await app.database.execute(
        "update stored_document set schema_mark = 'of another plugin set', text = replace(text, 'source', 'gone')"
    )
    async with app.serving():
        await partner.hear()
        seen = await app.ask("{ storedDocuments { nodes { state parkedReason } } }", partner.actor)
        [parked] = seen["storedDocuments"]["nodes"]
        assert parked["state"] == "PARKED"
        assert "gone" in parked["parkedReason"]
        await partner.settled(endpoint, delivered=0, waiting=0)
    assert receiver.received == []
    await app.database.execute("update stored_document set schema_mark = 'x', text = replace(text, 'gone', 'source')")
    assert await check_stored_documents(app.platform.selections) == 0
    async with app.serving():
        [one] = await receiver.until(1)
    assert one.json["data"]["updates"]["source"] == "staff"
    types = [row["type"] for row in await app.database.fetch("select type from event_log order by position")]
    assert [t for t in types if "Selection" in t] == [
        "core.SelectionStored", "core.SelectionParked", "core.SelectionRestored",
    ]  # fmt: skip
