"""The documented codes: stable, each once, each with words in both languages."""

from __future__ import annotations

import re

import pytest

from majung_schema import refusals
from majung_schema.metering import RateLimited
from majung_schema.refusals import RequestRefused
from majung_schema.trusted import DocumentNotTrusted, DocumentUnknown
from majung_schema.wire import HeadersTooLarge, HeadersTooSlow

ON_THE_WIRE = (HeadersTooLarge, HeadersTooSlow)
KINDS = [k for k in vars(refusals).values() if isinstance(k, type) and issubclass(k, RequestRefused)]


@pytest.mark.parametrize("kind", [*KINDS, *ON_THE_WIRE, RateLimited, DocumentUnknown, DocumentNotTrusted])
def test_each_refusal_speaks_both_languages_of_the_same_details(kind: type[RequestRefused]) -> None:
    english, korean = (set(re.findall(r"{(\w+)}", kind.words[locale])) for locale in ("en", "ko"))
    assert kind.words["ko"]
    assert english == korean


def test_codes_are_unique_and_all_documented() -> None:
    codes = [kind.code for kind in (*KINDS, *ON_THE_WIRE)]
    assert len(codes) == len(set(codes))
    assert refusals.documented_codes() == {
        kind.code: kind.words["en"] for kind in KINDS if kind.__name__ not in ("RequestRefused", "WellFormedRefused")
    }
