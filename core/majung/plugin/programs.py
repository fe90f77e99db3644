"""Checks of the programs that plugins declare: codes, lifecycles, documents; their forms are in `form_checks.py`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from majung.plugin.contract import ProgramDeclaration
from majung.plugin.form_checks import form_problems, repeated
from majung.plugin.lifecycle import Lifecycle
from majung.plugin.problem import Problem

Owned = Sequence[tuple[str, ProgramDeclaration]]
"""Programs, each with the name of its plugin."""


def program_problems(programs: Owned, spine: Lifecycle | None) -> list[Problem]:
    """Everything that is wrong with the declared programs. `spine` is the core's lifecycle of an application."""
    problems = _code_problems(programs)
    for plugin, program in programs:
        place = f"plugin {plugin!r}: program {program.code}"
        problems += [
            Problem(code="BAD_LIFECYCLE", plugin=plugin, message=f"{place}: {words}")
            for words in _lifecycle_problems(program, spine)
        ]
        problems += [
            Problem(code="BAD_FORM", plugin=plugin, message=f"{place}: form version {program.form.version}: {words}")
            for words in form_problems(program.form)
        ]
        problems += [
            Problem(code="BAD_PROGRAM", plugin=plugin, message=f"{place}: {words}") for words in _own_problems(program)
        ]
    return problems


def _code_problems(programs: Owned) -> list[Problem]:
    owners: dict[str, str] = {}
    problems: list[Problem] = []
    for plugin, program in programs:
        if program.code in owners:
            message = f"plugin {plugin!r} declares program {program.code}, which plugin {owners[program.code]!r}"
            message += " declares already; expected is a code of its own"
            problems.append(Problem(code="PROGRAM_TWICE", plugin=plugin, message=message))
        owners.setdefault(program.code, plugin)
    return problems


def _lifecycle_problems(program: ProgramDeclaration, spine: Lifecycle | None) -> list[str]:
    problems = program.lifecycle.problems(spine)
    for other in program.other_lifecycles:
        problems += other.problems()
    names = [program.lifecycle.name, *(other.name for other in program.other_lifecycles)]
    problems += [f"two lifecycles are named {name}; expected is each name once" for name in repeated(names)]
    for lifecycle in (program.lifecycle, *program.other_lifecycles):
        codes = repeated(s.code for s in lifecycle.states)
        problems += [f"lifecycle {lifecycle.name}: state {code} is declared twice" for code in codes]
    actions = {t.action for t in program.lifecycle.transitions}
    problems += [
        f"guard {guard} is for an action that the lifecycle does not have; expected is one of {_listed(actions)}"
        for guard in sorted(program.guards.keys() - actions)
    ]
    return problems


def _own_problems(program: ProgramDeclaration) -> list[str]:
    problems = [] if program.code.strip() else ["has an empty code; expected is a short name in capitals"]
    subs = repeated([program.code, *(s.code for s in program.sub_programs)])
    problems += [f"sub-program code {code} is used twice; expected is each once" for code in subs]
    documents = repeated(d.code for d in program.documents)
    return problems + [f"document code {code} is used twice; expected is each once" for code in documents]


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "nothing"
