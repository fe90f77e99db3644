"""Additions without a policy: a plugin's field that reads by itself, past every declared table, does not start."""

from __future__ import annotations

from collections.abc import Iterator

from strawberry.types.base import get_object_definition

from majung_schema.composition import ComposedSchema
from majung_schema.graph.sources import source_of
from majung_schema.mutation import Mutation
from majung_schema.parts import Extends
from majung_schema.subscription import Subscription

CHECKED_BY_THEIR_WRITES = (Mutation, Subscription)
"""Fields of these are functions: a write asks who may, and updates are read under the policy of the log."""


def sourceless_additions(schema: ComposedSchema) -> Iterator[str]:
    """Each added field of which nobody can say under whose policy it is read, in one sentence."""
    for part in schema.parts:
        for cls in part.extensions:
            extends: Extends = cls.__dict__["__majung_extends__"]
            definition = get_object_definition(cls, strict=True)
            if definition.is_input or extends.target in CHECKED_BY_THEIR_WRITES:
                continue
            for field in definition.fields:
                if source_of(field) is None:
                    yield (
                        f"plugin {part.plugin!r}: {cls.__qualname__}.{field.python_name} adds an ordinary resolver to"
                        f" {extends.target.__name__}, which no policy covers; expected is to_one, to_many, list_of,"
                        " computed or batched, or metadata={SOURCE: Source(kind=…, table=…)} that names the table"
                        " whose policy it follows"
                    )
