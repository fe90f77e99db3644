"""GraphQL over HTTP: media types, methods, status codes, words of errors."""

from __future__ import annotations

from typing import Any

import pytest
from structlog.testing import capture_logs

from majung_schema.limits import Limits

RESPONSE = "application/graphql-response+json"
JSON = "application/json"


@pytest.mark.parametrize(
    ("accept", "answered"),
    [
        (RESPONSE, RESPONSE),
        (JSON, JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        ("", JSON),
        (f"{RESPONSE}, {JSON};q=0.9", RESPONSE),
        (f"{RESPONSE};q=0.1, {JSON}", JSON),
        (f"{RESPONSE}; charset=utf-8", RESPONSE),
        (f"text/html, {RESPONSE};q=0.5", RESPONSE),
    ],
)
async def test_answers_in_the_media_type_that_accept_prefers(client: Any, accept: str, answered: str) -> None:
    response = await client.post("/graphql", json={"query": "{ firm { name } }"}, headers={"accept": accept})
    assert (response.status_code, response.headers["content-type"]) == (200, f"{answered}; charset=utf-8")
    assert response.json()["data"] == {"firm": {"name": "한빛정밀"}}


@pytest.mark.parametrize("accept", ["text/plain", f"{JSON};q=0", f"{JSON}; charset=utf-16"])
async def test_refuses_media_types_it_cannot_answer_in(client: Any, accept: str) -> None:
    response = await client.post("/graphql", json={"query": "{ whoami }"}, headers={"accept": accept})
    assert (response.status_code, code_of(response)) == (406, "NOT_ACCEPTABLE")


def code_of(response: Any) -> str:
    return str(response.json()["errors"][0]["extensions"]["code"])


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"query": "{"}, "SYNTAX_ERROR"),
        ({"query": ""}, "SYNTAX_ERROR"),
        ({"query": "{ nowhere }"}, "VALIDATION_FAILED"),
        ({"query": "{ double(number: true) }"}, "VALIDATION_FAILED"),
        ({"query": "query ($n: Int!) { double(number: $n) }"}, "VARIABLES_INVALID"),
        ({"query": "query ($n: Int!) { double(number: $n) }", "variables": {"n": "x"}}, "VARIABLES_INVALID"),
        ({"query": "{ whoami }", "operationName": "Other"}, "UNKNOWN_OPERATION"),
        ({"query": "query A { whoami } query B { whoami }"}, "UNKNOWN_OPERATION"),
        ({"query": "subscription { ticks(count: 1) { number } }"}, "SUBSCRIPTION_NEEDS_SOCKET"),
        ({"query": "fragment F on Query { whoami }"}, "UNKNOWN_OPERATION"),
    ],
)
async def test_a_request_error_is_400_but_200_for_clients_of_plain_json(client: Any, body: Any, code: str) -> None:
    modern = await client.post("/graphql", json=body, headers={"accept": RESPONSE})
    assert (modern.status_code, code_of(modern)) == (400, code)
    assert "data" not in modern.json()
    plain = await client.post("/graphql", json=body, headers={"accept": JSON})
    assert (plain.status_code, code_of(plain)) == (200, code)


@pytest.mark.parametrize(
    "body",
    [
        {"nothing": 1},
        {"query": 5},
        {"query": "{ whoami }", "variables": []},
        {"query": "{ whoami }", "variables": "{}"},
        {"query": "{ whoami }", "operationName": 7},
        {"query": "{ whoami }", "extensions": "x"},
        [{"query": "{ whoami }"}],
        "text",
        17,
    ],
)
async def test_a_body_of_another_shape_is_400_for_every_client(client: Any, body: Any) -> None:
    response = await client.post("/graphql", json=body, headers={"accept": JSON})
    assert (response.status_code, code_of(response)) == (400, "MALFORMED_REQUEST")


async def test_get_runs_queries(client: Any) -> None:
    parameters = {"query": "query Q($n: Int!) { double(number: $n) }", "variables": '{"n": 21}', "operationName": "Q"}
    response = await client.get("/graphql", params=parameters)
    assert response.json()["data"] == {"double": 42}


@pytest.mark.parametrize("accept", [RESPONSE, JSON])
async def test_get_never_mutates(client: Any, endpoint: Any, accept: str) -> None:
    parameters = {"query": 'mutation { rename(name: "x") { name } }'}
    response = await client.get("/graphql", params=parameters, headers={"accept": accept})
    assert (response.status_code, response.headers["allow"]) == (405, "POST")
    assert (code_of(response), endpoint.opened) == ("MUTATION_OVER_GET", [])


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
async def test_refuses_other_methods(client: Any, method: str) -> None:
    response = await client.request(method, "/graphql")
    assert (response.status_code, response.headers["allow"]) == (405, "GET, POST")
    assert code_of(response) == "METHOD_NOT_ALLOWED"


@pytest.mark.parametrize(
    "headers",
    [
        {"content-type": "text/plain"},
        {"content-type": "application/x-www-form-urlencoded"},
        {"content-type": "multipart/form-data; boundary=x"},
        {"content-type": "application/json; charset=euc-kr"},
        {"content-type": "application/json", "content-encoding": "gzip"},
        {},
    ],
)
async def test_refuses_other_content_types(client: Any, headers: dict[str, str]) -> None:
    response = await client.post("/graphql", content=b'{"query": "{ whoami }"}', headers=headers)
    assert (response.status_code, code_of(response)) == (415, "UNSUPPORTED_MEDIA_TYPE")


