"""Firms and persons with everything that programs add to them: as many statements for 180 as for 60, pinned."""

from __future__ import annotations

from graphql import GraphQLObjectType, GraphQLOutputType, get_named_type, is_leaf_type, is_required_argument
from tests.plugins.programs import plugins
from tests.statements import reads

from majung.demo.province import fill_province
from majung_schema.composition import ComposedSchema
from majung_schema.testing import App, app, config, server

__all__ = ["app", "config", "plugins", "reads", "server"]

STATEMENTS = {
    "Firm": {"export_costs": 6, "growth_fund": 14, "jobs": 6, "midlife_jobs": 4},
    "Person": {"export_costs": 0, "growth_fund": 0, "jobs": 8, "midlife_jobs": 9},
}
"""How many statements the additions of a program take, beside that of the firms or persons themselves.

The record of personal reads is one of them: job referrals have one since their reasons are personal.
"""


async def test_additions_cost_the_same_for_many_rows(app: App, reads: list[str]) -> None:
    with app.platform.active():
        await fill_province(app.database, app.platform.registry, firms=200)
    viewer = await app.official()
    found: dict[str, dict[str, int]] = {}
    for kind, programs in STATEMENTS.items():
        for program in programs:
            counts = set()
            for rows in (60, 180):
                reads.clear()
                await app.ask(_document(app.platform.schema, kind, program, rows), viewer)
                counts.add(len(reads) - 1)
            assert len(counts) == 1, (kind, program, counts)
            found.setdefault(kind, {})[program] = counts.pop()
    assert found == STATEMENTS


def _document(schema: ComposedSchema, kind: str, program: str, rows: int) -> str:
    """All fields that a program adds to a type, each with its plain values and the rows of its connections."""
    extended = schema._schema.type_map[kind]
    assert isinstance(extended, GraphQLObjectType)
    added = {one.field for one in schema.contributions if (one.plugin, one.type) == (program, kind)}
    fields = [
        name + _selection(field.type)
        for name, field in extended.fields.items()
        if name in added and not any(map(is_required_argument, field.args.values()))
    ]
    return f"{{ {kind.lower()}s(first: {rows}) {{ nodes {{ id {' '.join(fields)} }} }} }}"


def _selection(kind: GraphQLOutputType) -> str:
    """Of a connection its count and its rows' plain values; of a row its plain values and what is computed for it."""
    named = get_named_type(kind)
    if is_leaf_type(named):
        return ""
    assert isinstance(named, GraphQLObjectType)
    if "nodes" in named.fields:
        return f" {{ totalCount nodes {_selection(named.fields['nodes'].type)} }}"
    plain = [name for name, f in named.fields.items() if is_leaf_type(get_named_type(f.type)) and not f.args]
    values = [name + _selection(f.type) for name, f in named.fields.items() if not f.args and _is_value(f.type)]
    return f" {{ {' '.join((*plain, *values))} }}"


def _is_value(kind: GraphQLOutputType) -> bool:
    """Whether it has no identity of its own, and nothing but plain values."""
    named = get_named_type(kind)
    if not isinstance(named, GraphQLObjectType) or "id" in named.fields:
        return False
    return all(is_leaf_type(get_named_type(field.type)) for field in named.fields.values())
