"""`majung serve`: what it refuses to start with, and how it serves in production."""

from __future__ import annotations

import asyncio
import json
import signal
from pathlib import Path

import asyncpg
import httpx2
import pytest
from tests.collector import Collector, collector
from tests.schema.cli.conftest import KEYS, CommandLine, install, wait_until

from majung.settings import Settings

__all__ = ["collector"]

PRODUCTION = {"MAJUNG_ENV": "production"}


@pytest.fixture
def production(prepared: CommandLine) -> CommandLine:
    """`majung` in production on a migrated database."""
    return CommandLine({**prepared.environment, **PRODUCTION}, prepared.folder)


def refusal(line: CommandLine, **more: str) -> str:
    done = line("serve", "--port", "0", **more)
    assert (done.returncode, done.stdout) == (1, "")
    assert "Traceback" not in done.stderr
    return done.stderr


def test_refuses_pending_migrations(empty: CommandLine) -> None:
    said = refusal(empty, **PRODUCTION)
    assert said.startswith("NOT_PREPARED")
    assert "core.0001_initial" in said
    assert "Run `majung migrate` first" in said


def test_refuses_a_program_that_the_database_does_not_know(prepared: CommandLine, with_example: dict[str, str]) -> None:
    said = refusal(prepared, **with_example)
    assert "Run `majung migrate` first" in said


def test_refuses_to_start_in_production_without_keys(production: CommandLine) -> None:
    without = CommandLine({n: v for n, v in production.environment.items() if n not in KEYS}, production.folder)
    said = refusal(without)
    assert said.startswith("MISSING_KEYS MAJUNG_KEYS, MAJUNG_HASH_KEY must be set")
    assert "python -m majung.settings" in said


def test_refuses_broken_plugins_all_at_once_by_name(production: CommandLine, tmp_path: Path) -> None:
    install(tmp_path / "installed", "broken", "broken_on_import")
    (tmp_path / "installed" / "broken_on_import.py").write_text("import nothing_of_this_name\n")
    (tmp_path / "plugins.toml").write_text("[plugins.broken]\n[plugins.absent]\n")
    said = refusal(
        production,
        PYTHONPATH=str(tmp_path / "installed"),
        MAJUNG_PLUGINS_FILE=str(tmp_path / "plugins.toml"),
    )
    assert said.startswith("CANNOT_START")
    assert "IMPORT_FAILED" in said
    assert "nothing_of_this_name" in said
    assert "NOT_INSTALLED" in said
    assert "absent" in said


def test_refuses_a_missing_plugins_file(production: CommandLine) -> None:
    assert refusal(production, MAJUNG_PLUGINS_FILE="nowhere.toml").startswith("PLUGINS_FILE_MISSING nowhere.toml")


def test_refuses_an_address_that_is_not_ours(production: CommandLine) -> None:
    said = production("serve", "--host", "192.0.2.1").stderr
    assert said.startswith("ADDRESS_REFUSED Cannot listen on 192.0.2.1, port 8000")


def test_production_hides_the_schema_and_refuses_development_tokens(
    production: CommandLine, prepared: CommandLine
) -> None:
    token = prepared("token", "--as", "official").stdout.strip()
    with production.started("serve", "--port", "0", until="serving on") as server:
        introspected = server.post("{ __schema { types { name } } }")
        refused = server.post("{ viewer { kind } }", token)
        mistyped = server.post("{ viewr { kind } }")
        page = httpx2.get(f"{server.address}/graphiql", headers={"accept": "text/html"})
        healthy, ready = (httpx2.get(f"{server.address}/{name}") for name in ("healthz", "readyz"))
    assert introspected["errors"][0]["extensions"]["code"] == "INTROSPECTION_HIDDEN"
    assert refused["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert "Did you mean" not in mistyped["errors"][0]["message"]
    assert page.status_code == 404
    assert (healthy.status_code, healthy.text) == (200, "ok")
    assert (ready.status_code, ready.json()) == (200, {"ready": True})
    assert healthy.headers["strict-transport-security"] == "max-age=31536000"


def test_answers_open_requests_before_it_stops(production: CommandLine) -> None:
    with production.started("serve", "--port", "0", until="serving on") as server:
        assert server.post("{ viewer { kind } }")["data"] == {"viewer": {"kind": "anonymous"}}
        assert server.stop(signal.SIGTERM) == 0
    assert "Traceback" not in server.logged


async def _let_in(settings: Settings, allowed: bool) -> None:
    """Take the database away from everyone, or give it back."""
    assert settings.database_url is not None
    head, _, name = settings.database_url.partition("?")
    server, _, database = head.rpartition("/")
    connection = await asyncpg.connect(f"{server}/postgres?{name}")
    try:
        await connection.execute(f"alter database {database} allow_connections {allowed}")
        await connection.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", database)
    finally:
        await connection.close()


def test_is_not_ready_while_the_database_is_away(production: CommandLine, settings: Settings) -> None:
    with production.started("serve", "--port", "0", until="serving on") as server:
        asyncio.run(_let_in(settings, False))
        wait_until(lambda: httpx2.get(f"{server.address}/readyz").status_code == 503)
        alive = httpx2.get(f"{server.address}/healthz").status_code
        refused = server.post("{ firms { totalCount } }")
        asyncio.run(_let_in(settings, True))
        wait_until(lambda: httpx2.get(f"{server.address}/readyz").status_code == 200)
        answered = server.post("{ viewer { kind } }")
        assert server.stop(signal.SIGTERM) == 0  # what had lost its database ends as well
    assert alive == 200
    assert "errors" in refused
    assert answered["data"] == {"viewer": {"kind": "anonymous"}}


def test_logs_and_traces_are_without_content(production: CommandLine, collector: Collector) -> None:
    named = {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.url, "OTEL_SERVICE_NAME": "majung-test"}
    with production.started("serve", "--port", "0", until="serving on", **named) as server:
        httpx2.get(f"{server.address}/graphql", params={"query": '{ search(text: "secret word") { kind } }'})
        httpx2.get(f"{server.address}/secret%20word")
        wait_until(lambda: server.logged.count('"request"') == 2)
        assert server.stop() == 0
    lines = [json.loads(line) for line in server.logged.splitlines() if line.startswith("{")]
    assert [(line["method"], line["status"]) for line in lines if line["event"] == "request"] == [
        ("GET", 200),
        ("GET", 404),
    ]
    assert "secret" not in server.logged
    requests = collector.named("HTTP GET")
    assert {line["trace_id"] for line in lines if line["event"] == "request"} == {one.trace for one in requests}
    assert collector.resource["service.name"] == "majung-test"
    assert b"secret" not in b"".join(collector.bodies)
