"""Hooks: each is asked once, plugin by plugin, so that whatever goes wrong has a name."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import msgspec
import pluggy

from majung.plugin.contract import Plugin, Specs
from majung.plugin.problem import Code, Problem, told

PREFIX = "majung_"
OPENED_LATER = "majung_lifespan"
"""Asked when a server starts, not when plugins are loaded: what it returns can be entered only once."""

Answers = Mapping[str, tuple[tuple[str, object], ...]]
"""For each hook, which plugin answered what, in the order of the plugins."""


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What a hook's specification says that an implementation returns."""

    kind: type
    many: bool = False
    classes: bool = False

    def __str__(self) -> str:
        one = f"subclasses of {self.kind.__name__}" if self.classes else self.kind.__name__
        return f"a list of {one}" if self.many else one

    def wrong(self, value: object) -> str | None:
        """What was found instead, or None when the answer is of the right type."""
        if not self.many:
            return None if self._is_one(value) else type(value).__name__
        if not isinstance(value, Sequence) or isinstance(value, str | bytes):
            return type(value).__name__
        return next((f"a list with {_shown(v)} in it" for v in value if not self._is_one(v)), None)

    def _is_one(self, value: object) -> bool:
        if self.classes:
            return isinstance(value, type) and issubclass(value, self.kind)
        return isinstance(value, self.kind)


def specified(specs: Iterable[type]) -> tuple[pluggy.PluginManager, dict[str, Expected]]:
    """A manager that knows the hooks of the core and of `specs`, and what each hook returns."""
    manager = pluggy.PluginManager("majung")
    expected: dict[str, Expected] = {}
    for spec in (Specs, *specs):
        manager.add_hookspecs(spec)
        for name in dir(spec):
            if manager.parse_hookspec_opts(spec, name) is not None:
                expected[name] = _expected(getattr(spec, name))
    return manager, expected


def register(manager: pluggy.PluginManager, plugin: Plugin, known: Iterable[str]) -> list[Problem]:
    """Make a plugin's hooks known; what is misspelt, unmarked, async or takes unknown arguments is told."""
    hooks = plugin.hooks
    if hooks is None:
        return []
    problems: list[Problem] = []
    for name in dir(hooks):
        problems += _hook_problems(manager, plugin, name, sorted(known))
    if problems:
        return problems
    try:
        manager.register(hooks, plugin.name)
    except (pluggy.PluginValidationError, ValueError) as error:
        words = " ".join(str(error).split())
        message = f"plugin {plugin.name!r}: its hooks in {_place(hooks)} cannot be used: {words}"
        return [Problem(code="BAD_HOOK", plugin=plugin.name, message=message, cause=error)]
    return []


def ask(
    manager: pluggy.PluginManager, plugin: Plugin, hook: str, settings: msgspec.Struct
) -> tuple[list[object], list[Problem]]:
    """What one plugin answers to one hook: nothing when it does not implement it, else one value."""
    for implementation in getattr(manager.hook, hook).get_hookimpls():
        if implementation.plugin_name == plugin.name:
            arguments = [settings for _ in implementation.argnames]
            try:
                return [implementation.function(*arguments)], []
            except Exception as error:
                message = f"plugin {plugin.name!r}: {hook}() raised {told(error)}; expected is a value"
                return [], [Problem(code="HOOK_FAILED", plugin=plugin.name, message=message, cause=error)]
    return [], []


def answer_problem(plugin: Plugin, hook: str, value: object, expected: Expected) -> Problem | None:
    """Whether an answer is of another type than the hook's specification says."""
    wrong = expected.wrong(value)
    if wrong is None:
        return None
    message = f"plugin {plugin.name!r}: {hook}() returned {wrong}; expected is {expected}"
    return Problem(code="WRONG_ANSWER", plugin=plugin.name, message=message)


def ask_all(
    manager: pluggy.PluginManager,
    plugins: Sequence[Plugin],
    settings: Mapping[str, msgspec.Struct],
    expected: Mapping[str, Expected],
) -> tuple[Answers, list[Problem]]:
    """Every answer of every plugin that has valid settings; wrong ones are told and left out."""
    problems: list[Problem] = []
    answers: dict[str, list[tuple[str, object]]] = {hook: [] for hook in expected}
    for plugin in plugins:
        for hook in sorted(expected.keys() - {OPENED_LATER}):
            if plugin.name not in settings:
                continue
            values, failed = ask(manager, plugin, hook, settings[plugin.name])
            problems += failed
            for value in values:
                problem = answer_problem(plugin, hook, value, expected[hook])
                if problem is None:
                    answers[hook].append((plugin.name, value))
                else:
                    problems.append(problem)
    return {hook: tuple(pairs) for hook, pairs in answers.items()}, problems


def _hook_problems(manager: pluggy.PluginManager, plugin: Plugin, name: str, known: Sequence[str]) -> list[Problem]:
    function = getattr(plugin.hooks, name, None)
    options = manager.parse_hookimpl_opts(plugin.hooks, name)
    if not inspect.isroutine(function) or (options is None and not name.startswith(PREFIX)):
        return []
    hook = (options and options["specname"]) or name
    place = f"plugin {plugin.name!r}: {_place(plugin.hooks)}.{name}"
    code: Code
    if hook not in known:
        near = get_close_matches(hook, known, 1, 0.5)
        meant = f" (do you mean {near[0]}?)" if near else ""
        code, message = "UNKNOWN_HOOK", f"there is no hook {hook}{meant}; expected is one of {', '.join(known)}"
    elif options is None:
        code, message = "UNMARKED_HOOK", "has the name of a hook but is not marked; expected is @hookimpl above it"
    elif inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function):
        code, message = "BAD_HOOK", "is async; expected is a plain function, as hooks are asked before anything runs"
    elif options["wrapper"] or options["hookwrapper"]:
        code, message = "BAD_HOOK", "wraps the hook of other plugins; expected is a function that returns a value"
    else:
        return []
    return [Problem(code=code, plugin=plugin.name, message=f"{place}: {message}")]


def _expected(function: Any) -> Expected:
    hint = typing.get_type_hints(function, localns=_names_for_types_only())["return"]
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if isinstance(origin, type) and issubclass(origin, Sequence):
        item = arguments[0]
        if typing.get_origin(item) is type:
            return Expected(kind=typing.get_args(item)[0], many=True, classes=True)
        return Expected(kind=typing.get_origin(item) or item, many=True)
    return Expected(kind=origin or hint)


def _names_for_types_only() -> dict[str, object]:
    """Names that the contract imports for type checkers alone, because importing them costs or goes in a circle."""
    import typer

    from majung.events.event import Event

    return {"typer": typer, "Event": Event, "AbstractAsyncContextManager": AbstractAsyncContextManager}


def _place(hooks: object) -> str:
    return str(getattr(hooks, "__name__", type(hooks).__name__))


def _shown(value: object) -> str:
    return f"the class {value.__name__}" if isinstance(value, type) else type(value).__name__
