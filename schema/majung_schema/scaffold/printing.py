"""Prints what a repository keeps of its code: the contract in schema/ and docs/access.md, as `schema check` and
`access check` compare them, with all plugins of its folder, installed or not; run as a process of its own.
"""

from __future__ import annotations

import sys
import tomllib
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

from majung.plugin.contract import GROUP
from majung.plugin.loader import load
from majung_schema.access_table import access_table
from majung_schema.asyncapi import FILE, asyncapi
from majung_schema.build import build_schema
from majung_schema.printing import printed
from majung_schema.specs import SchemaSpecs


def points_in(folder: Path) -> list[EntryPoint]:
    """What is installed, and what the plugins of the folder would say if they were."""
    known = {point.name: point for point in entry_points(group=GROUP)}
    for file in sorted((folder / "plugins").glob("*/pyproject.toml")):
        told = tomllib.loads(file.read_text(encoding="utf-8"))["project"].get("entry-points", {}).get(GROUP, {})
        known |= {name: EntryPoint(name=name, value=value, group=GROUP) for name, value in told.items()}
    return list(known.values())


def main(folder: Path) -> None:
    """Write file names and texts to standard output, with a zero byte between them."""
    text = (folder / "plugins.toml").read_text(encoding="utf-8")
    registry = load(text, available=points_in(folder), more_specs=(SchemaSpecs,))
    schema = build_schema(registry)
    files = {f"schema/{name}": text for name, text in {**printed(schema), FILE: asyncapi(registry)}.items()}
    files["docs/access.md"] = access_table(registry, schema)
    sys.stdout.write("\0".join(part for pair in files.items() for part in pair))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
