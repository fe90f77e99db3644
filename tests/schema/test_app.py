"""The application as uvicorn runs it: whose address counts behind a proxy."""

from __future__ import annotations

from dataclasses import replace

import httpx2
import pytest

from majung.access.rates import Rates
from majung_schema.app import build_app, server_config
from majung_schema.platform import Platform
from majung_schema.testing import App, app, config, plugins, server

__all__ = ["app", "config", "plugins", "server"]

CLIENTS = ("203.0.113.7", "203.0.113.7", "203.0.113.8")


@pytest.mark.parametrize(
    ("proxies", "statuses"),
    [
        (("127.0.0.1",), [200, 429, 200]),
        (("192.0.2.1", "127.0.0.0/8"), [200, 429, 200]),
        (("192.0.2.1",), [200, 429, 429]),
        ((), [200, 429, 429]),
    ],
)
async def test_clients_have_a_minute_each_behind_a_proxy_that_is_believed(
    app: App, proxies: tuple[str, ...], statuses: list[int]
) -> None:
    settings = replace(app.platform.settings, rates=Rates(anonymous=1), proxies=proxies)
    platform = Platform(settings=settings, registry=app.registry, schema=app.platform.schema, database=app.database)
    served = server_config(platform, build_app(platform))
    served.load()
    transport = httpx2.ASGITransport(app=served.loaded_app, client=("127.0.0.1", 50_000))
    async with httpx2.AsyncClient(transport=transport, base_url="http://majung.test") as client:
        answers = [
            await client.get(
                "/graphql",
                params={"query": "{ viewer { kind } }"},
                headers={"x-forwarded-for": f"198.51.100.9, {address}"},  # the first is what the client itself says
            )
            for address in CLIENTS
        ]
    assert [answer.status_code for answer in answers] == statuses
