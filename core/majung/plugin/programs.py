"""Checks of the programs that plugins declare: codes, lifecycles, application forms, documents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from majung.plugin.contract import Field, Form, ProgramDeclaration
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


def form_problems(form: Form) -> list[str]:
    """What is wrong with an application form, each in one sentence; empty when all is well."""
    names = [f.name for f in form.fields]
    problems = [f"field {name} is declared twice; expected is each once" for name in repeated(names)]
    for asked in form.fields:
        problems += [f"field {asked.name}: {words}" for words in _field_problems(asked, form)]
    return problems


def repeated(values: Iterable[str]) -> list[str]:
    """Values that occur more than once, each once, in the order of their second occurrence."""
    seen: set[str] = set()
    again: dict[str, None] = {}
    for value in values:
        if value in seen:
            again[value] = None
        seen.add(value)
    return list(again)


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


def _field_problems(asked: Field, form: Form) -> list[str]:
    problems: list[str] = []
    if not asked.name.isidentifier() or asked.name != asked.name.lower():
        problems.append("expected is a name of small letters, digits and underscores")
    if asked.kind == "choice" and not asked.choices:
        problems.append("is a choice without choices; expected are at least one")
    if asked.kind != "choice" and asked.choices:
        problems.append(f"has choices but is of kind {asked.kind}; expected is kind choice")
    problems += [f"choice {code} is offered twice" for code in repeated(code for code, _ in asked.choices)]
    if asked.minimum is not None and asked.maximum is not None and asked.minimum > asked.maximum:
        problems.append(f"its minimum {asked.minimum} is above its maximum {asked.maximum}")
    return problems + _condition_problems(asked, form)


def _condition_problems(asked: Field, form: Form) -> list[str]:
    if asked.required_when is None:
        return []
    name, value = asked.required_when
    others = {f.name: f for f in form.fields if f is not asked}
    if name not in others:
        found = "itself" if name == asked.name else f"field {name}, which the form does not have"
        return [f"is required when {found}; expected is one of {_listed(others)}"]
    choices = [code for code, _ in others[name].choices]
    if choices and value not in choices:
        return [
            f"is required when {name} is {value!r}, which is no choice of it; expected is one of {_listed(choices)}"
        ]
    return []


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "nothing"
