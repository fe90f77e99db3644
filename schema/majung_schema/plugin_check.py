"""Everything that can be known of the plugins before a server starts, and everything that is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from majung.plugin.migrations import unwritten_migrations
from majung.plugin.problem import StartupError
from majung.plugin.registry import Registry
from majung.settings import Settings
from majung.storage.migrations import App, Loader
from majung_schema.build import build_schema
from majung_schema.composition import ComposedSchema, CompositionError
from majung_schema.field_facts import FieldFacts, field_facts
from majung_schema.leaving_out import LeftOut, leave_each_out
from majung_schema.platform import read_registry


@dataclass
class Checked:
    """What was found; where the platform does not even compose, only the problems."""

    problems: list[str] = field(default_factory=list)
    registry: Registry | None = None
    schema: ComposedSchema | None = None
    fields: Sequence[FieldFacts] = ()
    migrations: Sequence[str] = ()
    left_out: Sequence[LeftOut] = ()


async def check_plugins(settings: Settings) -> Checked:
    """Load, compose, look; needs no database."""
    try:
        registry = read_registry(settings)
    except StartupError as error:
        return Checked(problems=[str(p) for p in error.problems])
    return await check_registry(registry)


async def check_registry(registry: Registry) -> Checked:
    """The same for plugins that are loaded already."""
    checked = Checked(registry=registry)
    checked.problems += [str(p) for p in await unwritten_migrations(registry)]
    checked.migrations = await migration_order(registry.apps())
    try:
        checked.schema = build_schema(registry)
    except CompositionError as error:
        checked.problems += error.problems
        return checked
    checked.fields = field_facts(checked.schema)
    checked.left_out = list(leave_each_out(registry, checked.schema))
    for left in checked.left_out:
        checked.problems += [f"without plugin {left.plugin!r} the others do not start: {p}" for p in left.problems]
    return checked


async def migration_order(apps: Sequence[App]) -> list[str]:
    """All migrations as they would be applied to an empty database (``core.0001_initial``)."""
    loader = Loader(apps)
    await loader.build_graph()
    graph = loader.graph
    return [str(key) for key in dict.fromkeys(k for leaf in graph.leaf_nodes() for k in graph.forwards_plan(leaf))]
