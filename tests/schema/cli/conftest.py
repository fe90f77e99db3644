"""The command `majung` as its users run it: a process of its own, on data of its own."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import psutil
import pytest

from majung.settings import Settings, new_keys

MAJUNG = Path(sys.executable).with_name("majung")
EXAMPLE = Path(__file__).parents[2] / "example_plugin"
PATIENCE = 120
"""Seconds after which a process that does not answer is a failure; the machine may be busy."""

KEYS = new_keys()
TOKEN = re.compile(r"mj_[a-z0-9]{12}_[A-Za-z0-9_-]{43}")


@dataclass
class Running:
    """A server process with what it has printed so far."""

    process: subprocess.Popen[bytes]
    output: Path
    errors: Path

    @property
    def said(self) -> str:
        """What it printed on stdout."""
        return self.output.read_text()

    @property
    def logged(self) -> str:
        """What it printed on stderr."""
        return self.errors.read_text()

    @property
    def address(self) -> str:
        """Where it said it listens."""
        return str(re.findall(r"http://[\d.]+:\d+", self.said + self.logged)[0])

    def tokens(self) -> dict[str, str]:
        """The printed token of each kind of actor."""
        lines = [line.split() for line in self.said.splitlines() if TOKEN.search(line)]
        return {line[0]: line[-1] for line in lines}

    def post(self, query: str, token: str | None = None) -> Any:
        """The answer to a query over HTTP."""
        headers = {"authorization": f"Bearer {token}"} if token else {}
        return httpx2.post(f"{self.address}/graphql", json={"query": query}, headers=headers).json()

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Send a signal to the process and all it started, as a terminal does; the exit code."""
        os.killpg(self.process.pid, number)
        return self.process.wait(PATIENCE)


class CommandLine:
    """Runs `majung` with settings of a test's own."""

    def __init__(self, environment: Mapping[str, str], folder: Path) -> None:
        self.environment = dict(environment)
        self.folder = folder

    def __call__(self, *arguments: str, stdin: str = "", **more: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(
            [MAJUNG, *arguments],
            input=stdin,
            capture_output=True,
            text=True,
            env={**self.environment, **more},
            cwd=self.folder,
            timeout=PATIENCE,
            check=False,
        )

    @contextmanager
    def started(self, *arguments: str, until: str = "http://", **more: str) -> Iterator[Running]:
        """A server process that has said where it listens; ended afterwards, whatever happened."""
        name = f"run-{time.monotonic_ns()}"
        output, errors = self.folder / f"{name}.out", self.folder / f"{name}.err"
        with output.open("wb") as out, errors.open("wb") as err:
            process = subprocess.Popen(
                [MAJUNG, *arguments],
                stdout=out,
                stderr=err,
                env={**self.environment, **more},
                cwd=self.folder,
                start_new_session=True,
            )
        running = Running(process=process, output=output, errors=errors)
        try:
            wait_until(lambda: until in running.said + running.logged or process.poll() is not None)
            yield running
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
            process.wait(PATIENCE)


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def servers_of(folder: Path) -> list[int]:
    """Processes of the embedded PostgreSQL of a data folder."""
    found = []
    for process in psutil.process_iter(["cmdline", "cwd"]):
        words = [*(process.info["cmdline"] or ()), process.info["cwd"] or ""]
        found += [process.pid] if any(word.startswith(str(folder)) for word in words) else []
    return found


def install(folder: Path, name: str, module: str) -> None:
    """Let an entry point be found below a folder of the Python path, as an installed plugin's is."""
    info = folder / f"majung_{name}_installed-1.2.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: majung-{name}-installed\nVersion: 1.2.0\n")
    (info / "entry_points.txt").write_text(f"[majung.plugins]\n{name} = {module}:plugin\n")


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What every process gets: no plugin, keys of its own, English, and nothing of the machine's settings."""
    folder = tmp_path_factory.mktemp("settings")
    (folder / "plugins.toml").write_text("")
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    return {
        **kept,
        **KEYS,
        "LANG": "C.UTF-8",
        "MAJUNG_PLUGINS_FILE": str(folder / "plugins.toml"),
        "MAJUNG_DATA_DIR": str(folder / "data"),
    }


@pytest.fixture
def with_example(environment: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """Settings under which the example plugin is installed and runs."""
    install(tmp_path / "installed", "example", "majung_example.plugin")
    (tmp_path / "plugins.toml").write_text("[plugins.example]\n")
    return {
        "PYTHONPATH": f"{tmp_path / 'installed'}{os.pathsep}{EXAMPLE}",
        "MAJUNG_PLUGINS_FILE": str(tmp_path / "plugins.toml"),
    }


@pytest.fixture
def majung(environment: dict[str, str], tmp_path: Path) -> CommandLine:
    """`majung` without a database."""
    return CommandLine(environment, tmp_path)


@pytest.fixture
def prepared(settings: Settings, environment: dict[str, str], tmp_path: Path) -> CommandLine:
    """`majung` on a database of the test's own that only needs `migrate`."""
    assert settings.database_url is not None
    return CommandLine({**environment, "MAJUNG_DATABASE_URL": settings.database_url}, tmp_path)


@pytest.fixture
def empty(fresh_settings: Settings, environment: dict[str, str], tmp_path: Path) -> CommandLine:
    """`majung` on an empty database of the test's own."""
    assert fresh_settings.database_url is not None
    return CommandLine({**environment, "MAJUNG_DATABASE_URL": fresh_settings.database_url}, tmp_path)


@pytest.fixture(scope="module")
def data_dir() -> Iterator[Path]:
    """A folder for embedded data with a short name: a socket's path may have some hundred letters."""
    folder = Path(tempfile.mkdtemp(prefix="mj"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)
