"""graphql-transport-ws over a real socket: its close codes, its order of messages, contexts, limits, shutdown."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from majung_schema.limits import Limits

Open = Callable[..., Any]


async def test_answers_queries_mutations_and_subscriptions(talk: Open) -> None:
    async with talk() as client:
        await client.init()
        await client.subscribe("1", "{ firm { name } }")
        assert [payload["data"] for payload in await client.hear_all("1")] == [{"firm": {"name": "한빛정밀"}}]
        await client.subscribe("2", "mutation ($n: String!) { rename(name: $n) { name } }", variables={"n": "새이름"})
        assert [payload["data"] for payload in await client.hear_all("2")] == [{"rename": {"name": "새이름"}}]
        await client.subscribe("3", "subscription { ticks(count: 3) { number } }")
        assert [payload["data"]["ticks"]["number"] for payload in await client.hear_all("3")] == [0, 1, 2]


async def test_each_event_has_a_context_of_its_own(talk: Open, endpoint: Any) -> None:
    async with talk() as client:
        await client.init()
        await client.subscribe("1", "subscription { ticks(count: 2) { contextId isEvent } }")
        events = [payload["data"]["ticks"] for payload in await client.hear_all("1")]
    assert [context.info.is_event for context in endpoint.opened] == [False, True, True]
    assert [event["contextId"] for event in events] == [str(id(context)) for context in endpoint.opened[1:]]
    assert all(event["isEvent"] for event in events)
    assert endpoint.closed == 3


@pytest.mark.parametrize(
    "message",
    [
        "no JSON",
        "[]",
        "null",
        "17",
        '"subscribe"',
        "{}",
        '{"type": "other"}',
        '{"type": ["ping"]}',
        '{"type": "ping", "payload": "x"}',
        '{"type": "subscribe"}',
        '{"type": "subscribe", "id": 7, "payload": {"query": "{ whoami }"}}',
        '{"type": "subscribe", "id": "", "payload": {"query": "{ whoami }"}}',
        '{"type": "subscribe", "id": "1", "payload": null}',
        '{"type": "subscribe", "id": "1", "payload": {"query": 5}}',
        '{"type": "subscribe", "id": "1", "payload": {"query": "{ whoami }", "variables": "x"}}',
        '{"type": "complete", "id": null}',
        '{"type": "connection_init", "payload": 5}',
        '{"type": "ping", "payload": {"n": "\\ud800"}}',
        '{"type": "ping", "payload": {"n": ' + "9" * 5000 + "}}",
        '{"type": "ping", "payload": {"n": ' + "[" * 5000 + "]" * 5000 + "}}",
        b"binary",
    ],
)
async def test_a_malformed_message_closes_with_4400(talk: Open, message: str | bytes) -> None:
    async with talk() as client:
        await client.say(message)
        code, reason = await client.closed()
    assert (code, reason != "") == (4400, True)


async def test_subscribing_before_the_ack_closes_with_4401(talk: Open) -> None:
    async with talk() as client:
        await client.subscribe("1", "{ whoami }")
        assert await client.closed() == (4401, "Unauthorized")


async def test_wrong_credentials_close_with_4403(talk: Open) -> None:
    async with talk() as client:
        await client.say({"type": "connection_init", "payload": {"Authorization": "Bearer nobody"}})
        assert await client.closed() == (4403, "Forbidden")


async def test_credentials_come_from_parameters_or_else_the_handshake(talk: Open) -> None:
    async with talk() as client:
        await client.init(Authorization="Bearer official")
        await client.subscribe("1", "{ whoami }")
        assert (await client.hear_all("1"))[0]["data"] == {"whoami": "official"}
    async with talk(authorization="Bearer official") as client:
        await client.init()
        await client.subscribe("1", "{ whoami }")
        assert (await client.hear_all("1"))[0]["data"] == {"whoami": "official"}


async def test_another_protocol_closes_with_4406(talk: Open) -> None:
    async with talk("graphql-ws") as client:
        assert (await client.closed())[0] == 4406


async def test_no_init_in_time_closes_with_4408(talk: Open, endpoint: Any) -> None:
    endpoint.settings = Limits(connection_init_seconds=0.1)
    async with talk() as client:
        assert await client.closed() == (4408, "Connection initialisation timeout")


async def test_an_id_in_use_closes_with_4409(talk: Open) -> None:
    async with talk() as client:
        await client.init()
        await client.subscribe("1", "subscription { forever { number } }")
        await client.subscribe("1", "{ whoami }")
        assert await client.closed() == (4409, "Subscriber for 1 already exists")


async def test_a_second_init_closes_with_4429(talk: Open) -> None:
    async with talk() as client:
        await client.init()
        await client.say({"type": "connection_init"})
        assert await client.closed() == (4429, "Too many initialisation requests")


async def test_a_message_that_is_too_big_closes_with_1009(talk: Open) -> None:
    async with talk() as client:
        await client.say(" " * 1_000_001)
        assert (await client.closed())[0] == 1009


async def test_an_idle_socket_is_closed_but_not_one_with_a_subscription(talk: Open, endpoint: Any) -> None:
    endpoint.settings = Limits(idle_socket_seconds=0.1)
    async with talk() as client:
        await client.init()
        assert await client.closed() == (1000, "Idle")
    async with talk() as client:
        await client.init()
        await client.subscribe("1", "subscription { forever { number } }")
        numbers = [(await client.hear())["payload"]["data"]["forever"]["number"] for _ in range(25)]
    assert numbers == list(range(25))


async def test_answers_pings(talk: Open) -> None:
    async with talk() as client:
        await client.say({"type": "ping", "payload": {"at": 1}})
        assert await client.hear() == {"type": "pong", "payload": {"at": 1}}
        await client.say({"type": "pong"})
        await client.init()


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{", "SYNTAX_ERROR"),
        ("{ nowhere }", "VALIDATION_FAILED"),
        ("query ($n: Int!) { double(number: $n) }", "VARIABLES_INVALID"),
        ("{ firm { partners(first: 500) { nodes { name } } } }", "PAGE_TOO_LARGE"),
    ],
)
async def test_a_refused_operation_is_an_error_message_and_the_socket_lives(talk: Open, query: str, code: str) -> None:
    async with talk() as client:
        await client.init()
        await client.subscribe("1", query)
        message = await client.hear()
        assert (message["type"], message["id"]) == ("error", "1")
        assert message["payload"][0]["extensions"]["code"] == code
        await client.subscribe("1", "{ whoami }")
        assert len(await client.hear_all("1")) == 1


async def test_a_source_that_fails_is_masked(talk: Open) -> None:
    async with talk() as client:
        await client.init(**{"accept-language": "en"})
        await client.subscribe("1", "subscription { failing { number } }")
        assert (await client.hear())["type"] == "next"
        message = await client.hear()
    assert message["type"] == "error"
    assert message["payload"][0]["extensions"]["code"] == "INTERNAL_ERROR"
    assert "secret" not in str(message)


async def test_a_revoked_token_ends_the_subscription_at_the_next_event(talk: Open, endpoint: Any) -> None:
    async with talk() as client:
        await client.init(Authorization="Bearer short")
        await client.subscribe("1", "subscription { forever { number } }")
        assert (await client.hear())["type"] == "next"
        endpoint.revoked.add("short")
        while (message := await client.hear())["type"] == "next":
            pass
    assert message["type"] == "error"
    assert message["payload"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_complete_stops_a_subscription_and_frees_its_id_and_context(talk: Open, endpoint: Any) -> None:
    async with talk() as client:
        await client.init()
        await client.subscribe("1", "subscription { forever { number } }")
        await client.hear()
        await client.say({"type": "complete", "id": "1"})
        await client.say({"type": "complete", "id": "never"})
        await client.subscribe("2", "{ slow: whoami }")
        while (message := await client.hear())["id"] == "1":
            pass
        assert message["payload"]["data"] == {"slow": "anonymous"}
    assert endpoint.closed == len(endpoint.opened)


async def test_a_socket_runs_a_limited_number_of_operations(talk: Open, endpoint: Any) -> None:
    endpoint.settings = Limits(subscriptions_per_socket=2)
    async with talk() as client:
        await client.init()
        for id in ("1", "2", "3"):
            await client.subscribe(id, "{ slow }")
        message = await client.hear()
    assert (message["id"], message["type"]) == ("3", "error")
    assert message["payload"][0]["extensions"] == {
        "code": "TOO_MANY_SUBSCRIPTIONS",
        "details": {"counted": 2, "allowed": 2},
    }


async def test_an_operation_over_a_socket_has_the_same_deadline(talk: Open, endpoint: Any) -> None:
    endpoint.settings = Limits(operation_seconds=0.05)
    async with talk() as client:
        await client.init()
        await client.subscribe("1", "{ slow }")
        message = await client.hear()
    assert message["payload"][0]["extensions"]["code"] == "OPERATION_TIMED_OUT"


async def test_a_client_that_vanishes_leaves_no_operation_behind(talk: Open, endpoint: Any) -> None:
    async with talk() as client:
        await client.init()
        await client.subscribe("1", "subscription { forever { number } }")
        await client.hear()
        assert endpoint.connections.count == 1
        client.connection.transport.abort()
    async with asyncio.timeout(5):
        while endpoint.connections.count:  # noqa: ASYNC110 - the server tells nobody
            await asyncio.sleep(0.01)
    assert endpoint.closed == len(endpoint.opened)


async def test_the_server_closes_sockets_with_1012_when_it_stops(talk: Open) -> None:
    async with talk() as client:
        await client.init()
        await client.subscribe("1", "subscription { forever { number } }")
        await client.hear()
        client.server.should_exit = True
        assert (await client.closed())[0] == 1012


async def test_sockets_can_be_told_to_come_back_before_the_server_stops(talk: Open, endpoint: Any) -> None:
    async with talk() as client:
        await client.init()
        await client.subscribe("1", "subscription { forever { number } }")
        await client.hear()
        await endpoint.connections.close_all()
        assert await client.closed() == (1012, "Server restarts")
