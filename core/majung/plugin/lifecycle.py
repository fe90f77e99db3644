"""Lifecycles: the states of an application, a loan, a referral, declared as data and checked at startup."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from majung.access.actor import Kind
from majung.texts import Text


@dataclass(frozen=True, kw_only=True)
class State:
    """One state; `spine` names the core's state that a program's own sub-state belongs to."""

    code: str
    title: Text
    terminal: bool = False
    spine: str | None = None
    idle: bool = False
    """Nobody has to act in it: a date, or what happens elsewhere, moves it on; it is in no task list."""


@dataclass(frozen=True, kw_only=True)
class Transition:
    """One step: `action` is its stable name, `kinds` and `scope` say who may take it."""

    action: str
    source: str
    target: str
    title: Text
    scope: str | None = None
    kinds: frozenset[Kind] = frozenset({"official"})
    automatic: bool = False
    """Taken by another write (a decision, a payment), never offered as a bare step to a client."""


@dataclass(frozen=True, kw_only=True)
class Lifecycle:
    """States and steps of one kind of record."""

    name: str
    initial: str
    states: tuple[State, ...]
    transitions: tuple[Transition, ...]
    title: Text = field(default_factory=lambda: Text("", ""))

    def state(self, code: str) -> State:
        """The state with this code."""
        return next(s for s in self.states if s.code == code)

    def from_(self, state: str) -> tuple[Transition, ...]:
        """The steps that leave a state."""
        return tuple(t for t in self.transitions if t.source == state)

    def step(self, state: str, action: str) -> Transition | None:
        """The step an action takes from a state, if it may be taken there."""
        return next((t for t in self.from_(state) if t.action == action), None)

    def leading_to(self, state: str, spine: str) -> Transition | None:
        """The first step that leads from a state to one that belongs to this state of the core, if there is one."""
        return next((t for t in self.from_(state) if self.spine(t.target) == spine), None)

    def spine(self, code: str) -> str:
        """The core's state that a state belongs to."""
        return self.state(code).spine or code

    def problems(self, spine: Lifecycle | None = None) -> list[str]:
        """What is wrong with the declaration: each in one sentence, empty when all is well.

        With `spine`, each state must belong to one of its states and each step must stay in one or follow a
        step of the spine.
        """
        codes = {s.code for s in self.states}
        found = [f"lifecycle {self.name}: initial state {self.initial} is not declared"] * (self.initial not in codes)
        found += [
            f"lifecycle {self.name}: step {t.action} goes from {t.source} to {t.target}, but {missing} is not a state"
            for t in self.transitions
            for missing in {t.source, t.target} - codes
        ]
        if found:
            return found
        found += [
            f"lifecycle {self.name}: state {code} cannot be reached from {self.initial}"
            for code in sorted(codes - self._reachable())
        ]
        leaving = {t.source for t in self.transitions}
        found += [
            f"lifecycle {self.name}: state {s.code} is a dead end: mark it terminal or give it a step out"
            for s in self.states
            if not s.terminal and s.code not in leaving
        ]
        found += [
            f"lifecycle {self.name}: terminal state {s.code} has a step out"
            for s in self.states
            if s.terminal and s.code in leaving
        ]
        found += [
            f"lifecycle {self.name}: action {action} leaves {source} twice"
            for source, action in _repeated((t.source, t.action) for t in self.transitions)
        ]
        return found + (self._off_spine(spine) if spine else [])

    def diagram(self) -> str:
        """The lifecycle as a Mermaid state diagram."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.initial}"]
        lines += [f"    {t.source} --> {t.target}: {t.action}" for t in self.transitions]
        lines += [f"    {s.code} --> [*]" for s in self.states if s.terminal]
        return "\n".join(lines)

    def _reachable(self) -> set[str]:
        seen, waiting = {self.initial}, [self.initial]
        while waiting:
            state = waiting.pop()
            for t in self.from_(state):
                if t.target not in seen:
                    seen.add(t.target)
                    waiting.append(t.target)
        return seen

    def _off_spine(self, spine: Lifecycle) -> list[str]:
        known = {s.code for s in spine.states}
        found = [
            f"lifecycle {self.name}: state {s.code} belongs to {s.spine or s.code}, which the spine does not have"
            for s in self.states
            if (s.spine or s.code) not in known
        ]
        if found:
            return found
        steps = {(t.source, t.target) for t in spine.transitions}
        return [
            f"lifecycle {self.name}: step {t.action} moves {a} to {b}, which the spine does not allow"
            for t in self.transitions
            for a, b in [(self.spine(t.source), self.spine(t.target))]
            if a != b and (a, b) not in steps
        ]


def _repeated(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    seen: set[tuple[str, str]] = set()
    again: list[tuple[str, str]] = []
    for pair in pairs:
        if pair in seen:
            again.append(pair)
        seen.add(pair)
    return again
