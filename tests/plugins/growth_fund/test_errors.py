"""Every refusal of the fund speaks both languages."""

import inspect
import string
from typing import Any

import pytest

from majung.errors import Refusal
from majung_growth_fund import errors

REFUSALS = [
    kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, Refusal) and kind is not Refusal
]


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda kind: kind.code)
def test_refusal_says_the_same_in_korean_and_english(refusal: Any) -> None:
    assert refusal.words["ko"]
    assert refusal.words["en"]
    assert placeholders(refusal.words["ko"]) == placeholders(refusal.words["en"])


def test_codes_are_unique() -> None:
    assert len({refusal.code for refusal in REFUSALS}) == len(REFUSALS)
