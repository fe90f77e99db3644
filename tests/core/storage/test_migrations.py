from __future__ import annotations

import asyncio
import importlib
import sys
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from majung.settings import Settings
from majung.storage.database import open_database
from majung.storage.migration_writing import (
    MigrationNeededFirst,
    make_migration,
    missing_dependencies,
    missing_migrations,
)
from majung.storage.migrations import (
    App,
    AppUnknown,
    MigrationFailed,
    StillNeeded,
    migrate,
    model_modules,
    orphans,
    pending,
    uninstall,
)

ALL = ["orchard.0001_initial", "cidery.0001_initial"]
MEADOW_MODELS = '''
from tortoise import fields
from majung.access.policy import public
from majung.storage.table import Access, Table


class Flower(Table):
    """A flower below a tree."""

    tree = fields.ForeignKeyField("orchard.Tree", related_name=False)
    petals = fields.IntField()
    access = Access(prefix="flower", policy=public(), plain=("tree_id", "petals"))

    class Meta:
        table = "meadow_flower"
'''


async def _tables(settings: Settings) -> list[str]:
    connection = await asyncpg.connect(settings.database_url)
    try:
        rows = await connection.fetch("select tablename::text as name from pg_tables where schemaname = 'public'")
        return sorted(row["name"] for row in rows)
    finally:
        await connection.close()


def _write_app(folder: Path, models: str) -> App:
    """An app of its own name below a folder that is on the import path."""
    label = f"meadow_{uuid4().hex[:8]}"
    package = folder / label
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "models.py").write_text(models)
    return App(label, (f"{label}.models",), f"{label}.migrations")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path


async def test_migrates_apps_in_the_order_of_their_dependencies(
    fresh_settings: Settings, apps: tuple[App, ...]
) -> None:
    backwards = apps[::-1]
    assert await pending(fresh_settings, backwards) == ALL
    assert await migrate(fresh_settings, backwards) == ALL
    assert await pending(fresh_settings, backwards) == []
    assert await migrate(fresh_settings, backwards) == []
    expected = ["cidery_cider", "harvest", "row_history", "tortoise_migrations", "tree"]
    assert await _tables(fresh_settings) == expected


async def test_processes_that_migrate_at_once_do_it_once(fresh_settings: Settings, apps: tuple[App, ...]) -> None:
    done = await asyncio.gather(*(migrate(fresh_settings, apps) for _ in range(4)))
    assert sorted(done) == [[], [], [], ALL]


