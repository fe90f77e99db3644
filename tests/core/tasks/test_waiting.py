"""Whose move it is, told from a lifecycle."""

from __future__ import annotations

import pytest

from majung.access.actor import Actor, Kind
from majung.applications.lifecycle import DECIDE, SCREEN, SETTLE, SPINE
from majung.plugin.lifecycle import Lifecycle, State, Transition
from majung.tasks.rules import waiting_states
from majung.texts import Text


@pytest.mark.parametrize(
    ("kind", "scopes", "states"),
    [
        ("official", (SCREEN,), {"SUBMITTED", "SCREENING", "SITE_VISIT"}),
        ("official", (DECIDE,), {"EVALUATING"}),  # not RESERVE: nobody has to act until a place is free
        ("official", (SETTLE,), {"SELECTED", "AGREED", "SETTLEMENT_SUBMITTED", "SETTLED", "TERMINATED", "CLAWBACK"}),
        ("official", (), set()),
        ("firm", (), {"DRAFT", "SUPPLEMENT_REQUESTED", "IN_PROGRESS", "SETTLEMENT_SUPPLEMENT"}),
        ("partner", (SCREEN,), set()),
    ],
)
def test_states_of_the_spine_that_wait(kind: Kind, scopes: tuple[str, ...], states: set[str]) -> None:
    actor = Actor(kind=kind, scopes=frozenset(scopes))
    assert set(waiting_states(actor, SPINE)) == states


def test_an_end_that_everybody_may_choose_makes_nothing_the_applicants_turn() -> None:
    both: frozenset[Kind] = frozenset({"firm", "official"})
    lifecycle = Lifecycle(
        name="x",
        initial="OPEN",
        states=(State(code="OPEN", title=Text("", "")), State(code="ENDED", title=Text("", ""), terminal=True)),
        transitions=(Transition(action="end", source="OPEN", target="ENDED", title=Text("", ""), kinds=both),),
    )
    assert waiting_states(Actor(kind="firm"), lifecycle) == []
    assert waiting_states(Actor(kind="official"), lifecycle) == ["OPEN"]
