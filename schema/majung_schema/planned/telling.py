"""Telling a plan: for each field of an operation, with which statement or function it is answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graphql import GraphQLNamedType, GraphQLObjectType, get_named_type, is_abstract_type, is_leaf_type

from majung_schema.planned.asked import AskedField, AskedObject
from majung_schema.planned.connections import asked_of
from majung_schema.planned.coverage import coverage_of
from majung_schema.planned.plan import Plan

CONNECTION_PARTS = frozenset({"nodes", "edges", "node"})


@dataclass(frozen=True)
class Told:
    """One line about a field, and what hangs below it."""

    name: str
    how: str
    below: Sequence[Told] = ()


@dataclass(frozen=True)
class _Place:
    """Where in a plan a field stands."""

    read: bool
    """Whether its row comes out of a statement of the plan, and not from a function."""
    single: bool
    """Whether there is only one such row."""


def told_plan(plan: Plan) -> list[Told]:
    """The plan's root fields with everything below them."""
    return [_root(plan, field) for field in plan.root.named()]


def _root(plan: Plan, field: AskedField) -> Told:
    source = field.source
    if field.declared is None:
        return Told(field.key, "graphql-core")
    if source is not None and source.listing is not None:
        how = f"a page of {source.listing.table.table_name()}"
        return Told(field.key, how, _connection(plan, field, _Place(True, False)))
    if source is not None and source.ask is not None:
        table = source.table.table_name() if source.table else "the table that its id names"
        return Told(field.key, f"one row of {table}", _below(plan, field, _Place(True, True)))
    return Told(field.key, "its function", _below(plan, field, _Place(False, False)))


def _below(plan: Plan, field: AskedField, place: _Place) -> list[Told]:
    named = get_named_type(field.definition.type)
    if is_leaf_type(named):
        return []
    found: list[Told] = []
    for kind in _concrete(plan, named):
        asked = plan.asked.of(kind, field.selections)
        below = _object(plan, asked, place)
        if not is_abstract_type(named):
            return below
        if len(asked.named()) and below != (found[-1].below if found else None):
            found.append(Told(f"on {kind.name}", "", below))
    return found


def _concrete(plan: Plan, named: GraphQLNamedType) -> Sequence[GraphQLObjectType]:
    if isinstance(named, GraphQLObjectType):
        return (named,)
    return plan.asked.schema.get_possible_types(named)  # type: ignore[arg-type]


def _object(plan: Plan, asked: AskedObject, place: _Place) -> list[Told]:
    plain, found = [], []
    for field in asked.named():
        source = field.source
        kind = source.kind if source else None
        if kind in {"id", "column", "personal"} or (kind == "computed" and _is_leaf(field)):
            plain.append(field.key)
        elif kind == "to_one":
            how = "joined" if place.read else "one statement for all rows"
            found.append(Told(field.key, how, _below(plan, field, _Place(True, place.single))))
        elif kind == "to_many":
            nested = place.read and place.single
            how = "nested into the statement of its only row" if nested else "one statement for all rows"
            found.append(Told(field.key, how, _connection(plan, field, _Place(True, False))))
        elif field.declared is not None:
            found.append(Told(field.key, coverage_of(field.declared).how, _below(plan, field, _Place(False, False))))
    return [Told(", ".join(plain), "columns"), *found] if plain else found


def _connection(plan: Plan, field: AskedField, place: _Place) -> list[Told]:
    found: list[Told] = []
    for part in asked_of(plan.asked, field).named():
        if part.declared is not None and part.declared.python_name in CONNECTION_PARTS:
            of_node = part.declared.python_name != "edges"
            found += _below(plan, part, place) if of_node else _connection(plan, part, place)
        elif part.declared is not None and part.declared.python_name == "total_count":
            found.append(Told(part.key, "counted"))
    return found


def _is_leaf(field: AskedField) -> bool:
    return is_leaf_type(get_named_type(field.definition.type))
