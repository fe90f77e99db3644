"""The soak in its short form: readers, writers and subscribers on a served installation, nothing fails or is lost."""

from __future__ import annotations

from array import array
from random import Random

from bench.soak.__main__ import soak
from bench.soak.followers import Follower, Losses
from bench.soak.plan import SHORT


async def test_nothing_fails_and_nothing_is_lost() -> None:
    found = await soak(SHORT)
    assert dict(found.tally.wrong) == {}
    assert list(found.followers_wrong) == []
    assert dict(found.complaints) == {}
    assert found.losses == Losses(expected=found.losses.expected)
    assert found.losses.expected > 0
    assert found.returns > 0


def test_the_check_finds_what_is_wrong() -> None:
    assert _got(1, 2, 3) == Losses(expected=3)
    assert _got(1, 3) == Losses(expected=3, lost=1)
    assert _got(1, 2, 2, 3) == Losses(expected=3, twice=1)
    assert _got(1, 3, 2) == Losses(expected=3, disordered=1)
    assert _got(1, 2, 3, 4) == Losses(expected=3, foreign=1)


def _got(*positions: int) -> Losses:
    one = Follower(token="", port=0, query="", start=0, sees="true", chance=Random(1), stays=1)
    one.got = array("q", positions)
    return one.losses([1, 2, 3])
