"""Answers to an application form, checked against its declaration: drafts for their kind, submissions whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from majung.applications.answer_kinds import UNSTORABLE, answer_reason
from majung.applications.errors import AnswersRefused, AnswerWrong
from majung.errors import Refusal
from majung.identifiers import redact
from majung.plugin.contract import Field, Form
from majung.texts import Text

__all__ = ["UNSTORABLE", "answer_problems", "check_answers", "is_needed"]

Path = tuple[str | int, ...]


def check_answers(form: Form, answers: Mapping[str, Any], *, complete: bool) -> None:
    """Refuse wrong answers, all at once; with `complete` also those that are missing or outside their limits."""
    problems = tuple(answer_problems(form, answers, complete=complete))
    if problems:
        raise AnswersRefused(problems)


def answer_problems(form: Form, answers: Mapping[str, Any], *, complete: bool) -> Iterator[Refusal]:
    """What is wrong with answers, each with the path of its question."""
    return _problems(form.fields, answers, ("answers",), complete=complete)


def is_needed(field: Field, answers: Mapping[str, Any]) -> bool:
    """Whether a question must be answered, given the other answers."""
    if field.required_when is None:
        return field.required
    other, wanted = field.required_when
    return answers.get(other) in wanted if isinstance(wanted, tuple | list) else answers.get(other) == wanted


def _problems(fields: Sequence[Field], answers: Mapping[str, Any], path: Path, *, complete: bool) -> Iterator[Refusal]:
    known = {field.name: field for field in fields}
    for name in sorted(answers.keys() - known.keys()):
        shown = redact(name)[:60]
        yield AnswerWrong(
            path=(*path, shown),
            label_ko=shown,
            label_en=shown,
            reason_ko="양식에 없는 항목입니다",
            reason_en=f"the form has no such question; it has {', '.join(known)}",
        )
    for field in fields:
        value = answers.get(field.name)
        if _is_empty(field, value):
            if complete and is_needed(field, answers):
                yield _wrong(field, Text("필수 항목입니다", "an answer is required"), path)
            continue
        reason = answer_reason(field, value, complete)
        if reason is not None:
            yield _wrong(field, reason, path)
        elif field.kind == "table":
            yield from _row_problems(field, value, path, complete=complete)


def _is_empty(field: Field, value: object) -> bool:
    blank = isinstance(value, str) and not value.strip()
    return value is None or blank or (field.kind in ("table", "choices") and value == [])


def _row_problems(field: Field, rows: Any, path: Path, *, complete: bool) -> Iterator[Refusal]:
    for number, row in enumerate(rows):
        yield from _problems(field.columns, row, (*path, field.name, number), complete=complete)


def _wrong(field: Field, reason: Text, path: Path) -> Refusal:
    return AnswerWrong(
        path=(*path, field.name),
        label_ko=field.title.ko,
        label_en=field.title.en,
        reason_ko=reason.ko,
        reason_en=reason.en,
    )
