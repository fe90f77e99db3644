"""GraphQL over HTTP, audited by npm graphql-http against `majung serve`: no failure, no warning."""

from __future__ import annotations

from pathlib import Path

from tests.clients import npm_client
from tests.schema.cli.conftest import CommandLine, environment

from majung.settings import Settings

__all__ = ["environment"]

FEWEST = 60
"""Audits of graphql-http 1.23; a run that made fewer of them has audited something else."""


def test_every_audit_is_passed(settings: Settings, environment: dict[str, str], tmp_path: Path) -> None:
    assert settings.database_url is not None
    majung = CommandLine({**environment, "MAJUNG_DATABASE_URL": settings.database_url}, tmp_path)
    assert majung("migrate").returncode == 0
    with (
        majung.started("serve", "--port", "0", until="serving on") as server,
        npm_client("audits", url=f"{server.address}/graphql") as client,
    ):
        audits = list(iter(lambda: client.said.get(timeout=60).get("audit"), None))
    assert len(audits) >= FEWEST
    assert [audit for audit in audits if audit["status"] != "ok"] == []
