"""A firm with everything that every program adds to it: as many statements for 180 firms as for 60, pinned."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from graphql import GraphQLObjectType, GraphQLOutputType, get_named_type, is_leaf_type, is_required_argument

from majung.demo.province import fill_province
from majung.plugin.contract import Plugin
from majung.storage.database import Database
from majung_export_costs.plugin import plugin as export_costs
from majung_growth_fund.plugin import plugin as growth_fund
from majung_jobs.plugin import plugin as jobs
from majung_midlife_jobs.plugin import plugin as midlife_jobs
from majung_schema.composition import ComposedSchema
from majung_schema.testing import App, app, config, server

__all__ = ["app", "config", "server"]

PROGRAMS = {
    "export_costs": 6,
    "growth_fund": 14,
    "jobs": 5,
    "midlife_jobs": 4,
}
"""How many statements the additions of a program to firms take, beside that of the firms themselves."""


@pytest.fixture
def plugins() -> Sequence[Plugin]:
    """Every program of the agency."""
    return (growth_fund, export_costs, jobs, midlife_jobs)


async def test_additions_to_firms_cost_the_same_for_many_firms(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    made, run = [], Database.statement

    async def noted(self: Database, sql: str, *values: object) -> Any:
        made.append(sql)
        return await run(self, sql, *values)

    with app.platform.active():
        await fill_province(app.database, app.platform.registry, firms=200)
    viewer = await app.official()
    monkeypatch.setattr(Database, "statement", noted)
    counted = {}
    for program in PROGRAMS:
        counts = []
        for firms in (60, 180):
            made.clear()
            await app.ask(_document(app.platform.schema, program, firms), viewer)
            counts.append(len(made) - 1)
        assert counts[0] == counts[1], program
        counted[program] = counts[1]
    assert counted == PROGRAMS


def _document(schema: ComposedSchema, program: str, firms: int) -> str:
    """All fields that a program adds to firms, each with its plain values and the rows of its connections."""
    firm = schema._schema.type_map["Firm"]
    assert isinstance(firm, GraphQLObjectType)
    added = {one.field for one in schema.contributions if (one.plugin, one.type) == (program, "Firm")}
    fields = [
        name + _selection(field.type)
        for name, field in firm.fields.items()
        if name in added and not any(map(is_required_argument, field.args.values()))
    ]
    return f"{{ firms(first: {firms}) {{ nodes {{ {' '.join(fields)} }} }} }}"


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
