"""Whatever is sent over HTTP: a well-formed answer with a documented code, no fault, and the next one is served."""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
import os
import zlib
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from majung_schema.refusals import InternalError, documented_codes

EXAMPLES = int(os.environ.get("MAJUNG_REQUESTS", "120"))
"""How many requests are sent; more on demand."""
FORESEEN = set(documented_codes()) - {InternalError.code}

TEXTS = st.text(max_size=12) | st.sampled_from(["\0", "\ud800", "\ufeff", "x" * 5_000])
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.integers(-(10**400), 10**400) | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
DOCUMENTS = st.sampled_from(
    [
        "{ whoami }",
        "query ($n: Int!) { double(number: $n) }",
        "query ($n: String!) { firm(name: $n) { name partners(first: 3) { nodes { name } } } }",
        "query A { whoami } mutation B { rename(name: \"x\") { name } } subscription C { ticks(count: 1) { number } }",
        'mutation ($n: String!) { rename(name: $n) { name } }',
        "{ double(number: 99999999999) }",
        "{ nowhere }",
        "{ whoami @skip }",
        "{",
    ]
)  # fmt: skip
REQUESTS = st.fixed_dictionaries(
    {"query": DOCUMENTS},
    optional={
        "variables": st.fixed_dictionaries({"n": ANY_JSON}) | ANY_JSON,
        "operationName": st.sampled_from(["A", "B", "C", "D", ""]) | ANY_JSON,
        "extensions": st.fixed_dictionaries({"idempotencyKey": ANY_JSON}) | ANY_JSON,
        "x": ANY_JSON,
    },
)
FAIR = REQUESTS.map(lambda asked: json.dumps(asked).encode())
BODIES = st.one_of(
    FAIR,
    FAIR,
    ANY_JSON.map(lambda value: json.dumps(value).encode()),
    REQUESTS.map(lambda asked: json.dumps(asked, ensure_ascii=False).encode(errors="surrogatepass")),
    st.tuples(FAIR, st.integers(0, 60), st.binary(max_size=6)).map(lambda c: c[0][: c[1]] + c[2] + c[0][c[1] :]),
    FAIR.map(lambda body: body[:-1] + b',"query":"{ whoami }"}'),
    FAIR.map(gzip.compress),
    FAIR.map(zlib.compress),
    FAIR.map(lambda body: body.decode().encode("utf-16")),
    st.integers(1, 3_000).map(lambda deep: b'{"query":' + b'{"a":' * deep + b"1" + b"}" * deep + b"}"),
    st.binary(max_size=40),
)
VISIBLE = st.binary(max_size=20).map(lambda raw: bytes(c for c in raw if c >= 32 and c != 127))
HEADERS: dict[bytes, st.SearchStrategy[bytes]] = {
    b"Content-Type": st.sampled_from(
        [
            b"application/json", b"application/json", b"application/json", b"application/json; charset=utf-8",
            b"application/json; charset=euc-kr", b"application/json;charset", b"application/graphql", b"text/plain",
            b"multipart/form-data; boundary=x", b"application/x-www-form-urlencoded", b"application/json, a/b", b"",
        ]
    ),
    b"Accept": st.sampled_from(
        [
            b"*/*", b"application/json", b"application/graphql-response+json", b"text/html", b"image/png", b"a/b;q=x",
            b"application/json;q=0", b"application/json;q=nan", b"application/json;charset=utf-16", b";;;,,,", b"",
            b"text/event-stream",
        ]
    ),
    b"Content-Encoding": st.sampled_from([b"identity", b"gzip", b"deflate", b"br", b"gzip, gzip"]),
    b"Authorization": st.sampled_from([b"Bearer official", b"Bearer \xff", b"Bearer", b"Basic eDp4", b""]),
    b"Idempotency-Key": VISIBLE,
    b"Accept-Language": VISIBLE,
    b"Majung-Purpose": VISIBLE,
    b"Last-Event-ID": VISIBLE,
    b"X-Request-Id": VISIBLE,
    b"Cookie": VISIBLE,
}  # fmt: skip
SOME_HEADERS = st.fixed_dictionaries(
    {b"Content-Type": HEADERS[b"Content-Type"]}, optional={k: v for k, v in HEADERS.items() if k != b"Content-Type"}
)
QUERIES = st.one_of(
    st.fixed_dictionaries(
        {"query": DOCUMENTS | TEXTS},
        optional={
            "variables": ANY_JSON.map(json.dumps) | TEXTS,
            "extensions": TEXTS,
            "operationName": TEXTS,
            "x": TEXTS,
        },
    ).map(lambda given: "&".join(f"{k}={quote(v.encode(errors='surrogatepass'))}" for k, v in given.items()).encode()),
    st.sampled_from([b"", b"query=%ff", b"query", b"&&&", b"query=%7Bwhoami%7D&query=x", b"&".join([b"a=b"] * 50)]),
    VISIBLE.map(lambda raw: raw.replace(b" ", b"+")),
)


