from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from cidery.models import Cider
from orchard.models import Harvest, Tree
from tortoise.exceptions import FieldError
from tortoise.fields import Field
from tortoise.fields.relational import ForeignKeyFieldInstance
from tortoise.filters import get_filters_for_field
from tortoise.models import Model

from majung.settings import Settings
from majung.storage.database import open_database
from majung.storage.migrations import App, model_modules


def _columns_and_relations(table: type[Model]) -> Iterator[tuple[str, Field[Any]]]:
    yield "pk", table._meta.pk
    for name, field in table._meta.fields_map.items():
        if not isinstance(field, ForeignKeyFieldInstance):
            yield name, field


async def test_a_condition_that_is_asked_for_is_the_one_that_the_orm_would_have_made(
    settings: Settings, apps: tuple[App, ...]
) -> None:
    async with await open_database(settings, model_modules(apps)) as database:
        with database.activate():
            for table in (Tree, Harvest, Cider):
                for name, field in _columns_and_relations(table):
                    made = get_filters_for_field(name, field, field.source_field or field.model_field_name)
                    found = {key: table._meta.get_filter(key) for key in made}
                    assert {k: v.get("field") for k, v in found.items()} == {k: v["field"] for k, v in made.items()}
                    assert all(key in table._meta.filters for key in made)


async def test_the_search_of_a_text_is_that_of_postgresql(settings: Settings, apps: tuple[App, ...]) -> None:
    async with await open_database(settings, model_modules(apps)) as database:
        with database.activate():
            assert "TO_TSVECTOR" in Tree.filter(name__search="apple").sql()


async def test_references_are_asked_for_by_themselves_by_their_column_and_by_what_they_lead_to(
    settings: Settings, apps: tuple[App, ...]
) -> None:
    async with await open_database(settings, model_modules(apps)) as database:
        with database.activate():
            tree = await Tree.create(name="old")
            await Cider.create(tree=tree, name="dry")
            assert await Cider.filter(tree=tree, tree__name__startswith="o", tree_id__in=[tree.pk]).count() == 1
            assert await Cider.filter(tree_id=None).count() == 0


@pytest.mark.parametrize("key", ["colour", "name__sounds_like", "tree__isnull__not"])
async def test_refuses_a_condition_that_does_not_exist(settings: Settings, apps: tuple[App, ...], key: str) -> None:
    async with await open_database(settings, model_modules(apps)) as database:
        with database.activate():
            assert key not in Cider._meta.filters
            with pytest.raises(FieldError):
                await Cider.filter(**{key: "red"})
