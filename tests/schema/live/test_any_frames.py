"""Whatever frames a client sends: a documented close code, no fault, nothing left running, the next one is served."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

EXAMPLES = int(os.environ.get("MAJUNG_SEQUENCES", "60"))
"""How many sequences of frames are sent; more on demand."""
TABLE = re.findall(r"^\| (\d{4}\b[^|]*)", (Path(__file__).parents[3] / "docs/live.md").read_text(), re.MULTILINE)
DOCUMENTED = {int(code) for row in TABLE for code in re.findall(r"\d{4}", row)}
FAULT = 4500
PATIENCE = 10.0

ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
IDS = st.sampled_from(["1", "1", "1", "2", "2", "3", "x" * 200, "가", '"\n'])
ODD_IDS = IDS | st.sampled_from(["", "x" * 201, "y" * 100_000, 7, None, [], "\ud800", "\0"])
DOCUMENTS = st.sampled_from(
    [
        "{ viewer { name } }",
        "query A { viewer { name } } query B { viewer { kind } }",
        "subscription ($after: Cursor) { updates(after: $after) { cursor } }",
        "subscription { updates { cursor } }",
        "subscription { callsPublished { cursor } }",
        'mutation { createAccount(login: "a") { refusals { code } } }',
        "{ firms(first: 1000) { nodes { id } } }",
        "{ nowhere }",
        "{",
        "",
    ]
)
PAYLOADS = st.fixed_dictionaries(
    {"query": DOCUMENTS},
    optional={
        "variables": st.none() | st.dictionaries(st.sampled_from(["after", "x"]), ANY_JSON, max_size=2),
        "operationName": st.sampled_from(["A", "B", "C", None, ""]),
        "extensions": st.none() | st.dictionaries(st.sampled_from(["idempotencyKey", "x"]), ANY_JSON, max_size=1),
    },
)
INIT = {"type": "connection_init", "payload": {"authorization": "Bearer officer", "accept-language": "en"}}
FAIR = st.one_of(
    st.fixed_dictionaries({"type": st.just("subscribe"), "id": IDS, "payload": PAYLOADS}),
    st.fixed_dictionaries({"type": st.just("complete"), "id": IDS}),
    st.fixed_dictionaries({"type": st.sampled_from(["ping", "pong"])}, optional={"payload": st.just({"at": 1})}),
)
ODD = st.one_of(
    st.fixed_dictionaries(
        {"type": st.sampled_from(["connection_init", "ping", "pong", "subscribe", "complete", "next", "", None, 7])},
        optional={"id": ODD_IDS, "payload": PAYLOADS | ANY_JSON, "x": ANY_JSON},
    ),
    ANY_JSON,
)
ODD_INITS = st.sampled_from(
    [
        {"type": "connection_init"},
        {"type": "connection_init", "payload": {"authorization": "Bearer nobody"}},
        {"type": "connection_init", "payload": {"Authorization": ["Bearer"], "cookie": 7, "majung-purpose": {}}},
        INIT,
    ]
)
BROKEN = st.one_of(
    st.sampled_from(
        ["", " " * 1_000_001, '{"type": "ping"', "[" * 5_000, '{"type": NaN}', "\ufeff{}", '{"type":"ping"}{}']
    ),
    st.text(max_size=20),
)

Act = Callable[[ClientConnection], Awaitable[object]]


def _said(message: object) -> Act:
    return lambda socket: socket.send(json.dumps(message))


def _in_pieces(message: object) -> Act:
    text = json.dumps(message)
    return lambda socket: socket.send([text[:5], "", text[5:]])


async def _round_trip(socket: ClientConnection) -> None:
    """Let the server take what it was sent."""
    await (await socket.ping())


ACTS = st.one_of(
    FAIR.map(_said),
    FAIR.map(_said),
    FAIR.map(_said),
    FAIR.map(_in_pieces),
    ODD.map(_said),
    ODD_INITS.map(_said),
    BROKEN.map(lambda text: lambda socket: socket.send(text)),
    st.binary(max_size=20).map(lambda content: lambda socket: socket.send(content)),
    st.sampled_from([b"\xff\xfe", b'{"type": "\xed\xa0\x80"}']).map(lambda c: lambda socket: socket.send(c, text=True)),
    st.just(_round_trip),
    st.just(_round_trip),
)
SEQUENCES = st.tuples(
    st.sampled_from([[_said(INIT)], [_said(INIT)], [_said(INIT)], []]), st.lists(ACTS, max_size=8), st.booleans()
)


async def _hold(served: Any, acts: list[Act], *, leave: bool) -> int | None:
    """Do everything on one socket, then hear it out; the code it was closed with, if the server closed it."""
    protocols = [Subprotocol("graphql-transport-ws")]
    async with asyncio.timeout(PATIENCE), connect(served.url, subprotocols=protocols, ping_interval=None) as socket:
        try:
            for act in acts:
                await act(socket)
            if leave:
                socket.transport.abort()
                return None
            await socket.send(json.dumps({"type": "ping", "payload": {"last": True}}))
            while json.loads(await socket.recv()) != {"type": "pong", "payload": {"last": True}}:
                pass
        except ConnectionClosed:
            return socket.close_code
    return None


async def _answer(http: httpx2.AsyncClient) -> Any:
    """What a plain question is answered with."""
    headers = {"authorization": "Bearer officer"}
    return (await http.post("/graphql", json={"query": "{ viewer { name } }"}, headers=headers)).json()["data"]


async def test_any_frames_end_in_order(served: Any, platform: Any, caplog: pytest.LogCaptureFixture) -> None:
    """MAJUNG_SEQUENCES=5000 looks longer."""
    drawn: list[tuple[list[Act], list[Act], bool]] = []

    @settings(
        max_examples=EXAMPLES, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(SEQUENCES)
    def draw(sequence: tuple[list[Act], list[Act], bool]) -> None:
        drawn.append(sequence)

    draw()
    caplog.set_level(logging.WARNING)
    codes: set[int | None] = set()
    async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{served.port}") as http:
        expected = await _answer(http)
        running = len(asyncio.all_tasks())
        with capture_logs() as told:
            for start, acts, leave in drawn:
                codes.add(await _hold(served, [*start, *acts], leave=leave))
                assert await _answer(http) == expected
    assert codes <= {None, *DOCUMENTED} - {FAULT}
    assert {None, 1007, 4400, 4401, 4409} <= codes, "what is sent is hostile enough"
    assert [line for line in told if line["log_level"] in ("error", "critical")] == []
    assert [record.getMessage() for record in caplog.records if record.name != "majung.server"] == []
    async with asyncio.timeout(PATIENCE):
        while served._live.count or platform.live.members or len(asyncio.all_tasks()) > running:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
