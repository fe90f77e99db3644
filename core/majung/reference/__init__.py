"""Small tables of facts that the project ships: districts, thresholds, holidays, agreements (see README.md here)."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

import msgspec


class Machine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A lifecycle of `state_machines.json`: where it begins, where it ends, and what may follow what."""

    initial: str
    terminal: tuple[str, ...]
    transitions: dict[str, tuple[str, ...]]


def read_reference(name: str) -> list[dict[str, str]]:
    """The rows of one table (`jeonnam_sigungu`), every value as text; KeyError names the tables there are."""
    if name not in reference_names():
        raise KeyError(f"no reference table {name!r}; there are {', '.join(reference_names())}")
    text = files(__package__).joinpath(f"{name}.csv").read_text(encoding="utf-8-sig")
    return list(csv.DictReader(text.splitlines()))


def read_machines() -> dict[str, Machine]:
    """The agency's lifecycles by name."""
    text = files(__package__).joinpath("state_machines.json").read_bytes()
    return msgspec.json.decode(text, type=dict[str, Machine])


@cache
def reference_names() -> tuple[str, ...]:
    """The names of all tables."""
    found = (entry.name for entry in files(__package__).iterdir())
    return tuple(sorted(name.removesuffix(".csv") for name in found if name.endswith(".csv")))
