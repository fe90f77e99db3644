"""Composing with each plugin left out in turn: what is lost, and what breaks that should not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from majung.plugin.loader import Core, load
from majung.plugin.problem import StartupError
from majung.plugin.registry import Registry, absence
from majung_schema.build import build_schema
from majung_schema.composition import ComposedSchema, CompositionError
from majung_schema.specs import SchemaSpecs


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """The platform without one plugin and those that require it.

    `breaks` is what is to be expected, `lost` the fields that clients no longer find, `problems` why the rest
    would not start, which is a fault.
    """

    plugin: str
    also: tuple[str, ...]
    breaks: tuple[str, ...]
    lost: tuple[str, ...]
    problems: tuple[str, ...]


def leave_each_out(registry: Registry, schema: ComposedSchema, core: Core | None = None) -> Iterator[LeftOut]:
    """Load and compose once for each plugin that runs here, without it."""
    for plugin in registry.plugins:
        gone = _with_dependants(registry, plugin.name)
        kept = [p for p in registry.plugins if p.name not in gone]
        text = "".join(_entry(p.name, registry.settings[p.name]) for p in kept)
        problems: tuple[str, ...] = ()
        try:
            build_schema(load(text, available=(), extra=kept, more_specs=(SchemaSpecs,), core=core))
        except StartupError as error:
            problems = tuple(map(str, error.problems))
        except CompositionError as error:
            problems = tuple(error.problems)
        yield LeftOut(
            plugin=plugin.name,
            also=tuple(sorted(gone - {plugin.name})),
            breaks=tuple(absence(registry, plugin.name)),
            lost=tuple(f"{c.type}.{c.field}" for c in schema.contributions if c.plugin in gone),
            problems=problems,
        )


def _with_dependants(registry: Registry, name: str) -> set[str]:
    gone = {name}
    for plugin in registry.plugins:  # required ones come first
        if plugin.requires.keys() & gone:
            gone.add(plugin.name)
    return gone


def _entry(name: str, settings: msgspec.Struct) -> str:
    """A plugin's tables of plugins.toml, from its settings as they were read."""
    values: Mapping[str, Any] = msgspec.to_builtins(settings)
    lines = [f"{key} = {_toml(value)}\n" for key, value in values.items() if value is not None]
    return f"[plugins.{name}]\n[plugins.{name}.settings]\n{''.join(lines)}"


def _toml(value: Any) -> str:
    match value:
        case dict():
            return "{" + ", ".join(f'"{k}" = {_toml(v)}' for k, v in value.items() if v is not None) + "}"
        case list():
            return "[" + ", ".join(_toml(v) for v in value) + "]"
        case _:
            return msgspec.json.encode(value).decode()  # text, numbers and truth are written as in JSON
