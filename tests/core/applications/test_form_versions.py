"""A form as it is kept."""

from __future__ import annotations

import json

from majung.applications.form_versions import read_form, written
from majung.plugin.contract import Field, Form, Section
from majung.texts import Text

FORM = Form(
    version=1,
    sections=(Section(code="firm", title=Text("기업", "The firm")),),
    fields=(
        Field(
            name="bank",
            kind="choice",
            title=Text("은행", "bank"),
            choices=(("034", Text("광주은행", "Kwangju Bank")),),
            required_when=("kind", "LOAN"),
        ),
    ),
)


def test_what_is_written_compares_equal_to_what_the_database_gives_back() -> None:
    assert json.loads(json.dumps(written(FORM))) == written(FORM)


def test_a_kept_form_is_read_as_it_was_declared() -> None:
    assert read_form(written(FORM)) == FORM
