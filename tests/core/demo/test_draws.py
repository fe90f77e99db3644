from __future__ import annotations

from random import Random

import pytest

from majung.demo.draws import EPOCH, TABLES, RowIds, Weighted, mixed
from majung.storage.ids import time_of


def test_ids_are_uuid7_that_grow_with_the_place() -> None:
    ids = RowIds("firm", 1, 100_000)
    some = ids[0:100_000:997]
    assert {i.version for i in some} == {7}
    assert {i.variant for i in some} == {"specified in RFC 4122"}
    assert sorted(some) == list(some)
    assert time_of(ids[0]) == EPOCH


def test_ids_of_tables_and_seeds_differ() -> None:
    ids = {RowIds(table, seed)[place] for table in TABLES for seed in (1, 2) for place in range(20)}
    assert len(ids) == len(TABLES) * 2 * 20


def test_ids_are_a_sequence_that_holds_no_list() -> None:
    ids = RowIds("person", 1, 1_000_000)
    assert len(ids) == 1_000_000
    assert ids[-1] == ids[999_999]
    with pytest.raises(IndexError):
        ids[1_000_000]


def test_mixed_numbers_spread_over_the_whole_range() -> None:
    tenths = [0] * 10
    for place in range(10_000):
        tenths[mixed(20260101, 1, place) * 10 >> 64] += 1
    assert min(tenths) > 850
    assert max(tenths) < 1150


def test_weights_decide_how_often_a_thing_is_drawn() -> None:
    weighted = Weighted([("often", 9.0), ("seldom", 1.0)])
    chances = Random(1)
    drawn = [weighted.draw(chances) for _ in range(2_000)]
    placed = [weighted.at(mixed(1, 1, place)) for place in range(2_000)]
    assert 1_700 < drawn.count("often") < 1_900
    assert 1_700 < placed.count("often") < 1_900
