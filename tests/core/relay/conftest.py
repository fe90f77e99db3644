"""A broker of the test's own, as a real process on a free port."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

NATS_SERVER = Path(sys.executable).with_name("nats-server")


class NatsServer:
    """A NATS server with JetStream; its data stay when it is stopped or killed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = -1
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Where it listens; the same after a restart."""
        return f"nats://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it and wait until it listens."""
        ports = self.folder / "ports"
        shutil.rmtree(ports, ignore_errors=True)
        ports.mkdir(parents=True)
        self._process = subprocess.Popen(
            [
                str(NATS_SERVER), "-a", "127.0.0.1", "-p", str(self.port), "-js", "-sd", str(self.folder / "store"),
                "--ports_file_dir", str(ports), "-l", str(self.folder / "log"),
            ]
        )  # fmt: skip
        until = time.monotonic() + 30
        while not (found := list(ports.glob("*.ports"))) or not found[0].read_text():
            assert self._process.poll() is None, (self.folder / "log").read_text()
            assert time.monotonic() < until, "the broker did not start"
            time.sleep(0.02)
        self.port = int(json.loads(found[0].read_text())["nats"][0].rpartition(":")[2])

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End the process."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait()
            self._process = None

    def forget(self) -> None:
        """Delete what it kept, while it is stopped."""
        shutil.rmtree(self.folder / "store", ignore_errors=True)


@pytest.fixture
def nats_server(tmp_path: Path) -> Iterator[NatsServer]:
    """A running broker."""
    server = NatsServer(tmp_path / "nats")
    server.start()
    yield server
    server.stop(signal.SIGKILL)
