"""Retention from the command line: what is held, what is over, destroying it, and the terms it goes by."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, cast

import typer

from majung_schema.cli.running import operator, run, say

if TYPE_CHECKING:
    from majung.retention import rules
    from majung.retention.reads import Held

T = TypeVar("T")

group = typer.Typer(
    help="Retention of personal data: what is held, under which terms, and its destruction."
    "\n\nExample: `majung retention report`",
    no_args_is_help=True,
)


class Effect(StrEnum):
    """What a term says; the names are the core's words."""

    DESTROY = "destroy"
    KEEP = "keep"


class CountsFrom(StrEnum):
    """From when a term counts; the names are the core's words."""

    ROW = "row"
    PERSON = "person"
    YEAR_AFTER = "year-after"


@group.command()
def report() -> None:
    """Show what is held by table and class, the oldest of it, what a run would destroy, and what no term covers.

    Example: `majung retention report`
    """
    from majung.retention.reads import read_held

    _show(run(_opened(read_held)))


@group.command("run")
def destroy() -> None:
    """Destroy what confirmed terms say is over, in batches, while the servers run; may be stopped and run again.

    Look at `majung retention report` first. A running server does this once a day.

    Example: `majung retention run`
    """
    from majung.retention.running import Done, run_retention

    def told(done: Done) -> None:
        say("{table} ({retention}): {n}건 파기", "{table} ({retention}): {n} rows", n=done.rows, **_of(done))

    found = run(_opened(lambda: run_retention(operator(), told)))
    say("파기 완료: {n}건", "destroyed: {n} rows", n=sum(done.rows for done in found))


@group.command()
def confirm(
    covers: Annotated[str, typer.Argument(help="A retention class or a table, as the report names it.")],
) -> None:
    """Say that the terms in force for a class or table are right: only confirmed ones destroy anything.

    Example: `majung retention confirm deliveries`
    """
    from majung.retention.writes import confirm_terms

    found = run(_opened(lambda: confirm_terms(operator(), covers=covers)))
    say("보유기간 {n}건 확정", "{n} terms confirmed", n=len(found))


@group.command("set")
def set_term(
    covers: Annotated[str, typer.Argument(help="A retention class or a table, as the report names it.")],
    months: Annotated[int, typer.Option(min=1, help="How long.")],
    basis: Annotated[str, typer.Option(help="The law or internal rule it rests on.")],
    effect: Annotated[Effect, typer.Option(help="Destroy afterwards, or keep as a law wants.")] = Effect.DESTROY,
    counts_from: Annotated[
        CountsFrom, typer.Option(help="The row's date, the year after, or last dealings.")
    ] = CountsFrom.ROW,
    keeps_identity: Annotated[bool, typer.Option(help="The law also wants to know whose it is.")] = False,
    valid_from: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Today, if not said.")] = None,
) -> None:
    """Enter a term, confirmed; the one before it ends.

    Example: `majung retention set consultation --months 60 --basis "개인정보 처리방침 제4조"`
    """
    from majung.retention.writes import NewTerm
    from majung.retention.writes import set_term as enter

    term = NewTerm(
        covers=covers,
        months=months,
        basis=basis,
        effect=cast("rules.Effect", effect.name),
        counts_from=cast("rules.CountsFrom", counts_from.name),
        keeps_identity=keeps_identity,
        valid_from=valid_from.date() if valid_from else None,
    )
    made = run(_opened(lambda: enter(operator(), term=term)))
    say("{day}부터 {n}개월", "{n} months from {day} on", n=made.months, day=made.valid_from)


async def _opened(work: Callable[[], Awaitable[T]]) -> T:
    from majung_schema.cli.in_process import opened

    async with opened():
        return await work()


def _of(done: Any) -> dict[str, object]:
    return {"table": done.table, "retention": done.retention}


def _show(found: list[Held]) -> None:
    from rich.table import Table

    from majung_schema.cli.plugin_tables import wide_screen

    table = Table("table", "class", "term", "rows", "oldest", "over", "asked", "kept by law", box=None)
    for one in found:
        counts = (one.rows, one.oldest or "-", one.over, one.asked, one.kept)
        table.add_row(one.table, one.retention, _term(one), *map(str, counts))
    wide_screen().print(table)
    open_ones = sorted({one.retention for one in found if one.state == "UNCONFIRMED"})
    if open_ones:
        say(
            "확정되지 않아 파기하지 않는 분류: {classes}. `majung retention confirm` 또는 `set`을 사용하십시오.",
            "Not confirmed, so nothing of these is destroyed: {classes}. See `majung retention confirm` and `set`.",
            classes=", ".join(open_ones),
        )


_WORDS = {"ROW": "the row's date", "PERSON": "the last dealings", "YEAR_AFTER": "the year after"}


def _term(one: Held) -> str:
    if one.retention == "kept_identity":
        return "each until its own day"
    if one.of_nobody:
        return "none: names no person, never destroyed"
    if one.term is None:
        return "none: never destroyed"
    words = f"{one.term.months} months from {_WORDS[one.term.counts_from]}"
    return words if one.term.confirmed else f"{words}, NOT CONFIRMED"
