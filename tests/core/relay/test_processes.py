"""`majung relay` and a consumer as processes, each of them and the broker killed in the middle: nothing is missed."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.core.relay.conftest import NatsServer
from tests.core.relay.test_relay import happen

from majung.events.log import latest_position
from majung.settings import Settings
from majung.storage.database import Database

MAJUNG = Path(sys.executable).with_name("majung")
CONSUMER = Path(__file__).with_name("consumer.py")
LONG = 300
"""Seconds; a loaded machine is slow to start processes, and a test says nothing about speed."""


class Processes:
    """Processes of the test; whatever happens, none is left."""

    def __init__(self, env: dict[str, str]) -> None:
        self.env = env
        self.running: list[subprocess.Popen[bytes]] = []

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        started = subprocess.Popen(command, env=self.env, stdin=subprocess.DEVNULL)
        self.running.append(started)
        return started

    @staticmethod
    def kill(process: subprocess.Popen[bytes]) -> None:
        process.send_signal(signal.SIGKILL)
        process.wait()


@pytest.fixture
def processes(settings: Settings, nats_server: NatsServer, tmp_path: Path) -> Iterator[Processes]:
    plugins = tmp_path / "plugins.toml"
    plugins.write_text("")
    own = {
        "MAJUNG_DATABASE_URL": settings.database_url or "",
        "MAJUNG_DATA_DIR": str(settings.data_dir),
        "MAJUNG_PLUGINS_FILE": str(plugins),
        "MAJUNG_KEYS": ",".join(settings.keys),
        "MAJUNG_HASH_KEY": settings.hash_key,
        "MAJUNG_EVENT_SOURCE": nats_server.address,
        "LANG": "C.UTF-8",
    }
    started = Processes({**os.environ, **own})
    yield started
    for process in started.running:
        if process.poll() is None:
            started.kill(process)


def seen(file: Path) -> list[tuple[int, str]]:
    """What the consumer wrote down, in the order in which it got it."""
    if not file.exists():
        return []
    return [(int(n), name) for n, name in (line.split() for line in file.read_text().splitlines() if " " in line)]


async def consumed(file: Path, position: int) -> None:
    """Wait until the consumer has come to a position."""
    async with asyncio.timeout(LONG):
        while not any(n >= position for n, _ in seen(file)):  # noqa: ASYNC110 - the consumer only writes a file
            await asyncio.sleep(0.1)


async def test_nothing_is_missed_whoever_is_killed(
    database: Database, processes: Processes, nats_server: NatsServer, tmp_path: Path
) -> None:
    file = tmp_path / "consumed"
    relay = processes.start(str(MAJUNG), "relay")
    consumer = processes.start(sys.executable, str(CONSUMER), nats_server.address, str(file))
    await happen(20)
    await consumed(file, 5)

    processes.kill(consumer)
    await happen(20)
    processes.start(sys.executable, str(CONSUMER), nats_server.address, str(file))
    processes.kill(relay)
    await happen(20)
    relay = processes.start(str(MAJUNG), "relay")
    await consumed(file, 45)
    nats_server.stop(signal.SIGKILL)
    await happen(20)
    nats_server.start()
    latest = await latest_position()
    await consumed(file, latest)

    found = seen(file)
    first = list(dict.fromkeys(found))
    assert [n for n, _ in first] == list(range(1, latest + 1))
    assert len({name for _, name in found}) == latest

    relay.send_signal(signal.SIGTERM)
    assert relay.wait(LONG) == 0
