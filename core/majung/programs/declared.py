"""The programs that run here, by code: what their plugins declared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from majung.plugin.contract import Exclusion, ProgramDeclaration
from majung.programs.errors import PluginNotEnabled

_declared: ContextVar[Mapping[str, ProgramDeclaration] | None] = ContextVar("majung_programs", default=None)
_exclusions: ContextVar[tuple[Exclusion, ...]] = ContextVar("majung_exclusions", default=())


@contextmanager
def use_declarations(
    programs: Mapping[str, ProgramDeclaration], exclusions: tuple[Exclusion, ...] = ()
) -> Iterator[None]:
    """Let writes inside the block know these programs; two platforms in one process do not see each other's."""
    tokens = _declared.set(programs), _exclusions.set(exclusions)
    try:
        yield
    finally:
        _declared.reset(tokens[0])
        _exclusions.reset(tokens[1])


def are_declared(programs: Mapping[str, ProgramDeclaration], exclusions: tuple[Exclusion, ...]) -> bool:
    """Whether it is these very programs that are known here."""
    return _declared.get() is programs and _exclusions.get() is exclusions


def declarations() -> Mapping[str, ProgramDeclaration]:
    """Every program that runs here, by code."""
    return _declared.get() or {}


def declaration_of(code: str) -> ProgramDeclaration | None:
    """What a program's plugin declared, or None when no enabled plugin runs it."""
    return (_declared.get() or {}).get(code)


def declared(code: str, plugin: str | None = None) -> ProgramDeclaration:
    """What a program's plugin declared; refuses when the plugin is not enabled here."""
    found = declaration_of(code)
    if found is None:
        raise PluginNotEnabled(program=code, plugin=plugin or code)
    return found


def exclusions_of(code: str) -> tuple[Exclusion, ...]:
    """Supports of other programs that stand against this one."""
    return tuple(e for e in _exclusions.get() if e.program == code)
