"""Upload and download over HTTP, and documents in the graph."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette.applications import Starlette

from majung import clock
from majung.access.actor import ANONYMOUS, Actor
from majung.access.rates import Rates
from majung.documents.models import Document, StoredFile
from majung.settings import Settings
from majung.testing import agent_of, make_firm
from majung_schema.document_routes import document_routes
from majung_schema.testing import App, app, config, plugins, server

__all__ = ["app", "config", "plugins", "server"]

PDF = b"%PDF-1.7\n" + b"x" * 300_000


@dataclass
class Desk:
    """Sends files as whoever is named, to an installation whose files are in a folder of the test."""

    app: App
    folder: Path
    actors: dict[str, Actor]
    client: httpx2.AsyncClient

    async def put(self, who: str, content: Any = PDF, **query: str) -> httpx2.Response:
        """Upload a file."""
        return await self.client.post("/documents", params=query, content=content, headers=self._as(who))

    async def fetch(self, who: str, document: str) -> httpx2.Response:
        """Download a document."""
        return await self.client.get(f"/documents/{document}", headers=self._as(who))

    def held(self) -> list[str]:
        """Names of the contents in the folder."""
        return sorted(path.name for path in self.folder.rglob("*") if path.is_file())

    @staticmethod
    def _as(who: str) -> dict[str, str]:
        return {"authorization": who, "accept-language": "en"}


async def make_desk(app: App, folder: Path, **settings: Any) -> Desk:
    """A desk with two agents and two officials."""
    changed: Settings = replace(app.platform.settings, data_dir=folder, **settings)
    platform = replace(app.platform, settings=changed)
    firms = [await make_firm(name="한빛정밀"), await make_firm(name="목포식품")]
    actors = {
        "agent": await agent_of(firms[0]),
        "stranger": await agent_of(firms[1]),
        "official": await app.official("documents.read"),
        "clerk": await app.official("firms.write"),
        "nobody": ANONYMOUS,
    }

    async def who(connection: Any) -> Actor:
        return actors[connection.headers["authorization"]]

    transport = httpx2.ASGITransport(app=Starlette(routes=document_routes(platform, who)))
    client = httpx2.AsyncClient(transport=transport, base_url="http://test")
    desk = Desk(app=app, folder=folder, actors=actors, client=client)
    desk.firm, desk.other = (f"firm_{firm.id}" for firm in firms)  # type: ignore[attr-defined]
    return desk


@pytest.fixture
async def desk(app: App, tmp_path: Path) -> AsyncIterator[Any]:
    """A desk without a scanner."""
    made = await make_desk(app, tmp_path / "store", documents_bytes=1_000_000)
    async with made.client:
        yield made


async def test_what_is_uploaded_comes_back_to_those_who_may_see_it(desk: Any) -> None:
    sent = await desk.put("agent", firm=desk.firm, type="BUSINESS_REGISTRATION", filename="등록증.pdf", title="등록증")
    document = sent.json()["document"]

    answers = {who: await desk.fetch(who, document["id"]) for who in desk.actors}

    assert (sent.status_code, document["mediaType"], document["size"]) == (201, "application/pdf", len(PDF))
    assert {who: a.status_code for who, a in answers.items()} == {
        "agent": 200, "stranger": 404, "official": 200, "clerk": 422, "nobody": 404,
    }  # fmt: skip
    assert answers["agent"].content == PDF
    assert answers["agent"].headers["content-disposition"].endswith("%EB%93%B1%EB%A1%9D%EC%A6%9D.pdf")
    assert answers["agent"].headers["content-security-policy"].startswith("sandbox")
    assert answers["clerk"].json()["refusals"][0]["code"] == "NOT_ALLOWED"
    records = await desk.app.database.fetch("select actor, kind from access_record where read_table = 'document'")
    assert sorted(r["kind"] for r in records) == ["firm", "official"]


@pytest.mark.parametrize(
    ("query", "content", "status", "code"),
    [
        ({"type": "NOTHING"}, PDF, 422, "DOCUMENT_TYPE_UNKNOWN"),
        ({"type": "OTHER"}, b"MZ program", 422, "FILE_KIND_REFUSED"),
        ({"type": "OTHER"}, b"", 422, "FILE_EMPTY"),
        ({"type": "OTHER"}, b"%PDF-" + b"x" * 1_000_000, 413, "FILE_TOO_LARGE"),
        ({"type": "NATIONAL_TAX"}, PDF, 422, "DOCUMENT_DATES_WRONG"),
        ({"type": "NATIONAL_TAX", "issuedOn": "2026-13-01"}, PDF, 422, "DOCUMENT_DATES_WRONG"),
        ({"type": "OTHER", "firm": "firm_1"}, PDF, 422, "INVALID_ID"),
        ({"type": "OTHER", "title": "850101-1234567"}, PDF, 422, "RESIDENT_NUMBER_REFUSED"),
    ],
)
async def test_a_refused_upload_leaves_nothing(
    desk: Any, query: dict[str, str], content: bytes, status: int, code: str
) -> None:
    answer = await desk.put("agent", content, **{"firm": desk.firm, **query})
    assert (answer.status_code, answer.json()["refusals"][0]["code"]) == (status, code)
    assert (desk.held(), await Document.all().count(), await StoredFile.all().count()) == ([], 0, 0)


async def test_an_upload_for_another_firm_is_refused_before_it_is_read(desk: Any) -> None:
    async def unread() -> AsyncIterator[bytes]:
        raise AssertionError("the body was read")
        yield b""

    answer = await desk.put("agent", unread(), firm=desk.other, type="OTHER")
    assert answer.json()["refusals"][0]["code"] == "DOCUMENT_NOT_YOURS"


async def test_an_interrupted_upload_leaves_nothing(desk: Any) -> None:
    routes = desk.client._transport.app
    sent = [{"type": "http.request", "body": PDF[:5000], "more_body": True}, {"type": "http.disconnect"}]
    query = f"firm={desk.firm}&type=OTHER".encode()
    scope = {
        "type": "http", "method": "POST", "path": "/documents", "query_string": query, "root_path": "",
        "headers": [(b"authorization", b"agent"), (b"content-length", str(len(PDF)).encode())],
    }  # fmt: skip

    async def receive() -> dict[str, Any]:
        return sent.pop(0)

    async def send(message: dict[str, Any]) -> None:
        answers.append(message)

    answers: list[dict[str, Any]] = []
    await routes(scope, receive, send)

    assert answers[0]["status"] == 400
    assert (desk.held(), await Document.all().count()) == ([], 0)


async def test_what_was_not_scanned_cannot_be_fetched(app: App, tmp_path: Path) -> None:
    waiting = await make_desk(app, tmp_path / "store", documents_scan="scanner-that-is-not-installed")
    async with waiting.client:
        sent = await waiting.put("agent", firm=waiting.firm, type="OTHER")  # type: ignore[attr-defined]
        fetched = await waiting.fetch("agent", sent.json()["document"]["id"])
    assert (sent.status_code, fetched.status_code) == (201, 409)
    assert fetched.json()["refusals"][0]["code"] == "FILE_NOT_SCANNED"


async def test_infected_files_are_not_stored(app: App, tmp_path: Path) -> None:
    found = await make_desk(app, tmp_path / "store", documents_scan="sh -c 'echo Eicar; exit 1' scan")
    async with found.client:
        answer = await found.put("agent", firm=found.firm, type="OTHER")  # type: ignore[attr-defined]
    assert answer.json()["refusals"][0]["code"] == "FILE_INFECTED"
    assert found.held() == []


async def test_documents_stand_in_the_graph_with_what_they_are_usable_for(desk: Any) -> None:
    today = clock.today()
    for days in (10, 40):
        issued = (today - timedelta(days=days)).isoformat()
        await desk.put("agent", firm=desk.firm, type="NATIONAL_TAX", issuedOn=issued, filename="세금.pdf")
    document = (
        "{ firms { nodes { documents(where: { usable: true }) { nodes { path filename validUntil type { validDays }"
    )
    document += " file { size scan } } } } } documents { totalCount } }"

    seen = await desk.app.ask(document, desk.actors["agent"])
    masked = await desk.app.ask(document, desk.actors["official"])
    none = await desk.app.ask("{ documents { totalCount } }", desk.actors["stranger"])

    [usable] = seen["firms"]["nodes"][0]["documents"]["nodes"]
    assert usable["filename"] == "세금.pdf"
    assert usable["validUntil"] == (today + timedelta(days=20)).isoformat()
    assert usable["path"].startswith("/documents/doc_")
    assert usable["type"] == {"validDays": 30}
    assert seen["documents"]["totalCount"] == 2
    assert none["documents"]["totalCount"] == 0
    shown = [d["filename"] for f in masked["firms"]["nodes"] for d in f["documents"]["nodes"]]
    assert shown == ["***"]


async def test_files_are_taken_off_the_clients_minute(app: App, tmp_path: Path) -> None:
    slow = await make_desk(app, tmp_path / "store", rates=Rates(firm=1))
    async with slow.client:
        sent = await slow.put("agent", firm=slow.firm, type="OTHER")  # type: ignore[attr-defined]
        fetched = await slow.fetch("agent", sent.json()["document"]["id"])
    assert (sent.status_code, fetched.status_code) == (201, 429)
    assert 0 < int(fetched.headers["retry-after"]) <= 60
    assert fetched.json()["refusals"][0]["code"] == "RATE_LIMITED"
