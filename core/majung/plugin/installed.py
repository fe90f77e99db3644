"""Which plugins are wanted here, which of them are installed, and in which order they come."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from graphlib import CycleError, TopologicalSorter
from importlib.metadata import EntryPoint
from typing import Any

import msgspec
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version

from majung.plugin.contract import SDK, Plugin
from majung.plugin.problem import Code, Problem, told

NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
RESERVED = {"core", "schema", "storage", "testing"}
"""Names under which the platform's own packages, tables and scopes live."""


class Wanted(msgspec.Struct, forbid_unknown_fields=True):
    """What plugins.toml says of one plugin."""

    enabled: bool = True
    settings: dict[str, Any] = {}


class _File(msgspec.Struct, forbid_unknown_fields=True):
    plugins: dict[str, dict[str, Any]] = {}


@dataclass
class Found:
    """The plugins that are wanted and installed, by name, with what was wrong with the others."""

    wanted: Mapping[str, Wanted]
    plugins: dict[str, Plugin] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_config(text: str) -> tuple[dict[str, Wanted], list[Problem]]:
    """What plugins.toml says: every plugin it names, enabled or not."""
    try:
        entries = msgspec.convert(tomllib.loads(text), _File).plugins
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        message = f"plugins.toml cannot be read: {error}; expected are tables [plugins.NAME]"
        return {}, [Problem(code="BAD_CONFIG", plugin="", message=message, cause=error)]
    wanted: dict[str, Wanted] = {}
    problems: list[Problem] = []
    for name, entry in entries.items():
        try:
            wanted[name] = msgspec.convert(entry, Wanted)
        except msgspec.ValidationError as error:
            message = f"plugin {name!r}: [plugins.{name}] of plugins.toml says {sorted(entry)}: {error}; expected are"
            problems.append(_problem("BAD_CONFIG", name, f"{message} `enabled` and `settings`", error))
    return wanted, problems


def find(wanted: Mapping[str, Wanted], points: Iterable[EntryPoint], extra: Iterable[Plugin]) -> Found:
    """The manifests of all enabled plugins. One given as `extra` takes the place of an installed one."""
    found = Found(wanted=wanted)
    given: dict[str, list[Plugin]] = {}
    for plugin in extra:
        given.setdefault(plugin.name, []).append(plugin)
    installed: dict[str, list[EntryPoint]] = {}
    for point in points:
        installed.setdefault(point.name, []).append(point)
    for name in sorted(n for n, w in wanted.items() if w.enabled):
        if not NAME.fullmatch(name) or name in RESERVED:
            message = f"plugin {name!r} cannot have this name: expected are small letters, digits and single"
            message += f" underscores, and none of {', '.join(sorted(RESERVED))}"
            found.problems.append(_problem("BAD_NAME", name, message))
        elif name in given:
            _take_given(found, name, given[name])
        else:
            _take_installed(found, name, installed.get(name, []), sorted(installed.keys() | given.keys()))
    return found


def _take_given(found: Found, name: str, plugins: Sequence[Plugin]) -> None:
    if len(plugins) > 1:
        packages = " and by ".join(p.package for p in plugins)
        message = f"plugin {name!r} is provided by {packages}; expected is one: leave the others out"
        found.problems.append(_problem("PROVIDED_TWICE", name, message))
        return
    found.plugins[name] = plugins[0]


def _take_installed(found: Found, name: str, points: Sequence[EntryPoint], installed: Sequence[str]) -> None:
    if not points:
        message = f"plugin {name!r} is enabled in plugins.toml but not installed (installed:"
        message += f" {', '.join(installed) or 'none'}); install its distribution or set enabled = false"
        found.problems.append(_problem("NOT_INSTALLED", name, message))
        return
    if len(points) > 1:
        providers = " and by ".join(f"{p.dist.name} ({p.value})" if p.dist else p.value for p in points)
        message = f"plugin {name!r} is provided by {providers}; expected is one: uninstall the others"
        found.problems.append(_problem("PROVIDED_TWICE", name, message))
        return
    value = points[0].value
    try:
        plugin = points[0].load()
    except Exception as error:
        message = f"plugin {name!r} cannot be imported from {value}: {told(error)}"
        found.problems.append(_problem("IMPORT_FAILED", name, message, error))
        return
    if isinstance(plugin, Plugin) and plugin.name == name:
        found.plugins[name] = plugin
        return
    seen = f"a Plugin named {plugin.name!r}" if isinstance(plugin, Plugin) else f"of type {type(plugin).__name__}"
    message = f"plugin {name!r}: its entry point {value} is {seen}; expected is a Plugin with the name {name!r}"
    found.problems.append(_problem("NOT_A_PLUGIN", name, message))


