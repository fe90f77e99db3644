"""Checks of application forms when a plugin declares them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from majung.plugin.forms import Field, Form
from majung.plugin.known_sources import known_source

_CHOSEN = ("choice", "choices")


def form_problems(form: Form) -> list[str]:
    """What is wrong with an application form, each in one sentence; empty when all is well."""
    problems = [
        f"field {name} is declared twice; expected is each once" for name in repeated(f.name for f in form.fields)
    ]
    codes = [section.code for section in form.sections]
    problems += [f"section {code} is declared twice; expected is each once" for code in repeated(codes)]
    for asked in form.fields:
        problems += [f"field {asked.name}: {words}" for words in _field_problems(asked, form.fields)]
        if asked.section not in {"", *codes}:
            problems.append(f"field {asked.name}: is in section {asked.section}; expected is one of {_listed(codes)}")
    return problems


def repeated(values: Iterable[str]) -> list[str]:
    """Values that occur more than once, each once, in the order of their second occurrence."""
    seen: set[str] = set()
    again: dict[str, None] = {}
    for value in values:
        if value in seen:
            again[value] = None
        seen.add(value)
    return list(again)


def _field_problems(asked: Field, fields: Sequence[Field]) -> list[str]:
    problems: list[str] = []
    if not asked.name.isidentifier() or asked.name != asked.name.lower():
        problems.append("expected is a name of small letters, digits and underscores")
    if asked.kind in _CHOSEN and not asked.choices:
        problems.append("is a choice without choices; expected are at least one")
    if asked.kind not in _CHOSEN and asked.choices:
        problems.append(f"has choices but is of kind {asked.kind}; expected is kind choice")
    problems += [f"choice {code} is offered twice" for code in repeated(code for code, _ in asked.choices)]
    if asked.minimum is not None and asked.maximum is not None and asked.minimum > asked.maximum:
        problems.append(f"its minimum {asked.minimum} is above its maximum {asked.maximum}")
    if (asked.kind == "table") != bool(asked.columns):
        problems.append("has columns; expected is kind table" if asked.columns else "is a table without columns")
    if asked.kind == "document" and asked.document_type is None:
        problems.append("is a document of no type; expected is its document_type")
    if asked.known is not None and known_source(asked.known) is None:
        problems.append(f"is known from {asked.known}, which does not exist; docs/forms.md lists what does")
    for column in asked.columns:
        if column.kind in ("table", "document"):
            problems.append(f"column {column.name} is of kind {column.kind}; expected is a plain kind")
        problems += [f"column {column.name}: {words}" for words in _field_problems(column, asked.columns)]
    problems += [f"column {name} is declared twice" for name in repeated(column.name for column in asked.columns)]
    return problems + _condition_problems(asked, fields)


def _condition_problems(asked: Field, fields: Sequence[Field]) -> list[str]:
    if asked.required_when is None:
        return []
    name, wanted = asked.required_when
    others = {f.name: f for f in fields if f is not asked}
    if name not in others:
        found = "itself" if name == asked.name else f"field {name}, which the form does not have"
        return [f"is required when {found}; expected is one of {_listed(others)}"]
    choices = [code for code, _ in others[name].choices]
    return [
        f"is required when {name} is {value!r}, which is no choice of it; expected is one of {_listed(choices)}"
        for value in (wanted if isinstance(wanted, tuple | list) else (wanted,))
        if choices and value not in choices
    ]


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "nothing"
