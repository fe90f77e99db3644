"""One PostgreSQL for all: embedded, tuned for measuring, migrated as an installation is, filled once and kept."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from bench.data import PEER_TABLES, TIDY, check, fill, warm
from bench.machine import OTHER_CORE, pin
from majung.access.actor import system
from majung.institutions.writes import create_account, grant_mandate, issue_token
from majung.settings import Settings, new_keys
from majung.storage.database import open_database
from majung.storage.embedded import EmbeddedServer, start_embedded
from majung.storage.migrations import model_modules
from majung_schema.platform import read_registry
from majung_schema.preparing import prepare

PLUGINS_FILE = Path(__file__).parent / "plugins.toml"
MEASURED = {
    "autovacuum": "off",
    "jit": "off",
    "shared_buffers": "1GB",
    "max_connections": "200",
    "checkpoint_timeout": "1h",
    "max_wal_size": "8GB",
}
"""Nothing of the server's own may run during a round. Commits still wait for the disk, as in production."""

SCOPES = ("graph.bulk", "persons.read", "bench.record")


@dataclass(frozen=True)
class Prepared:
    """The database as the peers find it: where it is, whose token asks, and the keys of the installation."""

    server: EmbeddedServer
    url: str
    pid: int
    token: str
    keys: dict[str, str]

    @property
    def folder(self) -> Path:
        """The folder with the server's socket."""
        return self.server.folder


async def prepared(data_dir: Path) -> Prepared:
    """Start the server, migrate, fill what is not filled yet, clear what the last run left, read all of it once."""
    keys = _keys(data_dir / "secrets.json")
    server = await _tuned(data_dir)
    pid = int((server.folder / "postmaster.pid").read_text().split()[0])
    pin(pid, OTHER_CORE)
    settings = Settings(
        data_dir=data_dir,
        plugins_file=PLUGINS_FILE,
        database_url=server.uri(),
        keys=(keys["MAJUNG_KEYS"],),
        hash_key=keys["MAJUNG_HASH_KEY"],
    )
    registry = read_registry(settings)
    await prepare(settings, registry)
    connection = await asyncpg.connect(server.uri())
    try:
        await connection.execute(PEER_TABLES)
        if not await connection.fetchval("select exists (select from bench_posting)"):
            await fill(connection)
            await connection.execute("vacuum (freeze, analyze)")
        await connection.execute(TIDY)
        await connection.execute("vacuum (analyze) bench_export_record")
        await connection.execute("checkpoint")
        await check(connection)
        await warm(connection)
    finally:
        await connection.close()
    token = await _token(settings, model_modules(registry.apps()))
    return Prepared(server=server, url=server.uri(), pid=pid, token=token, keys=keys)


async def _tuned(data_dir: Path) -> EmbeddedServer:
    server = await start_embedded(data_dir)
    connection = await asyncpg.connect(server.uri())
    try:
        known = {
            row["name"]: row["setting"]
            for row in await connection.fetch(
                "select name, current_setting(name) as setting from pg_settings where name = any($1)", list(MEASURED)
            )
        }
        if known == MEASURED:
            return server
        for name, value in MEASURED.items():
            await connection.execute(f"alter system set {name} = '{value}'")
    finally:
        await connection.close()
    server.leave()
    return await start_embedded(data_dir)


def _keys(path: Path) -> dict[str, str]:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.write_text(json.dumps(new_keys()))
        path.chmod(0o600)
    kept: dict[str, str] = json.loads(path.read_text())
    return kept


async def _token(settings: Settings, modules: dict[str, list[str]]) -> str:
    """A fresh token of an official for the whole province who may read pages of 1,000 rows."""
    actor = system("bench")
    database = await open_database(settings, modules)
    async with database:
        with database.activate():
            account = await create_account(actor, login=f"bench-{new_keys()['MAJUNG_HASH_KEY'][:12]}")
            mandate = await grant_mandate(actor, account_id=account.id, kind="official", scopes=SCOPES)
            return await issue_token(actor, mandate_id=mandate.id, name="bench")