def version_problems(found: Found) -> list[Problem]:
    """Versions and requirements that do not fit: the platform's contract, other plugins, circles."""
    problems: list[Problem] = []
    for name, plugin in sorted(found.plugins.items()):
        try:
            Version(plugin.version)
            fits = SpecifierSet(plugin.sdk).contains(SDK, prereleases=True)
        except (InvalidVersion, InvalidSpecifier) as error:
            message = f"plugin {name!r} has version {plugin.version!r} and needs SDK {plugin.sdk!r}: {error};"
            problems.append(_problem("BAD_VERSION", name, f"{message} expected are 1.0.0 and >=1.0,<2 and the like"))
            continue
        if not fits:
            message = f"plugin {name!r} {plugin.version} needs SDK {plugin.sdk}, but this platform has SDK {SDK}"
            problems.append(_problem("SDK_OUT_OF_RANGE", name, message))
        for other, wanted in plugin.requires.items():
            problems += _requirement_problems(found, name, other, wanted)
    try:
        TopologicalSorter(_requirements(found.plugins)).prepare()
    except CycleError as error:
        circle = [str(n) for n in reversed(error.args[1])]
        message = f"plugin {circle[0]!r} requires itself through others: {' -> '.join(circle)}; expected is no circle"
        problems.append(_problem("REQUIREMENTS_IN_CIRCLE", circle[0], message))
    return problems


def _requirement_problems(found: Found, name: str, other: str, wanted: str) -> list[Problem]:
    if other not in found.plugins:
        listed = found.wanted.get(other)
        state = (
            "cannot be used (see its own problem)" if listed and listed.enabled else "is not enabled in plugins.toml"
        )
        message = f"plugin {name!r} requires plugin {other!r} {wanted}, which {state}"
        return [_problem("REQUIREMENT_MISSING", name, message)]
    has = found.plugins[other].version
    try:
        if SpecifierSet(wanted).contains(Version(has), prereleases=True):
            return []
    except InvalidSpecifier as error:
        message = f"plugin {name!r} requires plugin {other!r} {wanted!r}: {error}; expected is a range like >=1.0,<2"
        return [_problem("BAD_VERSION", name, message)]
    except InvalidVersion:
        return []  # told once, where the other plugin is looked at
    message = f"plugin {name!r} requires plugin {other!r} {wanted}, but version {has} is installed"
    return [_problem("REQUIREMENT_OUT_OF_RANGE", name, message)]


def in_order(plugins: Mapping[str, Plugin]) -> tuple[Plugin, ...]:
    """Required plugins first, then by name; by name alone when they require each other in a circle."""
    sorter = TopologicalSorter(_requirements(plugins))
    try:
        sorter.prepare()
    except CycleError:
        return tuple(plugins[name] for name in sorted(plugins))
    ordered: list[str] = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready())
        ordered += ready
        sorter.done(*ready)
    return tuple(plugins[name] for name in ordered)


def read_settings(found: Found) -> tuple[dict[str, msgspec.Struct], list[Problem]]:
    """Each plugin's settings as its own type; unknown keys are refused whatever the type says."""
    settings: dict[str, msgspec.Struct] = {}
    problems: list[Problem] = []
    for name, plugin in sorted(found.plugins.items()):
        given = found.wanted[name].settings
        known = sorted(f.encode_name for f in msgspec.structs.fields(plugin.settings))
        for key in sorted(given.keys() - set(known)):
            near = get_close_matches(key, known, 1)
            message = f"plugin {name!r} has no setting {key!r}" + (f" (do you mean {near[0]!r}?)" if near else "")
            message += f"; expected in [plugins.{name}.settings]: {', '.join(known) or 'nothing'}"
            problems.append(_problem("UNKNOWN_SETTING", name, message))
        try:
            settings[name] = msgspec.convert({k: given[k] for k in known if k in given}, plugin.settings)
        except msgspec.ValidationError as error:
            message = f"plugin {name!r}: bad setting in [plugins.{name}.settings]: {error}"
            problems.append(_problem("BAD_SETTING", name, message, error))
    return settings, problems


def _requirements(plugins: Mapping[str, Plugin]) -> dict[str, list[str]]:
    return {name: sorted(p.requires.keys() & plugins.keys()) for name, p in sorted(plugins.items())}


def _problem(code: Code, name: str, message: str, cause: Exception | None = None) -> Problem:
    return Problem(code=code, plugin=name, message=message, cause=cause)
