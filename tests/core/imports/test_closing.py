"""Closing words of real announcements, classified by rule."""

from __future__ import annotations

import csv
from datetime import date
from importlib.resources import files

import pytest

from majung.imports.closing import read_closing

SAMPLES = list(
    csv.DictReader(
        (files("majung") / "reference" / "closing_kind_samples.csv").read_text(encoding="utf-8-sig").splitlines()
    )
)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample["text"])
def test_agrees_with_the_classified_samples(sample: dict[str, str]) -> None:
    text = sample["text"].replace("<YYYYMMDD ~ YYYYMMDD>", "20211201 ~ 20211231")
    assert read_closing(text).kind == sample["closing_kind"]


def test_the_samples_are_all_there() -> None:
    assert len(SAMPLES) == 62


@pytest.mark.parametrize(
    ("text", "opens_on", "closes_on"),
    [
        ("20211201 ~ 20211231", date(2021, 12, 1), date(2021, 12, 31)),
        ("2026-01-02 ~ 2026-02-03", date(2026, 1, 2), date(2026, 2, 3)),
        ("2026.1.2. ～ 2026.2.3.", date(2026, 1, 2), date(2026, 2, 3)),
        ("2026년 1월 2일 ~ 2026년 2월 3일 18:00", date(2026, 1, 2), date(2026, 2, 3)),
        ("~ 20260203", None, date(2026, 2, 3)),
    ],
)
def test_a_closing_date_makes_it_fixed(text: str, opens_on: date | None, closes_on: date) -> None:
    closing = read_closing(text)
    assert (closing.kind, closing.opens_on, closing.closes_on) == ("FIXED", opens_on, closes_on)


def test_a_start_alone_leaves_the_words_to_decide() -> None:
    closing = read_closing("20260102 ~ 예산 소진시까지")
    assert (closing.kind, closing.opens_on, closing.closes_on) == ("UNTIL_BUDGET", date(2026, 1, 2), None)


def test_an_impossible_date_is_no_date_and_is_told() -> None:
    closing = read_closing("20211201 ~ 20211331")
    assert (closing.kind, closing.closes_on, closing.impossible_date) == ("OTHER", None, True)


def test_the_text_is_kept_as_published() -> None:
    assert read_closing("예산\u2002소진시까지").text == "예산\u2002소진시까지"


def test_unusual_spaces_change_nothing() -> None:
    assert read_closing("연중\u2002수시").kind == "ALWAYS"
