"""Inserting a row: the ORM words each INSERT anew where the database fills columns in, which is every table here."""

from __future__ import annotations

from typing import Any
from weakref import WeakKeyDictionary

from tortoise.backends.asyncpg.executor import AsyncpgExecutor
from tortoise.fields.base import DatabaseDefault
from tortoise.models import Model

_Worded = tuple[str, list[str], tuple[str, ...]]
"""The text, the columns that the database fills in and answers, and the names of the fields whose values are given."""

_worded: WeakKeyDictionary[type[Model], dict[tuple[object, ...], _Worded]] = WeakKeyDictionary()


class Inserts(AsyncpgExecutor):
    """The ORM's executor, which keeps the text of an INSERT for each set of columns that the database fills in.

    Wording it takes the ORM longer than PostgreSQL takes to insert the row.
    """

    def _build_insert_with_defaults(
        self,
        instance: Model,
        columns: list[str] | None = None,
        has_generated: bool = True,
        ignore_conflicts: bool = False,
    ) -> tuple[str, list[Any], list[str]]:
        names = self.regular_columns if columns is None else columns
        filled = tuple([name for name in names if isinstance(getattr(instance, name), DatabaseDefault)])
        key = (tuple(names), filled, has_generated, ignore_conflicts)
        of_model = _worded.setdefault(self.model, {})
        worded = of_model.get(key)
        if worded is None:
            text, _, answered = super()._build_insert_with_defaults(instance, columns, has_generated, ignore_conflicts)
            worded = of_model[key] = (text, answered, tuple(n for n in names if n not in filled))
        text, answered, given = worded
        fields = self.model._meta.fields_map
        return text, [fields[name].to_db_value(getattr(instance, name), instance) for name in given], answered
