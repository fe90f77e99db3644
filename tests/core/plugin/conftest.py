"""Plugins made for a test: a manifest with hooks that answer what the test says, and packages on disk."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from importlib.metadata import EntryPoint
from inspect import isfunction
from pathlib import Path
from textwrap import dedent
from types import ModuleType
from typing import Any

import pytest

from majung.plugin.contract import Field, Form, Plugin, ProgramDeclaration, Tables, hookimpl
from majung.plugin.lifecycle import Lifecycle, State, Transition
from majung.plugin.loader import Core, load
from majung.plugin.problem import Problem, StartupError
from majung.plugin.registry import Registry
from majung.storage.apps import CORE_MODELS
from majung.storage.migrations import App
from majung.texts import Text

_numbers = itertools.count()


def make_lifecycle(*steps: str, terminal: str = "SELECTED REJECTED", **changes: Any) -> Lifecycle:
    """A lifecycle from steps like ``DRAFT-submit-SUBMITTED``; states are those that the steps name."""
    triples = [s.split("-") for s in steps or ("DRAFT-submit-SUBMITTED", "SUBMITTED-select-SELECTED")]
    codes = dict.fromkeys(code for source, _, target in triples for code in (source, target))
    parts = {
        "name": "application",
        "initial": "DRAFT",
        "states": tuple(State(code=c, title=Text(c, c), terminal=c in terminal.split()) for c in codes),
        "transitions": tuple(
            Transition(action=action, source=source, target=target, title=Text(action, action))
            for source, action, target in triples
        ),
    }
    return Lifecycle(**{**parts, **changes})


SPINE = make_lifecycle("DRAFT-submit-SUBMITTED", "SUBMITTED-select-SELECTED", "SUBMITTED-reject-REJECTED")


def make_field(name: str = "amount", **changes: Any) -> Field:
    """A field of a form."""
    return Field(**{"name": name, "kind": "money", "title": Text("금액", "Amount"), **changes})


def make_program(code: str = "ALPHA", **changes: Any) -> ProgramDeclaration:
    """A program in which nothing is wrong."""
    parts = {
        "code": code,
        "title": Text("사업", f"Program {code}"),
        "benefit": "GRANT",
        "applicant": "firm",
        "lifecycle": make_lifecycle(),
        "form": Form(version=1, fields=(make_field(),)),
    }
    return ProgramDeclaration(**{**parts, **changes})


class Workshop:
    """Makes plugins and loads them; each package it writes has a name of its own, as models are global."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    program = staticmethod(make_program)
    field = staticmethod(make_field)
    lifecycle = staticmethod(make_lifecycle)

    def plugin(self, name: str = "alpha", **overrides: Any) -> Plugin:
        """A plugin with nothing wrong but what is said: ``majung_…`` are answers of hooks, others its manifest."""
        hooks = ModuleType(f"majung_{name}.plugin")
        for hook in [key for key in overrides if key.startswith("majung_")]:
            answer = overrides.pop(hook)
            setattr(hooks, hook, hookimpl(answer if isfunction(answer) else self._returns(answer)))
        parts = {
            "name": name,
            "version": "1.0.0",
            "sdk": ">=1.0,<2",
            "package": f"majung_{name}",
            "title": Text(name, name),
            "owner": "팀",
            "hooks": hooks,
        }
        return Plugin(**{**parts, **overrides})

    def form(self, *fields: Field) -> Plugin:
        """A plugin whose program has this application form."""
        return self.plugin(majung_programs=[make_program(form=Form(version=3, fields=fields))])

    def lives(self, *steps: str, **changes: Any) -> Plugin:
        """A plugin whose program has this lifecycle."""
        return self.plugin(majung_programs=[make_program(lifecycle=make_lifecycle(*steps, **changes))])

    def package(self, **files: str) -> str:
        """Write a package (``models="…"`` is models.py, ``migrations__x`` is migrations/x.py); its name."""
        name = f"workshop_{next(_numbers)}"
        for path, source in {"__init__": "", **files}.items():
            file = self.folder / name / f"{path.replace('__', '/') if path != '__init__' else path}.py"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(dedent(source))
        return name

    def stores(self, models: str, name: str = "alpha", migrations: str | None = "", **overrides: Any) -> Plugin:
        """A plugin with tables; `migrations` is the source of its first one, None: it has no such package."""
        files = {"models": _MODELS + dedent(models)}
        if migrations is not None:
            files["migrations__m0001_initial"] = _MIGRATION + migrations
        package = self.package(**files)
        if migrations is not None:
            (self.folder / package / "migrations" / "__init__.py").touch()
        tables = Tables(models=f"{package}.models", migrations=f"{package}.migrations")
        return self.plugin(name, majung_tables=tables, **overrides)

    @staticmethod
    def point(name: str, value: str) -> EntryPoint:
        """An entry point: what an installed distribution says."""
        return EntryPoint(name=name, value=value, group="majung.plugins")

    def load(
        self, *plugins: Plugin, config: str | None = None, available: Iterable[EntryPoint] = (), **options: Any
    ) -> Registry:
        """Load plugins against the core's own tables; without `config`, all of them are enabled."""
        text = (
            "".join(f"[plugins.{name}]\n" for name in dict.fromkeys(p.name for p in plugins))
            if config is None
            else config
        )
        core = Core(app=App("core", CORE_MODELS, "majung.migrations"), spine=SPINE)
        return load(text, available=available, extra=plugins, core=core, **options)

    def refused(self, *plugins: Plugin, **options: Any) -> list[Problem]:
        """Load, and return what it was refused for."""
        with pytest.raises(StartupError, match=r"Cannot start, \d+ problems?:\n") as caught:
            self.load(*plugins, **options)
        return caught.value.problems

    def shows(self, broken: tuple[str, Callable[[Workshop], list[Plugin]], tuple[str, ...]]) -> None:
        """One row of a table of broken plugins is refused once with this code, in a message with these words."""
        code, make, words = broken
        [problem] = [p for p in self.refused(*make(self)) if p.code == code]
        assert [w for w in words if w not in problem.message] == [], problem.message

    @staticmethod
    def _returns(answer: object) -> Callable[[], object]:
        return lambda: answer


_MODELS = """
from tortoise import fields
from tortoise.models import Model
from majung.access.policy import Policy, behind, follows, public
from majung.storage.columns import refers
from majung.storage.table import Access, Table
"""

_MIGRATION = """
from tortoise import fields, migrations
from tortoise.migrations import operations as ops

class Migration(migrations.Migration):
    initial = True
    dependencies = [("core", "0001_initial")]
"""


@pytest.fixture
def workshop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    """Makes plugins in a folder from which they can be imported."""
    monkeypatch.syspath_prepend(str(tmp_path))
    return Workshop(tmp_path)
