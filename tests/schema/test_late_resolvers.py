from __future__ import annotations

from collections.abc import Callable
from typing import Any

import strawberry
from strawberry.extensions import FieldExtension
from strawberry.types.field import StrawberryField

from majung_schema.composition import ComposedSchema
from majung_schema.late_resolvers import LateResolver


class Shouting(FieldExtension):
    """Changes what a resolver answers, and the description of its field."""

    def apply(self, field: StrawberryField) -> None:
        """Say so in the schema."""
        field.description = "aloud"

    def resolve(self, next_: Callable[..., Any], source: Any, info: strawberry.Info, **arguments: Any) -> Any:
        """The answer in capitals."""
        return next_(source, info, **arguments).upper()


@strawberry.type
class Query:
    @strawberry.field
    def told(self, source: str, info_text: str = "none") -> str:
        return f"{source}, {info_text}"

    @strawberry.field(extensions=[Shouting()])
    def shouted(self, text: str) -> str:
        return text


SCHEMA = ComposedSchema(query=Query)


def _resolver(name: str) -> Any:
    query = SCHEMA._schema.query_type
    assert query is not None
    return query.fields[name].resolve


def test_a_resolver_is_made_when_it_is_called_and_only_once() -> None:
    resolver = _resolver("told")
    assert isinstance(resolver, LateResolver)
    assert SCHEMA.execute_sync('{ told(source: "a list") }').data == {"told": "a list, none"}
    made = resolver._made
    assert SCHEMA.execute_sync('{ told(source: "b", infoText: "c") }').data == {"told": "b, c"}
    assert resolver._made is made


def test_the_extensions_of_a_field_are_heard_when_the_schema_is_built() -> None:
    assert not isinstance(_resolver("shouted"), LateResolver)
    assert '"""aloud"""' in SCHEMA.as_str()
    assert SCHEMA.execute_sync('{ shouted(text: "come") }').data == {"shouted": "COME"}
