"""Taking a plugin away: its rows are in files before its tables go, and what the core knows stays readable."""

from __future__ import annotations

import csv
import json
import stat
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from tests.plugin.conftest import Issue

from majung.plugin.contract import Plugin
from majung.settings import Settings
from majung.storage.database import connect_plainly
from majung.storage.export import ExportFolderTaken
from majung.storage.migrations import StillNeeded
from majung.testing import DisposableServer, make_firm
from majung_schema.platform import open_platform, read_registry
from majung_schema.preparing import prepare
from majung_schema.testing import App
from majung_schema.uninstalling import (
    Leaving,
    NothingToUninstall,
    PluginNotInstalled,
    PluginRequired,
    PluginStillEnabled,
    uninstall_plugin,
)

OFF = "[plugins.example]\nenabled = false\n"
ASKED = """{
  applications { nodes { __typename state program { code plugin } allowedActions { action } } }
  supportRecords { nodes { title program { plugin } } }
}"""


@dataclass
class Installation:
    """An installation in which both examples are installed; the text says which run."""

    settings: Settings
    file: Path

    def say(self, text: str) -> None:
        """Write plugins.toml."""
        self.file.write_text(text)

    async def tables(self) -> set[str]:
        """Tables of the examples that are in the database."""
        assert self.settings.database_url is not None
        connection = await connect_plainly(self.settings.database_url)
        try:
            rows = await connection.fetch(
                "select relname from pg_class where relkind = 'r' and relname ~ '^(example|second)_'"
            )
            kept = await connection.fetch(
                "select distinct table_name from row_history where table_name ~ '^(example|second)_'"
            )
        finally:
            await connection.close()
        return {row[0] for row in (*rows, *kept)}

    def running(self) -> AbstractAsyncContextManager[Any]:
        """The platform with what plugins.toml enables."""
        return open_platform(self.settings, read_registry(self.settings))


@pytest.fixture
async def installation(
    server: DisposableServer, example: Plugin, second: Plugin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Installation]:
    """Both examples migrated, the second switched off."""
    for plugin in (example, second):
        _install(tmp_path / "installed", plugin)
    monkeypatch.syspath_prepend(tmp_path / "installed")
    file = tmp_path / "plugins.toml"
    file.write_text("[plugins.example]\n[plugins.second]\n")

    async def migrated(settings: Settings) -> None:
        await prepare(settings, read_registry(replace(settings, plugins_file=file)))

    async with server.database("both examples installed", migrated) as settings:
        file.write_text("[plugins.example]\n")
        yield Installation(settings=replace(settings, plugins_file=file), file=file)


def _install(folder: Path, plugin: Plugin) -> None:
    """Let the plugin's entry point be found as that of an installed distribution."""
    info = folder / f"{plugin.package}-{plugin.version}.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {plugin.package}\nVersion: {plugin.version}\n")
    (info / "entry_points.txt").write_text(f"[majung.plugins]\n{plugin.name} = {plugin.package}.plugin:plugin\n")


def agreed(to: bool) -> Callable[[Leaving], bool]:
    """The answer of whoever is asked."""
    return lambda _: to


async def without_second(installation: Installation, folder: Path) -> None:
    """The second is gone; it stands on the first's tables."""
    await uninstall_plugin(installation.settings, "second", folder / "second", agreed(True))


async def test_rows_are_in_files_before_tables_go_and_the_core_still_knows(
    installation: Installation, issue: Issue, tmp_path: Path
) -> None:
    await without_second(installation, tmp_path)
    async with installation.running() as platform:
        voucher = await issue(App(platform), await make_firm("한빛정밀"))
    installation.say(OFF)

    done = await uninstall_plugin(installation.settings, "example", tmp_path / "export", agreed(True))

    assert done is not None
    assert done.migrations == ["example.0001_initial"]
    assert await installation.tables() == set()
    with (tmp_path / "export" / "example_voucher.csv").open(encoding="utf-8") as file:
        [row] = csv.DictReader(file)
    assert (row["id"], row["amount_krw"]) == (str(voucher.id), str(voucher.amount_krw))
    described = json.loads((tmp_path / "export" / "export.json").read_bytes())
    assert (described["plugin"], described["migrations"]) == ("example", ["0001_initial"])
    assert {one["table"]: one["rows"] for one in described["tables"]}["example_voucher"] == 1
    assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "export").glob("*.csv")} == {0o600}
    async with installation.running() as platform:
        app = App(platform)
        seen = await app.ask(ASKED, await app.official())
    [application] = seen["applications"]["nodes"]
    assert (application["__typename"], application["allowedActions"]) == ("GeneralApplication", [])
    assert application["program"] == {"code": "EXAMPLE_VOUCHER", "plugin": "example"}
    assert [one["program"] for one in seen["supportRecords"]["nodes"]] == [{"plugin": "example"}]
    assert done.leaving.kept.applications == 1


async def test_no_keeps_every_table_and_the_export(installation: Installation, tmp_path: Path) -> None:
    before = await installation.tables()

    done = await uninstall_plugin(installation.settings, "second", tmp_path / "export", agreed(False))

    assert done is None
    assert await installation.tables() == before
    assert (tmp_path / "export" / "export.json").exists()


async def test_plugin_that_comes_back_begins_anew(installation: Installation, tmp_path: Path) -> None:
    await without_second(installation, tmp_path)
    installation.say(OFF)
    await uninstall_plugin(installation.settings, "example", tmp_path / "export", agreed(True))

    installation.say("[plugins.example]\n")
    applied = await prepare(installation.settings, read_registry(installation.settings))

    assert applied == ["example.0001_initial"]


@pytest.mark.parametrize(
    ("text", "name", "refusal"),
    [
        ("[plugins.example]\n", "example", PluginStillEnabled),
        ("[plugins.second]\n", "example", PluginRequired),
        (OFF, "example", StillNeeded),
        ("", "night_market", PluginNotInstalled),
    ],
)
async def test_refuses_what_others_stand_on(
    installation: Installation, tmp_path: Path, text: str, name: str, refusal: type[Exception]
) -> None:
    before = await installation.tables()
    installation.say(text)

    with pytest.raises(refusal):
        await uninstall_plugin(installation.settings, name, tmp_path / "export", agreed(True))

    assert await installation.tables() == before


async def test_refuses_what_is_gone_already(installation: Installation, tmp_path: Path) -> None:
    await without_second(installation, tmp_path)
    with pytest.raises(NothingToUninstall):
        await uninstall_plugin(installation.settings, "second", tmp_path / "again", agreed(True))


async def test_refuses_a_folder_that_holds_something(installation: Installation, tmp_path: Path) -> None:
    (tmp_path / "export").mkdir()
    (tmp_path / "export" / "note.txt").write_text("mine")
    with pytest.raises(ExportFolderTaken):
        await uninstall_plugin(installation.settings, "second", tmp_path / "export", agreed(True))
    assert await installation.tables() != set()
