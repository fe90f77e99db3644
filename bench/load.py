"""Load: wrk asks one server one question for some seconds, and says how fast and how long it took."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.machine import OTHER_CORE, Usage, pinned
from bench.servers import Server

CONNECTIONS = 16
SCRIPT = Path(__file__).parent / "load.lua"


@dataclass(frozen=True, kw_only=True)
class Round:
    """What one round of one server gave; times in milliseconds, processor time in microseconds a request."""

    requests: int
    seconds: float
    p50: float
    p99: float
    bytes: int
    app_us: float
    postgres_us: float

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.requests / self.seconds


def write_bodies(path: Path, bodies: Sequence[bytes]) -> None:
    """One body a line, for `load`."""
    path.write_bytes(b"\n".join(bodies) + b"\n")


LONGEST = 20
"""Seconds after which a server that has answered nothing has failed."""


def load(server: Server, postgres_pid: int, bodies: Path, headers: Path, seconds: int, skip: int = 0) -> Round:
    """Ask one server for some seconds (longer if nothing was answered) with a file's bodies, from `skip` on."""
    app, postgres = Usage.of(server.pid), Usage.of(postgres_pid)
    command = [
        "wrk", "--threads", "1", "--connections", str(CONNECTIONS), "--duration", f"{seconds}s", "--timeout", "30s",
        "--script", str(SCRIPT), f"http://127.0.0.1:{server.port}/graphql", "--", str(bodies), str(headers), str(skip),
    ]  # fmt: skip
    done = subprocess.run(pinned(OTHER_CORE, command), capture_output=True, text=True, check=False)
    last = done.stdout.strip().rpartition("\n")[2]
    if done.returncode != 0 or not last.startswith("{"):
        raise SystemExit(f"wrk failed on {server.name}: {done.stdout[-1000:]}{done.stderr[-1000:]}")
    told = json.loads(last)
    failed = {name: told[name] for name in ("connect", "read", "write", "status", "timeout") if told[name]}
    if not failed and not told["requests"] and seconds < LONGEST:
        return load(server, postgres_pid, bodies, headers, seconds * 3, skip)
    if failed or not told["requests"]:
        told_last = server.log.read_text(errors="replace")[-2000:]
        raise SystemExit(f"{server.name} failed under load: {failed or 'no answers'}\n{told_last}")
    return Round(
        requests=told["requests"],
        seconds=told["microseconds"] / 1e6,
        p50=told["p50"] / 1000,
        p99=told["p99"] / 1000,
        bytes=told["bytes"],
        app_us=(Usage.of(server.pid).seconds - app.seconds) / told["requests"] * 1e6,
        postgres_us=(Usage.of(postgres_pid).seconds - postgres.seconds) / told["requests"] * 1e6,
    )


def check_tools() -> None:
    """Stop when a program that is needed is not there, and say where it is from."""
    for tool, package in {"wrk": "wrk", "taskset": "util-linux", "npm": "npm"}.items():
        if shutil.which(tool) is None:
            raise SystemExit(f"{tool} is not installed; on Debian: apt install {package}")
