"""The command that feeds a broker from the event log."""

from __future__ import annotations

from typing import Annotated

import typer


def relay(
    to: Annotated[str | None, typer.Option("--to", help="The broker's address; else MAJUNG_EVENT_SOURCE.")] = None,
) -> None:
    """Publish the event log to NATS JetStream, in its order, until stopped. Several may run; one publishes.

    Example: `majung relay --to nats://127.0.0.1:4222`
    """
    from majung.settings import Settings
    from majung_schema.cli.relay_process import relay_to
    from majung_schema.cli.running import run

    run(relay_to(Settings.from_environment(), to))
