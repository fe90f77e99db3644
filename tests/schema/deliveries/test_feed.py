"""The pull feed: the same documents, page by page, under the caller's rights."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import asyncpg
import httpx2
import pytest
from cloudevents.core.formats.json import JSONFormat
from tests.schema.deliveries.conftest import Partner

from majung.access.actor import Actor
from majung.access.rates import Rates
from majung.events.log import encode_cursor
from majung.testing import make_institution, partner_of
from majung_schema.app import build_app
from majung_schema.metering import Meter
from majung_schema.refusals import Unauthenticated
from majung_schema.testing import App


class Tokens:
    """Who holds which token."""

    def __init__(self, actors: dict[str | None, Actor]) -> None:
        self.actors = actors

    async def actor(self, token: str | None, mandate: str | None = None) -> Actor:
        if token not in self.actors:
            raise Unauthenticated
        return self.actors[token]


@pytest.fixture
async def client(app: App, partner: Partner) -> AsyncIterator[httpx2.AsyncClient]:
    """Asks the app over HTTP as the partner; other tokens as others."""
    stranger = await partner_of(await make_institution("국민은행"))
    tokens = Tokens({"bank": partner.actor, "stranger": stranger, None: Actor(kind="anonymous")})
    app.platform.authentication = tokens  # type: ignore[assignment]
    transport = httpx2.ASGITransport(app=build_app(app.platform))
    headers = {"authorization": "Bearer bank", "accept-language": "en"}
    async with httpx2.AsyncClient(transport=transport, base_url="http://majung", headers=headers) as opened:
        yield opened


async def test_pages_follow_each_other_to_the_end(app: App, partner: Partner, client: httpx2.AsyncClient) -> None:
    await partner.store()
    start = await app.cursor()
    events = await partner.hear(5)
    await app.cursor()
    seen: list[str] = []
    asked: dict[str, Any] = {"document": "firms", "after": start, "limit": 2}
    sizes = []
    for _ in range(4):
        page = await client.get("/feed", params=asked)
        assert (page.status_code, page.headers["content-type"]) == (200, "application/cloudevents-batch+json")
        sizes.append(len(page.json()))
        seen += [one["id"] for one in page.json()]
        asked = dict(parse_qsl(urlsplit(page.headers["link"].split(";")[0].strip("<>")).query))
        assert asked["after"] == page.headers["majung-cursor"]
    assert sizes == [2, 2, 1, 0]
    assert seen == [f"event_{event}" for event in events]


async def test_each_is_a_cloud_event_with_what_the_document_selects(
    app: App, partner: Partner, client: httpx2.AsyncClient
) -> None:
    document = await partner.store()
    start = await app.cursor()
    [event] = await partner.hear()
    await app.cursor()
    [one] = (await client.get("/feed", params={"document": document, "after": start})).json()
    read = JSONFormat().read(None, httpx2.Response(200, json=one).content)
    assert (read.get_id(), read.get_type(), read.get_source()) == (f"event_{event}", "core.FirmRegistered", "/majung")
    assert read.get_subject() == f"firm_{partner.firm}"
    assert one["data"]["data"]["updates"]["source"] == "staff"
    after = await client.get("/feed", params={"document": document, "after": one["cursor"]})
    assert after.json() == []


async def test_who_waits_gets_what_happens_meanwhile(app: App, partner: Partner, client: httpx2.AsyncClient) -> None:
    await partner.store()
    async with app.serving():
        start = await app.cursor()
        waiting = asyncio.create_task(client.get("/feed", params={"document": "firms", "after": start, "wait": 20}))
        await asyncio.sleep(0.3)
        [event] = await partner.hear()
        page = await asyncio.wait_for(waiting, 15)
    assert [one["id"] for one in page.json()] == [f"event_{event}"]


@pytest.mark.parametrize(
    ("given", "token", "status", "code"),
    [
        ({"after": "nonsense"}, "bank", 400, "UNKNOWN_CURSOR"),
        ({"after": encode_cursor(10**6)}, "bank", 400, "UNKNOWN_CURSOR"),
        ({"document": "absent"}, "bank", 404, "NOT_FOUND"),
        ({"document": ""}, "bank", 400, "INVALID_VALUE"),
        ({"document": "a\x00"}, "bank", 400, "INVALID_VALUE"),
        ({"document": "selection_1"}, "bank", 400, "INVALID_ID"),
        ({"limit": "0"}, "bank", 400, "INVALID_VALUE"),
        ({"limit": "101"}, "bank", 400, "INVALID_VALUE"),
        ({"limit": "９"}, "bank", 400, "INVALID_VALUE"),
        ({"wait": "31"}, "bank", 400, "INVALID_VALUE"),
        ({}, "stranger", 404, "NOT_FOUND"),
        ({}, "forged", 401, "UNAUTHENTICATED"),
    ],
)
async def test_refuses_what_cannot_be_answered(
    partner: Partner, client: httpx2.AsyncClient, given: dict[str, str], token: str, status: int, code: str
) -> None:
    await partner.store()
    headers = {"authorization": f"Bearer {token}"}
    answer = await client.get("/feed", params={"document": "firms", **given}, headers=headers)
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (status, code)


async def test_a_cursor_that_is_too_old_and_a_parked_document_say_so(
    app: App, partner: Partner, client: httpx2.AsyncClient
) -> None:
    await partner.store()
    await partner.hear(3)
    await app.cursor()
    owner = await asyncpg.connect(app.platform.settings.database_url)
    await owner.execute("delete from event_log where position <= 2")
    await owner.close()
    expired = await client.get("/feed", params={"document": "firms", "after": encode_cursor(1)})
    assert (expired.status_code, expired.json()["errors"][0]["extensions"]["code"]) == (410, "CURSOR_EXPIRED")
    assert encode_cursor(2) in expired.json()["errors"][0]["message"]
    await app.database.execute("update stored_document set state = 'PARKED', parked_reason = 'no such field'")
    parked = await client.get("/feed", params={"document": "firms"})
    assert (parked.status_code, parked.json()["errors"][0]["extensions"]["code"]) == (409, "DOCUMENT_PARKED")


async def test_an_anonymous_caller_sees_no_stored_document(partner: Partner, client: httpx2.AsyncClient) -> None:
    await partner.store()
    del client.headers["authorization"]
    answer = await client.get("/feed", params={"document": "firms"})
    assert answer.status_code == 404


async def test_pages_are_paid_for_by_what_their_events_cost(
    app: App, partner: Partner, client: httpx2.AsyncClient
) -> None:
    meter = app.platform.meter = Meter(Rates(partner=100), now=lambda: 0.0)
    await partner.store()
    start = await app.cursor()
    await partner.hear(3)
    await app.cursor()
    asked = {"document": "firms", "after": start}
    [row] = await app.database.fetch("select cost from stored_document")
    assert len((await client.get("/feed", params=asked)).json()) == 3
    assert meter.charge(partner.actor, 1) == {"allowed": 100, "remaining": 100 - 1 - 3 * row["cost"] - 1}
    meter.charge(partner.actor, 200)
    refused = await client.get("/feed", params=asked)
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "60")
    assert refused.json()["errors"][0]["extensions"]["code"] == "RATE_LIMITED"
