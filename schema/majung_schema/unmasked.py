"""Ways around masks: a field, filter or ordering that would tell a personal value past its mask does not start."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from strawberry.types.base import StrawberryObjectDefinition, get_object_definition
from strawberry.types.field import StrawberryField

from majung.storage.table import Table, find_table
from majung_schema.composition import ComposedSchema, Contributed
from majung_schema.graph.bound import binding_of
from majung_schema.graph.filters import ORDER, TEXT
from majung_schema.graph.sources import source_of

_COLUMN = re.compile(r"\{row\}\.\"?(\w+)")
_OTHER = re.compile(r"\{(\w+)\} (\w+)")
"""Another table of a condition, under the alias that it has there."""


def ways_around_masks(schema: ComposedSchema) -> Iterator[str]:
    """Each field that shows, and each filter or ordering that compares, a personal column, in one sentence.

    Masked values come out by the declarations of their columns alone. Whoever may compare a hidden value finds it out
    question by question, an ordering tells it at once. What conditions in functions compare is not seen here: they are
    for keyed hashes of whole values (the person with this telephone number).
    """
    compared: dict[tuple[type[Table], type], None] = {}
    for definition, composed in schema._composed.values():
        binding = binding_of(definition.origin)
        for field in composed.fields:
            source = source_of(field)
            if source is None:
                continue
            if source.listing is not None:
                asked = (source.listing.where, source.listing.order_by)
                compared |= {(source.listing.table, input): None for input in asked if input is not None}
            if binding is not None and source.kind != "personal":
                yield from _told(schema, definition, field, _personal(binding.table, source.needs))
    for table, input in compared:
        for cls in (input, *schema.shares_of(input)):
            yield from _compared(schema, cls, table)


def _compared(schema: ComposedSchema, cls: type, table: type[Table]) -> Iterator[str]:
    definition = get_object_definition(cls, strict=True)
    for field in definition.fields:
        text = field.metadata[ORDER].term("{row}") if ORDER in field.metadata else field.metadata.get(TEXT, "")
        columns = _personal(table, _COLUMN.findall(text))
        for name, alias in _OTHER.findall(text):
            columns += _personal(find_table(name), re.findall(rf'\b{alias}\."?(\w+)', text))
        yield from _told(schema, definition, field, columns)


def _personal(table: type[Table], columns: Iterable[str]) -> list[str]:
    return [f"{table.__name__}.{c}" for c in dict.fromkeys(columns) if c in table.access.personal]


def _told(
    schema: ComposedSchema, definition: StrawberryObjectDefinition, field: StrawberryField, columns: list[str]
) -> Iterator[str]:
    if columns:
        owner = next((d.by for d in field.directives if isinstance(d, Contributed)), schema.owner(definition.origin))
        yield (
            f"{owner!r}: {definition.name}.{field.python_name} reads the personal {', '.join(columns)} past its mask;"
            " expected are columns that are not personal: this one is shown by the type of its table, as it declares"
        )
