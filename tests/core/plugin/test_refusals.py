"""Startup refusals about manifests, hooks and declarations, each shown by a broken plugin."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

import pytest

from majung.events.event import Event
from majung.plugin.answering import AnsweringHook
from majung.plugin.contract import (
    Exclusion,
    Fact,
    Listener,
    NoSettings,
    ScheduledWork,
    Scope,
    Tables,
)
from majung.plugin.lifecycle import Transition
from majung.plugin.problem import StartupError
from majung.texts import Text

T = Text("말", "words")


class Opened(Event, frozen=True):
    owner: ClassVar[str] = "alpha"
    subject_type: ClassVar[str] = "firm"


class OpenedElsewhere(Opened, frozen=True):
    owner: ClassVar[str] = "beta"


class OpenedNowhere(Opened, frozen=True):
    subject_type: ClassVar[str] = "ghost"


async def async_hook() -> list[Any]:
    return []


def wants_more(settings: object, weather: object) -> list[Any]:
    return [settings, weather]


async def nothing(*_: object) -> Any:
    return None


def failing() -> list[Any]:
    raise KeyError("no such rate")


def fact(name: str = "exports") -> Fact:
    return Fact(name=name, title=T, subject="firm", sql="true", sql_type="boolean", source=T)


def listener(name: str = "watch", types: tuple[str, ...] = ()) -> Listener:
    return Listener(name=name, types=types, handle=nothing)


def question(name: str, event: str) -> AnsweringHook:
    return AnsweringHook(
        name=name,
        title=T,
        event=event,
        answer=NoSettings,
        deadline=lambda event: event["at"],
        accept=nothing,
        decline=nothing,
        lapse=nothing,
    )


def work(name: str) -> ScheduledWork:
    return ScheduledWork(name=name, title=T, every=timedelta(days=1), run=nothing)


def asking_for_scope(w: Any) -> Any:
    step = Transition(action="select", source="SUBMITTED", target="SELECTED", title=T, scope="alpha.select")
    steps = (w.lifecycle().transitions[0], step)
    return w.plugin(majung_programs=[w.program(lifecycle=w.lifecycle(transitions=steps))])


MANIFESTS = {
    "no SDK in range": (
        "SDK_OUT_OF_RANGE",
        lambda w: [w.plugin(sdk="<1.0")],
        ("plugin 'alpha' 1.0.0 needs SDK <1.0", "has SDK 1.0.0"),
    ),
    "SDK range that is none": ("BAD_VERSION", lambda w: [w.plugin(sdk="new")], ("'alpha'", "'new'", ">=1.0,<2")),
    "version that is none": ("BAD_VERSION", lambda w: [w.plugin(version="one")], ("'alpha'", "'one'", "1.0.0")),
    "requirement not enabled": (
        "REQUIREMENT_MISSING",
        lambda w: [w.plugin(requires={"beta": ">=1"})],
        ("plugin 'alpha' requires plugin 'beta' >=1", "not enabled in plugins.toml"),
    ),
    "requirement too old": (
        "REQUIREMENT_OUT_OF_RANGE",
        lambda w: [w.plugin(requires={"beta": ">=2"}), w.plugin("beta", version="1.4.0")],
        ("plugin 'alpha' requires plugin 'beta' >=2", "version 1.4.0 is installed"),
    ),
    "requirement range that is none": (
        "BAD_VERSION",
        lambda w: [w.plugin(requires={"beta": "any"}), w.plugin("beta")],
        ("plugin 'alpha' requires plugin 'beta' 'any'", ">=1.0,<2"),
    ),
    "requirements in a circle": (
        "REQUIREMENTS_IN_CIRCLE",
        lambda w: [w.plugin(requires={"beta": ">=1"}), w.plugin("beta", requires={"alpha": ">=1"})],
        ("requires itself", "alpha -> beta", "expected is no circle"),
    ),
    "name of the core": ("BAD_NAME", lambda w: [w.plugin("core")], ("plugin 'core'", "small letters")),
    "provided twice": (
        "PROVIDED_TWICE",
        lambda w: [w.plugin(package="majung_one"), w.plugin(package="majung_two")],
        ("plugin 'alpha' is provided by majung_one and by majung_two", "expected is one"),
    ),
}

HOOKS = {
    "misspelt": (
        "UNKNOWN_HOOK",
        lambda w: [w.plugin(majung_program=[])],
        ("'alpha'", "there is no hook majung_program", "do you mean majung_programs?", "majung_scopes"),
    ),
    "raises": (
        "HOOK_FAILED",
        lambda w: [w.plugin(majung_scopes=failing)],
        ("'alpha'", "majung_scopes() raised KeyError: 'no such rate'", "test_refusals.py, line"),
    ),
    "async": ("BAD_HOOK", lambda w: [w.plugin(majung_facts=async_hook)], ("majung_facts: is async", "plain")),
    "takes an unknown argument": (
        "BAD_HOOK",
        lambda w: [w.plugin(majung_programs=wants_more)],
        ("'alpha'", "weather", "cannot be used"),
    ),
    "answers a wrong type": (
        "WRONG_ANSWER",
        lambda w: [w.plugin(majung_tables={"models": "x"})],
        ("'alpha'", "majung_tables() returned dict", "expected is Tables"),
    ),
    "answers one for many": (
        "WRONG_ANSWER",
        lambda w: [w.plugin(majung_facts=fact())],
        ("returned Fact", "expected is a list of Fact"),
    ),
    "answers a list of others": (
        "WRONG_ANSWER",
        lambda w: [w.plugin(majung_scopes=[fact()])],
        ("returned a list with Fact in it", "expected is a list of Scope"),
    ),
    "answers other classes": (
        "WRONG_ANSWER",
        lambda w: [w.plugin(majung_events=[Tables])],
        ("returned a list with the class Tables in it", "a list of subclasses of Event"),
    ),
    "answers nothing": ("WRONG_ANSWER", lambda w: [w.plugin(majung_demo=None)], ("returned NoneType", "DemoShare")),
}

DECLARATIONS = {
    "scope outside the name": (
        "BAD_SCOPE",
        lambda w: [w.plugin(majung_scopes=[Scope(name="firm.delete", title=T)])],
        ("plugin 'alpha' declares scope firm.delete", "expected is alpha.SOMETHING"),
    ),
    "step asks for an undeclared scope": (
        "BAD_SCOPE",
        lambda w: [asking_for_scope(w)],
        ("step select asks for scope alpha.select", "majung_scopes()"),
    ),
    "fact twice": (
        "NAME_TWICE",
        lambda w: [w.plugin(majung_facts=[fact()]), w.plugin("beta", majung_facts=[fact()])],
        ("plugin 'beta' declares fact exports", "plugin 'alpha' declares already"),
    ),
    "scheduled work twice": (
        "NAME_TWICE",
        lambda w: [w.plugin(majung_scheduled_work=[work("n"), work("n")])],
        ("scheduled work n",),
    ),
    "event of another owner": (
        "BAD_EVENT",
        lambda w: [w.plugin(majung_events=[OpenedElsewhere])],
        ("plugin 'alpha' declares event beta.OpenedElsewhere", "owner is 'beta'; expected is 'alpha'"),
    ),
    "event type twice": (
        "BAD_EVENT",
        lambda w: [w.plugin(majung_events=[Opened, Opened])],
        ("event alpha.Opened, which plugin 'alpha' declares already",),
    ),
    "event about an unknown kind of record": (
        "BAD_EVENT",
        lambda w: [w.plugin(majung_events=[OpenedNowhere])],
        ("'ghost'", "id prefix of no table", "firm"),
    ),
    "question outside the name": (
        "BAD_ANSWERING_HOOK",
        lambda w: [w.plugin(majung_events=[Opened], majung_answering_hooks=[question("other.ask", "alpha.Opened")])],
        ("plugin 'alpha' declares answering hook other.ask", "expected is alpha.SOMETHING"),
    ),
    "question about an event that its plugin lacks": (
        "BAD_ANSWERING_HOOK",
        lambda w: [w.plugin(majung_events=[Opened], majung_answering_hooks=[question("alpha.ask", "alpha.Closed")])],
        ("alpha.ask about alpha.Closed", "expected is one of alpha.Opened"),
    ),
    "listener for an event that its plugin lacks": (
        "BAD_LISTENER",
        lambda w: [
            w.plugin(majung_events=[Opened]),
            w.plugin("beta", majung_listeners=[listener("watch", ("alpha.Closed",))]),
        ],
        ("plugin 'beta': listener watch waits for alpha.Closed", "plugin 'alpha' has no such", "alpha.Opened"),
    ),
    "exclusion for another's program": (
        "BAD_EXCLUSION",
        lambda w: [
            w.plugin(majung_programs=[w.program("X")]),
            w.plugin("beta", majung_exclusions=[Exclusion(program="X", against="Y", level="WARN", reason=T)]),
        ],
        ("plugin 'beta' declares an exclusion for program X, which belongs to plugin 'alpha'", "own (none)"),
    ),
}

BROKEN = MANIFESTS | HOOKS | DECLARATIONS


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN.keys())
def test_refuses(workshop: Any, broken: Any) -> None:
    workshop.shows(broken)


def test_tells_all_problems_at_once(workshop: Any) -> None:
    with pytest.raises(StartupError) as caught:
        workshop.load(workshop.plugin(sdk="<1"), workshop.plugin("beta", majung_facts=[fact(), fact()]))
    assert [p.code for p in caught.value.problems] == ["SDK_OUT_OF_RANGE", "NAME_TWICE"]
    assert [p.plugin for p in caught.value.problems] == ["alpha", "beta"]
    assert str(caught.value).startswith("Cannot start, 2 problems:\n  - SDK_OUT_OF_RANGE: plugin 'alpha'")
