"""What an operation may cost, counted in time linear in its document: each fragment is looked at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLCompositeType,
    GraphQLField,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_composite_type,
    is_list_type,
)

from majung_schema.refusals import TooDeep

DEFAULT_PAGE = 20
"""Entries of a connection whose page size was not given."""
LIST_SIZE = 10
"""Entries assumed in a list that has no page size."""
HUGE = 10**9
"""A page size with more digits is counted as this; every ceiling refuses it."""
UNCOUNTED = 10**12
"""Where counting stops; sums of doubling fragments would grow without end."""

_INTROSPECTION_LISTS = {"interfaces": 3, "possibleTypes": 3, "args": 2}


class Count(NamedTuple):
    """What a selection costs and how deep it goes; the schema's own fields (`__schema`, `__type`) apart."""

    cost: int = 0
    depth: int = 0
    introspection_cost: int = 0
    introspection_depth: int = 0


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What one operation asks for, whatever the data turn out to be."""

    cost: int
    depth: int
    introspection_cost: int
    introspection_depth: int
    aliases: int
    most_aliased: tuple[str, int]
    """A field and how often the document asks for it under another name or again under the same one."""
    directives: int
    largest_page: int
    page_variables: frozenset[str]
    """The variables that page sizes come from; the rest of the variables changes nothing here."""


def measure(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Mapping[str, object],
) -> Measured:
    """Count one operation: a field costs 1, a connection or list multiplies what is selected in its entries.

    The document need not be valid: unknown fields cost 1, a fragment inside itself nothing (validation refuses
    it). Aliases and directives are counted as written, in the operation and the fragments it reaches; a field that
    is repeated under one name counts like an alias, because validation compares all pairs of them.
    """
    counter = _Counter(schema, document, operation, variables)
    try:
        root = schema.get_root_type(operation.operation)
        count = counter.selections(operation.selection_set, root)
    except RecursionError:
        raise TooDeep(counted="?", allowed=100) from None
    counter.directives += len(operation.directives or ())
    aliased = counter.aliased.most_common(1)
    return Measured(
        cost=count.cost,
        depth=count.depth,
        introspection_cost=count.introspection_cost,
        introspection_depth=count.introspection_depth,
        aliases=counter.aliased.total(),
        most_aliased=aliased[0] if aliased else ("", 0),
        directives=counter.directives,
        largest_page=counter.largest_page,
        page_variables=frozenset(counter.page_variables),
    )


def page_value(given: object) -> int | None:
    """A page size from a variable or literal; None for what is not a number (execution will refuse that)."""
    if isinstance(given, bool) or not isinstance(given, int | float):
        return None
    return int(min(HUGE, max(0, given)))


class _Counter:
    def __init__(
        self,
        schema: GraphQLSchema,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        variables: Mapping[str, object],
    ) -> None:
        self.schema = schema
        self.operation = operation
        self.variables = variables
        self.fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
        self.counted: dict[str, Count] = {}
        self.aliased: Counter[str] = Counter()
        self.directives = 0
        self.largest_page = 0
        self.page_variables: set[str] = set()

    def selections(self, selected: SelectionSetNode, parent: GraphQLCompositeType | None) -> Count:
        """The sum of costs and the greatest depth of a selection set."""
        cost = depth = introspection_cost = introspection_depth = 0
        answered: set[str] = set()
        for node in selected.selections:
            self.directives += len(node.directives or ())
            if isinstance(node, FieldNode):
                name = (node.alias or node.name).value
                if name != node.name.value or name in answered:
                    self.aliased[f"{parent.name if parent else '?'}.{node.name.value}"] += 1
                answered.add(name)
                count = self.field(node, parent)
            elif isinstance(node, FragmentSpreadNode):
                count = self.fragment(node.name.value)
            else:
                assert isinstance(node, InlineFragmentNode)
                condition = node.type_condition
                count = self.selections(
                    node.selection_set, self.composite(condition.name.value) if condition else parent
                )
            cost += count.cost
            introspection_cost += count.introspection_cost
            depth = max(depth, count.depth)
            introspection_depth = max(introspection_depth, count.introspection_depth)
        return Count(min(cost, UNCOUNTED), depth, min(introspection_cost, UNCOUNTED), introspection_depth)

    def fragment(self, name: str) -> Count:
        """A fragment, counted once however often it is spread."""
        if name not in self.counted:
            definition = self.fragments.get(name)
            self.counted[name] = Count()  # what it is worth inside itself
            if definition is not None:
                self.directives += len(definition.directives or ())
                self.counted[name] = self.selections(
                    definition.selection_set, self.composite(definition.type_condition.name.value)
                )
        return self.counted[name]

    def field(self, node: FieldNode, parent: GraphQLCompositeType | None) -> Count:
        """A field and what is selected below it."""
        name = node.name.value
        if name == "__typename":
            return Count()
        definition = self.schema.get_field(parent, name) if parent is not None else None
        about_schema = name in ("__schema", "__type") or (parent is not None and parent.name.startswith("__"))
        size = self.size(node, definition, parent, about_schema)
        below = Count()
        if node.selection_set is not None:
            named = get_named_type(definition.type) if definition is not None else None
            below = self.selections(node.selection_set, named if is_composite_type(named) else None)
        if about_schema:
            return Count(0, 0, 1 + size * below.introspection_cost, 1 + below.introspection_depth)
        return Count(1 + size * below.cost, 1 + below.depth, size * below.introspection_cost, below.introspection_depth)

    def size(
        self,
        node: FieldNode,
        definition: GraphQLField | None,
        parent: GraphQLCompositeType | None,
        about_schema: bool,
    ) -> int:
        """How many entries a field may have."""
        if definition is None:
            return 1
        is_list = is_list_type(get_nullable_type(definition.type))
        if about_schema:
            if not is_list:
                return 1
            return (
                len(self.schema.type_map)
                if node.name.value == "types"
                else _INTROSPECTION_LISTS.get(node.name.value, 10)
            )
        if "first" in definition.args or "last" in definition.args:
            given = [size for size in self.pages(node) if size is not None]
            self.largest_page = max(self.largest_page, *given, 0)
            return max(given) if given else _declared_page(definition) or DEFAULT_PAGE
        # the edges or nodes of a connection are the entries that the connection itself has multiplied
        return LIST_SIZE if is_list and not (parent and parent.name.endswith("Connection")) else 1

    def pages(self, node: FieldNode) -> Iterator[int | None]:
        for argument in node.arguments or ():
            if argument.name.value not in ("first", "last"):
                continue
            value = argument.value
            if isinstance(value, IntValueNode):
                yield _literal(value)
            elif isinstance(value, VariableNode):
                yield self.variable(value.name.value)

    def variable(self, name: str) -> int | None:
        self.page_variables.add(name)
        if name in self.variables:
            return page_value(self.variables[name])
        for definition in self.operation.variable_definitions or ():
            if definition.variable.name.value == name and isinstance(definition.default_value, IntValueNode):
                return _literal(definition.default_value)
        return None

    def composite(self, name: str) -> GraphQLCompositeType | None:
        found = self.schema.get_type(name)
        return found if is_composite_type(found) else None


def _literal(node: IntValueNode) -> int | None:
    return page_value(int(node.value) if len(node.value) < 10 else HUGE)


def _declared_page(definition: GraphQLField) -> int | None:
    """The page size that the schema declares as the argument's default, in either way that it can be kept."""
    for name in ("first", "last"):
        argument = definition.args.get(name)
        if argument is None:
            continue
        external = argument.default
        if external is not None and isinstance(external.literal, IntValueNode):
            return _literal(external.literal)
        found = page_value(argument.default_value if external is None else external.value)
        if found is not None:
            return found
    return None
