"""Traces as a collector gets them: how spans hang together, what they tell, and what they never tell."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import enumerate as enumerate_threads

import httpx2
import pytest
from tests.collector import Collector, collector
from tests.plugins.agency import REGISTER_FIRM, Agency, agency
from tests.schema.deliveries.conftest import Partner, Receiver, partner, receiver

from majung import tracing
from majung.access.actor import system
from majung.events.listeners import handle_next
from majung.events.sequencer import sweep
from majung.plugin.contract import Listener
from majung.storage.database import Database
from majung.storage.transaction import transaction
from majung.testing import make_firm
from majung.tracing import ENDPOINTS, TracingLibraryMissing, span, trace_id, traced
from majung_schema.app import build_app
from majung_schema.platform import Platform
from majung_schema.testing import App, app, config, plugins, server

__all__ = ["agency", "app", "collector", "config", "partner", "plugins", "receiver", "server"]

TRACE, CALLER = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
PLANTED = "홍길동zq"


@asynccontextmanager
async def client(platform: Platform) -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(app=build_app(platform))
    async with httpx2.AsyncClient(transport=transport, base_url="http://majung.test") as opened:
        yield opened


async def test_a_request_goes_on_with_the_trace_of_its_caller(app: App, collector: Collector) -> None:
    with app.platform.active():
        await make_firm()
    body = {"query": "query Kinds { viewer { kind } firms(first: 1) { totalCount nodes { name } } }"}
    headers = {"traceparent": f"00-{TRACE}-{CALLER}-01", "x-request-id": "asked-1"}
    async with client(app.platform) as asked:
        with traced():
            await asked.post("/graphql", json=body, headers=headers)
            await asked.post("/graphql", json=body)
            await asked.get("/healthz")
    first, second = collector.named("HTTP POST")
    assert (first.trace, first.parent) == (TRACE, CALLER)
    assert second.trace != TRACE
    assert second.parent == ""
    assert first.facts == {
        "http.request.method": "POST",
        "http.response.status_code": 200,
        "url.path": "/graphql",
        "majung.request_id": "asked-1",
    }
    operation, again = collector.named("query Kinds")
    assert operation.parent == first.id
    assert again.facts == operation.facts
    assert operation.facts["graphql.operation.name"] == "Kinds"
    assert operation.facts["graphql.operation.type"] == "query"
    assert operation.facts["majung.cost"] > 0
    assert collector.below(operation) == ["prepare", "execute"]
    execution, executed_again = collector.named("execute")
    assert sorted(collector.below(execution)) == ["SELECT firm", "SELECT firm", "compile"]
    assert sorted(collector.below(executed_again)) == ["SELECT firm", "SELECT firm"], "the plan was kept"
    statements = [one.facts for one in collector.named("SELECT firm") if one.parent == execution.id]
    assert {one["majung.wants"]: one["db.response.returned_rows"] for one in statements} == {"rows": 0, "total": 1}
    assert collector.resource["service.name"] == "majung"
    assert collector.named("HTTP GET") == [], "probes are not told"


async def test_what_callers_send_is_not_in_any_span(app: App, collector: Collector) -> None:
    headers = {
        "traceparent": f"00-{TRACE}-{CALLER}-01",
        "tracestate": "name=zq-marker",
        "baggage": "name=zq-marker",
        "x-request-id": "zq marker",
        "user-agent": "zq-marker",
        "authorization": "Bearer zq-marker",
    }
    document = 'query Q($a: String!) { search(text: $a) { title } b: search(text: "' + PLANTED + '") { title } }'
    async with client(app.platform) as asked:
        with traced():
            for query, name in ((document, "Q"), (document, PLANTED), ("{ " + PLANTED, None), ("{ a" + PLANTED, None)):
                body = {"query": query, "operationName": name, "variables": {"a": PLANTED, PLANTED: PLANTED}}
                await asked.post("/graphql", json=body)
                await asked.post("/graphql", json=body, headers=headers)
            await asked.get(f"/{PLANTED}", params={"name": PLANTED})
    assert len(collector.named("HTTP POST")) == 8
    assert [one.failed for one in collector.named("query Q")] == [False]
    assert len(collector.named("SELECT")) > 1, "statements outside of plans are told too"
    sent = b"".join(collector.bodies)
    assert PLANTED.encode() not in sent
    assert b"zq" not in sent


async def test_errors_are_told_by_their_codes_and_their_trace_to_who_asks(
    app: App, collector: Collector, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    async def fail(self: Database, sql: str, *values: object) -> None:
        raise LookupError(PLANTED)

    monkeypatch.setattr(Database, "statement", fail)
    async with client(app.platform) as asked:
        with traced():
            broken = (await asked.post("/graphql", json={"query": "query Broken { firms { totalCount } }"})).json()
            wrong = (await asked.post("/graphql", json={"query": "{ nothing }"})).json()
        untraced = (await asked.post("/graphql", json={"query": "query Broken { firms { totalCount } }"})).json()
    operation = collector.one("query Broken")
    details = broken["errors"][0]["extensions"]["details"]
    assert details["trace"] == operation.trace
    assert list(untraced["errors"][0]["extensions"]["details"]) == ["id"]
    assert (operation.failed, operation.facts["error.type"]) == (True, "INTERNAL_ERROR")
    assert [one.facts["error.type"] for one in collector.named("SELECT firm")] == ["LookupError"]
    refused = collector.one("operation")
    assert refused.facts["error.type"] == wrong["errors"][0]["extensions"]["code"]
    assert PLANTED.encode() not in b"".join(collector.bodies)


async def test_a_webhook_carries_its_trace_to_the_endpoint(
    app: App, partner: Partner, receiver: Receiver, collector: Collector
) -> None:
    document = await partner.store()
    endpoint, secret = await partner.endpoint(f"{receiver.url}/zq-hook?key=zq-secret", document)
    with traced():
        async with app.serving():
            await partner.hear()
            [one] = await receiver.until(1)
            await partner.settled(endpoint, delivered=1)
    assert one.verified(secret)
    delivery = collector.one("delivery")
    assert one.headers["traceparent"].startswith(f"00-{delivery.trace}-{delivery.id}-")
    assert delivery.facts["http.response.status_code"] == 204
    assert f"endpoint_{delivery.facts['majung.endpoint']}" == endpoint
    assert b"zq-" not in b"".join(collector.bodies)


async def test_listeners_and_duties_are_traces_of_their_own(app: App, collector: Collector) -> None:
    async def listen(event: object) -> None:
        assert trace_id()

    async def stumble(event: object) -> None:
        raise LookupError(PLANTED)

    listeners = [
        Listener(name="test.listens", types=("core.FirmRegistered",), handle=listen),
        Listener(name="test.stumbles", types=("core.FirmRegistered",), handle=stumble),
    ]
    with app.platform.active():
        await make_firm()
        async with transaction(system("test")) as running:
            for one in listeners:
                sql = "insert into listener_cursor (name, position, attempts) values ($1, 0, 0)"
                await running.execute(sql, one.name)
        await sweep()
        with traced():
            handled = [await handle_next(one) for one in listeners]
            await app.run_work("core.login_sessions")
    assert handled == [True, False]
    heard, stumbled = collector.one("listener test.listens"), collector.one("listener test.stumbles")
    assert heard.facts == {"majung.event": "core.FirmRegistered", "majung.position": 1}
    assert (stumbled.failed, stumbled.facts["error.type"]) == (True, "LookupError")
    assert len({heard.trace, stumbled.trace, collector.one("duty core.login_sessions").trace}) == 3
    assert PLANTED.encode() not in b"".join(collector.bodies)


async def test_a_change_and_its_update_over_a_socket(agency: Agency, collector: Collector) -> None:
    with traced():
        async with agency.following("admin") as follower:
            await asyncio.sleep(0.2)  # a subscription without a cursor begins when it has been read
            await agency.do("officer", REGISTER_FIRM, input={"name": PLANTED})
            await agency.until(lambda: _heard(follower.kinds))
    change, subscription, update = (collector.one(name) for name in ("mutation F", "subscription U", "update"))
    written = collector.one("write register_firm")
    assert written.trace == change.trace
    assert written.facts == {"majung.attempt": 1}
    assert subscription.facts["majung.transport"] == "websocket"
    assert subscription.parent == ""
    assert (update.parent, update.facts["graphql.operation.name"]) == ("", "U")
    assert len({change.trace, subscription.trace, update.trace}) == 3
    assert PLANTED.encode() not in b"".join(collector.bodies)


async def _heard(kinds: list[str]) -> bool:
    return "FirmRegistered" in kinds


def test_without_a_collector_nothing_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    for setting in ENDPOINTS:
        monkeypatch.delenv(setting, raising=False)
    with traced(), span("one") as one, span("another") as another:
        assert one is another
        assert trace_id() is None
        assert tracing.traceparent() == {}


def test_a_collector_that_is_away_stops_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tracing, "LAST_SECONDS", 0.2)
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1")
    with traced(), span("one"):
        assert trace_id()
    assert trace_id() is None
    assert [thread.name for thread in enumerate_threads() if thread.name == "OtelBatchSpanRecordProcessor"] == []


def test_says_what_to_install(monkeypatch: pytest.MonkeyPatch, collector: Collector) -> None:
    monkeypatch.setattr(tracing, "find_spec", lambda name: None)
    with pytest.raises(TracingLibraryMissing, match=r"majung\[traces\]"), traced():
        pass
