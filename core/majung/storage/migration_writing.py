"""For developers: write an app's next migration from its models, and tell which apps lack one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from importlib.util import find_spec
from pathlib import Path

from tortoise.context import TortoiseContext
from tortoise.migrations.autodetector import MigrationAutodetector
from tortoise.migrations.writer import MigrationWriter, format_migration_name

from majung.errors import Refusal
from majung.storage.database import CONNECTION
from majung.storage.engine import ENGINE
from majung.storage.migrations import App, AppUnknown, Loader, migration_config

HEADER = '''"""Change {number} of the tables of {label}, written from its models."""

# fmt: off
# ruff: noqa - the ORM's own layout
'''


class MigrationNeededFirst(Refusal):
    """{app} refers to tables of {other}, which has no migration yet. Make that one first.

    ko: {app}이(가) {other}의 테이블을 참조하지만 {other}에는 아직 마이그레이션이 없습니다. 먼저 만드십시오.
    """


async def make_migration(label: str, name: str, apps: Sequence[App]) -> Path | None:
    """Write the migration that brings an app's tables to its models; None when they agree already.

    All apps are given, because models refer to each other across apps. The new migration waits for the newest
    one of every app that its models refer to.
    """
    by_label = {app.label: app for app in apps}
    if label not in by_label:
        raise AppUnknown(app=label, known=", ".join(by_label))
    _ensure_package(by_label[label].migrations)
    async with _detector(apps) as detector:
        writer = next((w for w in await detector.changes() if w.app_label == label), None)
        if writer is None:
            return None
        for other in sorted(_referred(detector, label)):
            if not detector.loader.graph.leaf_nodes(other):
                raise MigrationNeededFirst(app=label, other=other)
        return _write(writer, name)


async def missing_migrations(apps: Sequence[App]) -> list[str]:
    """Labels of apps whose models say something else than their migrations; needs no database."""
    async with _detector(apps) as detector:
        return [writer.app_label for writer in await detector.changes()]


async def missing_dependencies(apps: Sequence[App]) -> list[tuple[str, str]]:
    """(app, other) where the app has a foreign key to the other but no migration that waits for one of its."""
    async with _detector(apps) as detector:
        await detector.loader.build_graph()
        waits = {
            (key.app_label, parent)
            for key, migration in detector.loader.disk_migrations.items()
            for parent, _ in migration.dependencies
        }
        return [
            (app.label, other)
            for app in apps
            for other in sorted(_referred(detector, app.label))
            if (app.label, other) not in waits
        ]


class _DraftLoader(Loader):
    """Takes an app without a package of migrations for one that has none yet."""

    def migrations_module(self, app_label: str) -> str | None:
        module = super().migrations_module(app_label)
        return module if module and find_spec(module) else None


@asynccontextmanager
async def _detector(apps: Sequence[App]) -> AsyncIterator[MigrationAutodetector]:
    config = migration_config(apps)
    connections = {CONNECTION: {"engine": ENGINE, "credentials": {"dsn": ""}}}
    async with TortoiseContext() as context:
        await context.init(config={"connections": connections, "apps": config}, init_connections=False)
        assert context.apps is not None
        detector = MigrationAutodetector(context.apps, config)
        detector.loader = _DraftLoader(apps)
        yield detector


def _referred(detector: MigrationAutodetector, label: str) -> set[str]:
    """The other apps to whose tables an app's models have foreign keys."""
    found = set()
    for model in detector.apps[label].values():
        meta = model._meta
        for field in (*meta.fk_fields, *meta.o2o_fields, *meta.m2m_fields):
            reference = getattr(meta.fields_map[field], "model_name", "")
            found.add(reference.split(".")[0] if isinstance(reference, str) else reference._meta.app)
    return {other for other in found if other and other != label}


def _write(writer: MigrationWriter, name: str) -> Path:
    writer.name = format_migration_name(int(writer.name.split("_", 1)[0]), name)
    path = writer.write()
    path.write_text(HEADER.format(number=path.stem, label=writer.app_label) + path.read_text())
    return path


def _ensure_package(module: str) -> None:
    """Make the folder of an app's migrations before its first one."""
    found = find_spec(module)
    if found is not None and found.origin is not None:
        return
    parent, _, last = module.rpartition(".")
    spec = find_spec(parent)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"{parent} is not a package", name=parent)
    folder = Path(spec.submodule_search_locations[0]) / last
    folder.mkdir(exist_ok=True)
    (folder / "__init__.py").write_text('"""Changes of this app\'s tables, in order."""\n')
