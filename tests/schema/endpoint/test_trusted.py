"""Documents that are named instead of sent, over every transport, and clients that are answered nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import httpx2
import pytest

from majung.access.actor import Kind
from majung.access.rates import Rates
from majung.trusted.writes import hash_of
from majung_schema.limits import Limits
from majung_schema.metering import Meter
from majung_schema.trusted import TrustedDocuments

RESPONSE = "application/graphql-response+json"
QUERY = "query Firm($name: String!) { firm(name: $name) { name } }\n"
MUTATION = "mutation ($name: String!) { rename(name: $name) { name } }"
TICKS = "subscription { ticks(count: 2) { number } }"
OUTDATED = "{ noSuchField }"
STORED = {hash_of(text): text for text in (QUERY, MUTATION, TICKS, OUTDATED)}
NAMED = {"name": "남도식품"}
STRANGE = "{ firm { name } }"


def id_of(text: str) -> str:
    return f"sha256:{hash_of(text)}"


def apollo(text: str) -> dict[str, Any]:
    """As Apollo's clients name a document."""
    return {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": hash_of(text)}}}


async def read(statement: str, known: Sequence[str]) -> Sequence[Mapping[str, Any]]:
    return [{"sha256": hash, "text": text} for hash, text in STORED.items()]


def trusting(*only: Kind) -> Limits:
    return Limits(trusted=TrustedDocuments(read, only=frozenset(only)))


@pytest.fixture
def endpoint(endpoint: Any) -> Any:
    endpoint.settings = trusting()
    return endpoint


@pytest.fixture
def send(client: httpx2.AsyncClient) -> Callable[..., Any]:
    async def post(body: Mapping[str, Any], **headers: str) -> httpx2.Response:
        return await client.post("/graphql", json=body, headers={"accept": RESPONSE, **headers})

    return post


def code(response: httpx2.Response) -> tuple[int, str]:
    [error] = response.json()["errors"]
    return response.status_code, error["extensions"]["code"]


@pytest.mark.parametrize(
    "named",
    [{"documentId": id_of(QUERY)}, apollo(QUERY), {"documentId": id_of(QUERY), "query": QUERY}]
    + [{**apollo(QUERY), "query": text} for text in (None, "", QUERY)],
)
async def test_a_document_is_named_in_a_body(send: Any, named: dict[str, Any]) -> None:
    response = await send({**named, "operationName": "Firm", "variables": NAMED})
    assert (response.status_code, response.json()["data"]) == (200, {"firm": NAMED})


@pytest.mark.parametrize(
    "named", [{"documentId": id_of(QUERY)}, {"extensions": json.dumps(apollo(QUERY)["extensions"])}]
)
async def test_a_document_is_named_in_an_address(client: httpx2.AsyncClient, named: dict[str, str]) -> None:
    response = await client.get("/graphql", params={**named, "variables": json.dumps(NAMED)})
    assert response.json()["data"] == {"firm": NAMED}


async def test_a_mutation_that_is_named_is_refused_over_get(client: httpx2.AsyncClient, send: Any) -> None:
    asked = {"documentId": id_of(MUTATION), "variables": json.dumps(NAMED)}
    response = await client.get("/graphql", params=asked, headers={"accept": RESPONSE})
    assert code(response) == (405, "MUTATION_OVER_GET")
    assert (await send({"documentId": id_of(MUTATION), "variables": NAMED})).json()["data"] == {"rename": NAMED}


async def test_an_event_stream_of_a_document_that_is_named(client: httpx2.AsyncClient) -> None:
    params, headers = {"documentId": id_of(TICKS)}, {"accept": "text/event-stream"}
    lines = (await client.get("/graphql", params=params, headers=headers)).text.splitlines()
    told = [json.loads(line.removeprefix("data: "))["data"] for line in lines if line.startswith("data: {")]
    assert told == [{"ticks": {"number": 0}}, {"ticks": {"number": 1}}]


async def test_a_socket_carries_documents_that_are_named(talk: Callable[..., Any]) -> None:
    async with talk() as client:
        await client.init()
        await client.say({"type": "subscribe", "id": "1", "payload": {"documentId": id_of(TICKS)}})
        assert len(await client.hear_all("1")) == 2
        await client.subscribe("2", "", variables=NAMED, **apollo(QUERY))
        assert [answer["data"] for answer in await client.hear_all("2")] == [{"firm": NAMED}]
        await client.say({"type": "subscribe", "id": "3", "payload": {"documentId": id_of(STRANGE)}})
        refused = await client.hear()
        assert (refused["type"], refused["payload"][0]["extensions"]["code"]) == ("error", "PERSISTED_QUERY_NOT_FOUND")
        await client.subscribe("3", "{ whoami }")
        assert len(await client.hear_all("3")) == 1


@pytest.mark.parametrize(
    "id", [id_of(STRANGE), id_of(QUERY).upper(), hash_of(QUERY), f"x-{id_of(QUERY)}", "sha256:", "x" * 5_000]
)
async def test_an_unknown_id_is_refused_in_words(send: Any, endpoint: Any, id: str) -> None:
    response = await send({"documentId": id}, **{"accept-language": "en"})
    assert code(response) == (400, "PERSISTED_QUERY_NOT_FOUND")
    assert id[:100] in response.json()["errors"][0]["message"]
    assert len(response.content) < 500
    assert endpoint.opened == []


@pytest.mark.parametrize(
    "body",
    [
        {"documentId": 7},
        {"documentId": ""},
        {"extensions": {"persistedQuery": {"version": 1}}},
        {"extensions": {"persistedQuery": {"sha256Hash": 7}}},
        {"extensions": {"persistedQuery": id_of(QUERY)}},
        {"documentId": id_of(QUERY), "query": STRANGE},
        {**apollo(QUERY), "query": STRANGE},
        {"documentId": id_of(QUERY), "query": 7},
    ],
)
async def test_an_id_that_says_nothing_clear_is_no_request(send: Any, body: dict[str, Any]) -> None:
    assert code(await send(body)) == (400, "MALFORMED_REQUEST")


async def test_a_document_that_the_schema_has_outgrown_is_not_valid_any_more(send: Any) -> None:
    assert code(await send({"documentId": id_of(OUTDATED)})) == (400, "VALIDATION_FAILED")


async def test_who_may_ask_trusted_documents_only_is_answered_nothing_else(
    endpoint: Any, client_of: Callable[[Any], httpx2.AsyncClient]
) -> None:
    endpoint.settings = trusting("anonymous", "person")
    async with client_of(endpoint) as client:

        async def post(body: Mapping[str, Any], **headers: str) -> httpx2.Response:
            return await client.post("/graphql", json=body, headers={"accept": RESPONSE, **headers})

        assert code(await post({"query": STRANGE})) == (403, "DOCUMENT_NOT_TRUSTED")
        assert code(await post({"query": QUERY.strip(), "variables": NAMED})) == (403, "DOCUMENT_NOT_TRUSTED")
        assert endpoint.opened == []
        assert (await post({"documentId": id_of(QUERY), "variables": NAMED})).json()["data"] == {"firm": NAMED}
        assert (await post({"query": QUERY, "variables": NAMED})).json()["data"] == {"firm": NAMED}
        assert (await post({"query": STRANGE}, authorization="Bearer official")).status_code == 200


async def test_a_socket_refuses_what_is_not_trusted_and_stays(talk: Callable[..., Any], endpoint: Any) -> None:
    endpoint.settings = trusting("anonymous")
    async with talk() as client:
        await client.init()
        await client.subscribe("1", STRANGE)
        refused = await client.hear()
        assert (refused["type"], refused["payload"][0]["extensions"]["code"]) == ("error", "DOCUMENT_NOT_TRUSTED")
        await client.subscribe("1", TICKS)
        assert len(await client.hear_all("1")) == 2


async def test_ids_that_are_made_up_are_paid_for(endpoint: Any, client_of: Callable[[Any], httpx2.AsyncClient]) -> None:
    meter = Meter(Rates(anonymous=2), now=lambda: 0.0)
    endpoint.settings = Limits(trusted=TrustedDocuments(read), meter=meter)
    async with client_of(endpoint) as client:
        answers = [await client.post("/graphql", json={"documentId": id_of(f"{{ {n} }}")}) for n in range(4)]
    assert [answer.json()["errors"][0]["extensions"]["code"] for answer in answers] == [
        *["PERSISTED_QUERY_NOT_FOUND"] * 3,
        "RATE_LIMITED",
    ]
