"""Backup and restore of a whole installation: the same answers afterwards, and refusals of what would go wrong."""

from __future__ import annotations

import tarfile
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import asyncpg
import msgspec
import pytest
from cryptography.fernet import Fernet
from tests.plugins.programs import plugins, tables_of

from majung import clock
from majung.access.actor import ANONYMOUS, Actor, system
from majung.access.sealing import seal_access
from majung.deliveries.models import EndpointProgress, StoredDocument, WebhookEndpoint
from majung.demo.province import fill_province
from majung.events.log import encode_cursor, latest_position, read_after, resume_position
from majung.events.restored import SKIPPED
from majung.settings import Settings
from majung.storage.backup import NothingToBackUp, make_backup
from majung.storage.backup_file import DUMP, MANIFEST, SUMS, BackupDamaged, BackupUnreadable
from majung.storage.database import Database
from majung.storage.postgres_tools import PostgresToolFailed
from majung.storage.restoring import (
    BackupKeysMissing,
    BackupNeedsPlugins,
    BackupNeedsPostgres,
    BackupNewer,
    DatabaseNotEmpty,
    Restored,
    check_fits,
    restore,
    verify_restored,
)
from majung.storage.unfinished import RestoreUnfinished
from majung.testing import DisposableServer, make_institution, make_person, partner_of
from majung_growth_fund.plugin import plugin as growth_fund
from majung_schema.platform import open_platform
from majung_schema.preparing import check_prepared, prepare
from majung_schema.testing import App, app, config, load_plugins, server

__all__ = ["app", "config", "plugins", "server"]

QUESTION = """{
  firms(first: 50) { totalCount nodes { id name version } }
  persons(first: 50) { totalCount nodes { id name phone email } }
  applications(first: 50) { totalCount nodes { id state version } }
  loans(first: 50) { totalCount nodes { id version } }
}"""


def versions(app: App) -> dict[str, str]:
    return {plugin.name: plugin.version for plugin in app.registry.plugins}


async def restored(app: App, file: Path, to: Settings, **more: bool) -> Restored:
    return await restore(to, app.registry.apps(), versions(app), file, **more)


async def fill(app: App) -> tuple[Actor, str]:
    """A province with loans, a person with a phone, read and sealed; who may see all of it."""
    await fill_province(app.database, load_plugins([growth_fund]), firms=100)
    person = await make_person(name="김하늘", phone="010-1234-5678")
    official = await app.official()
    await app.ask("{ persons { nodes { name } } }", official, purpose="상담")
    await seal_access(system("testing"))
    await app.cursor()
    return official, f"person_{person.id}"


async def make_endpoint(state: str) -> WebhookEndpoint:
    bank = await make_institution()
    mandate_id = (await partner_of(bank)).mandate_id
    document = await StoredDocument.create(
        institution_id=bank.id, mandate_id=mandate_id, name=state, text="-", variables={}, field="updates", cost=1,
        schema_mark="-",
    )  # fmt: skip
    endpoint = await WebhookEndpoint.create(
        institution_id=bank.id, document_id=document.id, name=state, url="https://bank.example/hook", state=state,
        state_at=clock.now(), by="testing",
    )  # fmt: skip
    await EndpointProgress.create(endpoint_id=endpoint.id, position=0)
    return endpoint


async def rights(database: Database) -> list[asyncpg.Record]:
    """What the server's role may do with each table and function."""
    return await database.fetch(
        "select table_name, privilege_type from information_schema.role_table_grants where grantee = 'majung_runtime'"
        " order by 1, 2"
    )


