"""Plans: what an operation asks of each type, worked out once for a document and the values of its directives."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLIncludeDirective,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    GraphQLSkipDirective,
    InlineFragmentNode,
    SelectionNode,
    SelectionSetNode,
    get_named_type,
)
from graphql.execution.values import get_directive_values
from strawberry.types.field import StrawberryField

from majung_schema.graph.rows import Row
from majung_schema.graph.sources import Source, source_of
from majung_schema.planned.leaves import Complete, Unplannable, completion, plain

DEFINITION = "strawberry-definition"


@dataclass(frozen=True)
class PlannedField:
    """One field of the answer: where its value comes from and how it is completed.

    `complete` is set when the value holds no objects; otherwise `selections` are what is asked of them.
    """

    key: str
    name: str
    nodes: tuple[FieldNode, ...]
    definition: GraphQLField
    strawberry: StrawberryField
    source: Source | None
    complete: Complete | None
    selections: tuple[SelectionSetNode, ...]

    @property
    def in_row(self) -> bool:
        """Whether a row alone answers it, without asking who reads."""
        source = self.source
        if source is None or self.complete is None:
            return False
        return source.kind in {"id", "column"} or (source.kind == "computed" and source.function is not None)


@dataclass
class ObjectPlan:
    """What is asked of one object type, in the order of the answer."""

    type: GraphQLObjectType
    fields: tuple[PlannedField | str, ...]
    """A plain string is the response key of ``__typename``."""

    @cached_property
    def from_rows(self) -> Callable[[Sequence[Row]], list[dict[str, Any]]]:
        """Makes the answers for rows: what is in a row complete, and a place for everything that is still to come."""
        return generate(self)

    @cached_property
    def rest(self) -> tuple[PlannedField, ...]:
        """The fields that a row alone does not answer."""
        return tuple(f for f in self.fields if isinstance(f, PlannedField) and not f.in_row)


@dataclass
class Plan:
    """The plans of one operation for each object type it meets, made when they are first needed."""

    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: Any
    _objects: dict[tuple[str, tuple[int, ...]], ObjectPlan] = field(default_factory=dict)

    def of(self, kind: GraphQLObjectType, selections: Sequence[SelectionSetNode]) -> ObjectPlan:
        """What these selections ask of an object type."""
        key = (kind.name, tuple(id(s) for s in selections))
        if key not in self._objects:
            self._objects[key] = self._make(kind, selections)
        return self._objects[key]

    def _make(self, kind: GraphQLObjectType, selections: Sequence[SelectionSetNode]) -> ObjectPlan:
        grouped: dict[str, list[FieldNode]] = {}
        seen: set[str] = set()
        for selection in selections:
            self._collect(kind, selection, grouped, seen)
        return ObjectPlan(type=kind, fields=tuple(self._field(kind, key, nodes) for key, nodes in grouped.items()))

    def _field(self, kind: GraphQLObjectType, key: str, nodes: list[FieldNode]) -> PlannedField | str:
        name = nodes[0].name.value
        if name == "__typename":
            return key
        if name.startswith("__") or name not in kind.fields:
            raise Unplannable
        definition = kind.fields[name]
        declared = definition.extensions.get(DEFINITION)
        if not isinstance(declared, StrawberryField):
            raise Unplannable
        return PlannedField(
            key=key,
            name=name,
            nodes=tuple(nodes),
            definition=definition,
            strawberry=declared,
            source=source_of(declared),
            complete=completion(definition.type),
            selections=tuple(node.selection_set for node in nodes if node.selection_set),
        )

    def _collect(
        self, kind: GraphQLObjectType, selection: SelectionSetNode, grouped: dict[str, list[FieldNode]], seen: set[str]
    ) -> None:
        for node in selection.selections:
            if not self._included(node):
                continue
            if isinstance(node, FieldNode):
                grouped.setdefault(node.alias.value if node.alias else node.name.value, []).append(node)
            elif isinstance(node, InlineFragmentNode):
                if node.type_condition is None or self._applies(kind, node.type_condition.name.value):
                    self._collect(kind, node.selection_set, grouped, seen)
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in seen:
                seen.add(node.name.value)
                fragment = self.fragments[node.name.value]
                if self._applies(kind, fragment.type_condition.name.value):
                    self._collect(kind, fragment.selection_set, grouped, seen)

    def _applies(self, kind: GraphQLObjectType, condition: str) -> bool:
        if condition == kind.name:
            return True
        other = self.schema.get_type(condition)
        return isinstance(other, GraphQLInterfaceType) and self.schema.is_sub_type(other, kind)

    def _included(self, node: SelectionNode) -> bool:
        if not node.directives:
            return True
        skip = get_directive_values(GraphQLSkipDirective, node, self.variables)
        if skip and skip["if_" if "if_" in skip else "if"] is True:
            return False
        include = get_directive_values(GraphQLIncludeDirective, node, self.variables)
        return not (include and include["if_" if "if_" in include else "if"] is False)


def object_type(kind: GraphQLOutputType) -> GraphQLObjectType | None:
    """The object type behind lists and non-null; None for an interface or union, whose values say what they are."""
    named = get_named_type(kind)
    return named if isinstance(named, GraphQLObjectType) else None


def generate(plan: ObjectPlan) -> Callable[[Sequence[Row]], list[dict[str, Any]]]:
    """Python made for one plan: a single comprehension over the rows instead of a call for each field and row.

    Only response keys, columns and the names of functions go into the text, each of them quoted.
    """
    names: dict[str, Any] = {}
    parts: list[str] = []
    for i, planned in enumerate(plan.fields):
        if isinstance(planned, str):
            parts.append(f"{planned!r}: {plan.type.name!r}")
            continue
        parts.append(f"{planned.key!r}: {_expression(planned, f'f{i}', names)}")
    text = f"lambda rows: [{{{', '.join(parts)}}} for r, v in [(r, r._values) for r in rows]]"
    made: Callable[[Sequence[Row]], list[dict[str, Any]]] = eval(text, names)
    return made


def _expression(planned: PlannedField, name: str, names: dict[str, Any]) -> str:
    source = planned.source
    if not planned.in_row or source is None or planned.complete is None:
        return "None"
    if source.kind == "id":
        return "r.global_id"
    values = [f"v[{column!r}]" for column in source.needs]
    if source.kind == "computed":
        names[f"{name}_of"] = source.function
        value = f"{name}_of({', '.join(values)})"
    else:
        value = values[0]
        if plain(planned.definition.type, planned.strawberry):
            return value
    names[name] = planned.complete
    return f"{name}({value})"
