"""The declared machines beside the agency's shared ones."""

import json
from pathlib import Path

import pytest

from majung.plugin.lifecycle import Lifecycle
from majung_growth_fund.rules.lifecycle import APPLICATION, BUDGET_EFFECTS, LOAN, SCOPES, BudgetEffect

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


def test_application_follows_the_shared_spine_through_selection() -> None:
    found = steps(APPLICATION)
    assert found.pop("SELECTED") == {"WITHDRAWN"}
    assert found == SPINE


def test_loan_has_its_own_life() -> None:
    assert steps(LOAN) == LOAN_STEPS


@pytest.mark.skipif(not MACHINES.exists(), reason="the agency's machines are not beside this checkout")
def test_machines_are_the_agencys() -> None:
    machines = json.loads(MACHINES.read_text())
    assert {name: set(targets) for name, targets in machines["loan"]["transitions"].items()} == LOAN_STEPS
    shared = machines["application"]["transitions"]
    assert {name: set(shared[name]) for name in SPINE} == SPINE


@pytest.mark.parametrize("machine", [APPLICATION, LOAN], ids=lambda machine: machine.name)
def test_every_state_is_reached_and_only_terminal_ones_end(machine: Lifecycle) -> None:
    assert machine.problems() == []


@pytest.mark.parametrize("machine", [APPLICATION, LOAN], ids=lambda machine: machine.name)
def test_every_step_needs_a_declared_scope_of_this_program(machine: Lifecycle) -> None:
    scopes = {name for name, _ in SCOPES}
    assert all(name.startswith("growth_fund.") for name in scopes)
    assert {step.scope for step in machine.transitions} <= scopes


def test_a_firm_applies_and_a_bank_answers() -> None:
    submit = APPLICATION.step("DRAFT", "submit")
    execute = LOAN.step("RECOMMENDED", "execute")
    assert submit is not None
    assert execute is not None
    assert ("firm" in submit.kinds, "partner" in submit.kinds) == (True, False)
    assert ("firm" in execute.kinds, "partner" in execute.kinds) == (False, True)


def test_budget_moves_only_on_declared_steps() -> None:
    steps = {(step.source, step.target) for step in (*APPLICATION.transitions, *LOAN.transitions)}
    assert set(BUDGET_EFFECTS) <= steps


def test_every_way_into_selection_reserves_and_every_way_out_of_a_letter_moves_the_budget() -> None:
    into = {(step.source, step.target) for step in APPLICATION.transitions if step.target == "SELECTED"}
    out = {(step.source, step.target) for step in LOAN.from_("RECOMMENDED")}
    assert {BUDGET_EFFECTS[pair] for pair in into} == {BudgetEffect.RESERVE}
    assert {pair for pair in out if BUDGET_EFFECTS[pair] is BudgetEffect.CONSUME} == {("RECOMMENDED", "EXECUTED")}
    assert {BUDGET_EFFECTS[pair] for pair in out} == {BudgetEffect.CONSUME, BudgetEffect.RELEASE}
