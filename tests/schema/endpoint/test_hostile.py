"""Hostile input ends as 4xx with a clean error: never a 5xx, never a hanging process."""

from __future__ import annotations

import asyncio
import gzip
import json
import time
from typing import Any

import pytest

from majung_schema.limits import Limits

HEADERS = {"content-type": "application/json", "accept": "application/graphql-response+json"}
DOUBLE = "query ($n: Int!) { double(number: $n) }"
FIRM = "query ($n: String!) { firm(name: $n) { name } }"


def with_variables(query: str, variables: str) -> bytes:
    return f'{{"query": {json.dumps(query)}, "variables": {variables}}}'.encode()


BODIES: dict[str, bytes] = {
    "empty": b"",
    "null": b"null",
    "number": b"17",
    "bool": b"true",
    "text": b'"{ whoami }"',
    "list": b"[]",
    "not JSON": b'{"query": ',
    "trailing text": b'{"query": "{ whoami }"} x',
    "byte order mark": b'\xef\xbb\xbf{"query": "{ whoami }"}',
    "UTF-16": '{"query": "{ whoami }"}'.encode("utf-16"),
    "invalid UTF-8": b'{"query": "{ whoami }", "variables": {"n": "\xff\xfe"}}',
    "overlong UTF-8": b'{"query": "\xc0\xaf"}',
    "NaN": with_variables(DOUBLE, '{"n": NaN}'),
    "infinity": with_variables(DOUBLE, '{"n": 1e999}'),
    "5,000 digits": with_variables(DOUBLE, '{"n": ' + "9" * 5000 + "}"),
    "20 digits": with_variables(DOUBLE, '{"n": 99999999999999999999}'),
    "5,000 digits in the document": with_variables("{ double(number: " + "9" * 5000 + ") }", "{}"),
    "4,000 digit page": with_variables("{ firm { partners(first: " + "9" * 4000 + ") { nodes { name } } } }", "{}"),
    "half surrogate": with_variables(FIRM, '{"n": "\\ud800"}'),
    "half surrogate in the document": with_variables('{ firm(name: "\\ud800") { name } }', "{}"),
    "NUL": with_variables(FIRM, '{"n": "a\\u0000b"}'),
    "NUL in a key": with_variables(FIRM, '{"n\\u0000": 1}'),
    "NUL in the document": with_variables('{ firm(name: "\\u0000") { name } }', "{}"),
    "raw NUL in the document": with_variables('{ firm(name: "\0") { name } }', "{}"),
    "raw control character": b'{"query": "\x00"}',
    "nested lists": with_variables(FIRM, '{"n": ' + "[" * 900 + "]" * 900 + "}"),
    "nested past the parser": with_variables(FIRM, '{"n": ' + "[" * 5000 + "]" * 5000 + "}"),
    "nested objects": with_variables(FIRM, '{"n": ' + '{"a":' * 200 + "1" + "}" * 200 + "}"),
    "nested selections": with_variables("{ firm" + "{ firm" * 300 + "}" * 301, "{}"),
    "nested values": with_variables("{ firm(name: " + "[" * 400 + "]" * 400 + ") { name } }", "{}"),
    "many tokens": with_variables("{ " + "whoami " * 2000 + "}", "{}"),
    "many comments": with_variables("#\n" * 5000 + "{ whoami }", "{}"),
    "long document": with_variables("{ whoami }" + " " * 60_000, "{}"),
    "fragment inside itself": with_variables("{ ...A } fragment A on Query { whoami ...A }", "{}"),
    "chain of fragments": with_variables(
        "{ ...F0 }" + "".join(f" fragment F{i} on Query {{...F{i + 1}}}" for i in range(100)), "{}"
    ),
    "no operation": with_variables("type Query { x: Int }", "{}"),
    "defer": with_variables("{ ... @defer { whoami } }", "{}"),
}


