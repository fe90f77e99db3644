"""`majung explain`: how a document is answered, with which SQL, and how long each statement takes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from majung_schema.cli.asking import AsOption
from majung_schema.cli.running import run

if TYPE_CHECKING:
    from rich.console import Console
    from rich.tree import Tree

    from majung.storage.select import Statement
    from majung_schema.cli.in_process import Question
    from majung_schema.planned.plan import Plan
    from majung_schema.planned.telling import Told
    from majung_schema.platform import Platform


@dataclass
class Explained:
    """What was found of one operation: its plan, each statement it asked, and what the server says of them."""

    plan: Plan | None = None
    statements: list[tuple[Statement, float, int]] = field(default_factory=list)
    server: list[str] = field(default_factory=list)
    errors: list[dict[str, Any]] = field(default_factory=list)


def explain(
    file: Annotated[Path, typer.Argument(help="A file with a GraphQL query.", exists=True, dir_okay=False)],
    actor: AsOption = "official",
    variables: Annotated[str, typer.Option(help="Values of its variables, as a JSON object.")] = "{}",
    operation: Annotated[str | None, typer.Option(help="Which operation, if the document has several.")] = None,
    analyze: Annotated[bool, typer.Option("--analyze", help="Tell times, and how the rows were found.")] = False,
) -> None:
    """Show how a query is answered: its plan, field by field, and the SQL of every statement.

    The query is asked as the actor would ask it, under their policies; reading personal data is recorded as always.

    Example: `majung explain firm.graphql --as firm:124-81-00998 --analyze`
    """
    from majung_schema.cli.in_process import Question, read_variables
    from majung_schema.cli.plugin_tables import wide_screen

    question = Question(
        document=file.read_text(encoding="utf-8"), variables=read_variables(variables), operation=operation
    )
    explained = run(_explained(question, actor, analyze=analyze))
    screen = wide_screen()
    _tell(screen, explained, analyze=analyze)
    if explained.errors:
        raise typer.Exit(1)


async def _explained(question: Question, given: str, *, analyze: bool) -> Explained:
    from majung_schema.asking import READS
    from majung_schema.cli.actors import actor_named
    from majung_schema.cli.in_process import opened, scopes
    from majung_schema.cli.running import locale
    from majung_schema.operations import Operations
    from majung_schema.planned.plans import plans_of

    explained = Explained()
    async with opened() as platform:
        actor = await actor_named(platform.database, given, scopes(platform), locale())
        operations = Operations(
            platform.schema, open_operation=_watched(platform, explained), settings=platform.limits
        )  # fmt: skip
        for _ in range(2 if analyze else 1):  # the second time with everything prepared
            explained.statements.clear()
            answer = await operations.answer(question.asked, actor, question.info, allowed=READS)
        explained.errors = answer.body.get("errors", [])
        explained.plan = plans_of(platform.schema._schema).newest()
        if analyze:
            for statement, _, _ in explained.statements:
                lines = await platform.database.fetch(f"explain (analyze, buffers) {statement.text}", *statement.values)
                explained.server.append("\n".join(line[0] for line in lines))
    return explained


def _watched(platform: Platform, explained: Explained) -> Any:
    @asynccontextmanager
    async def opened(actor: Any, info: Any) -> AsyncIterator[object]:
        async with platform.open_operation(actor, info) as context:
            context.reading.watch = lambda *seen: explained.statements.append(seen)
            yield context

    return opened


def _tell(screen: Console, explained: Explained, *, analyze: bool) -> None:
    from rich.syntax import Syntax
    from rich.tree import Tree

    from majung_schema.planned.telling import told_plan

    if explained.plan is not None:
        tree = Tree(
            f"[bold]plan[/] for {explained.plan.actor.kind}, compiled in {explained.plan.seconds * 1000:.1f} ms"
        )
        for told in told_plan(explained.plan):
            _grow(tree, told)
        screen.print(tree)
    for number, (statement, seconds, rows) in enumerate(explained.statements, 1):
        times = f", {seconds * 1000:.2f} ms, {rows} rows" if analyze else ""
        screen.print(f"\n[bold]statement {number}[/] of {len(explained.statements)}{times}")
        screen.print(Syntax(readable(statement.text), "sql", word_wrap=True, background_color="default"))
        if analyze:
            screen.print(explained.server[number - 1], markup=False, highlight=False)
    for error in explained.errors:
        screen.print(f"[bold red]{error['extensions']['code']}[/] {escape(str(error['message']))}")


def _grow(tree: Tree, told: Told) -> None:
    branch = tree.add(f"{escape(told.name)}  [dim]{escape(told.how)}[/]" if told.how else escape(told.name))
    for below in told.below:
        _grow(branch, below)


_BREAKS = (
    " from ",
    " left join ",
    " cross join ",
    " where ",
    " and ",
    " order by ",
    " limit ",
    ", array(",
    ", exists (",
)


def readable(sql: str) -> str:
    """The statement with a line for each clause, indented by its parentheses."""
    lines, depth, rest = [""], 0, sql
    while rest:
        found = next((b for b in _BREAKS if rest.startswith(b)), None)
        if found is not None:
            lead, word = (",", found[2:]) if found.startswith(",") else ("", found[1:])
            lines[-1] += lead
            lines.append("  " * (depth + 1) + word)
            depth += word.count("(")
            rest = rest[len(found) :]
            continue
        depth += {"(": 1, ")": -1}.get(rest[0], 0)
        lines[-1] += rest[0]
        rest = rest[1:]
    return "\n".join(lines)
