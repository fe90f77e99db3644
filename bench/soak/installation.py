"""What is soaked: the demonstration's province on a PostgreSQL of its own, and one server process in production."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from bench.listening import free_port
from majung.access.actor import system
from majung.demo.accounts import AGENTS
from majung.demo.draws import RowIds
from majung.demo.province import SEED, fill_province
from majung.institutions.writes import issue_token
from majung.settings import Settings
from majung.storage.database import Database
from majung.testing import disposable_server
from majung_schema.platform import open_platform, read_registry
from majung_schema.preparing import prepare

ROOT = Path(__file__).parents[2]
LOGINS = ("manager", "officer-yeosu", "counsellor-east", "agent-01", "person", "bank-034")
"""Logins of the demonstration that ask; beside them somebody without a login."""

EXPECTED = ("a notice could not be told of",)
"""Warned of because the installation has no message service."""

START_SECONDS = 120.0
STOP_SECONDS = 30.0

RATED = ("ANONYMOUS", "PERSON", "FIRM", "PARTNER", "OFFICIAL")
"""Kinds of actors with a rate."""


@dataclass(frozen=True, kw_only=True)
class Installation:
    """A filled database, who may ask, and which records there are to ask for."""

    database: Database
    environment: dict[str, str]
    folder: Path
    tokens: dict[str, str]
    firms: list[str]
    """Ids of all firms as clients write them; the first ones have agents."""

    @property
    def agents_firm(self) -> str:
        """The firm whose agent follows what happens to it."""
        return self.firms[0]


@dataclass(frozen=True, kw_only=True)
class Running:
    """The server process."""

    port: int
    process: psutil.Process
    log: Path

    @property
    def address(self) -> str:
        """Where it says that it serves."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def megabytes(self) -> float:
        """Its resident memory (10^6 bytes)."""
        return float(self.process.memory_info().rss) / 1e6

    def complaints(self) -> Counter[str]:
        """What its log warns of and calls an error, and how often, without that it has no message service."""
        found: Counter[str] = Counter()
        for line in self.log.read_text(errors="replace").splitlines():
            said = json.loads(line) if line.startswith("{") else {"event": line, "level": "not JSON"}
            if said["level"] != "info" and said["event"] not in EXPECTED and self.address not in said["event"]:
                found[f"{said['level']}: {said['event']} {said.get('error', '')}".strip()[:200]] += 1
        return found


@asynccontextmanager
async def installed(firms: int) -> AsyncIterator[Installation]:
    """Fill a province with this many firms; all of it is gone when the block is left."""
    with disposable_server() as postgres, tempfile.TemporaryDirectory() as home:
        async with postgres.empty_database() as empty:
            settings = replace(empty, plugins_file=ROOT / "plugins.toml", data_dir=Path(home) / "data")
            registry = read_registry(settings)
            await prepare(settings, registry)
            async with open_platform(settings, registry, max_connections=4) as platform:
                await fill_province(platform.database, registry, firms=firms)
                firm_id = RowIds("firm", SEED).at
                yield Installation(
                    database=platform.database,
                    environment=_environment(settings, Path(home)),
                    folder=Path(home),
                    tokens={login: await _token(platform.database, login) for login in LOGINS},
                    firms=[f"firm_{firm_id(number)}" for number in range(max(firms, AGENTS))],
                )


@asynccontextmanager
async def serving(installation: Installation) -> AsyncIterator[Running]:
    """`majung serve` in production, from when it answers until the block is left."""
    port, log = free_port(), installation.folder / "server.log"
    command = [str(Path(sys.executable).with_name("majung")), "serve", "--port", str(port)]
    with log.open("wb") as out:
        process = subprocess.Popen(  # noqa: ASYNC220 - begun once, before anything is measured
            command, env=installation.environment, cwd=installation.folder, stdout=out, stderr=out
        )
    try:
        async with asyncio.timeout(START_SECONDS):
            while not await _answers(port):
                if process.poll() is not None:
                    raise SystemExit(f"the server did not start:\n{log.read_text()[-3000:]}")
                await asyncio.sleep(0.1)
        yield Running(port=port, process=psutil.Process(process.pid), log=log)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            await asyncio.to_thread(process.wait, STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


async def _answers(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True


async def _token(database: Database, login: str) -> str:
    rows = await database.fetch(
        "select m.id from mandate m join account a on a.id = m.account_id where a.login = $1", login
    )
    return await issue_token(system("soak"), mandate_id=rows[0]["id"], name="soak")


def _environment(settings: Settings, home: Path) -> dict[str, str]:
    kept = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV", "LD_LIBRARY_PATH")
    return {
        **{name: value for name, value in os.environ.items() if name in kept or name.startswith("OTEL_")},
        "MAJUNG_ENV": "production",
        "MAJUNG_DATABASE_URL": settings.database_url or "",
        "MAJUNG_DATA_DIR": str(home / "served"),
        "MAJUNG_PLUGINS_FILE": str(settings.plugins_file),
        "MAJUNG_KEYS": ",".join(settings.keys),
        "MAJUNG_HASH_KEY": settings.hash_key,
        **{f"MAJUNG_RATE_{kind}": str(10**12) for kind in RATED},  # a few clients ask for as much as many would
    }
