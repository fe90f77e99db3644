"""The declared machines beside the agency's shared ones."""

import json
from pathlib import Path

import pytest

from majung_growth_fund.rules.lifecycle import APPLICATION, LOAN, SCOPES, BudgetEffect, Lifecycle

MACHINES = Path(__file__).parents[4].parent / "shared" / "domain" / "reference" / "state_machines.json"

SPINE = {
    "DRAFT": {"SUBMITTED", "WITHDRAWN"},
    "SUBMITTED": {"SCREENING", "WITHDRAWN"},
    "SCREENING": {"SUPPLEMENT_REQUESTED", "INELIGIBLE", "SITE_VISIT", "EVALUATING", "WITHDRAWN"},
    "SUPPLEMENT_REQUESTED": {"SCREENING", "INELIGIBLE", "WITHDRAWN"},
    "SITE_VISIT": {"EVALUATING", "INELIGIBLE", "WITHDRAWN"},
    "EVALUATING": {"SELECTED", "RESERVE", "REJECTED", "WITHDRAWN"},
    "RESERVE": {"SELECTED", "REJECTED", "WITHDRAWN"},
}
LOAN_STEPS = {
    "RECOMMENDED": {"EXECUTED", "EXPIRED", "BANK_DECLINED", "CANCELLED"},
    "EXECUTED": {"ACTIVE", "CANCELLED"},
    "ACTIVE": {"SUSPENDED", "REPAID", "CANCELLED"},
    "SUSPENDED": {"ACTIVE", "CANCELLED", "REPAID"},
    "CANCELLED": {"CLAWBACK", "CLOSED"},
    "CLAWBACK": {"CLOSED"},
}


def steps(machine: Lifecycle) -> dict[str, set[str]]:
    spine = {state.code: state.spine or state.code for state in machine.states}
    found: dict[str, set[str]] = {}
    for step in machine.transitions:
        found.setdefault(spine[step.source], set()).add(spine[step.target])
    return {source: targets - {source} for source, targets in found.items()}


def test_application_follows_the_shared_spine_through_selection():
    found = steps(APPLICATION)
    assert found.pop("SELECTED") == {"WITHDRAWN", "CLOSED"}
    assert found == SPINE


def test_loan_has_its_own_life():
    assert steps(LOAN) == LOAN_STEPS


@pytest.mark.skipif(not MACHINES.exists(), reason="the agency's machines are not beside this checkout")
def test_machines_are_the_agencys():
    machines = json.loads(MACHINES.read_text())
    assert {name: set(targets) for name, targets in machines["loan"]["transitions"].items()} == LOAN_STEPS
    shared = machines["application"]["transitions"]
    assert {name: set(shared[name]) for name in SPINE} == SPINE


@pytest.mark.parametrize("machine", [APPLICATION, LOAN], ids=lambda machine: machine.name)
def test_every_state_is_reached_and_only_terminal_ones_end(machine):
    reached, ahead = {machine.initial}, [machine.initial]
    while ahead:
        for step in machine.steps_from(ahead.pop()):
            ahead.extend({step.target} - reached)
            reached.add(step.target)
    assert reached == {state.code for state in machine.states}
    dead_ends = {state.code for state in machine.states if not machine.steps_from(state.code)}
    assert dead_ends == {state.code for state in machine.states if state.terminal}


@pytest.mark.parametrize("machine", [APPLICATION, LOAN], ids=lambda machine: machine.name)
def test_action_from_a_state_is_unambiguous_and_needs_a_declared_scope(machine):
    assert {step.scope for step in machine.transitions} <= {scope for scope, _ in SCOPES}
    pairs = [(step.source, step.target) for step in machine.transitions]
    assert len(pairs) == len(set(pairs))
    actions = [(step.source, step.action) for step in machine.transitions]
    assert len(actions) == len(set(actions))


def test_budget_is_reserved_consumed_and_released():
    moves = {
        (step.source, step.target): step.budget
        for machine in (APPLICATION, LOAN)
        for step in machine.transitions
        if step.budget
    }
    assert moves[("SCORED", "SELECTED")] is BudgetEffect.RESERVE
    assert moves[("RECOMMENDED", "EXECUTED")] is BudgetEffect.CONSUME
    released = {pair for pair, effect in moves.items() if effect is BudgetEffect.RELEASE}
    assert released == {
        ("RECOMMENDED", "EXPIRED"),
        ("RECOMMENDED", "BANK_DECLINED"),
        ("RECOMMENDED", "CANCELLED"),
        ("SELECTED", "WITHDRAWN"),
    }
