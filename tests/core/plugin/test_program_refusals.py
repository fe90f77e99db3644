"""Startup refusals about programs, their lifecycles and forms, each shown by a broken plugin."""

from __future__ import annotations

from typing import Any

import pytest

from majung.plugin.contract import DocumentKind, SubProgram
from majung.plugin.lifecycle import State, Transition
from majung.texts import Text

T = Text("말", "words")


async def nothing(*_: object) -> Any:
    return None


def off_the_spine(w: Any) -> Any:
    held = State(code="HELD", title=T, spine="SHELVED")
    states = (*w.lifecycle().states, held)
    steps = (
        *w.lifecycle().transitions,
        Transition(action="hold", source="SUBMITTED", target="HELD", title=T),
        Transition(action="go_on", source="HELD", target="SUBMITTED", title=T),
    )
    return w.plugin(majung_programs=[w.program(lifecycle=w.lifecycle(states=states, transitions=steps))])


PROGRAMS = {
    "two programs with one code": (
        "PROGRAM_TWICE",
        lambda w: [w.plugin(majung_programs=[w.program("X")]), w.plugin("beta", majung_programs=[w.program("X")])],
        ("plugin 'beta' declares program X", "plugin 'alpha' declares already", "a code of its own"),
    ),
    "unreachable state": (
        "BAD_LIFECYCLE",
        lambda w: [
            w.lives("DRAFT-submit-SUBMITTED", "SUBMITTED-select-SELECTED", "REJECTED-x-REJECTED", terminal="SELECTED")
        ],
        ("'alpha'", "program ALPHA", "state REJECTED cannot be reached from DRAFT"),
    ),
    "dead end": (
        "BAD_LIFECYCLE",
        lambda w: [w.lives("DRAFT-submit-SUBMITTED")],
        ("'alpha'", "program ALPHA", "state SUBMITTED is a dead end: mark it terminal or give it a step out"),
    ),
    "step to nowhere": (
        "BAD_LIFECYCLE",
        lambda w: [w.lives(states=w.lifecycle().states[:2])],
        ("step select goes from SUBMITTED to SELECTED, but SELECTED is not a state",),
    ),
    "state off the spine": (
        "BAD_LIFECYCLE",
        lambda w: [off_the_spine(w)],
        ("state HELD belongs to SHELVED, which the spine does not have",),
    ),
    "step off the spine": (
        "BAD_LIFECYCLE",
        lambda w: [w.lives("DRAFT-submit-SUBMITTED", "DRAFT-skip-SELECTED", "SUBMITTED-reject-REJECTED")],
        ("step skip moves DRAFT to SELECTED, which the spine does not allow",),
    ),
    "other lifecycle with a dead end": (
        "BAD_LIFECYCLE",
        lambda w: [
            w.plugin(
                majung_programs=[
                    w.program(other_lifecycles=(w.lifecycle("OPEN-x-STUCK", name="loan", initial="OPEN"),))
                ]
            )
        ],
        ("lifecycle loan: state STUCK is a dead end",),
    ),
    "guard for no action": (
        "BAD_LIFECYCLE",
        lambda w: [w.plugin(majung_programs=[w.program(guards={"sumbit": nothing})])],
        ("guard sumbit", "expected is one of select, submit"),
    ),
    "field twice": (
        "BAD_FORM",
        lambda w: [w.form(w.field("won"), w.field("won"))],
        ("'alpha'", "program ALPHA", "form version 3", "field won is declared twice"),
    ),
    "choice without choices": (
        "BAD_FORM",
        lambda w: [w.form(w.field(kind="choice"))],
        ("field amount: is a choice without choices",),
    ),
    "required when an unknown field": (
        "BAD_FORM",
        lambda w: [w.form(w.field(required_when=("purpose", "X")), w.field("kind"))],
        ("required when field purpose, which the form does not have", "expected is one of kind"),
    ),
    "required when no choice": (
        "BAD_FORM",
        lambda w: [
            w.form(w.field(required_when=("use", "X")), w.field("use", kind="choice", choices=(("A", T), ("B", T))))
        ],
        ("required when use is 'X', which is no choice of it", "expected is one of A, B"),
    ),
    "limits the wrong way round": (
        "BAD_FORM",
        lambda w: [w.form(w.field(minimum=5, maximum=1))],
        ("minimum 5 is above its maximum 1",),
    ),
    "sub-program twice": (
        "BAD_PROGRAM",
        lambda w: [w.plugin(majung_programs=[w.program(sub_programs=(SubProgram(code="S", title=T),) * 2)])],
        ("'alpha'", "program ALPHA", "sub-program code S is used twice"),
    ),
    "document twice": (
        "BAD_PROGRAM",
        lambda w: [w.plugin(majung_programs=[w.program(documents=(DocumentKind(code="D", title=T),) * 2)])],
        ("document code D is used twice",),
    ),
}


@pytest.mark.parametrize("broken", PROGRAMS.values(), ids=PROGRAMS.keys())
def test_refuses(workshop: Any, broken: Any) -> None:
    workshop.shows(broken)
