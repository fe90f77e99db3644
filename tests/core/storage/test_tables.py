"""What a row may hold: nothing is rounded, emptied or read as something else without a word."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from orchard.models import Tree
from tortoise.exceptions import ValidationError

from majung.access.actor import Actor, system
from majung.storage.columns import JsonValue
from majung.storage.database import Database
from majung.storage.transaction import OutsideLimits, save_change, write

ACTOR = system("test")


@write
async def plant(actor: Actor, values: dict[str, Any]) -> Tree:
    """Make a tree."""
    return await Tree.create(**values)


@write
async def change(actor: Actor, tree: Tree, values: dict[str, Any]) -> None:
    """Change a tree."""
    await save_change(tree, **values)


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"name": None}, "name"),
    ({"tags": None}, "tags"),
    ({"height": Decimal("1.2345")}, "height"),
    ({"height": Decimal("0.0005")}, "height"),
    ({"height": Decimal("1e30")}, "tree"),
]


@pytest.mark.parametrize(("values", "told"), REFUSED, ids=str)
async def test_what_a_column_cannot_hold_is_refused(database: Database, values: dict[str, Any], told: str) -> None:
    with pytest.raises(OutsideLimits) as refused:
        await plant(ACTOR, {"name": "pear", **values})
    assert refused.value.details["constraint"] == told
    tree = await plant(ACTOR, {"name": "pear", "height": Decimal("1.500")})
    with pytest.raises(OutsideLimits) as refused:
        await change(ACTOR, tree, values)
    assert refused.value.details["constraint"] == told
    kept = await Tree.get(id=tree.id)
    assert (kept.name, kept.height, kept.version) == ("pear", Decimal("1.5"), 1)


@pytest.mark.parametrize("height", [None, Decimal("2"), Decimal("2.5000"), Decimal("-0.001"), Decimal("1E+3")])
async def test_what_it_can_hold_is_kept(database: Database, height: Decimal | None) -> None:
    assert (await Tree.get(id=(await plant(ACTOR, {"name": "pear", "height": height})).id)).height == height


@pytest.mark.parametrize("value", ["1", "null", "[1]", "x", "", "가", 1, 1.5, True, None, [], {"a": ["1", None]}])
async def test_any_json_value_is_kept_as_it_is(database: Database, value: Any) -> None:
    field = JsonValue()
    stored = field.to_db_value(value, Tree)
    [row] = await database.fetch("select $1::jsonb as value", stored)
    assert field.to_python_value(row["value"]) == value
    assert type(row["value"]) is type(value)


def test_what_is_no_json_is_refused() -> None:
    field = JsonValue()
    field.model_field_name = "about"
    for value in ("\ud800", {1}, 10**30):
        with pytest.raises(ValidationError, match="about"):
            field.to_db_value(value, Tree)