async def test_a_restored_installation_answers_as_before(app: App, server: DisposableServer, tmp_path: Path) -> None:
    file = tmp_path / "one.majung"
    with app.platform.active():
        official, person_id = await fill(app)
        active, paused = await make_endpoint("ACTIVE"), await make_endpoint("PAUSED")
        before = await app.ask(QUESTION, official, purpose="시험")
        await seal_access(system("testing"))
        position = await latest_position()
    made = await make_backup(app.platform.settings, versions(app), file)
    assert (made.log_position, made.access_chain.seals) == (position, 2)
    assert made.rows["person"] == before["persons"]["totalCount"]
    async with server.empty_database() as settings:
        done = await restored(app, file, settings)
        assert (done.manifest, done.parked, done.pending) == (made, 1, [])
        chain = await verify_restored(settings, app.registry.apps(), made)
        assert (chain.seals, chain.head) == (2, made.access_chain.head)
        assert await check_prepared(settings, app.registry) == []
        async with open_platform(settings, app.registry) as platform:
            again = App(platform)
            after = await again.ask(QUESTION, official, purpose="시험")
            assert after == before
            phone = f'{{ person(id: "{person_id}") {{ phone }} }}'
            assert await again.ask(phone, official, purpose="시험") == {"person": {"phone": "01012345678"}}
            assert await rights(again.database) == await rights(app.database)
            states = {e.id: (e.state, e.version) for e in await WebhookEndpoint.all()}
            assert states == {active.id: ("PARKED", 2), paused.id: ("PAUSED", 1)}
            await _goes_on(again, position)


async def _goes_on(again: App, position: int) -> None:
    """Changes, history and the log work as in any installation, within the server's limits."""
    person = await make_person(name="이바다")
    await again.cursor()
    lost = encode_cursor(position + 50)  # of an event after the backup
    told = await read_after(ANONYMOUS, await resume_position(lost))
    assert [(event["type"], event["snapshot"]["after"]) for event in told] == [
        ("core.LogRestored", encode_cursor(position))
    ]
    question = f'{{ node(id: "event_{told[0]["id"]}") {{ ... on LogRestored {{ cursor after subject {{ id }} }} }} }}'
    assert (await again.ask(question))["node"] == {
        "cursor": encode_cursor(position + SKIPPED),
        "after": encode_cursor(position),
        "subject": {"id": f"event_{told[0]['id']}"},
    }
    parked, registered = await read_after(system("testing"), position + SKIPPED)
    assert (parked["type"], parked["snapshot"]["name"]) == ("core.EndpointParked", "ACTIVE")
    assert (registered["subject_id"], registered["position"]) == (person.id, position + SKIPPED + 2)
    await again.database.execute("update person set name = '이하늘' where id = $1", person.id)
    assert len(await again.database.fetch("select from row_history where row_id = $1", person.id)) == 1
    for statement in ("delete from event_log", "update payment set amount_krw = 1", "update access_seal set count = 0"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await again.database.execute(statement)
    append_only = [table.table_name() for table in await tables_of(again.database) if table.access.append_only]
    changeable = await again.database.fetch(
        "select t from unnest($1::text[]) t where has_table_privilege('majung_runtime', t, 'update')", append_only
    )
    assert (len(append_only) > 10, changeable) == (True, [])


def changed(file: Path, *, dump: bytes | None = None, **values: Any) -> Path:
    """A backup with another manifest, or another dump, and checksums that fit."""
    with tarfile.open(file) as archive:
        parts = {member.name: archive.extractfile(member) for member in archive}
        contents = {name: part.read() for name, part in parts.items() if part is not None}
    manifest = msgspec.json.encode({**msgspec.json.decode(contents[MANIFEST]), **values})
    contents = {DUMP: contents[DUMP] if dump is None else dump, MANIFEST: manifest}
    lines = [f"{sha256(content).hexdigest()}  {name}\n" for name, content in contents.items()]
    other = file.with_name("changed.majung")
    with tarfile.open(other, "w") as archive:
        for name, content in {**contents, SUMS: "".join(lines).encode()}.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, BytesIO(content))
    return other


