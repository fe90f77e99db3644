"""Two server processes on one PostgreSQL, killed at random moments while writers and subscribers run.

Writers change things through both servers and directly; some transactions take long, so that they commit in another
order than they began, and some are rolled back. Subscribers on WebSockets and event streams come back with their last
cursor. Afterwards `problems` looks for loss, phantoms, disorder and repeats. By hand:

    python -m tests.schema.live.killing --kills 20
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

from majung.access.actor import system
from majung.access.cipher import Keys, use_keys
from majung.events.event import append
from majung.events.log import decode_cursor, encode_cursor
from majung.events.sequencer import sweep
from majung.persons.events import PersonRegistered
from majung.settings import Settings, new_keys
from majung.storage.apps import CORE_MODELS
from majung.storage.database import Database, open_database
from majung.storage.transaction import transaction
from majung.testing import disposable_server
from majung_schema.listening import address_of, listen

QUERY = "subscription ($after: Cursor) { updates(after: $after) { cursor subject { id } } }"
REGISTER = 'mutation { registerPerson(input: {name: "홍길동"}) { record { id } } }'
MAJUNG = Path(sys.executable).with_name("majung")
READY = 120.0
LOST = (OSError, httpx2.HTTPError, WebSocketException, TimeoutError, ValueError)
WRITER = system("killing")


class RolledBack(Exception):
    """A transaction that was to fail."""


@dataclass
class History:
    """What was acknowledged, what was taken back, and what each subscriber got (position, subject)."""

    acknowledged: set[str] = field(default_factory=set)
    taken_back: set[str] = field(default_factory=set)
    received: dict[str, list[tuple[int, str | None]]] = field(default_factory=dict)
    kills: int = 0
    reconnects: int = 0

    def problems(self, log: list[tuple[int, str]]) -> list[str]:
        """What went wrong, given the log as it is at the end."""
        positions = [position for position, _ in log]
        found = [] if positions == list(range(1, len(log) + 1)) else ["the log has gaps"]
        stored = {subject for _, subject in log}
        found += [f"lost from the log: {subject}" for subject in self.acknowledged - stored]
        found += [f"phantom in the log: {subject}" for subject in self.taken_back & stored]
        for name, got in self.received.items():
            numbers = [position for position, _ in got]
            found += [f"{name}: {n} before {m}" for n, m in pairwise(numbers) if n >= m]
            found += [f"{name} lost {position}" for position in set(positions) - set(numbers)]
            found += [f"{name} got a phantom {position}" for position in set(numbers) - set(positions)]
        return found


class Servers:
    """The processes, each on a port of its own, which it keeps when it is started again."""

    def __init__(self, environment: Mapping[str, str], folder: Path) -> None:
        self.environment, self.folder = dict(environment), folder
        self.ports: list[int] = []
        self.running: list[subprocess.Popen[bytes]] = []

    async def start(self, number: int) -> None:
        """Start a server and wait until it answers."""
        process = self._spawn(number)
        if number < len(self.running):
            self.running[number] = process
        else:
            self.running.append(process)
        async with httpx2.AsyncClient() as http, asyncio.timeout(READY):
            while True:
                with suppress(*LOST):
                    if (await http.get(f"{self.address(number)}/readyz")).status_code == 200:
                        return
                assert process.poll() is None, (self.folder / f"server{number}.log").read_text()[-3000:]
                await asyncio.sleep(0.1)

    def _spawn(self, number: int) -> subprocess.Popen[bytes]:
        with (self.folder / f"server{number}.log").open("ab") as log:
            return subprocess.Popen(
                [MAJUNG, "serve", "--port", str(self.ports[number])],
                stdout=log, stderr=log, env=self.environment, cwd=self.folder, start_new_session=True,
            )  # fmt: skip

    def choose_ports(self, count: int) -> None:
        """Ports that are free now."""
        for _ in range(count):
            with listen("127.0.0.1", 0) as listener:
                self.ports.append(int(address_of(listener).rpartition(":")[2]))

    def address(self, number: int | None = None) -> str:
        """Where a server listens; any of them when none is named."""
        port = random.choice(self.ports) if number is None else self.ports[number]
        return f"http://127.0.0.1:{port}"

    def kill(self, number: int) -> None:
        """SIGKILL, and wait until it is gone."""
        self.running[number].send_signal(signal.SIGKILL)
        self.running[number].wait()

    def stop(self) -> None:
        """End those that still run."""
        for process in self.running:
            if process.poll() is None:
                process.kill()
            process.wait()


async def write_over_http(history: History, servers: Servers, token: str, over: asyncio.Event) -> None:
    """Register persons; what is answered must be there for ever."""
    headers = {"authorization": f"Bearer {token}"}
    while not over.is_set():
        with suppress(*LOST):
            async with httpx2.AsyncClient(timeout=10, headers=headers) as http:
                address = servers.address()
                while not over.is_set():
                    answer = (await http.post(f"{address}/graphql", json={"query": REGISTER})).json()
                    history.acknowledged.add(answer["data"]["registerPerson"]["record"]["id"].removeprefix("person_"))
                    await asyncio.sleep(random.uniform(0, 0.05))
        await asyncio.sleep(0.05)


async def write_in_another_order(history: History, database: Database, over: asyncio.Event) -> None:
    """Transactions of different length side by side, one in four taken back."""

    async def one() -> None:
        person = uuid4()
        try:
            async with transaction(WRITER):
                await append(PersonRegistered(), subject=person, persons=[person])
                await asyncio.sleep(random.choice((0, 0, 0.05, 0.3)))
                if random.random() < 0.25:
                    raise RolledBack
        except RolledBack:
            history.taken_back.add(str(person))
        else:
            history.acknowledged.add(str(person))

    with database.activate():
        while not over.is_set():
            await asyncio.gather(*(one() for _ in range(4)))


class Subscriber:
    """Follows everything, at any server, from its last cursor on."""

    def __init__(self, history: History, name: str, servers: Servers, token: str) -> None:
        self.history, self.servers, self.token = history, servers, token
        self.got: list[tuple[int, str | None]] = history.received.setdefault(name, [])
        self.socket = name.startswith("socket")

    @property
    def position(self) -> int:
        return self.got[-1][0] if self.got else 0

    async def run(self) -> None:
        while True:
            with suppress(*LOST):
                await (self.over_socket() if self.socket else self.over_stream())
            self.history.reconnects += 1
            await asyncio.sleep(0.05)

    async def over_socket(self) -> None:
        url = self.servers.address().replace("http", "ws") + "/graphql"
        async with connect(url, subprotocols=[Subprotocol("graphql-transport-ws")], open_timeout=5) as connection:
            await connection.send(
                json.dumps({"type": "connection_init", "payload": {"authorization": f"Bearer {self.token}"}})
            )
            await connection.recv()
            payload = {"query": QUERY, "variables": {"after": encode_cursor(self.position)}}
            await connection.send(json.dumps({"type": "subscribe", "id": "1", "payload": payload}))
            async for text in connection:
                message = json.loads(text)
                if message["type"] != "next":
                    raise ValueError(message)
                self.take(message["payload"])

    async def over_stream(self) -> None:
        headers = {
            "accept": "text/event-stream",
            "authorization": f"Bearer {self.token}",
            "last-event-id": encode_cursor(self.position),
        }
        async with (
            httpx2.AsyncClient(timeout=httpx2.Timeout(5, read=None)) as http,
            http.stream("POST", f"{self.servers.address()}/graphql", json={"query": QUERY}, headers=headers) as answer,
        ):
            async for line in answer.aiter_lines():
                if line.startswith("data: {"):
                    self.take(json.loads(line.removeprefix("data: ")))

    def take(self, payload: Any) -> None:
        if "errors" in payload:
            raise ValueError(payload["errors"])
        update = payload["data"]["updates"]
        subject = update["subject"]
        self.got.append((decode_cursor(update["cursor"]) or 0, subject["id"] if subject else None))


def majung(environment: Mapping[str, str], folder: Path, *arguments: str) -> str:
    """What a command says."""
    command = [MAJUNG, *arguments]
    done = subprocess.run(command, env=dict(environment), cwd=folder, capture_output=True, check=True)
    return done.stdout.decode().strip()


async def torment(settings: Settings, environment: Mapping[str, str], folder: Path, kills: int) -> list[str]:
    """Run it all; what went wrong, empty when nothing did."""
    token = majung(environment, folder, "token", "--as", "official")
    history, servers, over = History(), Servers(environment, folder), asyncio.Event()
    servers.choose_ports(2)
    try:
        await servers.start(0)
        await servers.start(1)
        async with await open_database(settings, {"core": list(CORE_MODELS)}) as database:
            subscribers = [Subscriber(history, f"{k}{n}", servers, token) for k in ("socket", "stream") for n in (1, 2)]
            following = [asyncio.create_task(subscriber.run()) for subscriber in subscribers]
            writing = [
                *(asyncio.create_task(write_over_http(history, servers, token, over)) for _ in range(3)),
                asyncio.create_task(write_in_another_order(history, database, over)),
            ]
            for _ in range(kills):
                await asyncio.sleep(random.uniform(0.5, 2.5))
                number = random.randrange(2)
                servers.kill(number)
                history.kills += 1
                await servers.start(number)
            await asyncio.sleep(1)
            over.set()
            await asyncio.gather(*writing)
            with database.activate():
                await sweep()
            rows = await database.fetch("select position, subject_id from event_log order by position")
            log = [(row["position"], str(row["subject_id"])) for row in rows]
            with suppress(TimeoutError):
                async with asyncio.timeout(60):
                    while any(s.position < len(log) for s in subscribers):  # noqa: ASYNC110 - clients tell nobody
                        await asyncio.sleep(0.1)
            for task in following:
                task.cancel()
            await asyncio.gather(*following, return_exceptions=True)
    finally:
        servers.stop()
    print(f"{len(log)} events, {history.kills} kills, {history.reconnects} reconnects")
    return history.problems(log)


def _environment(settings: Settings, keys: Mapping[str, str], folder: Path) -> dict[str, str]:
    (folder / "plugins.toml").write_text("")
    return {
        **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
        **keys,
        "MAJUNG_DATABASE_URL": settings.database_url or "",
        "MAJUNG_DATA_DIR": str(folder / "data"),
        "MAJUNG_PLUGINS_FILE": str(folder / "plugins.toml"),
    }


async def _by_hand(kills: int) -> list[str]:
    keys = new_keys()
    use_keys(Keys(encryption=(keys["MAJUNG_KEYS"],), hashing=keys["MAJUNG_HASH_KEY"]))
    with disposable_server() as server, tempfile.TemporaryDirectory() as home:
        async with server.empty_database() as settings:
            environment = _environment(settings, keys, Path(home))
            majung(environment, Path(home), "migrate")
            asked = replace(settings, keys=(keys["MAJUNG_KEYS"],), hash_key=keys["MAJUNG_HASH_KEY"])
            return await torment(asked, environment, Path(home), kills)


def main() -> None:
    """The command line."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--kills", type=int, default=20)
    found = asyncio.run(_by_hand(asked.parse_args().kills))
    print("\n".join(found) or "nothing lost, no phantom, in order, nothing twice")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
