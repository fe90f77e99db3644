"""Checks of plugins' migrations that need no database: they exist, they say what they depend on, none is unwritten."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType

from tortoise.fields.relational import ForeignKeyFieldInstance
from tortoise.migrations.migration import Migration
from tortoise.migrations.operations import AddField, AlterField, CreateModel

from majung.plugin.problem import Code, Problem, told
from majung.plugin.registry import Registry
from majung.storage.migrations import App


def migration_problems(app: App) -> list[Problem]:
    """A plugin's migrations package that is missing or cannot be used, and dependencies that are not declared."""
    expected = f"expected is a package {app.migrations} with an __init__.py"
    try:
        package = import_module(app.migrations)
    except ModuleNotFoundError as error:
        if error.name is None or not f"{app.migrations}.".startswith(f"{error.name}."):
            return [_broken(app, app.migrations, error)]
        message = f"plugin {app.label!r} has tables but no migrations: {error}; {expected}"
        return [_problem("MIGRATIONS_MISSING", app, message, error)]
    except Exception as error:
        return [_broken(app, app.migrations, error)]
    if not hasattr(package, "__path__"):
        message = f"plugin {app.label!r}: its migrations {app.migrations} are one module; {expected}"
        return [_problem("MIGRATIONS_MISSING", app, message)]
    return _dependency_problems(app, package)


async def unwritten_migrations(registry: Registry) -> list[Problem]:
    """Apps, the core too, whose models say something else than their migrations; needs no database."""
    from majung.storage.migration_writing import missing_migrations

    apps = registry.apps()
    migrations = {app.label: app.migrations for app in apps}
    return [
        Problem(
            code="MIGRATION_UNWRITTEN",
            plugin=label,
            message=f"plugin {label!r}: its models have changed, but no migration in {migrations[label]} says so;"
            " expected is a new migration there",
        )
        for label in await missing_migrations(apps)
    ]


def _dependency_problems(app: App, package: ModuleType) -> list[Problem]:
    problems: list[Problem] = []
    depends = {app.label}
    for name in sorted(m.name for m in pkgutil.iter_modules(package.__path__) if m.name[0] not in "_~"):
        try:
            migration = import_module(f"{app.migrations}.{name}").Migration(name, app.label)
        except Exception as error:
            problems.append(_broken(app, f"{app.migrations}.{name}", error))
            continue
        depends |= {label for label, _ in migration.dependencies}
        for other, place in sorted(_points_to(migration)):
            if other not in depends:
                message = f"plugin {app.label!r}: migration {name} makes {place} point to {other!r} but does not depend"
                message += f' on it; expected in its dependencies is ("{other}", NAME OF THE MIGRATION IT NEEDS)'
                problems.append(_problem("MIGRATION_WITHOUT_DEPENDENCY", app, message))
    return problems


def _points_to(migration: Migration) -> Iterator[tuple[str, str]]:
    for operation in migration.operations:
        match operation:
            case CreateModel():
                changed = [(f"{operation.name}.{name}", field) for name, field in operation.fields]
            case AddField() | AlterField():
                changed = [(f"{operation.model_name}.{operation.name}", operation.field)]
            case _:
                changed = []
        for place, field in changed:
            if isinstance(field, ForeignKeyFieldInstance):
                model = field.model_name
                yield (model.partition(".")[0] if isinstance(model, str) else str(model._meta.app)), place


def _broken(app: App, module: str, error: Exception) -> Problem:
    message = f"plugin {app.label!r}: its migration {module} cannot be used: {told(error)}; expected is a module"
    return _problem("BAD_MIGRATION", app, f"{message} with a class Migration", error)


def _problem(code: Code, app: App, message: str, cause: Exception | None = None) -> Problem:
    return Problem(code=code, plugin=app.label, message=message, cause=cause)
