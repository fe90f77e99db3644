"""Rule data of editions, as far as they were announced, and of the demonstration."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import msgspec


def edition(name: str) -> dict[str, Any]:
    """Rule data as an official enters them (`setEditionRules`), from a file of this folder."""
    read: dict[str, Any] = msgspec.json.decode(files(__name__).joinpath(f"{name}.json").read_bytes())
    return read
