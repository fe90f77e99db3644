"""Checks of the tables that plugins bring: whose they are, who sees them, and what they point to."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module

from tortoise.apps import Apps
from tortoise.connection import ConnectionHandler
from tortoise.fields.relational import ForeignKeyFieldInstance, ManyToManyFieldInstance
from tortoise.models import Model

from majung.access.policy import AllOf, AnyOf, Behind, Condition, Follows, Scoped
from majung.plugin.contract import Plugin
from majung.plugin.problem import Code, Problem, told
from majung.storage.migrations import App
from majung.storage.table import Access, Table, access_problems, find_table, register

CORE = "core"


@dataclass
class Stored:
    """The apps whose models could be read, their tables by app, and what was wrong with them."""

    apps: tuple[App, ...] = ()
    tables: dict[str, tuple[type[Table], ...]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def prefixes(self) -> dict[str, str]:
        """Each id prefix with the app that uses it first."""
        found: dict[str, str] = {}
        for app, tables in self.tables.items():
            for table in tables:
                if isinstance(table.__dict__.get("access"), Access):
                    found.setdefault(table.access.prefix, app)
        return found


def read_tables(apps: Sequence[App], plugins: Mapping[str, Plugin]) -> Stored:
    """All tables of the apps (required ones first), with their relations resolved, and every problem found.

    Nothing is connected: the model classes, which are global in this process, are only described.
    """
    stored = Stored()
    described, readable = Apps(None, ConnectionHandler()), []
    for app in apps:
        problems = _import_problems(app)
        stored.problems += problems
        if not problems:
            described.init_app(app.label, app.models, _init_relations=False)
            readable.append(app)
    bad = _without_bad_references(described, plugins, stored)
    described._init_relations()
    for app in readable:
        models = bad.get(app.label) or list(described.apps[app.label].values())
        tables = tuple(m for m in models if issubclass(m, Table))
        stored.tables[app.label] = tables
        if app.label in plugins:  # the core has a few rows of its own that no actor ever reads
            stored.problems += [_not_a_table(app.label, m) for m in models if not issubclass(m, Table)]
        if app.label not in bad:
            register(tables)
    stored.apps = tuple(readable)
    for label in stored.tables.keys() & plugins.keys():
        stored.problems += _table_problems(label, stored.tables[label], plugins, resolved=label not in bad)
    stored.problems += [p for name in plugins for p in _name_problems(name, stored.tables.get(CORE, ()))]
    stored.problems += _prefix_problems(stored)
    return stored


def _import_problems(app: App) -> list[Problem]:
    found = 0
    for name in app.models:
        try:
            values = vars(import_module(name)).values()
        except Exception as error:
            message = f"plugin {app.label!r}: its models {name} cannot be imported: {told(error)}"
            return [Problem(code="IMPORT_FAILED", plugin=app.label, message=message, cause=error)]
        found += sum(
            inspect.isclass(v) and issubclass(v, Model) and not v._meta.abstract and v._meta.app in (None, app.label)
            for v in values
        )
    if found:
        return []
    message = f"plugin {app.label!r}: majung_tables() names {', '.join(app.models)}, which defines no table;"
    return [_problem("NO_TABLES", app.label, f"{message} expected is at least one subclass of Table")]


def _without_bad_references(
    described: Apps, plugins: Mapping[str, Plugin], stored: Stored
) -> dict[str, list[type[Model]]]:
    """Take out the apps with references that must not be resolved, and those that point to them."""
    bad: dict[str, list[type[Model]]] = {}
    for label in described.apps.keys() & plugins.keys():
        problems = [
            p for m in described.apps[label].values() for p in _reference_problems(m, described, plugins[label])
        ]
        stored.problems += problems
        if problems:
            bad[label] = list(described.apps[label].values())
    while True:
        for label in bad:
            described.apps.pop(label, None)
        dangling = [
            label
            for label, models in described.apps.items()
            if any(_pointed_at(f)[0] not in described.apps for m in models.values() for _, f in _references(m))
        ]
        if not dangling:
            return bad
        bad |= {label: list(described.apps[label].values()) for label in dangling}


Reference = ForeignKeyFieldInstance[Model] | ManyToManyFieldInstance[Model]


def _references(model: type[Model]) -> Iterator[tuple[str, Reference]]:
    for name in sorted(model._meta.fk_fields | model._meta.o2o_fields | model._meta.m2m_fields):
        reference = model._meta.fields_map[name]
        if isinstance(reference, ForeignKeyFieldInstance | ManyToManyFieldInstance):
            yield name, reference


def _pointed_at(reference: Reference) -> tuple[str, str]:
    model = reference.model_name
    if isinstance(model, str):
        label, _, name = model.partition(".")
        return label, name
    return str(model._meta.app), model.__name__


def _reference_problems(model: type[Model], described: Apps, plugin: Plugin) -> list[Problem]:
    problems: list[Problem] = []
    for name, reference in _references(model):
        label, target = _pointed_at(reference)
        place = f"plugin {plugin.name!r}: {model.__name__}.{name} points to {label}.{target}"
        code: Code = "BAD_FOREIGN_KEY"
        if label in {CORE, plugin.name} | plugin.requires.keys():
            if label in described.apps and target not in described.apps[label]:
                has = ", ".join(sorted(described.apps[label]))
                problems.append(_problem(code, plugin.name, f"{place}, which does not exist; {label} has {has}"))
                continue
        else:
            words = f"which it does not require; expected is {label!r} in the manifest's `requires`"
            problems.append(_problem("FOREIGN_KEY_NOT_REQUIRED", plugin.name, f"{place}, {words}"))
        if label == plugin.name:
            continue
        if isinstance(reference, ManyToManyFieldInstance):
            words = "as many-to-many, which changes the other's model; expected is a table of its own between the two"
            problems.append(_problem(code, plugin.name, f"{place} {words}"))
        elif reference.related_name is not False:
            words = f"with related_name={reference.related_name!r}, which changes the other's model"
            problems.append(_problem(code, plugin.name, f"{place} {words}; expected is related_name=False"))
    return problems


def _name_problems(plugin: str, core: Sequence[type[Table]]) -> list[Problem]:
    taken = sorted(t.table_name() for t in core if t.table_name().startswith(f"{plugin}_"))
    if not taken:
        return []
    message = f"plugin {plugin!r} would own the tables that begin with {plugin}_, as {', '.join(taken)} of {CORE!r} do;"
    return [_problem("BAD_NAME", plugin, f"{message} expected is another name")]


def _not_a_table(label: str, model: type[Model]) -> Problem:
    message = f"plugin {label!r}: {model.__module__}.{model.__name__} is a bare model; expected is a subclass of Table"
    return _problem("NOT_A_TABLE", label, f"{message} with `access`")


def _table_problems(
    label: str, tables: Sequence[type[Table]], plugins: Mapping[str, Plugin], *, resolved: bool
) -> list[Problem]:
    problems: list[Problem] = []
    longer = sorted((p for p in plugins if p.startswith(f"{label}_")), key=len, reverse=True)
    for table in tables:
        name = table.table_name()
        others = next((p for p in longer if name.startswith(f"{p}_")), None)
        if others or not name.startswith(f"{label}_"):
            whose = f", which is where plugin {others!r} keeps its tables" if others else ""
            message = f"plugin {label!r}: table {table.__name__} is stored as {name!r}{whose}; expected in its Meta is"
            problems.append(_problem("TABLE_OUTSIDE_PREFIX", label, f'{message} table = "{label}_…"'))
        if resolved:
            words = access_problems(table) or list(_policy_problems(table))
            problems += [_problem("BAD_ACCESS", label, f"plugin {label!r}: {w}") for w in words]
    return problems


def _policy_problems(table: type[Table]) -> Iterator[str]:
    for kind, condition in table.access.policy.by_kind().items():
        for follows in _followed(condition):
            place = f"policy of {table.__name__} for {kind} follows column {follows.column} to table {follows.table}"
            if isinstance(follows, Behind):
                place = f"policy of {table.__name__} for {kind} looks at {follows.column} of table {follows.table}"
            try:
                other = find_table(follows.table)
            except LookupError:
                yield f"{place}, which nobody declares; expected is a table of core, its own or a required plugin's"
                continue
            names = (table if isinstance(follows, Follows) else other).column_names()
            if follows.column not in names:
                yield f"{place}, but it has no such column; expected is one of {', '.join(names)}"


def _followed(condition: Condition) -> Iterator[Follows | Behind]:
    match condition:
        case Follows() | Behind():
            yield condition
        case Scoped():
            yield from _followed(condition.condition)
        case AnyOf() | AllOf():
            for part in condition.conditions:
                yield from _followed(part)


def _prefix_problems(stored: Stored) -> list[Problem]:
    first: dict[str, tuple[str, str]] = {}
    problems: list[Problem] = []
    for label, tables in stored.tables.items():
        for table in tables:
            if not isinstance(table.__dict__.get("access"), Access):
                continue
            prefix = table.access.prefix
            if prefix in first:
                other, name = first[prefix]
                message = f"plugin {label!r}: ids of {table.__name__} begin with {prefix!r}, as those of {name} of"
                problems.append(_problem("ID_PREFIX_TWICE", label, f"{message} {other!r} do; expected is a new prefix"))
            first.setdefault(prefix, (label, table.__name__))
    return problems


def _problem(code: Code, plugin: str, message: str) -> Problem:
    return Problem(code=code, plugin=plugin, message=message)
