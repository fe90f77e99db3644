"""Plugins: listed, checked, and begun."""

from __future__ import annotations

import typer

group = typer.Typer(help="The programs that run here.", no_args_is_help=True)
