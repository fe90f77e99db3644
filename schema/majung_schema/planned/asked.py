"""What an operation asks of each type: fields collected and merged, once for a document and its directives' values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLIncludeDirective,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLSkipDirective,
    GraphQLUnionType,
    InlineFragmentNode,
    SelectionNode,
    SelectionSetNode,
)
from graphql.execution.values import get_directive_values
from strawberry.types.field import StrawberryField

from majung_schema.graph.listings import Listing
from majung_schema.graph.sources import Source, source_of

DEFINITION = "strawberry-definition"


@dataclass(frozen=True, eq=False)
class AskedField:
    """One field of the answer: what it is called there, and where its value comes from."""

    key: str
    name: str
    nodes: tuple[FieldNode, ...]
    parent: GraphQLObjectType
    definition: GraphQLField
    declared: StrawberryField | None
    """None for a field that Strawberry did not declare (introspection)."""
    source: Source | None
    selections: tuple[SelectionSetNode, ...]

    @property
    def origin(self) -> Source:
        """Its source, where the field is known to have one."""
        assert self.source is not None, f"{self.parent}.{self.name} has no source"
        return self.source

    @property
    def listing(self) -> Listing:
        """What its list declares, where the field is known to be one."""
        assert self.origin.listing is not None, f"{self.parent}.{self.name} is no list"
        return self.origin.listing


@dataclass(frozen=True, eq=False)
class AskedObject:
    """What is asked of one object type, in the order of the answer; a plain string is the key of ``__typename``."""

    type: GraphQLObjectType
    fields: tuple[AskedField | str, ...]

    def named(self) -> list[AskedField]:
        """The fields without ``__typename``."""
        return [f for f in self.fields if isinstance(f, AskedField)]


class Asked:
    """What one operation asks, for the values that its @skip and @include have."""

    def __init__(self, schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode], variables: Any) -> None:
        self.schema = schema
        self._fragments = fragments
        self._variables = variables
        self._objects: dict[tuple[str, tuple[int, ...]], AskedObject] = {}

    def of(self, kind: GraphQLObjectType, selections: Sequence[SelectionSetNode]) -> AskedObject:
        """What these selections ask of an object type."""
        key = (kind.name, tuple(id(s) for s in selections))
        found = self._objects.get(key)
        if found is None:
            grouped: dict[str, list[FieldNode]] = {}
            seen: set[str] = set()
            for selection in selections:
                self._collect(kind, selection, grouped, seen)
            fields = tuple(self._field(kind, response_key, nodes) for response_key, nodes in grouped.items())
            found = self._objects[key] = AskedObject(kind, fields)
        return found

    def _field(self, kind: GraphQLObjectType, key: str, nodes: list[FieldNode]) -> AskedField | str:
        name = nodes[0].name.value
        if name == "__typename":
            return key
        definition = self.schema.get_field(kind, name)
        assert definition is not None, "the document was validated"
        declared = definition.extensions.get(DEFINITION)
        field = declared if isinstance(declared, StrawberryField) else None
        return AskedField(
            key=key,
            name=name,
            nodes=tuple(nodes),
            parent=kind,
            definition=definition,
            declared=field,
            source=None if field is None else source_of(field),
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
                fragment = self._fragments[node.name.value]
                if self._applies(kind, fragment.type_condition.name.value):
                    self._collect(kind, fragment.selection_set, grouped, seen)

    def _applies(self, kind: GraphQLObjectType, condition: str) -> bool:
        if condition == kind.name:
            return True
        other = self.schema.get_type(condition)
        return isinstance(other, GraphQLInterfaceType | GraphQLUnionType) and self.schema.is_sub_type(other, kind)

    def _included(self, node: SelectionNode) -> bool:
        if not node.directives:
            return True
        skip = get_directive_values(GraphQLSkipDirective, node, self._variables)
        if skip and skip["if_" if "if_" in skip else "if"] is True:
            return False
        include = get_directive_values(GraphQLIncludeDirective, node, self._variables)
        return not (include and include["if_" if "if_" in include else "if"] is False)
