"""Kinds of events by name."""

from __future__ import annotations

from typing import ClassVar

import pytest

from majung.events.event import Event
from majung.events.registry import EventTypes, EventTypeTwice, core_events


class LoanAsked(Event, frozen=True, kw_only=True):
    """A loan was asked for."""

    owner: ClassVar[str] = "fund"
    subject_type: ClassVar[str] = "app"


def test_finds_a_kind_by_its_name_in_the_log() -> None:
    assert EventTypes([LoanAsked])["fund.LoanAsked"] is LoanAsked


def test_refuses_two_kinds_of_one_name() -> None:
    other = type("LoanAsked", (Event,), {"owner": "fund", "subject_type": "loan", "__module__": "elsewhere"})

    with pytest.raises(EventTypeTwice, match=r"fund\.LoanAsked"):
        EventTypes([LoanAsked, other])


def test_knows_the_events_of_the_core() -> None:
    assert {"core.ClaimSubmitted", "core.PaymentMade", "core.ClawbackOrdered"} <= set(EventTypes(core_events()))
