from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from majung.storage import ids
from majung.storage.ids import time_of, uuid7


def test_ids_grow_in_the_order_in_which_they_are_made() -> None:
    made = [uuid7() for _ in range(20_000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)


def test_ids_grow_when_the_clock_steps_back(monkeypatch: pytest.MonkeyPatch) -> None:
    before = uuid7()
    monkeypatch.setattr(time, "time_ns", lambda: 1_000_000_000)
    assert uuid7() > before


def test_ids_grow_when_the_counter_runs_over(monkeypatch: pytest.MonkeyPatch) -> None:
    before = uuid7()
    monkeypatch.setattr(ids, "_counter", (1 << 42) - 1)
    after = uuid7()
    assert after > before
    assert (after.version, after.variant) == (7, before.variant)


def test_ids_of_several_threads_never_meet() -> None:
    with ThreadPoolExecutor(4) as threads:
        made = [id for some in threads.map(lambda _: [uuid7() for _ in range(2_000)], range(4)) for id in some]
    assert len(set(made)) == 8_000


def test_an_id_is_a_uuid_of_version_7() -> None:
    made = uuid7()
    assert type(made) is UUID
    assert (made.version, made.variant) == (7, uuid4().variant)


def test_an_id_tells_when_it_was_made() -> None:
    assert abs(time_of(uuid7()) - datetime.now(UTC)) < timedelta(seconds=1)
    assert time_of(UUID("017f22e2-79b0-7cc3-98c4-dc0c0c07398f")) == datetime(  # RFC 9562, appendix A.6
        2022, 2, 22, 19, 22, 22, tzinfo=UTC
    )


def test_refuses_to_read_a_time_from_another_version() -> None:
    with pytest.raises(ValueError, match="only UUIDv7"):
        time_of(uuid4())
