"""What each hook's answer becomes: one test for each, named after it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, ClassVar

import msgspec
import pluggy
import pytest
import typer

from majung.events.event import Event
from majung.plugin.answering import AnsweringHook
from majung.plugin.contract import (
    DemoShare,
    Exclusion,
    Fact,
    Importer,
    Listener,
    ScheduledWork,
    Scope,
    SearchSource,
    Specs,
    hookspec,
)
from majung.plugin.problem import StartupError
from majung.plugin.work import ConsultationKind, TaskSource
from majung.texts import Text

T = Text("말", "words")
NOTE = """
class Note(Table):
    name = fields.CharField(max_length=50)
    class Meta:
        table = "alpha_note"
    access = Access(prefix="alphanote", policy=public(), plain=("name",))
"""


class Days(msgspec.Struct):
    valid_days: int = 90


class Noted(Event, frozen=True):
    owner: ClassVar[str] = "alpha"
    subject_type: ClassVar[str] = "firm"


async def nothing(*_: object) -> Any:
    return None


async def no_rows(*_: object) -> AsyncIterator[int]:
    yield 0


HOOKS = [name for name in vars(Specs) if name.startswith("majung_")]


@pytest.mark.parametrize("hook", HOOKS)
def test_every_hook_says_what_it_means(hook: str) -> None:
    assert getattr(Specs, hook).__doc__


@pytest.mark.parametrize("hook", HOOKS)
def test_every_hook_has_a_test_of_its_name(hook: str) -> None:
    assert f"test_{hook}" in globals()


def test_majung_tables(workshop: Any) -> None:
    registry = workshop.load(workshop.stores(NOTE))
    assert [a.label for a in registry.apps()] == ["core", "alpha"]
    assert [t.table_name() for t in registry.tables("alpha")] == ["alpha_note"]
    assert "firm" in [t.table_name() for t in registry.tables()]


def test_majung_programs(workshop: Any) -> None:
    def named(settings: Days) -> list[Any]:
        return [workshop.program(f"P{settings.valid_days}")]

    plugin = workshop.plugin(settings=Days, majung_programs=named)
    registry = workshop.load(plugin, config="[plugins.alpha.settings]\nvalid_days = 30")
    assert {code: owner for code, (owner, _) in registry.programs.items()} == {"P30": "alpha"}


def test_majung_events(workshop: Any) -> None:
    assert workshop.load(workshop.plugin(majung_events=[Noted])).events == {"alpha.Noted": Noted}


def test_majung_listeners(workshop: Any) -> None:
    listener = Listener(name="alpha.watch", types=("core.FirmClosed",), handle=nothing)
    assert workshop.load(workshop.plugin(majung_listeners=[listener])).listeners == [("alpha", listener)]


def test_majung_scopes(workshop: Any) -> None:
    scope = Scope(name="alpha.screen", title=T)
    assert workshop.load(workshop.plugin(majung_scopes=(scope,))).scopes == {"alpha.screen": ("alpha", scope)}


def test_majung_facts(workshop: Any) -> None:
    fact = Fact(name="exports", title=T, subject="firm", sql="true", sql_type="boolean", source=T)
    assert workshop.load(workshop.plugin(majung_facts=[fact])).facts == {"exports": ("alpha", fact)}


def test_majung_exclusions(workshop: Any) -> None:
    exclusion = Exclusion(program="ALPHA", against="OTHER", level="BLOCK", reason=T)
    plugin = workshop.plugin(majung_programs=[workshop.program()], majung_exclusions=[exclusion])
    assert workshop.load(plugin).exclusions == [("alpha", exclusion)]


def test_majung_scheduled_work(workshop: Any) -> None:
    work = ScheduledWork(name="alpha.settle", title=T, every=timedelta(days=1), run=nothing)
    assert workshop.load(workshop.plugin(majung_scheduled_work=[work])).scheduled_work == [("alpha", work)]


def test_majung_importers(workshop: Any) -> None:
    importer = Importer(name="loans", title=T, run=nothing)
    assert workshop.load(workshop.plugin(majung_importers=[importer])).importers == {"loans": ("alpha", importer)}


def test_majung_demo(workshop: Any) -> None:
    share = DemoShare(title=T, fill=no_rows)
    assert workshop.load(workshop.plugin(majung_demo=share)).demo_shares == [("alpha", share)]


def test_majung_search_sources(workshop: Any) -> None:
    source = SearchSource(table="alpha_note", title_column="name")
    registry = workshop.load(workshop.stores(NOTE, majung_search_sources=[source]))
    assert registry.search_sources == [("alpha", source)]


def test_majung_answering_hooks(workshop: Any) -> None:
    hook = AnsweringHook(
        name="alpha.LendOnLetter",
        title=T,
        event="alpha.Noted",
        answer=Days,
        deadline=nothing,  # type: ignore[arg-type]
        accept=nothing,
        decline=nothing,
        lapse=nothing,
    )
    registry = workshop.load(workshop.plugin(majung_events=[Noted], majung_answering_hooks=[hook]))
    assert registry.answering_hooks == {"alpha.LendOnLetter": hook}


def test_majung_consultation_kinds(workshop: Any) -> None:
    kind = ConsultationKind(code="ALPHA", title=T)
    assert workshop.load(workshop.plugin(majung_consultation_kinds=[kind])).consultation_kinds == [("alpha", kind)]


def test_majung_task_sources(workshop: Any) -> None:
    source = TaskSource(name="alpha.notes", title=T, table="alpha_note", waiting="true")
    assert workshop.load(workshop.stores(NOTE, majung_task_sources=[source])).task_sources == [("alpha", source)]


def test_majung_commands(workshop: Any) -> None:
    group = typer.Typer()
    assert workshop.load(workshop.plugin(majung_commands=group)).commands == {"alpha": group}


async def test_majung_lifespan(workshop: Any) -> None:
    seen: list[str] = []

    def opening(name: str) -> Any:
        @asynccontextmanager
        async def lifespan(settings: msgspec.Struct) -> AsyncIterator[None]:
            seen.append(f"{name} opened")
            yield
            seen.append(f"{name} closed")

        return lifespan

    first = workshop.plugin("zeta", majung_lifespan=opening("zeta"))
    registry = workshop.load(workshop.plugin(requires={"zeta": ">=1"}, majung_lifespan=opening("alpha")), first)
    assert seen == []
    for _ in range(2):
        async with registry.lifespan():
            seen.append("serving")
    assert seen == ["zeta opened", "alpha opened", "serving", "alpha closed", "zeta closed"] * 2


async def test_refuses_lifespan_that_is_no_context_manager(workshop: Any) -> None:
    registry = workshop.load(workshop.plugin(majung_lifespan=lambda settings: settings))
    with pytest.raises(StartupError, match=r"majung_lifespan\(\) returned NoSettings; expected is AbstractAsync"):
        await registry.lifespan().__aenter__()


class MoreSpecs:
    """Hooks that another room specifies."""

    @hookspec
    def majung_routes(self, settings: msgspec.Struct) -> Sequence[Text]:
        """Texts, for this test."""
        raise NotImplementedError


def test_takes_hooks_that_others_specify(workshop: Any) -> None:
    registry = workshop.load(workshop.plugin(majung_routes=[T]), more_specs=[MoreSpecs])
    assert registry.collect("majung_routes") == [("alpha", [T])]
    assert registry.collect("majung_routes", list) == [("alpha", [T])]
    assert registry.each("majung_routes", Text) == [("alpha", T)]


def test_knows_no_hook_that_was_not_specified(workshop: Any) -> None:
    with pytest.raises(
        LookupError, match="no hook 'majung_routes' was asked; asked were majung_answering_hooks, majung_commands"
    ):
        workshop.load(workshop.plugin()).collect("majung_routes")


def test_refuses_hook_without_its_mark(workshop: Any) -> None:
    plugin = workshop.plugin()
    plugin.hooks.majung_scopes = lambda: []
    [problem] = workshop.refused(plugin)
    assert problem.code == "UNMARKED_HOOK"
    assert "majung_scopes: has the name of a hook but is not marked; expected is @hookimpl" in problem.message


def test_refuses_misspelt_hook_without_its_mark(workshop: Any) -> None:
    plugin = workshop.plugin()
    plugin.hooks.majung_scope = lambda: []
    [problem] = workshop.refused(plugin)
    assert (problem.code, "do you mean majung_scopes?" in problem.message) == ("UNKNOWN_HOOK", True)


def test_refuses_marked_function_that_is_no_hook(workshop: Any) -> None:
    plugin = workshop.plugin()
    plugin.hooks.scopes = pluggy.HookimplMarker("majung")(lambda: [])
    [problem] = workshop.refused(plugin)
    assert (problem.code, "there is no hook scopes" in problem.message) == ("UNKNOWN_HOOK", True)


def test_refuses_hook_that_wraps_those_of_others(workshop: Any) -> None:
    def wrapping() -> Any:
        return (yield)

    plugin = workshop.plugin()
    plugin.hooks.majung_scopes = pluggy.HookimplMarker("majung")(wrapping, wrapper=True)
    [problem] = workshop.refused(plugin)
    assert (problem.code, "wraps the hook of other plugins" in problem.message) == ("BAD_HOOK", True)
