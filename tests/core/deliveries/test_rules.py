"""What answers mean and when is tried again, without a network or a database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from majung.deliveries.rules import PAUSES, must_park, next_try, outcome_of, rest_after
from majung.deliveries.sending import retry_after

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, "DELIVERED"), (204, "DELIVERED"), (301, "REFUSED"), (302, "REFUSED"), (307, "REFUSED"), (400, "REFUSED"),
        (401, "REFUSED"), (404, "REFUSED"), (408, "RETRY"), (410, "GONE"), (425, "RETRY"), (429, "RETRY"),
        (500, "RETRY"), (503, "RETRY"), (599, "RETRY"),
    ],
)  # fmt: skip
def test_a_status_says_what_becomes_of_a_message(status: int, outcome: str) -> None:
    assert outcome_of(status) == outcome


def test_pauses_grow_until_a_message_is_given_up() -> None:
    pauses = [next_try(tries, "RETRY", NOW).at for tries in range(1, len(PAUSES) + 1)]
    assert [at - NOW for at in pauses if at] == sorted(PAUSES)
    last = next_try(len(PAUSES) + 1, "RETRY", NOW)
    assert (last.at, last.reason) == (None, "GIVEN_UP")
    assert sum(PAUSES, timedelta(0)) >= timedelta(days=2)


def test_a_refused_message_stops_after_three_tries() -> None:
    assert [next_try(tries, "REFUSED", NOW).at is None for tries in (1, 2, 3)] == [False, False, True]
    assert next_try(3, "REFUSED", NOW).reason == "REFUSED"


def test_retry_after_lengthens_a_pause_and_never_shortens_it() -> None:
    assert next_try(1, "RETRY", NOW, timedelta(minutes=3)).at == NOW + timedelta(minutes=3)
    assert next_try(1, "RETRY", NOW, timedelta(seconds=1)).at == NOW + PAUSES[0]
    assert next_try(1, "RETRY", NOW, timedelta(days=400)).at == NOW + timedelta(hours=24)


@pytest.mark.parametrize(
    ("header", "pause"),
    [
        ("120", timedelta(minutes=2)),
        ("Mon, 02 Mar 2026 09:05:00 GMT", timedelta(minutes=5)),
        ("Mon, 02 Mar 2026 08:00:00 GMT", timedelta(0)),
        ("soon", None),
        ("-5", None),
        ("１２", None),
        ("9" * 400, timedelta(seconds=10**8)),
        (None, None),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date(header: str | None, pause: timedelta | None) -> None:
    assert retry_after(header, NOW) == pause


def test_an_endpoint_that_keeps_failing_rests_longer_and_longer() -> None:
    assert rest_after(4, NOW) is None
    rests = [rest_after(failures, NOW) for failures in (5, 6, 10, 40, 4_000)]
    assert [(at - NOW).total_seconds() for at in rests if at] == [1, 2, 32, 600, 600]


@pytest.mark.parametrize(
    ("failures", "minutes", "parked"), [(19, 600, False), (20, 59, False), (20, 60, True), (500, 5, False)]
)
def test_the_breaker_opens_after_many_failures_over_a_long_time(failures: int, minutes: int, parked: bool) -> None:
    assert must_park(failures, NOW - timedelta(minutes=minutes), NOW) is parked
    assert not must_park(failures, None, NOW)
