"""Which term holds: a table's own before its class's, the longest of several, confirmed or not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

from majung.retention.rules import Term, Terms

TODAY = date(2026, 11, 30)
CLASS = Term(
    id=uuid4(),
    retention="personal",
    of_table=None,
    effect="DESTROY",
    months=60,
    counts_from="ROW",
    keeps_identity=False,
    basis="rule",
    confirmed=True,
)
TABLE = replace(CLASS, id=uuid4(), retention=None, of_table="notice", months=12)
KEEP = replace(TABLE, id=uuid4(), effect="KEEP", months=120)


def terms(*given: Term) -> Terms:
    return Terms(today=TODAY, terms=given)


def test_a_tables_own_term_goes_before_that_of_its_class() -> None:
    found = terms(CLASS, TABLE)
    assert found.destroying("notice", "personal") == TABLE
    assert found.destroying("person", "personal") == CLASS


def test_nothing_is_assumed_where_no_term_is_entered() -> None:
    assert terms(CLASS).destroying("consultation", "consultation") is None


def test_of_several_terms_the_longest_holds() -> None:
    longer = replace(CLASS, id=uuid4(), months=120)
    assert terms(longer, CLASS).destroying("person", "personal") == longer


def test_what_a_law_keeps_is_no_term_of_destruction() -> None:
    found = terms(KEEP)
    assert found.destroying("notice", "notice") is None
    assert found.keeping("notice", ()) == (KEEP,)
    assert found.keeping("person", ("personal",)) == ()


def test_years_count_from_the_first_of_january_after_the_row() -> None:
    term = replace(KEEP, months=60, counts_from="YEAR_AFTER")
    last = date(2032, 1, 1)
    for day in (date(2026, 1, 1), date(2026, 11, 30), date(2026, 12, 31)):
        assert term.over_before(last) <= day < term.over_before(last + timedelta(days=1))


def test_a_term_is_over_for_what_is_older_than_its_months() -> None:
    assert CLASS.over_before(TODAY) == date(2021, 11, 30)
    assert replace(CLASS, months=9).over_before(TODAY) == date(2026, 2, 28)
