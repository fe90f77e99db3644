"""GraphQL over server-sent events: ids, resuming, refusals, tickets for browsers, the end."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import httpx2
import pytest
from tests.schema.live.conftest import UPDATES, Gate, happen, stream, token_id

from majung import clock
from majung.access.actor import Actor, system
from majung.access.tickets import TokenNeeded, stream_ticket, ticket_token
from majung.events.log import decode_cursor, encode_cursor
from majung_schema.limits import Limits

PLATFORM = system("test")
NAMES = "subscription { updates { subject { ... on Firm { name } } } }"


async def test_each_event_has_its_cursor_as_id_and_the_last_id_resumes(served: Any, make: Any) -> None:
    firm = await make("firm", name="남도식품")
    for _ in range(3):
        await happen(PLATFORM, firm=firm.id)
    async with stream(served, variables={"after": encode_cursor(0)}) as first:
        assert first.response.headers["content-type"] == "text/event-stream; charset=utf-8"
        told = [await first.next() for _ in range(3)]
        assert [(t.event, t.id) for t in told if t] == [("next", t.update["cursor"]) for t in told if t]
    last_id = {"last-event-id": told[0].id if told[0] else ""}
    async with stream(served, variables={"after": encode_cursor(0)}, headers=last_id) as again:
        ids = [t.id for t in [await again.next(), await again.next()] if t]
        assert [decode_cursor(i or "") for i in ids] == [2, 3]
        await happen(PLATFORM, firm=firm.id)
        live = await again.next()
        assert live is not None
        assert live.update["subject"]["name"] == "남도식품"


async def test_a_query_is_one_event_and_a_refusal_too(served: Any) -> None:
    async with stream(served, "{ viewer { kind } }") as asked:
        told = [await asked.next(), await asked.next(), await asked.next()]
        assert told[2] is None
        assert told[0]
        assert told[1]
        assert (told[0].data["data"], told[0].id) == ({"viewer": {"kind": "official"}}, None)
        assert told[1].event == "complete"
    for query, variables, code in [
        ("subscription { nowhere }", {}, "VALIDATION_FAILED"),
        ("subscription {", {}, "SYNTAX_ERROR"),
        (UPDATES, {"after": "nonsense"}, "UNKNOWN_CURSOR"),
        (UPDATES, {"firm": "person_1"}, "INVALID_ID"),
    ]:
        async with stream(served, query, variables=variables) as refused:
            assert refused.response.status_code == 200
            told = [await refused.next(), await refused.next(), await refused.next()]
            assert told[2] is None
            assert told[0]
            assert told[1]
            assert (told[0].code, told[1].event) == (code, "complete")


async def test_a_last_id_that_is_no_cursor_is_refused_with_the_oldest_available(served: Any, make: Any) -> None:
    await happen(PLATFORM, firm=(await make("firm")).id)
    async with stream(served, headers={"last-event-id": encode_cursor(77)}) as refused:
        told = await refused.next()
        assert told is not None
        assert told.code == "UNKNOWN_CURSOR"
        assert told.data["errors"][0]["extensions"]["details"]["oldest"] == encode_cursor(0)


@pytest.mark.parametrize(
    ("method", "query", "token", "status", "code"),
    [
        ("GET", "mutation { openStream { ticket } }", "officer", 405, "MUTATION_OVER_GET"),
        ("POST", UPDATES, "nobody", 401, "UNAUTHENTICATED"),
        ("PUT", UPDATES, "officer", 405, "METHOD_NOT_ALLOWED"),
    ],
)
async def test_what_cannot_begin_has_a_status_of_its_own(
    served: Any, method: str, query: str, token: str, status: int, code: str
) -> None:
    async with stream(served, query, token, method) as refused:
        assert refused.response.status_code == status
        body = await refused.response.aread()
        assert f'"code":"{code}"' in body.decode()


@pytest.mark.parametrize("limits", [Limits(keep_alive_seconds=0.05)])
async def test_a_quiet_stream_carries_comments(served: Any) -> None:
    async with stream(served, NAMES) as quiet:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(2):
                await quiet.next()
        assert quiet.comments >= 5


async def test_a_ticket_opens_a_stream_as_its_token_does(served: Any, make: Any, gate: Gate) -> None:
    firm = await make("firm", name="하나")
    agent = Actor(kind="firm", name="agent", firm_ids=frozenset({firm.id}))
    gate.mandates["agent"] = agent
    async with stream(served, "mutation { openStream { ticket expiresAt } }", "agent") as asked:
        told = await asked.next()
        assert told is not None
        ticket = told.data["data"]["openStream"]["ticket"]
    async with stream(served, NAMES, None, "GET", params={"ticket": ticket}) as opened:
        assert opened.response.status_code == 200
        await asyncio.sleep(0.15)
        await happen(PLATFORM, firm=(await make("firm", name="둘")).id)
        await happen(PLATFORM, firm=firm.id)
        told = await opened.next()
        assert told is not None
        assert told.update["subject"]["name"] == "하나"
        del gate.mandates["agent"]
        await happen(PLATFORM, firm=firm.id)
        told = await opened.next()
        assert told is not None
        assert told.code == "UNAUTHENTICATED"


async def test_a_ticket_is_for_streams_only(served: Any) -> None:
    ticket, _ = stream_ticket(Actor(kind="official", token_id=token_id("officer")), 60)
    viewer = "{ viewer { kind } }"
    async with stream(served, viewer, None, "POST", params={"ticket": ticket}) as posted:
        assert posted.response.status_code == 401
    asked = {"query": viewer, "ticket": ticket}
    async with httpx2.AsyncClient() as http:
        assert (await http.get(served.url.replace("ws:", "http:"), params=asked)).status_code == 401
    async with stream(served, viewer, None, "GET", params={"ticket": ticket[:-1]}) as forged:
        assert forged.response.status_code == 401


def test_a_ticket_ends_and_cannot_be_made_up(platform: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    officer = Actor(kind="official", token_id=token_id("officer"))
    ticket, until = stream_ticket(officer, 60)
    assert ticket_token(ticket) == officer.token_id
    for made_up in ("", "mt1", "mt1..", ticket + "x", "mt1.AAAA." + ticket.rsplit(".")[-1], "티켓.표.값"):
        assert ticket_token(made_up) is None
    with pytest.raises(TokenNeeded):
        stream_ticket(Actor(kind="anonymous"), 60)
    monkeypatch.setattr(clock, "now", lambda: until + timedelta(seconds=1))
    assert ticket_token(ticket) is None


async def test_a_server_that_stops_ends_streams_without_complete(served: Any, make: Any) -> None:
    async with stream(served, NAMES) as following:
        await asyncio.sleep(0.15)
        await happen(PLATFORM, firm=(await make("firm", name="하나")).id)
        assert await following.next() is not None
        served.should_exit = True
        assert await following.next() is None
    assert [told.event for told in following.heard] == ["next"]
    await asyncio.wait_for(served.running, 10)