@pytest.mark.parametrize("kind", BODIES)
async def test_hostile_body_is_4xx_with_a_code(client: Any, kind: str) -> None:
    response = await client.post("/graphql", content=BODIES[kind], headers=HEADERS)
    assert response.status_code == 400, response.text
    assert response.json()["errors"][0]["extensions"]["code"] in {
        "MALFORMED_REQUEST",
        "SYNTAX_ERROR",
        "VALIDATION_FAILED",
        "VARIABLES_INVALID",
        "UNKNOWN_OPERATION",
        "PAGE_TOO_LARGE",
        "TOO_DEEP",
        "TOO_MANY_TOKENS",
        "DOCUMENT_TOO_LONG",
    }
    assert "data" not in response.json()


async def test_gzip_is_refused(client: Any) -> None:
    headers = {**HEADERS, "content-encoding": "gzip"}
    response = await client.post("/graphql", content=gzip.compress(b'{"query": "{ whoami }"}'), headers=headers)
    assert response.status_code == 415


@pytest.mark.parametrize(
    "query",
    [
        "query=%7B%20whoami%20%7D&query=%7B%20broken%20%7D",
        "query=%FF",
        "query=%7Bwhoami%7D&variables=%5B1",
        "query=%7Bwhoami%7D&variables=7",
        "variables=%7B%7D",
        "&".join(f"a{i}=1" for i in range(100)),
        "query=%7Bfirm(name%3A%22%00%22)%7Bname%7D%7D",
        "",
    ],
)
async def test_hostile_query_string_is_4xx(client: Any, query: str) -> None:
    response = await client.get(f"/graphql?{query}", headers={"accept": HEADERS["accept"]})
    assert response.status_code == 400, response.text


async def test_a_body_over_the_limit_is_413_whether_declared_or_not(client: Any) -> None:
    async def chunks() -> Any:
        for _ in range(20):
            yield b" " * 100_000

    declared = await client.post("/graphql", content=b" " * 1_000_001, headers=HEADERS)
    streamed = await client.post("/graphql", content=chunks(), headers=HEADERS)
    assert [declared.status_code, streamed.status_code] == [413, 413]


async def test_doubling_fragments_are_refused_in_under_100_ms(client: Any) -> None:
    levels = "".join(f" fragment F{i} on Firm {{ ...F{i + 1} ...F{i + 1} }}" for i in range(28))
    document = f"{{ firm {{ ...F0 }} }}{levels} fragment F28 on Firm {{ name }}"
    await client.post("/graphql", content=with_variables("{ whoami }", "{}"), headers=HEADERS)
    started = time.perf_counter()
    response = await client.post("/graphql", content=with_variables(document, "{}"), headers=HEADERS)
    assert response.json()["errors"][0]["extensions"]["code"] == "TOO_COSTLY"
    assert time.perf_counter() - started < 0.1


async def test_a_body_that_trickles_is_408(endpoint: Any, serve: Any) -> None:
    endpoint.settings = Limits(body_seconds=0.1)
    host, port = (await serve(endpoint)).url.split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{")
    line = await asyncio.wait_for(reader.readline(), 5)
    writer.close()
    assert line.split()[1] == b"408"


async def test_a_client_that_leaves_while_sending_leaves_nothing_behind(endpoint: Any, serve: Any) -> None:
    host, port = (await serve(endpoint)).url.split(":")
    _, writer = await asyncio.open_connection(host, int(port))
    writer.write(b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{")
    await writer.drain()
    writer.close()
    await writer.wait_closed()
    await asyncio.sleep(0.05)
    assert endpoint.opened == []


async def test_production_hides_introspection_suggestions_and_graphiql(endpoint: Any, client_of: Any) -> None:
    endpoint.settings = Limits(production=True)
    async with client_of(endpoint) as client:
        hidden = await client.post(
            "/graphql", content=with_variables("{ __schema { types { name } } }", "{}"), headers=HEADERS
        )
        misspelt = await client.post("/graphql", content=with_variables("{ whoamI }", "{}"), headers=HEADERS)
        typename = await client.post("/graphql", content=with_variables("{ __typename }", "{}"), headers=HEADERS)
        page = await client.get("/graphiql")
    assert hidden.json()["errors"][0]["extensions"]["code"] == "INTROSPECTION_HIDDEN"
    assert misspelt.json()["errors"][0]["message"] == "Cannot query field 'whoamI' on type 'Query'."
    assert (typename.json()["data"], page.status_code) == ({"__typename": "Query"}, 404)
