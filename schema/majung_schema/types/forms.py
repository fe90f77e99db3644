"""Forms as data: whatever a frontend needs to draw one, and answers beside their labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import strawberry

from majung.applications.answers_listed import listed_answers
from majung.applications.form_versions import declared_form, read_form
from majung.applications.models import ApplicationForm
from majung.errors import Locale
from majung.plugin.contract import Field, Form
from majung.programs.models import Program
from majung.storage.select import Select, Where
from majung.texts import Text
from majung_schema.graph.reading import Reading
from majung_schema.graph.rows import Row
from majung_schema.graph.scalars import Json

FORM_NEEDS = ("program_code", "form_version")
ANSWER_NEEDS = ("program_code", "form_version", "answers")


@strawberry.type(description="Words in the viewer's language and in both.")
class Words:
    text: str
    ko: str
    en: str


@strawberry.type(description="One answer that may be chosen.")
class FormChoice:
    code: str
    title: Words


@strawberry.type(description="An answer of another question that makes this one required.")
class FormCondition:
    field: str
    answers: Json = strawberry.field(description="A list; any of them.")


@strawberry.type(
    description="One question: how it is answered, within which limits. Columns of a table are questions too."
)
class FormField:
    name: str
    kind: str
    title: Words
    help: Words | None
    unit: Words | None
    required: bool
    required_when: FormCondition | None
    minimum: float | None
    maximum: float | None
    max_length: int | None
    max_rows: int | None
    choices: list[FormChoice]
    columns: list[FormField]
    document_type: str | None
    known: str | None = strawberry.field(description="Where the answer may be known already; see `knownAnswers`.")


@strawberry.type(description="A part of a form; without a title it is the form's only one, or what stands in no other.")
class FormSection:
    code: str
    title: Words | None
    help: Words | None
    fields: list[FormField]


@strawberry.type(description="An application form in one version.")
class FormDescription:
    version: int
    asks_helper: bool
    sections: list[FormSection]


@strawberry.type(description="A question with its answer: as it was given, and as people read it.")
class AnswerRow:
    name: str
    section: str
    title: Words
    value: Json | None
    shown: Words


async def call_forms(reading: Reading, rows: list[Row]) -> list[FormDescription | None]:
    """The form that applications to this call fill in; null where the program is only announced here."""
    programs = await reading.ones(Program, "id", {row.program_id for row in rows})
    codes = [programs[row.program_id].code if row.program_id in programs else "" for row in rows]
    forms = [declared_form(code) for code in codes]
    return [None if form is None else described(form, reading.actor.locale) for form in forms]


async def application_forms(reading: Reading, rows: list[Row]) -> list[FormDescription | None]:
    """The form in the version that the application was filled in with, also when the program has a newer one."""
    forms = await _forms(reading, rows)
    return [None if form is None else described(form, reading.actor.locale) for form in forms]


async def answer_rows(reading: Reading, rows: list[Row]) -> list[list[AnswerRow]]:
    """Every question of the application's own form with its answer."""
    forms = await _forms(reading, rows)
    locale = reading.actor.locale
    return [
        [
            AnswerRow(
                name=listed.name,
                section=listed.section,
                title=_words(listed.title, locale),
                value=listed.value,
                shown=_words(listed.shown, locale),
            )
            for listed in listed_answers(form, row.answers)
        ]
        if form
        else []
        for form, row in zip(forms, rows, strict=True)
    ]


async def _forms(reading: Reading, rows: Sequence[Row]) -> list[Form | None]:
    """Forms in the versions of the rows: those declared, and the earlier ones in one statement."""
    found = {(row.program_code, row.form_version): declared_form(row.program_code, row.form_version) for row in rows}
    missing = [key for key, form in found.items() if form is None]
    if missing:
        where = Where(
            text="({row}.program_code, {row}.form_version) in (select * from unnest(:codes, :versions))",
            values={"codes": ([c for c, _ in missing], "text[]"), "versions": ([v for _, v in missing], "int[]")},
        )
        for kept in await reading.rows(Select(table=ApplicationForm, where=(where,))):
            found[kept.program_code, kept.form_version] = read_form(_plain(kept.form))
    return [found[row.program_code, row.form_version] for row in rows]


def _plain(kept: Any) -> Mapping[str, Any]:
    plain: Mapping[str, Any] = kept
    return plain


def described(form: Form, locale: Locale) -> FormDescription:
    """A form as clients draw it."""
    parts = [(s.code, _words(s.title, locale), s.help and _words(s.help, locale)) for s in form.sections]
    if not parts or any(not f.section for f in form.fields):
        parts.insert(0, ("", None, None))  # type: ignore[arg-type]
    sections = [
        FormSection(
            code=code,
            title=title,
            help=help or None,
            fields=[_field(f, locale) for f in form.fields if f.section == code],
        )
        for code, title, help in parts
    ]
    return FormDescription(version=form.version, asks_helper=form.asks_helper, sections=sections)


def _field(asked: Field, locale: Locale) -> FormField:
    condition = None
    if asked.required_when is not None:
        other, wanted = asked.required_when
        answers = list(wanted) if isinstance(wanted, tuple | list) else [wanted]
        condition = FormCondition(field=other, answers=Json(answers))
    return FormField(
        name=asked.name,
        kind=asked.kind,
        title=_words(asked.title, locale),
        help=_words(asked.help, locale) if asked.help else None,
        unit=_words(asked.unit, locale) if asked.unit else None,
        required=asked.required and asked.required_when is None,
        required_when=condition,
        minimum=asked.minimum,
        maximum=asked.maximum,
        max_length=asked.max_length if asked.kind == "text" else None,
        max_rows=asked.max_rows if asked.kind == "table" else None,
        choices=[FormChoice(code=code, title=_words(title, locale)) for code, title in asked.choices],
        columns=[_field(column, locale) for column in asked.columns],
        document_type=asked.document_type,
        known=asked.known,
    )


def _words(text: Text, locale: Locale) -> Words:
    return Words(text=text.in_(locale), ko=text.ko, en=text.en)