def _request(method: bytes, query: bytes, headers: dict[bytes, bytes], body: bytes) -> bytes:
    lines = [b"%s /graphql?%s HTTP/1.1" % (method, query), b"Host: x", b"Connection: close"]
    lines += [b"%s: %s" % header for header in headers.items()]
    return b"\r\n".join([*lines, b"Content-Length: %d" % len(body), b"", body])


POSTS = st.builds(_request, st.just(b"POST"), st.just(b""), SOME_HEADERS, BODIES)
GETS = st.builds(_request, st.just(b"GET"), QUERIES, SOME_HEADERS.map(lambda h: h | {}), st.just(b""))
OTHERS = st.builds(
    _request,
    st.sampled_from([b"PUT", b"HEAD", b"OPTIONS", b"DELETE", b"PATCH", b"TRACE"]),
    QUERIES,
    SOME_HEADERS,
    BODIES,
)


async def _answer(url: str, request: bytes) -> tuple[int, dict[bytes, bytes], bytes]:
    """Status, headers and body of the answer."""
    host, port = url.split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(request)
    answer = await asyncio.wait_for(reader.read(), 10)
    writer.close()
    head, _, body = answer.partition(b"\r\n\r\n")
    status, *lines = head.split(b"\r\n")
    pairs = (line.partition(b": ") for line in lines)
    return int(status.split()[1]), {name.lower(): value for name, _, value in pairs}, body


def _wrong(request: bytes, status: int, headers: dict[bytes, bytes], body: bytes) -> str | None:
    """What is wrong with an answer, if anything."""
    if status == 303 or request.startswith(b"HEAD"):
        return None if status < 500 else f"{status}"
    if headers[b"content-type"].startswith(b"text/event-stream"):
        return None if b"event: complete" in body and b"INTERNAL" not in body else f"{body!r}"
    told = json.loads(body)
    codes = {error["extensions"]["code"] for error in told.get("errors", ())}
    worded = all(error["message"].strip() for error in told.get("errors", ()))
    json_like = headers[b"content-type"].split(b";")[0] in (b"application/json", b"application/graphql-response+json")
    fair = status < 500 and codes <= FORESEEN and worded and json_like and ("data" in told or bool(codes))
    return None if fair else f"{status} {body[:500]!r}"


async def test_any_request_is_answered_in_order(endpoint: Any, serve: Any, caplog: pytest.LogCaptureFixture) -> None:
    """MAJUNG_REQUESTS=20000 looks longer."""
    drawn: list[bytes] = []

    @settings(
        max_examples=EXAMPLES, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(POSTS | POSTS | GETS | OTHERS)
    def draw(request: bytes) -> None:
        drawn.append(request)

    draw()
    caplog.set_level(logging.WARNING)
    url = (await serve(endpoint)).url
    seen = set()
    with capture_logs() as told:
        for request in drawn:
            status, headers, body = await _answer(url, request)
            assert _wrong(request, status, headers, body) is None, request
            seen.add(status)
        whoami = _request(b"GET", b"query=%7Bwhoami%7D", {}, b"")
        assert json.loads((await _answer(url, whoami))[2])["data"] == {"whoami": "anonymous"}
    assert {200, 400, 401, 405, 406, 415} <= seen, "what is sent is hostile enough"
    assert [line for line in told if line["log_level"] in ("error", "critical")] == []
    assert [record.getMessage() for record in caplog.records] == []
    assert endpoint.closed == len(endpoint.opened)
