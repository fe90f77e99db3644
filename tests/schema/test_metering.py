"""A client's minute: what is taken off, how it fills up again, and whose it is."""

from __future__ import annotations

from uuid import UUID

import pytest
from structlog.testing import capture_logs

from majung.access.actor import Actor, system
from majung.access.rates import NO_RATES, Rates
from majung_schema import metering
from majung_schema.metering import Meter, RateLimited, client_of


class Watch:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.seconds = 1_000.0

    def __call__(self) -> float:
        return self.seconds


OFFICIAL = Actor(kind="official", name="official", account_id=UUID(int=1), mandate_id=UUID(int=2))


def anonymous(origin: str | None) -> Actor:
    return Actor(kind="anonymous", origin=origin)


CITIZEN = anonymous("203.0.113.7")


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def meter(watch: Watch) -> Meter:
    return Meter(Rates(official=600, anonymous=60), now=watch)


def test_what_is_spent_fills_up_evenly(meter: Meter, watch: Watch) -> None:
    assert meter.charge(OFFICIAL, 400) == {"allowed": 600, "remaining": 200}
    assert meter.charge(OFFICIAL, 100) == {"allowed": 600, "remaining": 100}
    watch.seconds += 10
    assert meter.charge(OFFICIAL, 50) == {"allowed": 600, "remaining": 150}
    watch.seconds += 3_600
    assert meter.charge(OFFICIAL, 50) == {"allowed": 600, "remaining": 550}


def test_who_has_something_left_may_spend_more_than_that_and_then_waits(meter: Meter, watch: Watch) -> None:
    meter.charge(OFFICIAL, 599)
    meter.check(OFFICIAL)
    assert meter.charge(OFFICIAL, 201) == {"allowed": 600, "remaining": 0}
    with pytest.raises(RateLimited) as refused:
        meter.check(OFFICIAL)
    assert refused.value.details == {"counted": 800, "allowed": 600, "seconds": 20}
    watch.seconds += 19
    with pytest.raises(RateLimited):
        meter.check(OFFICIAL)
    watch.seconds += 1
    meter.check(OFFICIAL)
    assert meter.refused == {"official": 2}


def test_nobody_waits_longer_than_a_minute(meter: Meter, watch: Watch) -> None:
    for _ in range(3):
        meter.charge(OFFICIAL, 1_000_000)
    with pytest.raises(RateLimited) as refused:
        meter.check(OFFICIAL)
    assert refused.value.details["seconds"] == 60
    watch.seconds += 60
    meter.check(OFFICIAL)


def test_an_operation_without_cost_costs_one(meter: Meter) -> None:
    assert meter.charge(OFFICIAL, 0) == {"allowed": 600, "remaining": 599}


@pytest.mark.parametrize("actor", [system("duty"), CITIZEN, OFFICIAL])
def test_whoever_has_no_rate_has_no_limit(actor: Actor) -> None:
    meter = Meter(NO_RATES)
    assert meter.charge(actor, 10**9) is None
    meter.check(actor)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (anonymous("203.0.113.7"), anonymous("203.0.113.8"), False),
        (anonymous("2001:db8:1:2::1"), anonymous("2001:db8:1:2:ffff::9"), True),
        (anonymous("2001:db8:1:2::1"), anonymous("2001:db8:1:3::1"), False),
        (anonymous("::ffff:203.0.113.7"), anonymous("203.0.113.7"), True),
        (anonymous("::ffff:203.0.113.7"), anonymous("::ffff:203.0.113.8"), False),
        (anonymous(None), anonymous(None), True),
        (anonymous("unknown"), anonymous("hidden"), False),
        (OFFICIAL, Actor(kind="firm", name="firm", account_id=UUID(int=1), mandate_id=UUID(int=3)), True),
        (OFFICIAL, Actor(kind="official", name="official", account_id=UUID(int=4)), False),
        (Actor(kind="partner", name="partner:1"), Actor(kind="partner", name="partner:2"), False),
    ],
)
def test_a_client_is_an_account_or_a_network(one: Actor, other: Actor, same: bool) -> None:
    assert (client_of(one) == client_of(other)) is same


def test_one_clients_minute_is_not_anothers(meter: Meter) -> None:
    meter.charge(CITIZEN, 100)
    with pytest.raises(RateLimited):
        meter.check(CITIZEN)
    meter.check(anonymous("198.51.100.1"))
    meter.check(OFFICIAL)


def test_many_addresses_take_a_bounded_memory_and_push_out_nobody_who_is_known(
    meter: Meter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metering, "KEPT", 50)
    meter.charge(OFFICIAL, 10_000)
    meter.charge(CITIZEN, 1_000)
    for number in range(49):
        meter.charge(anonymous(f"198.51.100.{number}"), 1_000)
    with pytest.raises(RateLimited):  # still remembered
        meter.check(CITIZEN)
    meter.charge(CITIZEN, 1)
    for number in range(100):
        meter.charge(anonymous(f"192.0.2.{number}"), 1)
    assert (len(meter._anonymous), len(meter._known)) == (50, 1)
    with pytest.raises(RateLimited):
        meter.check(OFFICIAL)


@pytest.mark.parametrize(
    ("origin", "headers", "warned"),
    [
        ("10.0.0.7", {"x-forwarded-for": "211.34.5.6"}, ["10.0.0.7"]),
        ("10.0.0.7", {"x-forwarded-for": "211.34.5.6, 10.0.0.7"}, []),  # told by a proxy that is known
        ("10.0.0.7", {}, []),
        ("211.34.5.6", {"x-forwarded-for": "198.51.100.1"}, []),  # a citizen who makes things up
        ("unknown", {"x-forwarded-for": "198.51.100.1"}, []),
    ],
)
def test_warns_once_when_a_proxy_that_nobody_named_is_refused(
    meter: Meter, origin: str, headers: dict[str, str], warned: list[str]
) -> None:
    metering._warn_once.cache_clear()
    refused = anonymous(origin)
    meter.charge(refused, 1_000)
    with capture_logs() as logs:
        for _ in range(3):
            with pytest.raises(RateLimited):
                meter.check(refused, headers)
    assert [line["address"] for line in logs] == warned
