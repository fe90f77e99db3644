"""Trusted documents: the GraphQL of a frontend, stored beforehand and asked by its hash."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

group = typer.Typer(
    help="GraphQL documents that clients may ask by their hash; see docs/limits.md."
    "\n\nExample: `majung documents add frontend/*.graphql`",
    no_args_is_help=True,
)


@group.command()
def add(
    files: Annotated[
        list[Path],
        typer.Argument(
            exists=True, dir_okay=False, readable=True,
            help="GraphQL texts, or what a build wrote: JSON of documents by their SHA-256, or Apollo's manifest.",
        ),
    ],
) -> None:  # fmt: skip
    """Trust these documents; prints their ids. When one does not fit the schema, none is added.

    Example: `majung documents add persisted-documents.json`
    """
    from majung_schema.cli.running import run
    from majung_schema.cli.trusting import add_documents

    run(add_documents(files))


@group.command("list")
def list_() -> None:
    """Tell every trusted document, and which do not fit the schema any more.

    Example: `majung documents list`
    """
    from majung_schema.cli.running import run
    from majung_schema.cli.trusting import tell_documents

    run(tell_documents())


@group.command()
def remove(
    ids: Annotated[list[str], typer.Argument(help="Their ids, as `majung documents list` tells them.")],
) -> None:
    """Trust these documents no more; servers refuse them within seconds.

    Example: `majung documents remove sha256:7dba4bd717b41f10434822356a93c32b1fb4907b983e854300ad839f84cdcd6e`
    """
    from majung_schema.cli.running import run
    from majung_schema.cli.trusting import remove_documents

    run(remove_documents(ids))