async def test_refuses_wrong_credentials_and_knows_right_ones(client: Any) -> None:
    wrong = await client.post("/graphql", json={"query": "{ whoami }"}, headers={"authorization": "Bearer nobody"})
    assert (wrong.status_code, code_of(wrong)) == (401, "UNAUTHENTICATED")
    assert wrong.headers["www-authenticate"] == 'Bearer realm="majung"'
    right = await client.post("/graphql", json={"query": "{ whoami }"}, headers={"authorization": "Bearer official"})
    assert right.json()["data"] == {"whoami": "official"}


async def test_a_refusal_keeps_its_words_in_the_language_of_the_request(ask: Any) -> None:
    korean = await ask("{ refused }", **{"accept-language": "ko-KR,ko;q=0.9,en;q=0.8"})
    english = await ask("{ refused }", **{"accept-language": "en-GB, ko;q=0.3"})
    assert korean["errors"] == [
        {
            "message": "2025-3 공고는 접수 기간이 아닙니다.",
            "locations": [{"line": 1, "column": 3}],
            "path": ["refused"],
            "extensions": {"code": "CALL_NOT_OPEN", "path": ["input", "call"], "details": {"number": "2025-3"}},
        }
    ]
    assert english["errors"][0]["message"] == "The call 2025-3 is not open."
    assert english["data"] == {"refused": None}


async def test_one_token_speaks_the_language_of_each_request(ask: Any) -> None:
    known = {"authorization": "Bearer official"}
    for language, words in [("ko", "접수 기간이"), ("en", "is not open"), ("ko", "접수 기간이"), ("fr", "접수 기간이")]:
        answered = await ask("{ refused }", **known, **{"accept-language": language})
        assert words in answered["errors"][0]["message"]


async def test_of_a_header_that_comes_twice_the_first_counts(client: Any) -> None:
    headers = [("authorization", "Bearer official"), ("authorization", "Bearer nobody")]
    response = await client.post("/graphql", json={"query": "{ whoami }"}, headers=headers)
    assert response.json()["data"] == {"whoami": "official"}


async def test_an_unknown_error_is_masked_with_the_request_id_and_logged(client: Any) -> None:
    with capture_logs() as logs:
        response = await client.post(
            "/graphql", json={"query": "{ broken whoami }"}, headers={"x-request-id": "r-1", "accept-language": "en"}
        )
    assert (response.status_code, response.headers["x-request-id"]) == (200, "r-1")
    assert "secret" not in response.text
    error = response.json()["errors"][0]
    assert (error["path"], error["extensions"]) == (["broken"], {"code": "INTERNAL_ERROR", "details": {"id": "r-1"}})
    assert error["message"] == "Something went wrong on our side. Tell us the request id r-1."
    assert response.json()["data"] == {"broken": None, "whoami": "anonymous"}
    assert [(entry["request_id"], entry["error"]) for entry in logs] == [("r-1", "RuntimeError")]
    assert logs[0]["text"] == "secret SELECT * FROM firm at /srv/majung"


async def test_production_keeps_error_text_out_of_logs(endpoint: Any, client_of: Any) -> None:
    endpoint.settings = Limits(production=True)
    async with client_of(endpoint) as client:
        with capture_logs() as logs:
            await client.post("/graphql", json={"query": "{ broken }"})
    assert "secret" not in str(logs)


async def test_a_value_that_json_cannot_carry_is_masked(client: Any) -> None:
    response = await client.post("/graphql", json={"query": "{ huge }"}, headers={"accept": RESPONSE})
    assert (response.status_code, code_of(response)) == (500, "INTERNAL_ERROR")


async def test_a_strange_request_id_is_replaced(client: Any) -> None:
    response = await client.post("/graphql", json={"query": "{ whoami }"}, headers={"x-request-id": "a b<script>"})
    assert len(response.headers["x-request-id"]) == 32


async def test_an_operation_ends_with_its_deadline_and_closes_its_context(endpoint: Any, client_of: Any) -> None:
    endpoint.settings = Limits(operation_seconds=0.05)
    async with client_of(endpoint) as client:
        response = await client.post("/graphql", json={"query": "{ slow }"})
    assert (response.status_code, code_of(response)) == (504, "OPERATION_TIMED_OUT")
    assert (len(endpoint.opened), endpoint.closed) == (1, 1)


async def test_context_is_fresh_and_knows_headers_kind_and_origin(ask: Any, endpoint: Any) -> None:
    told = await ask('{ header(name: "majung-purpose") origin }', **{"majung-purpose": "audit"})
    await ask('mutation { rename(name: "x") { name } }')
    assert told["data"] == {"header": "audit", "origin": "127.0.0.1"}
    assert [context.info.kind for context in endpoint.opened] == ["query", "mutation"]
    assert endpoint.opened[0] is not endpoint.opened[1]


async def test_tells_cost_counted_and_allowed(ask: Any) -> None:
    told = await ask("query ($n: Int) { firm { partners(first: $n) { nodes { name } } } }", {"n": 50})
    counted = {"cost": 1 + 1 + 50 * 2, "depth": 4, "aliases": 0, "directives": 0, "tokens": 25}
    assert told["extensions"]["cost"]["counted"] == counted
    assert told["extensions"]["cost"]["allowed"]["cost"] == 10_000


async def test_a_refused_cost_is_told_too(ask: Any) -> None:
    told = await ask("{ firm { partners(first: 101) { nodes { name } } } }")
    assert (told["errors"][0]["extensions"]["code"], "data" in told) == ("PAGE_TOO_LARGE", False)
    assert told["errors"][0]["extensions"]["details"] == {"counted": 101, "allowed": 100}
    assert told["extensions"]["cost"]["counted"]["cost"] == 204
