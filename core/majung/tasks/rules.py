"""Whose move it is: the states of a lifecycle in which something waits for who asks."""

from __future__ import annotations

from majung.access.actor import Actor
from majung.plugin.lifecycle import Lifecycle, Transition

_APPLICANTS = frozenset({"firm", "person"})


def waiting_states(actor: Actor, lifecycle: Lifecycle) -> list[str]:
    """The states that wait for the actor.

    A state waits for the applicant when a step that is theirs leads on from it (not just to an end: everybody may
    withdraw). It waits for an official when it does not wait for the applicant, is not `idle`, and the official may
    take one of its steps.
    """
    found: list[str] = []
    for state in lifecycle.states:
        steps = lifecycle.from_(state.code)
        theirs = [s for s in steps if s.kinds & _APPLICANTS and not lifecycle.state(s.target).terminal]
        if actor.kind in _APPLICANTS:
            waits = any(actor.kind in step.kinds for step in theirs)
        else:
            waits = not theirs and not state.idle and any(_may(actor, step) for step in steps)
        if waits:
            found.append(state.code)
    return found


def _may(actor: Actor, step: Transition) -> bool:
    return actor.kind in step.kinds and (step.scope is None or actor.may(step.scope))
