"""What `plugins list` and `plugins check` print: tables a person can read, wide enough for a log."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from itertools import groupby

from rich.console import Console
from rich.markup import escape
from rich.table import Table as Grid

from majung.access.actor import KINDS
from majung.plugin.registry import Registry
from majung.storage.table import Table
from majung_schema.composition import CORE
from majung_schema.field_facts import FieldFacts
from majung_schema.leaving_out import LeftOut
from majung_schema.plugin_check import Checked
from majung_schema.policy_words import ALL, NONE, policy_words

LOG_WIDTH = 180
_KINDS = tuple(kind for kind in KINDS if kind != "system")


def wide_screen() -> Console:
    """Standard output: the width of the terminal, or a fixed one where there is none."""
    return Console() if sys.stdout.isatty() else Console(width=LOG_WIDTH)


def running_plugins(registry: Registry) -> Grid:
    """The plugins that run here, in order."""
    grid = _grid("Plugins", "plugin", "version", "title", "owner", "requires", "programs", "importers", "commands")
    for plugin in registry.plugins:
        programs = [code for code, (name, _) in registry.programs.items() if name == plugin.name]
        importers = [i for i, (name, _) in registry.importers.items() if name == plugin.name]
        grid.add_row(
            plugin.name,
            plugin.version,
            f"{plugin.title.ko} / {plugin.title.en}",
            plugin.owner,
            _listed(f"{n} {r}" for n, r in plugin.requires.items()),
            _listed(programs),
            _listed(importers),
            f"majung {plugin.name}" if plugin.name in registry.commands else NONE,
        )
    return grid


def tell_checked(screen: Console, checked: Checked, *, whole: bool) -> None:
    """Print all that was found."""
    if checked.registry is None:
        return
    screen.print(running_plugins(checked.registry))
    screen.print(_contributed(checked.registry))
    shown = [f for f in checked.fields if whole or f.plugin != CORE]
    if shown:
        screen.print(_fields(shown))
        screen.print("SQL statements: by reasoning, from how each field is declared. Policies: ● all, ◐ some, – none.")
        screen.print(_policies({f.table for f in shown if f.table is not None}))
    steps = _grid("Migrations, in this order", "", "migration")
    for number, name in enumerate(checked.migrations, 1):
        steps.add_row(str(number), name)
    screen.print(steps)
    if checked.left_out:
        screen.print(_absences(checked.left_out))


def _contributed(registry: Registry) -> Grid:
    """What each plugin answered to each hook, by name."""
    grid = _grid("Contributed", "plugin", "what", "names")
    for plugin in registry.plugins:
        named: dict[str, list[str]] = {
            "tables": [t.table_name() for t in registry.tables(plugin.name)],
            "programs": [code for code, (owner, _) in registry.programs.items() if owner == plugin.name],
            "events": [name for name, kind in registry.events.items() if kind.owner == plugin.name],
            "listeners": [x.name for owner, x in registry.listeners if owner == plugin.name],
            "scheduled work": [x.name for owner, x in registry.scheduled_work if owner == plugin.name],
            "permissions": [name for name, (owner, _) in registry.scopes.items() if owner == plugin.name],
            "facts": [name for name, (owner, _) in registry.facts.items() if owner == plugin.name],
            "exclusions": [f"{x.program} against {x.against}" for o, x in registry.exclusions if o == plugin.name],
            "importers": [name for name, (owner, _) in registry.importers.items() if owner == plugin.name],
            "search": [x.table for owner, x in registry.search_sources if owner == plugin.name],
            "demonstration": [x.title.en for owner, x in registry.demo_shares if owner == plugin.name],
        }
        for what, names in named.items():
            if names:
                grid.add_row(plugin.name, what, _listed(names))
    return grid


def _fields(facts: Iterable[FieldFacts]) -> Grid:
    heads = ("official", "firm", "person", "partner", "anon.")
    grid = _grid(
        "Fields", "plugin", "field", "since", "source", "table", *heads, "permissions", "SQL statements", "planned"
    )
    for (plugin, kind, _, added), same in groupby(facts, _together):
        alike = list(same)
        f = alike[0]
        signs = [_sign(words) for words in policy_words(f.table).values()] if f.table else [""] * len(heads)
        table = f.table.table_name() if f.table else NONE
        name = f"{kind}.{_listed(a.field for a in alike)}"
        shown = f"[bold]{name}[/]" if added else name
        grid.add_row(plugin, shown, f.since or "", f.source, table, *signs, _listed(f.scopes), f.statements, f.planned)
    return grid


def _together(facts: FieldFacts) -> tuple[str, str, str, bool]:
    """Plain columns of a type stand in one line, all other fields in one each."""
    if facts.source == "column" and not facts.added:
        return facts.plugin, facts.on, facts.source, False
    return facts.plugin, facts.on, facts.source + "\0" + facts.field, facts.added


def _policies(tables: Iterable[type[Table]]) -> Grid:
    grid = _grid("Who sees which rows", "table", *_KINDS, "personal columns")
    for table in sorted(tables, key=lambda t: t.table_name()):
        words = policy_words(table)
        personal = _listed(sorted(table.access.personal))
        grid.add_row(table.table_name(), *(escape(words[kind]) for kind in _KINDS), personal)
    return grid


def _absences(left_out: Iterable[LeftOut]) -> Grid:
    grid = _grid("Without one plugin", "plugin", "goes with it", "what breaks", "fields clients lose", "the others")
    for left in left_out:
        verdict = "[red]do not start[/]" if left.problems else "[green]start[/]"
        grid.add_row(left.plugin, _listed(left.also), "\n".join(left.breaks) or NONE, _listed(left.lost), verdict)
    return grid


def _grid(title: str, *columns: str) -> Grid:
    grid = Grid(title=title, title_justify="left", title_style="bold", show_lines=False)
    for column in columns:
        grid.add_column(column, overflow="fold")
    return grid


def _sign(words: str) -> str:
    return {ALL: "●", NONE: "–"}.get(words, "◐")


def _listed(values: Iterable[str]) -> str:
    return ", ".join(values) or NONE
