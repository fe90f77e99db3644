"""Answers as rows with their labels, for reading, printing and export. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from majung.errors import Locale
from majung.plugin.contract import Field, Form
from majung.texts import Text

_LOCALES: tuple[Locale, ...] = ("ko", "en")
_YES, _NO = Text("예", "yes"), Text("아니오", "no")


@dataclass(frozen=True, kw_only=True)
class ListedAnswer:
    """One question with its answer: as it was given, and as people read it."""

    name: str
    section: str
    title: Text
    value: Any
    shown: Text


def listed_answers(form: Form, answers: Mapping[str, Any]) -> list[ListedAnswer]:
    """Every question in the order of the form; what is not answered has no value and an empty text."""
    return [
        ListedAnswer(
            name=field.name,
            section=field.section,
            title=field.title,
            value=answers.get(field.name),
            shown=Text(*(_shown(field, answers.get(field.name), locale) for locale in _LOCALES)),
        )
        for field in form.fields
    ]


def _shown(field: Field, value: Any, locale: Locale) -> str:  # noqa: PLR0911 - one for each kind of answer
    match value:
        case None:
            return ""
        case bool():
            return (_YES if value else _NO).in_(locale)
        case list() if field.kind == "table":
            return "\n".join(
                ", ".join(f"{c.title.in_(locale)}: {_shown(c, row.get(c.name), locale)}" for c in field.columns)
                for row in value
            )
        case list():
            return ", ".join(_choice(field, code, locale) for code in value)
        case int():
            return f"{value:,}{_unit(field, locale)}"
        case str() if field.choices:
            return _choice(field, value, locale)
        case _:
            return f"{value}{_unit(field, locale)}"


def _choice(field: Field, code: Any, locale: Locale) -> str:
    return next((title.in_(locale) for known, title in field.choices if known == code), str(code))


def _unit(field: Field, locale: Locale) -> str:
    return f" {field.unit.in_(locale)}" if field.unit else ""
