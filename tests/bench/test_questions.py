"""The benchmark's questions fit the schema they are asked of, and its comparison lets nothing else through."""

from __future__ import annotations

from pathlib import Path

import pytest
from bench.data import MARK
from bench.figures import ratio
from bench.load import Round
from bench.questions import QUESTIONS, Question, comparable
from graphql import parse, validate

from majung.plugin.loader import load
from majung_schema.build import build_schema
from majung_schema.composition import ComposedSchema
from majung_schema.specs import SchemaSpecs

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def schema() -> ComposedSchema:
    """The schema with the benchmark's plugins, given by their manifests."""
    from majung_bench.plugin import plugin as bench
    from majung_growth_fund.plugin import plugin as growth_fund

    text = (ROOT / "bench" / "plugins.toml").read_text()
    return build_schema(load(text, more_specs=(SchemaSpecs,), extra=(growth_fund, bench)))


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.code)
def test_a_question_is_valid_in_the_schema(schema: ComposedSchema, question: Question) -> None:
    assert validate(schema._schema, parse(question.documents["majung"])) == []


def test_numbers_are_the_same_however_they_are_written() -> None:
    ours, theirs = {"amountUsd": "1.50", "year": 2025}, {"amountUsd": 1.5, "year": "2025"}
    assert comparable(ours, masked=False) == comparable(theirs, masked=False)


def test_codes_with_leading_zeros_are_not_numbers() -> None:
    assert comparable({"hsCode": "080830"}, masked=False) != comparable({"hsCode": "80830"}, masked=False)


def test_names_of_persons_are_compared_as_they_are_masked() -> None:
    theirs = {"representative": "홍길동", "people": {"nodes": [{"person": {"name": "김하늘"}}]}, "name": "한빛정밀"}
    ours = {"representative": "홍*동", "people": {"nodes": [{"person": {"name": "김*늘"}}]}, "name": "한빛정밀"}
    assert comparable(theirs, masked=True) == comparable(ours, masked=False)


def test_a_name_that_was_not_masked_is_a_difference() -> None:
    theirs, ours = {"representative": "홍길동"}, {"representative": "홍길동"}
    assert comparable(theirs, masked=True) != comparable(ours, masked=False)


def test_cursors_and_numbers_of_added_records_may_differ() -> None:
    one = {"pageInfo": {"endCursor": "a", "hasNextPage": True}, "number": f"{MARK}1"}
    other = {"pageInfo": {"endCursor": "b", "hasNextPage": True}, "number": f"{MARK}2"}
    assert comparable(one, masked=False) == comparable(other, masked=False)


def test_ratios_are_paired_round_by_round() -> None:
    ours = [_round(rate) for rate in (100, 10, 90)]
    theirs = [_round(rate) for rate in (50, 5, 90)]
    found = ratio(ours, theirs)
    assert (found.median, found.lowest, found.highest) == (2.0, 1.0, 2.0)


def _round(rate: int) -> Round:
    return Round(requests=rate, seconds=1, p50=1, p99=1, bytes=1, app_us=1, postgres_us=1)
