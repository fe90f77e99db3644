"""Which permissions a field's function asks for, found in its code: `require` and `may` with a constant."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

DEPTH = 3
"""A mutation field calls a write, which may call another one."""


def asked_scopes(function: Callable[..., Any], depth: int = DEPTH) -> set[str]:
    """Permissions that a function, or a function of this project or a plugin that it calls by name, asks for."""
    code = inspect.unwrap(function)
    names: dict[str, Any] = {**getattr(code, "__globals__", {}), **inspect.getclosurevars(code).nonlocals}
    found: set[str] = set()
    for call in _calls(code):
        called = call.func
        if isinstance(called, ast.Attribute) and called.attr in {"require", "may"} and len(call.args) == 1:
            value = _value(call.args[0], names)
            found |= {value} if isinstance(value, str) else set()
        elif depth > 1:
            target = _value(called, names)
            if inspect.isfunction(target) and target.__module__.startswith("majung"):
                found |= asked_scopes(target, depth - 1)
    return found


def _calls(code: Callable[..., Any]) -> Iterator[ast.Call]:
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(code)))
    except (OSError, TypeError, SyntaxError):
        return
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _value(node: ast.expr, names: dict[str, Any]) -> object:
    match node:
        case ast.Constant(value=value):
            return value
        case ast.Name(id=name):
            return names.get(name)
        case ast.Attribute(value=ast.Name(id=name), attr=attribute) if isinstance(names.get(name), ModuleType):
            return getattr(names[name], attribute, None)
        case _:
            return None
