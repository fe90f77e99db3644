"""Live updates measured: this project and stock Strawberry subscriptions on one log, in one run.

    python -m bench.live                    # everything, some minutes
    python -m bench.live --only throughput

Writes bench/live.json; `bench/live.md` tells what it means.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
import psutil  # type: ignore[import-untyped]

from majung.access.actor import system
from majung.access.cipher import Keys, use_keys
from majung.events.event import append
from majung.firms.events import FirmRegistered
from majung.firms.models import Firm
from majung.institutions.writes import create_account, grant_mandate, issue_token
from majung.korean import search_columns
from majung.settings import Settings, new_keys
from majung.storage.apps import CORE_MODELS
from majung.storage.database import open_database
from majung.storage.transaction import transaction
from majung.testing import disposable_server
from majung_schema.listening import address_of, listen

QUERY = "subscription { updates { cursor type at subject { id ... on Firm { name } } } }"
PEER_QUERY = "subscription { updates { cursor type at subject { id name } } }"
MAJUNG = Path(sys.executable).with_name("majung")
WRITER = system("bench")
PATIENCE = 240
"""Seconds after which what has not arrived is left out."""


class Bench:
    """One PostgreSQL with one log; servers and crowds come and go."""

    def __init__(self, settings: Settings, keys: dict[str, str], home: Path) -> None:
        self.settings, self.home = settings, home
        (home / "plugins.toml").write_text("")
        self.environment = {
            **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
            **keys,
            "MAJUNG_DATABASE_URL": settings.database_url or "",
            "MAJUNG_DATA_DIR": str(home / "data"),
            "MAJUNG_PLUGINS_FILE": str(home / "plugins.toml"),
            "MAJUNG_RATE_OFFICIAL": "0",  # all subscribers are one client
            "MAJUNG_RATE_ANONYMOUS": "0",
            "PYTHONPATH": str(Path(__file__).parents[2]),
        }
        self.firm = UUID(int=0)

    def command(self, *arguments: str) -> str:
        done = subprocess.run(
            [MAJUNG, *arguments], env=self.environment, cwd=self.home, capture_output=True, check=True
        )
        return done.stdout.decode().strip()

    def started(self, command: list[str], name: str) -> subprocess.Popen[bytes]:
        with (self.home / f"{name}.log").open("wb") as log:
            return subprocess.Popen(command, env=self.environment, cwd=self.home, stdout=log, stderr=log)

    async def write(self, count: int, *, rate: float | None = None, together: int = 1) -> list[float]:
        """Commit events, one transaction each (or `together`); when each was committed."""
        committed: list[float] = []
        began = time.time()
        while len(committed) < count:
            async with transaction(WRITER):
                for _ in range(together):
                    event = FirmRegistered(
                        source="staff", district_code="12790", industry_revision=None, industry_code=None
                    )
                    await append(event, subject=self.firm, firms=[self.firm], district="12790")
            committed += [time.time()] * together
            if rate:
                await asyncio.sleep(max(0.0, began + len(committed) / rate - time.time()))
        return committed


@asynccontextmanager
async def server(bench: Bench, which: str) -> AsyncIterator[tuple[int, psutil.Process]]:
    """A server process that answers."""
    with listen("127.0.0.1", 0) as listener:
        port = int(address_of(listener).rpartition(":")[2])
    command = (
        [str(MAJUNG), "serve", "--port", str(port)]
        if which == "majung"
        else [sys.executable, "-m", "bench.live.peer", str(port)]
    )
    process = bench.started(command, which)
    try:
        async with httpx2.AsyncClient() as http:
            for _ in range(1200):
                try:
                    await http.get(f"http://127.0.0.1:{port}/healthz")
                    break
                except httpx2.HTTPError:
                    await asyncio.sleep(0.1)
        yield port, psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(30)


class Crowd:
    """The clients' process."""

    def __init__(self, bench: Bench, **asked: Any) -> None:
        self.file = bench.home / f"arrived{time.monotonic_ns()}.json"
        asked |= {"path": "/graphql", "file": str(self.file)}
        question = self.file.with_suffix(".asked")  # five thousand tokens are more than a command line takes
        question.write_text(json.dumps(asked))
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bench.live.clients", str(question)],
            env=bench.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    async def hear(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        line = await asyncio.to_thread(self.process.stdout.readline)
        found: dict[str, Any] = json.loads(line)
        return found

    def arrived(self) -> list[list[float]]:
        found: list[list[float]] = json.loads(self.file.read_text())
        return found

    def end(self) -> None:
        self.process.kill()
        self.process.wait()


async def measured(
    bench: Bench, which: str, tokens: list[str | None], events: int, *, rate: float | None, together: int = 1
) -> dict[str, Any]:  # fmt: skip
    """Subscribers on one server, events committed, and what arrived when."""
    async with server(bench, which) as (port, process):
        before = process.memory_info().rss
        query = QUERY if which == "majung" else PEER_QUERY
        crowd = Crowd(bench, port=port, query=query, tokens=tokens, expect=events, seconds=PATIENCE)
        try:
            assert (await crowd.hear())["subscribed"] == len(tokens)
            await asyncio.sleep(1)
            full = process.memory_info().rss
            await bench.write(1)
            warm = (await crowd.hear())["warm"]
            began, busy = time.time(), process.cpu_times()
            committed = await bench.write(events, rate=rate, together=together)
            done = await crowd.hear()
            spent = process.cpu_times()
            arrived = crowd.arrived()
            stopped_at = time.time()
            process.terminate()
            stop = await crowd.hear()
        finally:
            crowd.end()
    last = max((times[-1] for times in arrived if times), default=began)
    late = sorted(t - c for times in arrived for t, c in zip(times, committed, strict=False))
    cpu = spent.user + spent.system - busy.user - busy.system
    return {
        "server": which, "subscribers": len(tokens), "scopes": len(set(tokens)), "events": events, "warm": warm,
        "deliveries": done["total"], "expected": len(tokens) * events, "closed": done["closed"],
        "seconds": round(last - began, 3), "per_second": round(done["total"] / (last - began)) if late else 0,
        "cpu_seconds": round(cpu, 2), "per_cpu_second": round(done["total"] / cpu) if cpu else 0,
        "p50_ms": round(1000 * statistics.median(late), 1) if late else None,
        "p99_ms": round(1000 * late[int(len(late) * 0.99)], 1) if late else None,
        "stop_seconds": round(stop["at"] - stopped_at, 2), "told_1012": stop["told"],
        "rss_before_mb": before // 2**20, "rss_mb": full // 2**20,
    }  # fmt: skip


async def run(only: str | None) -> list[dict[str, Any]]:
    """All measurements."""
    keys, found = new_keys(), []
    use_keys(Keys(encryption=(keys["MAJUNG_KEYS"],), hashing=keys["MAJUNG_HASH_KEY"]))
    with disposable_server() as postgres, tempfile.TemporaryDirectory() as home:
        async with postgres.empty_database() as empty:
            settings = replace(empty, keys=(keys["MAJUNG_KEYS"],), hash_key=keys["MAJUNG_HASH_KEY"])
            bench = Bench(settings, keys, Path(home))
            bench.command("migrate")
            async with await open_database(settings, {"core": list(CORE_MODELS)}) as database:
                with database.activate():
                    bench.firm = (await _firm()).id
                    officer = bench.command("token", "--as", "official")
                    scoped = await _tokens(100) if only in (None, "scopes") else []
                    for name, which, tokens, events, more in _plan(officer, scoped):
                        if only is None or only == name:
                            figures = await measured(bench, which, tokens, events, **more)
                            found.append({"what": name, **figures})
                            print(json.dumps(found[-1]), flush=True)
    return found


def _plan(officer: str, scoped: list[str]) -> list[tuple[str, str, list[str | None], int, dict[str, Any]]]:
    same: list[str | None] = [officer] * 1000
    hundred: list[str | None] = [*scoped] * 10
    burst: dict[str, Any] = {"rate": None, "together": 50}
    return [
        ("throughput", "majung", same, 400, burst),
        ("throughput", "peer", same, 50, burst),
        ("latency", "majung", same, 50, {"rate": 5}),
        ("latency", "peer", same, 50, {"rate": 5}),
        ("scopes", "majung", hundred, 200, burst),
        ("scopes", "peer", hundred, 50, burst),
        ("idle", "majung", [officer] * 5000, 1, {"rate": 1}),
        ("idle", "peer", [officer] * 5000, 1, {"rate": 1}),
    ]


async def _firm() -> Firm:
    found = search_columns("한빛정밀")
    return await Firm.create(
        name="한빛정밀",
        name_key="한빛정밀",
        search_jamo=found.jamo,
        search_initials=found.initials,
        search_grams=found.grams,
    )


async def _tokens(count: int) -> list[str]:
    """Tokens of officials who all see everything, each with a permission of its own."""
    made = []
    for number in range(count):
        account = await create_account(WRITER, login=f"bench-{number}")
        mandate = await grant_mandate(WRITER, account_id=account.id, kind="official", scopes=(f"bench.{number}",))
        made.append(await issue_token(WRITER, mandate_id=mandate.id, name="bench"))
    return made


def main() -> None:
    """The command line."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--only", choices=["throughput", "latency", "scopes", "idle"])
    asked.add_argument("--into", type=Path, default=Path(__file__).parents[1] / "live.json")
    given = asked.parse_args()
    found = asyncio.run(run(given.only))
    given.into.write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
