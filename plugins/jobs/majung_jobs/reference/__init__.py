"""Rule data that hold until officials enter their own."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import msgspec


@cache
def _read() -> bytes:
    return files(__name__).joinpath("rules.json").read_bytes()


def default_rules() -> dict[str, Any]:
    """Rule data as an official enters them (`setJobRules`), with their sources in SOURCES.md."""
    read: dict[str, Any] = msgspec.json.decode(_read())
    return read
