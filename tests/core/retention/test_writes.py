"""Entering terms: what would mean nothing is refused."""

from __future__ import annotations

import pytest

from majung.access.actor import system
from majung.retention.errors import TermUnusable
from majung.retention.writes import NewTerm, set_term
from majung.storage.apps import core_tables
from majung.storage.database import Database

ACTOR = system("testing")


@pytest.mark.parametrize(
    "term",
    [
        NewTerm(covers="payment", effect="KEEP", months=60, counts_from="PERSON", basis="법"),
        NewTerm(covers="notice", months=60, keeps_identity=True, basis="법"),
        NewTerm(covers="firm", months=60, counts_from="PERSON", basis="법"),
        NewTerm(covers="access_record", months=60, counts_from="PERSON", basis="법"),
        NewTerm(covers="holiday", months=60, basis="법"),
        NewTerm(covers="notice", months=0, basis="법"),
    ],
)
async def test_a_term_that_means_nothing_is_refused(database: Database, term: NewTerm) -> None:
    core_tables()
    with pytest.raises(TermUnusable):
        await set_term(ACTOR, term=term)
