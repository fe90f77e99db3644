"""Forms that contradict themselves are found when they are declared."""

from __future__ import annotations

from typing import Any

import pytest

from majung.plugin.form_checks import form_problems
from majung.plugin.forms import Field, Form, Section
from majung.texts import Text


def field(**changes: Any) -> Field:
    return Field(**{"name": "asked", "kind": "text", "title": Text("질문", "Asked"), **changes})


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (field(kind="table"), "is a table without columns"),
        (field(columns=(field(name="a"),)), "has columns; expected is kind table"),
        (field(kind="table", columns=(field(kind="table", columns=(field(),)),)), "expected is a plain kind"),
        (field(kind="table", columns=(field(), field())), "column asked is declared twice"),
        (field(kind="document"), "expected is its document_type"),
        (field(known="firm.mood"), "is known from firm.mood"),
        (field(section="elsewhere"), "is in section elsewhere"),
        (field(kind="choices"), "is a choice without choices"),
    ],
)
def test_a_form_that_cannot_be_filled_in_is_told(asked: Field, words: str) -> None:
    form = Form(version=1, sections=(Section(code="one", title=Text("하나", "One")),), fields=(asked,))
    assert any(words in problem for problem in form_problems(form))


def test_a_section_is_declared_once() -> None:
    twice = Section(code="one", title=Text("하나", "One"))
    assert form_problems(Form(version=1, sections=(twice, twice), fields=())) == [
        "section one is declared twice; expected is each once"
    ]
