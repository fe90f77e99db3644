"""The commands that start a server: the demonstration, and production."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from majung_schema.cli.running import run

Port = Annotated[int, typer.Option(help="Port to listen on; 0 takes a free one.", min=0, max=65535)]
Host = Annotated[str, typer.Option(help="Address to listen on.")]


def demo(
    port: Port = 8000,
    host: Host = "127.0.0.1",
    firms: Annotated[
        int | None, typer.Option(help="How many firms the province has when it is filled (5000).", min=100)
    ] = None,
) -> None:
    """Start a demonstration: own PostgreSQL, a made-up province, tokens and queries to paste. Ctrl-C stops it.

    Example: `majung demo --port 8080`
    """
    started = time.monotonic()
    from majung.settings import Settings
    from majung_schema.cli.demonstration import demonstrate

    run(demonstrate(Settings.from_environment(), host, port, firms, started))


def serve(port: Port = 8000, host: Host = "127.0.0.1") -> None:
    """Serve the graph; refuses to start when migrations are pending, keys missing or a plugin broken.

    Example: `MAJUNG_ENV=production MAJUNG_DATABASE_URL=postgresql://… majung serve --host 0.0.0.0`
    """
    from majung.settings import Settings
    from majung_schema.cli.production import serve_installation

    run(serve_installation(Settings.from_environment(), host, port))
