"""Application forms as programs declare them: sections of typed questions, each with its words in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from majung.texts import Text

FieldKind = Literal[
    "text", "integer", "decimal", "money", "percent", "date", "boolean", "consent", "choice", "choices", "document",
    "table",
]  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Field:
    """One question of an application form.

    `kind` says how the answer is written: text, whole number, decimal (as text), money in won, per cent (as text),
    date (YYYY-MM-DD), yes or no, consent (yes is the only answer that counts), one of `choices`, some of `choices` (a
    list of codes), a stored document of `document_type` (its id), or a table (rows, each with answers to `columns`).

    `required` questions must be answered before the application is submitted; with `required_when` (another question
    and its answer, or a tuple of answers) only then. `minimum` and `maximum` bound numbers, `max_length` text,
    `max_rows` tables. `known` names where the answer may be known already: ``firm.name``, ``year.sales_krw``.
    """

    name: str
    kind: FieldKind
    title: Text
    help: Text | None = None
    required: bool = True
    required_when: tuple[str, object] | None = None
    minimum: int | None = None
    maximum: int | None = None
    max_length: int = 2000
    choices: tuple[tuple[str, Text], ...] = ()
    unit: Text | None = None
    section: str = ""
    columns: tuple[Field, ...] = ()
    max_rows: int = 50
    document_type: str | None = None
    known: str | None = None


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of a form under a heading of its own; fields name it by its code."""

    code: str
    title: Text
    help: Text | None = None


@dataclass(frozen=True, kw_only=True)
class Form:
    """An application form; a submitted application keeps the version it was filled in with.

    Whoever changes questions raises the version. With `asks_helper` an application is handed in only with a word on who
    helped to prepare it, and whether for money.
    """

    version: int
    fields: tuple[Field, ...]
    sections: tuple[Section, ...] = ()
    asks_helper: bool = False
