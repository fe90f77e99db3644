"""The spine is the agency's own lifecycle of an application, step for step."""

from __future__ import annotations

from majung.applications.lifecycle import SPINE, core_scopes
from majung.applications.rules import needs_own_write
from majung.reference import read_machines
from majung.support.writes import MANAGE


def test_spine_has_the_states_and_steps_of_the_reference() -> None:
    machine = read_machines()["application"]
    steps = {(source, target) for source, targets in machine.transitions.items() for target in targets}

    assert SPINE.initial == machine.initial
    assert {s.code for s in SPINE.states if s.terminal} == set(machine.terminal)
    assert {(t.source, t.target) for t in SPINE.transitions} == steps


def test_spine_is_sound_and_titled_in_both_languages() -> None:
    assert SPINE.problems(SPINE) == []
    assert [s.code for s in SPINE.states if not (s.title.ko and s.title.en)] == []
    assert [t.action for t in SPINE.transitions if not (t.title.ko and t.title.en)] == []


def test_every_permission_of_a_step_is_declared_with_roles() -> None:
    roles = {scope.name: scope.roles for scope in core_scopes()}

    assert {t.scope for t in SPINE.transitions} <= roles.keys()
    assert MANAGE in roles
    assert [name for name, held_by in roles.items() if not held_by] == []


def test_applicants_take_only_the_steps_that_are_theirs() -> None:
    theirs = {t.action for t in SPINE.transitions if "firm" in t.kinds}

    assert theirs == {"submit", "answer_supplement", "withdraw", "submit_settlement"}
    assert theirs == {t.action for t in SPINE.transitions if "person" in t.kinds}


def test_submission_and_decisions_need_a_write_of_their_own() -> None:
    own = {t.action for t in SPINE.transitions if needs_own_write(SPINE, t)}

    assert own == {"submit", "select", "reserve", "reject", "reject_ineligible"}
