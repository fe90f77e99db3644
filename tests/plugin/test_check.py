"""What `majung plugins check` and `list` tell, and when they fail."""

from __future__ import annotations

import asyncio
import io
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from majung.plugin.contract import Plugin, Tables, hookimpl
from majung_schema.cli.plugin_tables import running_plugins, tell_checked
from majung_schema.cli.plugins import group
from majung_schema.field_facts import FieldFacts
from majung_schema.plugin_check import Checked, check_registry
from majung_schema.testing import load_plugins


@pytest.fixture(scope="module")
def checked() -> Checked:
    """Both examples, checked once."""
    from majung_example.plugin import plugin as example
    from majung_second.plugin import plugin as second

    return asyncio.run(check_registry(load_plugins([example, second])))


def fact(checked: Checked, on: str, field: str) -> FieldFacts:
    [found] = [f for f in checked.fields if (f.on, f.field) == (on, field)]
    return found


def text(checked: Checked, *, whole: bool = False) -> str:
    """What is printed, on a screen wide enough that nothing is folded."""
    screen = Console(file=io.StringIO(), width=1000)
    tell_checked(screen, checked, whole=whole)
    assert isinstance(screen.file, io.StringIO)
    return screen.file.getvalue()


def row(shown: str, *words: str) -> str:
    """The one line in which all of these words stand."""
    [line] = [line for line in shown.splitlines() if all(word in line for word in words)]
    return line


def test_finds_nothing_wrong_with_the_examples(checked: Checked) -> None:
    assert checked.problems == []


@pytest.mark.parametrize(
    ("on", "field", "plugin", "source", "table", "statements"),
    [
        ("Firm", "vouchers", "example", "to_many", "example_voucher",
         "0 below one row, else 1 for all parents, 2 with totalCount"),
        ("Firm", "openVouchers", "example", "batched", "firm", "those of its function, once for all rows"),
        ("Firm", "voucherAddressee", "example", "computed", "firm", "0"),
        ("Query", "vouchers", "example", "list", "example_voucher", "1, 2 with totalCount"),
        ("ExampleVoucher", "workshop", "example", "to_one", "example_workshop", "0"),
        ("ExampleVoucher", "amountKrw", "example", "column", "example_voucher", "0"),
        ("ExampleAdvice", "adviserName", "example", "personal", "example_advice", "0"),
        ("ExampleWorkshop", "stars", "second", "batched", "example_workshop",
         "those of its function, once for all rows"),
    ],
)  # fmt: skip
def test_tells_where_a_field_comes_from_and_what_it_costs(
    checked: Checked, on: str, field: str, plugin: str, source: str, table: str, statements: str
) -> None:
    found = fact(checked, on, field)
    assert found.table is not None
    assert (found.plugin, found.source, found.table.table_name(), found.statements) == (
        plugin, source, table, statements,
    )  # fmt: skip


def test_tells_the_permissions_that_a_field_takes(checked: Checked) -> None:
    assert fact(checked, "Mutation", "issueVoucher").scopes == ("example.issue",)
    assert fact(checked, "ExampleApplication", "advice").scopes == ("example.advise",)
    assert fact(checked, "Query", "accessRecords").scopes == ("audit.read",)
    assert "accounts.manage" in fact(checked, "Mutation", "issueToken").scopes


@pytest.mark.parametrize(
    ("on", "field", "planned"),
    [
        ("Firm", "voucherAddressee", "with its rows"),
        ("Firm", "vouchers", "with its rows of one, one statement for all rows of many"),
        ("Firm", "openVouchers", "its function, once for all rows"),
        ("Query", "voucher", "statement of its own"),
        ("Query", "search", "no: an ordinary resolver"),
        ("Mutation", "rateWorkshop", "no: an ordinary resolver"),
    ],
)
def test_tells_whether_a_field_is_planned_and_why_not(checked: Checked, on: str, field: str, planned: str) -> None:
    assert fact(checked, on, field).planned.startswith(planned)
    assert planned in text(checked, whole=True)


def test_shows_who_sees_which_rows(checked: Checked) -> None:
    shown = text(checked)
    assert "with example.advise: as application (application_id)" in row(
        shown, "│ example_advice", "adviser_name, adviser_phone"
    )
    assert "firm_id = any(:firms)" in row(shown, "│ example_voucher", "as firm (firm_id)")


def test_shows_the_core_only_when_asked(checked: Checked) -> None:
    assert "Firm.establishments" not in text(checked)
    assert "Firm.establishments" in text(checked, whole=True)


def test_tells_migrations_in_the_order_in_which_they_are_applied(checked: Checked) -> None:
    core = [name for name in checked.migrations if name.startswith("core.")]

    assert core == sorted(core)
    assert list(checked.migrations) == [*core, "example.0001_initial", "second.0001_initial"]


def test_composes_without_each_plugin_in_turn(checked: Checked) -> None:
    left = {out.plugin: out for out in checked.left_out}
    assert left["example"].also == ("second",)
    assert "plugin 'second' does not start: it requires 'example'" in left["example"].breaks
    assert {"Firm.vouchers", "ExampleWorkshop.stars"} <= set(left["example"].lost)
    assert (left["second"].also, left["second"].breaks) == ((), ())
    assert [out.problems for out in checked.left_out] == [(), ()]


async def test_an_unwritten_migration_is_a_problem(example: Plugin) -> None:
    class Hooks:
        majung_tables = hookimpl(
            lambda self: Tables(models="majung_example.models", migrations="majung_second.migrations")
        )

    checked = await check_registry(load_plugins([replace(example, hooks=Hooks())]))
    assert [p.partition(":")[0] for p in checked.problems] == ["MIGRATION_UNWRITTEN"]


def test_lists_plugins_with_what_they_bring(example: Plugin, second: Plugin) -> None:
    screen = Console(file=io.StringIO(), width=300)
    screen.print(running_plugins(load_plugins([example, second])))
    assert isinstance(screen.file, io.StringIO)
    line = row(screen.file.getvalue(), "1.2.0")
    assert [w for w in ("example", "EXAMPLE_VOUCHER", "example_workshops", "majung example") if w not in line] == []


def test_the_command_is_silent_and_content_with_no_plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = run_check(tmp_path, monkeypatch, "")
    assert (told.exit_code, told.output) == (0, "")


def test_the_command_fails_and_tells_what_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = run_check(tmp_path, monkeypatch, "[plugins.ghost]\n")
    assert told.exit_code == 1
    assert "NOT_INSTALLED: plugin 'ghost' is enabled in plugins.toml but not installed" in told.output


def run_check(folder: Path, monkeypatch: pytest.MonkeyPatch, config: str):  # type: ignore[no-untyped-def]
    """`majung plugins check --quiet` with this plugins.toml."""
    (folder / "plugins.toml").write_text(config)
    monkeypatch.setenv("MAJUNG_PLUGINS_FILE", str(folder / "plugins.toml"))
    monkeypatch.setenv("MAJUNG_DATA_DIR", str(folder))
    return CliRunner().invoke(group, ["check", "--quiet"])
