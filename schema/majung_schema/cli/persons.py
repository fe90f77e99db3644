"""What persons may ask, answered from the command line: all that is held about them, and its deletion."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from majung_schema.cli.running import operator, run, say, worded

if TYPE_CHECKING:
    from majung.rights.erasing import Answer

group = typer.Typer(
    help="What a person may ask about their data.\n\nExample: `majung persons export person_0190… --purpose 열람요구`",
    no_args_is_help=True,
)
Whom = Annotated[str, typer.Argument(help="The person's id: person_0190…")]


@group.command()
def export(
    person: Whom,
    purpose: Annotated[str, typer.Option(help="Why, for the access record.")],
    to: Annotated[Path | None, typer.Option(dir_okay=False, help="Write it there, readable by you only.")] = None,
) -> None:
    """Everything that is held about a person, as JSON, from every table of every program that runs; it is recorded.

    Example: `majung persons export person_0190… --purpose "열람 요구 2026-12" --to person.json`
    """
    import orjson

    from majung.rights.exporting import export_person
    from majung_schema.cli.in_process import opened
    from majung_schema.graph.scalars import uuid_of

    async def read() -> dict[str, Any]:
        async with opened() as platform:
            actor = operator().for_purpose(purpose)
            return await export_person(actor, platform.database, person_id=uuid_of(person, "person"))

    text = orjson.dumps(run(read()), option=orjson.OPT_INDENT_2).decode()
    if to is None:
        print(text)
        return
    to.touch(mode=0o600)
    to.chmod(0o600)
    to.write_text(text, encoding="utf-8")
    say("{to}에 기록했습니다.", "written to {to}", to=to)


@group.command()
def erase(
    person: Whom,
    reason: Annotated[str, typer.Option(help="Kept with the answer.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do it, without asking.")] = False,
) -> None:
    """Destroy what no law keeps of a person, after showing what that is; it cannot be undone.

    Example: `majung persons erase person_0190… --reason "삭제 요구 2026-12"`
    """
    from majung.rights.erasing import answer_beforehand, erase_person
    from majung_schema.cli.in_process import opened
    from majung_schema.graph.scalars import uuid_of

    person_id = uuid_of(person, "person")

    async def look() -> list[Answer]:
        async with opened():
            return await answer_beforehand(operator(), person_id=person_id)

    async def work() -> None:
        async with opened():
            await erase_person(operator(), person_id=person_id, reason=reason)

    _show(run(look()))
    if not yes:
        question = worded("이 사람의 개인정보를 영구히 파기할까요?", "Destroy the data of this person for good?")
        typer.confirm(question, abort=True, err=True)
    run(work())
    say("파기했습니다.", "destroyed")


def _show(found: Sequence[Answer]) -> None:
    from rich.table import Table

    from majung_schema.cli.plugin_tables import wide_screen

    table = Table("table", "destroyed", "kept", "until", "basis", box=None)
    for one in found:
        table.add_row(one.table, str(one.destroyed), str(one.kept), str(one.until or "-"), one.basis or "-")
    wide_screen().print(table)
