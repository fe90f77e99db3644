"""Durable listeners: where each stands in the log, and letting a parked one go on."""

from __future__ import annotations

from typing import Annotated

import typer

group = typer.Typer(
    help="The listeners that follow the event log: how far behind, why parked.\n\nExample: `majung listeners`",
    invoke_without_command=True,
)


@group.callback()
def list_(context: typer.Context) -> None:
    """Tell where each listener stands: its position, how many events behind, why it waits.

    Example: `majung listeners`
    """
    if context.invoked_subcommand is not None:
        return
    from majung_schema.cli.listener_table import tell_listeners
    from majung_schema.cli.running import run

    run(tell_listeners())


@group.command()
def release(
    name: Annotated[str, typer.Argument(help="The listener's name, as `majung listeners` tells it.")],
    skip: Annotated[bool, typer.Option("--skip", help="Give up the event that failed, and go on after it.")] = False,
) -> None:
    """Let a parked listener try again, from the event that failed or, with --skip, from the next.

    Example: `majung listeners release growth_fund.letters --skip`
    """
    from majung_schema.cli.listener_table import let_go_on
    from majung_schema.cli.running import run

    run(let_go_on(name, skip=skip))
