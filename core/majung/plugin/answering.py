"""Answering hooks: questions that a plugin lets partner systems answer, at once or later, until a deadline."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from majung.plugin.problem import Problem
from majung.texts import Text

if TYPE_CHECKING:
    from majung.access.actor import Actor

Happened = Mapping[str, Any]
"""A row of the event log."""


@dataclass(frozen=True, kw_only=True)
class AnsweringHook:
    """A question put to a partner's system when something happened: yes (200), later (202) or no (400).

    `event` names the kind of event that asks, `answer` is the type of what a yes carries. `accept` and `decline` take
    the answer under the partner's own rights, inside the transaction that records it: a refusal leaves the question
    open. `deadline` is the moment after which no answer counts and `lapse` does what is done without one.
    """

    name: str
    title: Text
    event: str
    answer: type[msgspec.Struct]
    deadline: Callable[[Happened], datetime]
    accept: Callable[[Actor, Happened, Any], Awaitable[None]]
    decline: Callable[[Actor, Happened, str], Awaitable[None]]
    lapse: Callable[[Actor, Happened], Awaitable[None]]


def answering_problems(hooks: Sequence[tuple[str, AnsweringHook]], events: Mapping[str, object]) -> list[Problem]:
    """Answering hooks outside their plugin's name, or about an event that their plugin does not declare."""
    problems: list[Problem] = []
    for plugin, hook in hooks:
        place = f"plugin {plugin!r} declares answering hook {hook.name}"
        if not hook.name.startswith(f"{plugin}."):
            problems.append(_problem(plugin, f"{place}; expected is {plugin}.SOMETHING"))
        if hook.event not in events or not hook.event.startswith(f"{plugin}."):
            own = ", ".join(sorted(name for name in events if name.startswith(f"{plugin}."))) or "none"
            problems.append(
                _problem(plugin, f"{place} about {hook.event}, no event of its own; expected is one of {own}")
            )
    return problems


def _problem(plugin: str, message: str) -> Problem:
    return Problem(code="BAD_ANSWERING_HOOK", plugin=plugin, message=message)
