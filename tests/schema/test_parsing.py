"""The cache of documents: bounded, valid ones only, and never shared between schemas."""

from __future__ import annotations

import pytest
from graphql import build_schema

from majung_schema.limits import ANONYMOUS, KNOWN, Limits
from majung_schema.parsing import Document, Documents
from majung_schema.refusals import TooManyTokens, UnknownOperation

SCHEMA = build_schema("type Query { a: Int b(first: Int): [Query] }")


def read(documents: Documents, source: str) -> Document:
    document = documents.read(source, KNOWN)
    documents.faults(source, document, suggestions=True)
    return document


def test_a_valid_document_is_parsed_once() -> None:
    documents = Documents(SCHEMA, Limits())
    assert read(documents, "{ a }") is read(documents, "{ a }")


def test_an_invalid_document_is_not_kept() -> None:
    documents = Documents(SCHEMA, Limits())
    read(documents, "{ nowhere }")
    assert (len(documents.kept), documents.bytes) == (0, 0)


def test_what_one_schema_found_valid_is_checked_again_by_another() -> None:
    other = Documents(build_schema("type Query { c: Int }"), Limits())
    read(Documents(SCHEMA, Limits()), "{ a }")
    document = other.read("{ a }", KNOWN)
    assert [fault.message for fault in other.faults("{ a }", document, suggestions=False)] == [
        "Cannot query field 'a' on type 'Query'."
    ]


def test_keeps_the_latest_used_within_its_number_of_entries() -> None:
    documents = Documents(SCHEMA, Limits(cached_documents=2))
    for source in ("{ a }", "{ x: a }", "{ a }", "{ y: a }"):
        read(documents, source)
    assert list(documents.kept) == ["{ a }", "{ y: a }"]
    assert documents.bytes == sum(document.bytes for document in documents.kept.values())


def test_keeps_within_its_bytes() -> None:
    documents = Documents(SCHEMA, Limits(cached_document_bytes=20_000))
    for number in range(100):
        read(documents, f"{{ a{number}: a }}")
    assert 0 < documents.bytes <= 20_000
    read(documents, "{ a " + "#" * 3_000 + "\n}")
    assert not any(len(source) > 3_000 for source in documents.kept)


def test_a_kept_document_is_still_refused_to_callers_with_a_lower_limit() -> None:
    documents = Documents(SCHEMA, Limits())
    source = "{ b { " + " ".join(f"a{i}: a" for i in range(500)) + " } }"
    read(documents, source)
    with pytest.raises(TooManyTokens):
        documents.read(source, ANONYMOUS)


def test_measures_are_kept_for_each_page_size() -> None:
    documents = Documents(SCHEMA, Limits())
    document = read(documents, "query Q($n: Int, $m: Int) { b(first: $n) { a } x: b(first: $m) { a } }")
    costs = [documents.measured(document, "Q", {"n": n, "m": 1}).cost for n in (5, 6, 5)]
    assert costs == [8, 9, 8]
    assert documents.measured(document, "Q", {"n": 5, "m": 1}) is documents.measured(document, "Q", {"m": 1, "n": 5})
    for n in range(1000):
        documents.measured(document, "Q", {"n": n})
    assert len(document.measures) <= 32


def test_finds_the_operation_that_is_named() -> None:
    document = read(Documents(SCHEMA, Limits()), "query A { a } query B { a }")
    assert document.operation("B")[0] == "B"
    with pytest.raises(UnknownOperation, match="it has: A, B"):
        document.operation(None)
