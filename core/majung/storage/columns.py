"""Column kinds that tables share: money, foreign keys, encrypted text, text lists."""

from __future__ import annotations

from typing import Any

import orjson
from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.exceptions import ValidationError
from tortoise.fields.base import OnDelete
from tortoise.models import Model

from majung.access.cipher import decrypt, encrypt


def won(**kwargs: Any) -> fields.BigIntField:
    """An amount in whole won."""
    return fields.BigIntField(**kwargs)


def refers(model: str, **kwargs: Any) -> Any:
    """A reference to a row of another table (``core.Firm``), which cannot be deleted meanwhile."""
    return fields.ForeignKeyField(model, related_name=False, on_delete=OnDelete.RESTRICT, **kwargs)


def may_refer(model: str, **kwargs: Any) -> Any:
    """A reference that may be missing."""
    return fields.ForeignKeyField(model, related_name=False, on_delete=OnDelete.RESTRICT, null=True, **kwargs)


def texts(**kwargs: Any) -> ArrayField:
    """A list of short texts."""
    return ArrayField(element_type="text", default=list, **kwargs)


def ids(**kwargs: Any) -> ArrayField:
    """A list of ids."""
    return ArrayField(element_type="uuid", default=list, **kwargs)


class JsonValue(fields.JSONField[Any]):
    """Any JSON value as it is; the ORM's own field takes a text for JSON that is still to be read, so that "1" is 1."""

    def to_db_value(self, value: Any, instance: type[Model] | Model) -> Any:
        try:
            return None if value is None else orjson.dumps(value).decode()
        except TypeError:
            raise ValidationError(f"{self.model_field_name}: it is no JSON") from None

    def to_python_value(self, value: Any) -> Any:
        return value


class EncryptedText(fields.TextField):
    """Text encrypted with the agency's rotating keys before it reaches the database."""

    def to_db_value(self, value: Any, instance: type[Model] | Model) -> Any:
        return None if value is None else encrypt(str(value))

    def to_python_value(self, value: Any) -> Any:
        return decrypt(value) if isinstance(value, str) else value
