"""Access records from the command line: is the chain whole, and what is its newest hash."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from majung_schema.cli.running import run, say

if TYPE_CHECKING:
    from majung.access.chain import Verified

group = typer.Typer(
    help="Access records: who read whose personal data, and that nobody has changed what was recorded."
    "\n\nExample: `majung audit verify`",
    no_args_is_help=True,
)


@group.command()
def verify(
    head: Annotated[
        str | None, typer.Option(help="A hash from `majung audit head` that was kept elsewhere: is it in the chain?")
    ] = None,
) -> None:
    """Look through the whole chain of seals; the exit code is 1 and the first fault is named if there is one.

    Example: `majung audit verify --head 5f0c…`
    """
    from majung.access.chain import verify_chain
    from majung_schema.cli.in_process import opened

    async def look() -> Verified:
        async with opened() as platform:
            return await verify_chain(platform.database, head=head)

    tell_whole(run(look()))


@group.command()
def head() -> None:
    """Print the newest hash. Keep it outside this database: who rewrites the whole chain cannot keep it.

    Example: `majung audit head`
    """
    from majung.access.chain import find_head
    from majung_schema.cli.in_process import opened

    async def find() -> tuple[int, str]:
        async with opened() as platform:
            return await find_head(platform.database)

    number, found = run(find())
    say("봉인 {number}", "seal {number}", number=number)
    print(found)


@group.command()
def seal() -> None:
    """Seal what was recorded until now; a running server does it every minute.

    Example: `majung audit seal`
    """
    from majung.access.actor import system
    from majung.access.sealing import seal_access
    from majung_schema.cli.in_process import opened

    async def work() -> int:
        async with opened():
            return await seal_access(system("command line"))

    say("봉인한 접속기록 {n}건", "{n} records sealed", n=run(work()))


@group.command()
def report(
    month: Annotated[str, typer.Argument(help="2026-10")],
    to: Annotated[Path | None, typer.Option(dir_okay=False, help="Write it as CSV (UTF-8 with BOM) there.")] = None,
    opens: Annotated[int, typer.Option(min=0, max=24, help="Reads before this hour are out of hours.")] = 8,
    closes: Annotated[int, typer.Option(min=0, max=24, help="And from this hour on, and at weekends.")] = 20,
    rows_a_day: Annotated[int, typer.Option(min=1, help="More different rows by one account are unusual.")] = 500,
) -> None:
    """The monthly check of access records: who read how much, whole and why, out of hours, unusually much.

    Example: `majung audit report 2026-10 --to october.csv`
    """
    from majung.access.actor import system
    from majung.access.monthly import AccountReads, Thresholds, read_month
    from majung_schema.cli.audit_report import show_report, write_report
    from majung_schema.cli.in_process import opened

    limits = Thresholds(opens=opens, closes=closes, rows_a_day=rows_a_day)

    async def read() -> list[AccountReads]:
        async with opened() as platform:
            return await read_month(platform.database, system("command line"), month, limits)

    found = run(read())
    if to is None:
        show_report(found)
    else:
        write_report(found, to)
        say("{n}개 계정을 {to}에 기록했습니다.", "{n} accounts written to {to}", n=len(found), to=to)


def tell_whole(found: Verified) -> None:
    """What was looked through without a fault, and on stdout the newest hash."""
    say(
        "접속기록 이상 없음: 봉인 {seals}개(보유기간 경과로 파기 {destroyed}개), 접속기록 {records}건,"
        " 봉인 대기 {unsealed}건",
        "access records whole: {seals} seals ({destroyed} destroyed after their time) over {records} records,"
        " {unsealed} not sealed yet",
        seals=found.seals,
        destroyed=found.destroyed,
        records=found.records,
        unsealed=found.unsealed,
    )
    print(found.head)
