"""The ORM's conditions on columns (``name__in``), made when a statement asks for them instead of all beforehand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tortoise.fields.relational import ForeignKeyFieldInstance
from tortoise.filters import FilterInfoDict, get_filters_for_field
from tortoise.models import MetaInfo


def make_when_asked(meta: MetaInfo) -> None:
    """Let a table make its conditions when they are asked for.

    The ORM makes some 26 for each column of each table before the first statement, and of those few are ever used:
    55,000 small dicts, 16 MB of every process.
    """
    meta._filters = _Dropped()
    meta.filters = _Conditions(meta)


class _Conditions(dict[str, FilterInfoDict]):
    """The conditions that have been asked for, by key; makes those that have not."""

    def __init__(self, meta: MetaInfo) -> None:
        super().__init__()
        self._meta = meta

    def __missing__(self, key: str) -> FilterInfoDict:
        name = key.partition("__")[0]
        field = self._meta.pk if name == "pk" else self._meta.fields_map.get(name)
        if field is None or isinstance(field, ForeignKeyFieldInstance):  # a reference is asked for by its column
            raise KeyError(key)
        condition = get_filters_for_field(name, field, field.source_field or field.model_field_name)[key]
        own: Callable[..., Any] | None = self._meta.db.executor_class.get_overridden_filter_func(
            filter_func=condition["operator"], filter_info=condition
        )
        if own is not None:  # PostgreSQL says it in its own way
            condition["operator"] = own
        self[key] = condition
        return condition

    def __contains__(self, key: object) -> bool:
        try:
            self[str(key)]
        except KeyError:
            return False
        return True


class _Dropped(dict[str, FilterInfoDict]):
    """Keeps nothing of what the ORM makes beforehand for the columns and relations that it adds at its start."""

    def update(self, *made: Any, **named: Any) -> None:
        """Forget them."""
