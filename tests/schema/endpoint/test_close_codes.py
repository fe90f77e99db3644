"""What the npm package graphql-ws makes of the codes that close its socket.

Elsewhere: 4403 and 1012 with the same package in tests/schema/live/test_npm_clients.py; 4401 and 4406, which it cannot
be brought to cause, with a raw client in test_websocket.py; 4410 with one in tests/schema/live/test_slow_clients.py.
"""

from __future__ import annotations

import asyncio
from typing import Any

from tests.clients import npm_client

from majung_schema.limits import Limits


async def test_a_faulty_client_hears_its_code_and_tries_again_only_where_that_may_help(
    serve: Any, endpoint: Any
) -> None:
    endpoint.settings = Limits(connection_init_seconds=0.5)
    served = await serve(endpoint)
    heard = {}
    with npm_client("ws_faults", url=f"ws://{served.url}/graphql") as client:
        for fault in ("an unknown message", "an id in use", "a second init", "no init"):
            heard[fault] = await asyncio.to_thread(client.hear, fault)
    assert heard == {
        "an unknown message": {"code": 4400, "again": False},
        "an id in use": {"code": 4409, "again": False},
        "a second init": {"code": 4429, "again": False},
        "no init": {"code": 4408, "again": True},
    }