async def test_refuses_what_would_not_fit_and_changes_nothing(
    app: App, server: DisposableServer, tmp_path: Path
) -> None:
    """All refusals of one backup, and at last the restore that none of them has spoiled."""
    file = tmp_path / "one.majung"
    with app.platform.active():
        await make_endpoint("ACTIVE")
        await make_person()
        await app.cursor()
    made = await make_backup(app.platform.settings, versions(app), file)
    newest = {label: [*names, "9999_later"] for label, names in made.migrations.items()}
    async with server.empty_database() as settings:
        for values, refusal, words in (
            ({"format": 2}, BackupNewer, "format 2"),
            ({"majung": "999.0"}, BackupNewer, "majung 999.0"),
            ({"plugins": {**made.plugins, "jobs": "999.0"}}, BackupNewer, "jobs 999.0"),
            ({"plugins": {**made.plugins, "later": "1.0"}}, BackupNeedsPlugins, "later"),
            ({"migrations": newest}, BackupNewer, "core.9999_later"),
            ({"postgres": 99}, BackupNeedsPostgres, "PostgreSQL 99"),
            ({"keys": [*made.keys, "000000000000"]}, BackupKeysMissing, "MAJUNG_KEYS 000000000000"),
        ):
            with pytest.raises(refusal, match=words):
                await restored(app, changed(file, **values), settings)
        whole = file.read_bytes()
        middle = len(whole) // 2
        damaged = tmp_path / "damaged.majung"
        for content, refusal in (
            (whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :], BackupDamaged),
            (whole[:middle], BackupUnreadable),
        ):
            damaged.write_bytes(content)
            with pytest.raises(refusal):
                await restored(app, damaged, settings)
        behind = {**made.migrations, "jobs": made.migrations["jobs"][:-1]}
        older = msgspec.structs.replace(made, migrations=behind, majung="0.0.1")
        pending = await check_fits(older, settings, app.registry.apps(), versions(app))
        assert pending == [f"jobs.{made.migrations['jobs'][-1]}"]
        wrong = replace(settings, keys=(Fernet.generate_key().decode(),), hash_key="another" * 9)
        with pytest.raises(BackupKeysMissing, match=f"{made.keys[0]}, MAJUNG_HASH_KEY {made.hash_key}"):
            await restored(app, file, wrong)
        with pytest.raises(NothingToBackUp):
            await make_backup(settings, {}, tmp_path / "two.majung")
        await _only_into_an_empty_one(app, file, settings)
        short = whole[512:middle]  # was short already when its checksum was made
        other = changed(file, dump=short, sha256=sha256(short).hexdigest(), bytes=len(short))
        with pytest.raises(PostgresToolFailed, match=r"pg_restore stopped: .*end of file"):
            await restored(app, other, settings)
        with pytest.raises(RestoreUnfinished):
            await prepare(settings, app.registry)
        rotated = replace(settings, keys=(*wrong.keys, *settings.keys))
        done = await restored(app, file, rotated, moved=True)
        states = await _run(settings, "select state from webhook_endpoint")
        assert (done.parked, [row["state"] for row in states]) == (0, ["ACTIVE"])
        [last] = await _run(settings, "select max(position) as position from event_log")
        assert last["position"] == made.log_position == 1
        with pytest.raises(DatabaseNotEmpty):
            await restored(app, file, settings)


async def _only_into_an_empty_one(app: App, file: Path, settings: Settings) -> None:
    for thing, drop in (
        ("create table mine (a int)", "drop table mine"),
        ("create function mine() returns int language sql as 'select 1'", "drop function mine"),
        ("create schema other create view mine as select 1", "drop schema other cascade"),
    ):
        await _run(settings, thing)
        with pytest.raises(DatabaseNotEmpty, match="it has mine"):
            await restored(app, file, settings)
        await _run(settings, drop)


async def _run(settings: Settings, statement: str) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(settings.database_url)
    try:
        return list(await connection.fetch(statement))
    finally:
        await connection.close()
