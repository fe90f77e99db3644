"""The description of events says what the registry says, and is whole in itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from majung.plugin.loader import load
from majung_schema.asyncapi import FILE, asyncapi
from majung_schema.deliveries.samples import event_types, sample_event
from majung_schema.specs import SchemaSpecs

ROOT = Path(__file__).parents[2]


def described() -> tuple[dict[str, Any], Any]:
    registry = load((ROOT / "plugins.toml").read_text(), more_specs=(SchemaSpecs,))
    found: dict[str, Any] = json.loads(asyncapi(registry))
    return found, registry


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (v for k, v in value.items() if k == "$ref")
        for inner in value.values():
            yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


def test_every_kind_of_event_is_described_with_its_facts() -> None:
    document, registry = described()
    messages, schemas = document["components"]["messages"], document["components"]["schemas"]
    names = set(event_types(registry))
    assert set(messages) == {*names, "batch"}
    assert set(schemas) == {*names, "Envelope"}
    assert {"core.FirmRegistered", "growth_fund.LoanRecommended"} <= names
    for name in names:
        sample = sample_event(registry, name)["snapshot"]
        assert set(schemas[name]["properties"]) == set(sample)
        assert messages[name]["summary"]


def test_every_reference_leads_somewhere() -> None:
    document, _ = described()
    for reference in references(document):
        place: Any = document
        for step in reference.removeprefix("#/").split("/"):
            place = place[step]


def test_the_kept_file_is_the_printed_one() -> None:
    _, registry = described()
    assert (ROOT / "schema" / FILE).read_text() == asyncapi(registry)
