"""What a process knows of the trusted documents: read seldom, and by every process within seconds."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import httpx2
import pytest

from majung.access.actor import system
from majung.trusted.writes import NewDocument, distrust_document, hash_of, trust_documents
from majung_schema.app import build_app
from majung_schema.platform import Platform
from majung_schema.testing import App, app, config, plugins, server
from majung_schema.trusted import KEPT_SECONDS, DocumentUnknown, TrustedDocuments

__all__ = ["app", "config", "plugins", "server"]

OPERATOR = system("test")
FIRMS, VIEWER = "{ firms { totalCount } }", "{ viewer { kind } }"


class Process:
    """What one server process knows, by a clock that the test moves; `asked` counts its statements."""

    def __init__(self, app: App) -> None:
        self.app, self.seconds, self.asked = app, 0.0, 0
        self.documents = TrustedDocuments(self.read, now=lambda: self.seconds)

    async def read(self, statement: str, known: Sequence[str]) -> Sequence[Mapping[str, Any]]:
        self.asked += 1
        rows: Sequence[Mapping[str, Any]] = await self.app.database.statement(statement, known)
        return rows

    async def text(self, text: str) -> str:
        return await self.documents.text("", f"sha256:{hash_of(text)}", "anonymous")


async def trust(*texts: str) -> None:
    await trust_documents(OPERATOR, [NewDocument(name="test", text=text) for text in texts])


async def test_a_document_that_is_added_or_removed_is_so_everywhere_within_seconds(app: App) -> None:
    with app.platform.active():
        await trust(FIRMS)
        processes = [Process(app), Process(app)]
        assert [await one.text(FIRMS) for one in processes] == [FIRMS, FIRMS]
        await trust(VIEWER)
        await distrust_document(OPERATOR, hash_of(FIRMS))
    for one in processes:
        one.seconds += KEPT_SECONDS
        assert await one.text(VIEWER) == VIEWER
        with pytest.raises(DocumentUnknown):
            await one.text(FIRMS)
        assert one.asked == 2


async def test_neither_known_nor_made_up_ids_cost_statements(app: App) -> None:
    with app.platform.active():
        await trust(FIRMS)
    process = Process(app)
    assert await asyncio.gather(*(process.text(FIRMS) for _ in range(20))) == [FIRMS] * 20
    for number in range(20):
        with pytest.raises(DocumentUnknown):
            await process.text(f"{{ made up {number} }}")
    assert process.asked == 1


async def test_an_installation_answers_citizens_only_what_it_trusts(app: App) -> None:
    with app.platform.active():
        await trust(FIRMS)
    settings = replace(app.platform.settings, trusted_only=frozenset({"anonymous"}))
    platform = Platform(settings=settings, registry=app.registry, schema=app.platform.schema, database=app.database)
    transport = httpx2.ASGITransport(app=build_app(platform))
    async with httpx2.AsyncClient(transport=transport, base_url="http://majung.test") as client:
        named = await client.post("/graphql", json={"documentId": f"sha256:{hash_of(FIRMS)}"})
        refused = await client.post("/graphql", json={"query": VIEWER})
        exported = await client.post("/export", json={"query": "{ firms { nodes { name } } }"})
    assert named.json()["data"] == {"firms": {"totalCount": 0}}
    codes = [answer.json()["errors"][0]["extensions"]["code"] for answer in (refused, exported)]
    assert codes == ["DOCUMENT_NOT_TRUSTED"] * 2


async def test_lists_that_are_trusted_can_be_exported_by_their_id(app: App) -> None:
    listed = "{ firms { nodes { name } } }"
    with app.platform.active():
        await trust(listed)
    everybody = frozenset({"anonymous"})
    settings = replace(app.platform.settings, trusted_only=everybody)
    platform = Platform(settings=settings, registry=app.registry, schema=app.platform.schema, database=app.database)
    transport = httpx2.ASGITransport(app=build_app(platform))
    async with httpx2.AsyncClient(transport=transport, base_url="http://majung.test") as client:
        answer = await client.post("/export", json={"documentId": f"sha256:{hash_of(listed)}"})
    assert (answer.status_code, answer.headers["majung-rows"]) == (200, "0")
