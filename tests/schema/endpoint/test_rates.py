"""Over its rate a client is refused over every transport, told when to come back, and then answered again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from majung.access.rates import Rates
from majung_schema.limits import Limits
from majung_schema.metering import Meter

DEAR = "{ firm { partners(first: 100) { nodes { name } } } }"
COST = 1 + 1 + 100 * 2
FREE = "{ __typename }"
RESPONSE = "application/graphql-response+json"


class Watch:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.seconds = 1_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def endpoint(endpoint: Any, watch: Watch) -> Any:
    """Allows an anonymous client 240 a minute, which is 4 a second."""
    endpoint.settings = Limits(meter=Meter(Rates(anonymous=240, official=10_000), now=watch))
    return endpoint


async def test_an_answer_tells_what_remains_of_the_minute(ask: Any) -> None:
    told = (await ask(DEAR))["extensions"]["cost"]
    assert told["counted"]["cost"] == COST
    assert told["minute"] == {"allowed": 240, "remaining": 240 - COST}
    assert (await ask(FREE))["extensions"]["cost"]["minute"]["remaining"] == 240 - COST - 1
    assert (await ask(DEAR, authorization="Bearer official"))["extensions"]["cost"]["minute"]["allowed"] == 10_000


@pytest.mark.parametrize("accept", [RESPONSE, "application/json", "text/event-stream"])
@pytest.mark.parametrize("method", ["POST", "GET"])
async def test_over_its_rate_a_client_gets_429_and_when_to_come_back(
    client: httpx2.AsyncClient, watch: Watch, endpoint: Any, accept: str, method: str
) -> None:
    async def send(query: str, **headers: str) -> httpx2.Response:
        given = {"json": {"query": query}} if method == "POST" else {"params": {"query": query}}
        return await client.request(method, "/graphql", headers={"accept": accept, **headers}, **given)  # type: ignore[arg-type]

    assert [(await send(DEAR)).status_code for _ in range(2)] == [200, 200]
    refused = await send(FREE, **{"accept-language": "en"})
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "41")
    [error] = refused.json()["errors"]
    assert error == {
        "message": f"You have asked for {2 * COST} of cost in the last minute; 240 are allowed."
        " Try again in 41 seconds.",
        "extensions": {"code": "RATE_LIMITED", "details": {"counted": 2 * COST, "allowed": 240, "seconds": 41}},
    }
    assert "41초 뒤에" in (await send(FREE)).json()["errors"][0]["message"]
    assert len(endpoint.opened) == 2
    assert (await send(FREE, authorization="Bearer official")).status_code == 200
    watch.seconds += 41
    assert (await send(FREE)).status_code == 200


async def test_mutations_are_counted_too(ask: Any) -> None:
    rename = 'mutation { rename(name: "새이름") { partners(first: 90) { nodes { name } } } }'
    for _ in range(2):
        assert "errors" not in await ask(rename)
    assert (await ask(rename))["errors"][0]["extensions"]["code"] == "RATE_LIMITED"


@pytest.mark.parametrize(
    "refused",
    [
        "{ nobody }" + " " * 2_500,
        "{" + " " * 2_500,
        "query ($n: Int!) { double(number: $n) }" + " " * 2_500,
        "{ firm { partners(first: 101) { nodes { name } } } }" + " " * 2_500,
    ],
    ids=["invalid", "no GraphQL", "without its variables", "too large a page"],
)
async def test_documents_that_are_refused_are_paid_for_by_their_length(ask: Any, refused: str) -> None:
    first = (await ask(refused))["errors"][0]["extensions"]["code"]
    assert first != "RATE_LIMITED"
    assert (await ask(FREE))["errors"][0]["extensions"]["code"] == "RATE_LIMITED"


async def test_a_whole_introspection_costs_a_part_of_a_minute(ask: Any) -> None:
    described = "{ __schema { types { fields { type { fields { args { type { name } } } } } } } }"
    left = (await ask(described, authorization="Bearer official"))["extensions"]["cost"]["minute"]["remaining"]
    assert 9_000 < left < 9_999


async def test_on_a_socket_the_operation_is_refused_and_the_socket_stays(
    talk: Callable[..., Any], watch: Watch
) -> None:
    async with talk() as client:
        await client.init(**{"accept-language": "en"})
        for id in ("1", "2"):
            await client.subscribe(id, DEAR)
            await client.hear_all(id)
        await client.subscribe("3", "subscription { ticks(count: 1) { number } }")
        refused = await client.hear()
        assert (refused["type"], refused["id"]) == ("error", "3")
        assert refused["payload"][0]["extensions"]["details"] == {"counted": 2 * COST, "allowed": 240, "seconds": 41}
        watch.seconds += 41
        await client.subscribe("3", "subscription { ticks(count: 1) { number } }")
        assert len(await client.hear_all("3")) == 1


async def test_a_subscription_is_paid_for_once_and_its_events_are_not(talk: Callable[..., Any], endpoint: Any) -> None:
    async with talk() as client:
        await client.init()
        await client.subscribe("1", "subscription { ticks(count: 300) { number } }")
        assert len(await client.hear_all("1")) == 300
        await client.subscribe("2", FREE)
        [answer] = await client.hear_all("2")
    assert answer["extensions"]["cost"]["minute"]["remaining"] > 220


async def test_all_transports_take_from_the_same_minute(
    talk: Callable[..., Any], client: httpx2.AsyncClient, watch: Watch
) -> None:
    async with talk() as socket:
        await socket.init()
        for id in ("1", "2"):
            await socket.subscribe(id, DEAR)
            await socket.hear_all(id)
    refused = await client.post("/graphql", json={"query": FREE})
    assert refused.status_code == 429