async def test_a_start_with_nothing_to_apply_does_not_build_the_tables_of_the_past(
    settings: Settings, apps: tuple[App, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def built(*_: object) -> None:
        raise AssertionError("the state of all migrations was built")

    monkeypatch.setattr("majung.storage.migrations._Runner._project_state", built)
    assert await migrate(settings, apps) == []


async def test_an_app_added_later_is_migrated_alone(fresh_settings: Settings, apps: tuple[App, ...]) -> None:
    assert await migrate(fresh_settings, apps[:1]) == ALL[:1]
    assert await migrate(fresh_settings, apps) == ALL[1:]


async def test_uninstalling_an_app_removes_its_tables_and_their_history(
    settings: Settings, apps: tuple[App, ...]
) -> None:
    connection = await asyncpg.connect(settings.database_url)
    await connection.execute(
        "insert into tree (id, name, yields, tags, notes) values (gen_random_uuid(), 'a', 0, '{}', '{}');"
        "insert into cidery_cider (id, tree_id, name) select gen_random_uuid(), id, 'b' from tree"
    )
    await connection.execute("update tree set name = 'a2'; update cidery_cider set name = 'b2'")
    assert await uninstall(settings, apps, "cidery") == ALL[1:]
    assert [r[0] for r in await connection.fetch("select table_name from row_history")] == ["tree"]
    await connection.close()
    assert await _tables(settings) == ["harvest", "row_history", "tortoise_migrations", "tree"]
    assert await pending(settings, apps) == ALL[1:]
    assert await migrate(settings, apps) == ALL[1:]


async def test_refuses_to_uninstall_what_another_app_is_built_on(settings: Settings, apps: tuple[App, ...]) -> None:
    with pytest.raises(StillNeeded, match="orchard cannot be removed: those of cidery"):
        await uninstall(settings, apps, "orchard")
    assert await pending(settings, apps) == []


async def test_refuses_to_uninstall_an_unknown_app(settings: Settings, apps: tuple[App, ...]) -> None:
    with pytest.raises(AppUnknown, match="known are orchard, cidery"):
        await uninstall(settings, apps, "brewery")


async def test_migrations_of_an_app_that_is_not_loaded_are_orphans(settings: Settings, apps: tuple[App, ...]) -> None:
    assert await orphans(settings, apps) == []
    assert await orphans(settings, apps[:1]) == ALL[1:]


async def test_a_database_that_was_never_migrated_has_everything_pending_and_cannot_be_served(
    fresh_settings: Settings, apps: tuple[App, ...]
) -> None:
    assert await pending(fresh_settings, apps) == ALL
    assert await orphans(fresh_settings, apps) == []
    async with await open_database(fresh_settings, model_modules(apps)) as database:
        with pytest.raises(asyncpg.UndefinedTableError):
            await database.fetch("select 1 from tree")


async def test_a_failing_migration_changes_nothing_and_is_not_recorded(
    settings: Settings, apps: tuple[App, ...], folder: Path
) -> None:
    meadow = _write_app(folder, MEADOW_MODELS)
    path = await make_migration(meadow.label, "initial", [*apps, meadow])
    assert path is not None
    broken = path.read_text().replace("    operations = [", "    operations = [ops.RunSQL('create table t ()'),")
    path.write_text(broken.replace("    ]\n", "        ops.RunSQL('select no_such_thing'),\n    ]\n"))
    importlib.invalidate_caches()

    with pytest.raises(MigrationFailed, match=f"{meadow.label}.0001_initial failed.*no_such_thing"):
        await migrate(settings, [*apps, meadow])
    assert await pending(settings, [*apps, meadow]) == [f"{meadow.label}.0001_initial"]
    assert not {"t", "meadow_flower"} & set(await _tables(settings))


async def test_a_written_migration_waits_for_the_apps_it_refers_to_and_makes_the_tables(
    settings: Settings, apps: tuple[App, ...], folder: Path
) -> None:
    meadow = _write_app(folder, MEADOW_MODELS)
    everything = [*apps, meadow]
    assert await missing_migrations(everything) == [meadow.label]

    path = await make_migration(meadow.label, "initial", everything)
    importlib.invalidate_caches()
    assert path == folder / meadow.label / "migrations" / "0001_initial.py"
    assert "dependencies = [('orchard', '0001_initial')]" in path.read_text()
    assert await make_migration(meadow.label, "again", everything) is None
    assert await missing_migrations(everything) == []
    assert await missing_dependencies(everything) == []
    assert await migrate(settings, everything) == [f"{meadow.label}.0001_initial"]
    assert "meadow_flower" in await _tables(settings)


async def test_a_changed_model_gets_a_numbered_migration(
    settings: Settings, apps: tuple[App, ...], folder: Path
) -> None:
    meadow = _write_app(folder, MEADOW_MODELS)
    everything = [*apps, meadow]
    await make_migration(meadow.label, "initial", everything)
    models = folder / meadow.label / "models.py"
    models.write_text(MEADOW_MODELS.replace("petals = ", "scent = fields.TextField(null=True)\n    petals = "))
    del sys.modules[f"{meadow.label}.models"]
    importlib.invalidate_caches()

    path = await make_migration(meadow.label, "Add scent", everything)
    assert path is not None
    assert path.name == "0002_add_scent.py"
    importlib.invalidate_caches()
    assert len(await migrate(settings, everything)) == 2


async def test_refuses_to_write_a_migration_before_that_of_an_app_it_refers_to(folder: Path) -> None:
    trees = _write_app(folder, "")
    models = MEADOW_MODELS.replace("Flower", "Tree").replace("tree = fields.ForeignKeyField", "# ")
    (folder / trees.label / "models.py").write_text(models.replace("meadow_flower", "meadow_tree"))
    meadow = _write_app(folder, MEADOW_MODELS.replace("orchard.Tree", f"{trees.label}.Tree"))
    with pytest.raises(MigrationNeededFirst, match=f"refers to tables of {trees.label}"):
        await make_migration(meadow.label, "initial", [trees, meadow])


async def test_names_a_foreign_key_without_a_migration_dependency(apps: tuple[App, ...], folder: Path) -> None:
    meadow = _write_app(folder, MEADOW_MODELS)
    path = await make_migration(meadow.label, "initial", [*apps, meadow])
    assert path is not None
    path.write_text(path.read_text().replace("dependencies = [('orchard', '0001_initial')]", ""))
    importlib.invalidate_caches()
    assert await missing_dependencies([*apps, meadow]) == [(meadow.label, "orchard")]


async def test_a_failing_read_of_applied_migrations_is_not_taken_for_none(
    settings: Settings, apps: tuple[App, ...]
) -> None:
    connection = await asyncpg.connect(settings.database_url)
    await connection.execute("alter table tortoise_migrations rename column name to title")
    await connection.close()
    with pytest.raises(Exception, match="name"):
        await migrate(settings, apps)
