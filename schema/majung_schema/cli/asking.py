"""The commands that ask the graph, and make tokens to ask with."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from majung_schema.cli.running import run, say

AsOption = Annotated[
    str, typer.Option("--as", help="official, official:LOGIN, firm:BRN, person:ID, partner:CODE or anonymous")
]


def query(
    document: Annotated[str, typer.Argument(help="A GraphQL document, or - to read it from standard input.")],
    actor: AsOption = "official",
    variables: Annotated[str, typer.Option(help="Values of its variables, as a JSON object.")] = "{}",
    operation: Annotated[str | None, typer.Option(help="Which operation, if the document has several.")] = None,
    purpose: Annotated[str | None, typer.Option(help="Why personal data is asked for whole (kept on record).")] = None,
) -> None:
    """Run a document in this process, through the same schema, policies and limits; prints the answer as JSON.

    The exit code is 0 for an answer without errors, 1 for one with errors.

    Example: `majung query '{ firms(first: 3) { nodes { name } } }' --as official | jq .data`

    Example: `majung query - --as firm:124-81-00998 --variables '{"year": 2026}' < report.graphql`
    """
    from majung_schema.cli.in_process import Question, ask, read_variables

    asked = Question(
        document=sys.stdin.read() if document == "-" else document,
        variables=read_variables(variables),
        operation=operation,
        purpose=purpose,
    )
    answer, errors = run(ask(asked, actor))
    print(answer)
    sys.exit(1 if errors else 0)


def export(
    document: Annotated[
        str, typer.Argument(help="A GraphQL document that asks for one list, or - for standard input.")
    ],
    to: Annotated[Path, typer.Option("--to", help="The file to write: .csv or .xlsx.", dir_okay=False)],
    actor: AsOption = "official",
    variables: Annotated[str, typer.Option(help="Values of its variables, as a JSON object.")] = "{}",
    title: Annotated[list[str] | None, typer.Option(help="A heading: name=상호 (repeatable).")] = None,
    cp949: Annotated[bool, typer.Option("--cp949", help="CSV in CP949 instead of UTF-8.")] = False,
    purpose: Annotated[str | None, typer.Option(help="Why personal data is asked for whole (kept on record).")] = None,
) -> None:
    """Write a whole list to a file, under the same policies and masks; the export is put on record.

    Example: `majung export '{ firms { nodes { name employees } } }' --to firms.xlsx --title name=상호`
    """
    from majung_schema.cli.in_process import Question, read_variables, write_list

    asked = Question(
        document=sys.stdin.read() if document == "-" else document, variables=read_variables(variables), purpose=purpose
    )
    format = f"csv{'-cp949' if cp949 else ''}" if to.suffix == ".csv" else to.suffix.removeprefix(".")
    titles = {name: shown or name for name, _, shown in (pair.partition("=") for pair in title or ())}
    rows, replaced = run(write_list(asked, actor, to, format, titles))
    say("[bold]{rows}[/]행을 {file}에 썼습니다.", "[bold]{rows}[/] rows written to {file}.", rows=rows, file=to)
    if replaced:
        say(
            "[yellow]CP949에 없는 문자 {count}자를 ?로 바꾸었습니다.[/]",
            "[yellow]{count} characters that CP949 does not have became ?.[/]",
            count=replaced,
        )


def token(actor: AsOption = "official") -> None:
    """Make a development token, valid until it is revoked, and print it. Production refuses such tokens.

    Example: `curl -H "Authorization: Bearer $(majung token --as official)" localhost:8000/graphql …`
    """
    from majung_schema.cli.in_process import make_token

    made = run(make_token(actor))
    say(
        "[dim]개발용 토큰입니다. 운영 환경에서는 거부됩니다.[/]",
        "[dim]A development token; production refuses it.[/]",
    )
    print(made)
