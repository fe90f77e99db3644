"""/metrics: what is counted of a server, for whom, and within which bounds."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import pytest

from majung.testing import make_firm
from majung_schema.app import build_app
from majung_schema.metrics import MOST_NAMES, OTHER, Metrics
from majung_schema.platform import Platform
from majung_schema.testing import App, app, config, plugins, server

__all__ = ["app", "config", "plugins", "server"]

DASHBOARD = Path(__file__).parents[2] / "docs/grafana/majung.json"
NAMED = re.compile(r"\bmajung_[a-z_]+")


@asynccontextmanager
async def client(platform: Platform) -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(app=build_app(platform))
    async with httpx2.AsyncClient(transport=transport, base_url="http://majung.test") as opened:
        yield opened


def having(app: App, **changes: Any) -> Platform:
    settings = replace(app.platform.settings, **changes)
    return Platform(settings=settings, registry=app.registry, schema=app.platform.schema, database=app.database)


async def test_tells_operations_plans_reads_and_the_log(app: App) -> None:
    with app.platform.active():
        await make_firm()
    async with client(app.platform) as asked:
        for _ in range(3):
            body = {"query": "query Kinds { viewer { kind } firms { totalCount } }", "operationName": "Kinds"}
            assert (await asked.post("/graphql", json=body)).status_code == 200
        headers = {"content-type": "application/json"}
        assert (await asked.post("/graphql", content=b"{", headers=headers)).status_code == 400
        app.platform.meter.refused["firm"] += 2
        text = (await asked.get("/metrics")).text
    lines = text.splitlines()
    assert 'majung_operation_seconds_count{kind="query",operation="Kinds",transport="http"} 3.0' in lines
    assert 'majung_answers_total{status="200"} 3.0' in lines
    assert 'majung_answers_total{status="400"} 1.0' in lines
    assert 'majung_plan_uses{was="kept"} 2.0' in lines
    assert 'majung_rate_limited{kind="firm"} 2.0' in lines
    assert _value(lines, "majung_read_statements") >= 3
    assert _value(lines, "majung_log_position") == 1


def _value(lines: list[str], name: str) -> float:
    [line] = [line for line in lines if line.startswith(f"{name} ")]
    return float(line.split()[-1])


@pytest.mark.parametrize(
    ("environment", "token", "given", "status"),
    [
        ("development", None, None, 200),
        ("production", None, None, 404),
        ("production", None, "Bearer ", 404),
        ("production", "s3cret", None, 401),
        ("production", "s3cret", "Bearer wrong", 401),
        ("production", "s3cret", "Bearer s3cret", 200),
        ("development", "s3cret", None, 401),
    ],
)
async def test_is_for_whoever_has_its_token(
    app: App, environment: str, token: str | None, given: str | None, status: int
) -> None:
    headers = {"authorization": given} if given else {}
    async with client(having(app, environment=environment, metrics_token=token)) as asked:
        assert (await asked.get("/metrics", headers=headers)).status_code == status


async def test_clients_cannot_make_any_number_of_names(app: App) -> None:
    metrics = Metrics()
    for number in range(MOST_NAMES + 50):
        metrics.observe(f"Name{number}", "query", "http", 0.001)
    names = {
        sample.labels["operation"]
        for family in metrics.registry.collect()
        for sample in family.samples
        if sample.name == "majung_operation_seconds_count"
    }
    assert len(names) == MOST_NAMES + 1
    assert OTHER in names


async def test_the_dashboard_asks_for_metrics_that_there_are(app: App) -> None:
    metrics = Metrics()
    known = {sample for family in metrics.registry.collect() for sample in _names(family.name, family.type)}
    panels = json.loads(DASHBOARD.read_text(encoding="utf-8"))["panels"]
    asked = {name for panel in panels for target in panel["targets"] for name in NAMED.findall(target["expr"])}
    assert len(asked) >= 12
    assert asked <= known


def _names(family: str, kind: str) -> set[str]:
    return {
        "histogram": {f"{family}_bucket", f"{family}_count", f"{family}_sum"},
        "counter": {f"{family}_total"},
    }.get(kind, {family})
