"""Which plugins are found, in which order, with which settings; what their absence breaks."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, ClassVar

import msgspec
import pytest

from majung.events.event import Event
from majung.plugin.contract import Listener
from majung.plugin.problem import StartupError
from majung.plugin.registry import absence

MANIFEST = """
from majung.plugin.contract import Plugin
from majung.texts import Text

plugin = Plugin(
    name="alpha", version="1.0.0", sdk=">=1.0", package="x", title=Text("", ""), owner="", hooks=None
)
"""


class LoanSettings(msgspec.Struct):
    valid_days: int = 90
    limit_won: int = 0


class Granted(Event, frozen=True):
    owner: ClassVar[str] = "beta"
    subject_type: ClassVar[str] = "firm"


async def nothing(*_: object) -> None:
    return None


def test_finds_installed_plugin_by_its_entry_point(workshop: Any) -> None:
    point = workshop.point("alpha", f"{workshop.package(plugin=MANIFEST)}.plugin:plugin")
    registry = workshop.load(config="[plugins.alpha]\nenabled = true", available=[point])
    assert [p.name for p in registry.plugins] == ["alpha"]
    assert registry.plugin("beta") is None


def test_leaves_out_what_is_not_enabled(workshop: Any) -> None:
    text = "[plugins.alpha]\nenabled = false\n[plugins.beta]"
    assert [p.name for p in workshop.load(workshop.plugin(), workshop.plugin("beta"), config=text).plugins] == ["beta"]


def test_starts_without_any_plugin(workshop: Any) -> None:
    registry = workshop.load(config="")
    assert (registry.plugins, [a.label for a in registry.apps()], dict(registry.programs)) == ((), ["core"], {})


def test_orders_requirements_first_then_names(workshop: Any) -> None:
    registry = workshop.load(
        workshop.plugin("beta"), workshop.plugin("alpha", requires={"zeta": ">=1,<2"}), workshop.plugin("zeta")
    )
    assert [p.name for p in registry.plugins] == ["beta", "zeta", "alpha"]


def test_two_plugin_sets_live_in_one_process(workshop: Any) -> None:
    one = workshop.load(workshop.plugin(majung_programs=[workshop.program("ONE")]))
    two = workshop.load(workshop.plugin(majung_programs=[workshop.program("TWO")]))
    assert (list(one.programs), list(two.programs)) == (["ONE"], ["TWO"])


def test_reads_settings_into_the_plugins_type(workshop: Any) -> None:
    text = "[plugins.alpha.settings]\nvalid_days = 30"
    registry = workshop.load(workshop.plugin(settings=LoanSettings), config=text)
    assert registry.settings["alpha"] == LoanSettings(valid_days=30)


def test_refuses_unknown_setting_whatever_the_type_says(workshop: Any) -> None:
    text = "[plugins.alpha.settings]\nvalid_day = 30"
    [problem] = workshop.refused(workshop.plugin(settings=LoanSettings), config=text)
    assert problem.code == "UNKNOWN_SETTING"
    assert problem.message == (
        "plugin 'alpha' has no setting 'valid_day' (do you mean 'valid_days'?);"
        " expected in [plugins.alpha.settings]: limit_won, valid_days"
    )


def test_refuses_bad_setting(workshop: Any) -> None:
    text = '[plugins.alpha.settings]\nvalid_days = "long"'
    [problem] = workshop.refused(workshop.plugin(settings=LoanSettings), config=text)
    assert problem.code == "BAD_SETTING"
    assert "plugin 'alpha'" in problem.message
    assert "Expected `int`, got `str` - at `$.valid_days`" in problem.message


def test_refuses_text_that_is_no_toml(workshop: Any) -> None:
    with pytest.raises(StartupError, match=r"BAD_CONFIG: plugins.toml cannot be read: .*expected are tables"):
        workshop.load(config="[plugins.alpha")


def test_refuses_unknown_key_beside_settings(workshop: Any) -> None:
    [problem] = workshop.refused(workshop.plugin(), config="[plugins.alpha]\nenable = true")
    assert problem.code == "BAD_CONFIG"
    assert "[plugins.alpha] of plugins.toml says ['enable']" in problem.message
    assert "expected are `enabled` and `settings`" in problem.message


def test_refuses_what_is_not_installed(workshop: Any) -> None:
    [problem] = workshop.refused(config="[plugins.alpha]", available=[workshop.point("beta", "x:y")])
    assert problem.code == "NOT_INSTALLED"
    assert "plugin 'alpha' is enabled in plugins.toml but not installed (installed: beta)" in problem.message


def test_refuses_what_two_distributions_provide(workshop: Any) -> None:
    points = [workshop.point("alpha", "one.plugin:plugin"), workshop.point("alpha", "two.plugin:plugin")]
    [problem] = workshop.refused(config="[plugins.alpha]", available=points)
    assert problem.code == "PROVIDED_TWICE"
    assert "plugin 'alpha' is provided by one.plugin:plugin and by two.plugin:plugin" in problem.message


def test_shows_the_real_cause_of_an_import_error(workshop: Any) -> None:
    package = workshop.package(plugin="from majung import texts\nimport no_such_library\n")
    with pytest.raises(StartupError) as caught:
        workshop.load(config="[plugins.alpha]", available=[workshop.point("alpha", f"{package}.plugin:plugin")])
    [problem] = caught.value.problems
    assert problem.code == "IMPORT_FAILED"
    assert f"plugin 'alpha' cannot be imported from {package}.plugin:plugin" in problem.message
    assert "ModuleNotFoundError: No module named 'no_such_library'" in problem.message
    assert "plugin.py, line 2)" in problem.message
    assert isinstance(caught.value.__cause__, ExceptionGroup)
    assert [type(e) for e in caught.value.__cause__.exceptions] == [ModuleNotFoundError]


def test_shows_the_error_behind_an_import_error(workshop: Any) -> None:
    source = "try:\n    {}['rate']\nexcept KeyError as error:\n    raise ImportError('no rates') from error\n"
    point = workshop.point("alpha", f"{workshop.package(plugin=source)}.plugin:plugin")
    [problem] = workshop.refused(config="[plugins.alpha]", available=[point])
    assert "ImportError: no rates" in problem.message
    assert "because of KeyError: 'rate'" in problem.message


@pytest.mark.parametrize(
    ("target", "seen"), [("plugin", "a Plugin named 'alpha'"), ("Text", "of type type"), ("GROUP", "of type str")]
)
def test_refuses_entry_point_that_is_no_plugin_of_its_name(workshop: Any, target: str, seen: str) -> None:
    package = workshop.package(plugin=MANIFEST + "\nfrom majung.plugin.contract import GROUP\n")
    point = workshop.point("gamma", f"{package}.plugin:{target}")
    [problem] = workshop.refused(config="[plugins.gamma]", available=[point])
    assert problem.code == "NOT_A_PLUGIN"
    assert f"plugin 'gamma': its entry point {package}.plugin:{target} is {seen}" in problem.message
    assert "expected is a Plugin with the name 'gamma'" in problem.message


def test_refuses_version_that_another_plugin_does_not_take(workshop: Any) -> None:
    problems = workshop.refused(
        workshop.plugin(requires={"beta": ">=1"}), workshop.plugin("beta", version="1.0.0", sdk=">=2")
    )
    assert [(p.plugin, p.code) for p in problems] == [("beta", "SDK_OUT_OF_RANGE")]


def test_tells_what_the_absence_of_a_plugin_breaks(workshop: Any) -> None:
    listener = Listener(name="watch", types=("beta.Granted", "core.FirmClosed"), handle=nothing)
    registry = workshop.load(
        workshop.plugin("alpha", majung_listeners=[listener]),
        workshop.plugin("beta", majung_programs=[workshop.program("B")], majung_events=[Granted]),
        workshop.plugin("gamma", requires={"beta": ">=1"}, majung_programs=[workshop.program("C")]),
        workshop.plugin("delta", requires={"gamma": ">=1"}),
    )
    assert absence(registry, "beta") == [
        "plugin 'gamma' does not start: it requires 'beta'",
        "plugin 'delta' does not start: it requires 'gamma'",
        "program B (Program B) loses its code: what it decided stays readable only",
        "program C (Program C) loses its code: what it decided stays readable only",
        "listener watch of plugin 'alpha' hears no more of beta.Granted",
    ]
    assert absence(registry, "alpha") == []


def test_knows_no_absence_of_what_does_not_run(workshop: Any) -> None:
    with pytest.raises(LookupError, match="plugin 'omega' does not run here"):
        absence(workshop.load(workshop.plugin()), "omega")


def test_file_of_this_platform_can_be_read() -> None:
    from majung.plugin.installed import read_config

    text = (Path(__file__).parents[3] / "plugins.toml").read_text()
    wanted, problems = read_config(text)
    assert problems == []
    assert list(wanted) == list(tomllib.loads(text)["plugins"])
