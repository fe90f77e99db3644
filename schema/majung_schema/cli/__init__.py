"""The command line: everything an operator and a plugin author runs."""

from __future__ import annotations

from majung_schema.cli.program import main

__all__ = ["main"]
