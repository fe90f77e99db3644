"""Whether an answer has the shape that its document and the schema say, told without any executor."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graphql import (
    FieldNode,
    GraphQLEnumType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    NameNode,
    OperationDefinitionNode,
    SelectionSetNode,
    Visitor,
    is_abstract_type,
    is_leaf_type,
    parse,
    print_ast,
    visit,
)

KINDS: dict[str, type | tuple[type, ...]] = {
    "Int": int,
    "Won": int,
    "Float": (int, float),
    "Boolean": bool,
    "JSON": object,
}
"""What scalars are in JSON; all others are texts."""


class _Named(Visitor):
    def leave_selection_set(self, node: SelectionSetNode, *_: Any) -> SelectionSetNode:
        return SelectionSetNode(selections=(FieldNode(name=NameNode(value="__typename")), *node.selections))


def with_types(document: str) -> str:
    """The document, asking everywhere of which type the objects are."""
    return print_ast(visit(parse(document), _Named()))


def misfits(schema: GraphQLSchema, document: str, data: Any) -> list[str]:
    """Where the data of an answer to a document of `with_types` is not what the schema says."""
    [operation] = [node for node in parse(document).definitions if isinstance(node, OperationDefinitionNode)]
    root = schema.get_root_type(operation.operation)
    return list(_of_object(schema, root, [operation.selection_set], data, "data"))


def _of(schema: GraphQLSchema, kind: Any, nodes: list[FieldNode], value: Any, path: str) -> Iterator[str]:
    if isinstance(kind, GraphQLNonNull):
        if value is None:
            yield f"{path}: null for {kind}"
            return
        kind = kind.of_type
    if value is None:
        return
    if isinstance(kind, GraphQLList):
        if not isinstance(value, list):
            yield f"{path}: no list"
            return
        for place, item in enumerate(value):
            yield from _of(schema, kind.of_type, nodes, item, f"{path}.{place}")
    elif is_leaf_type(kind):
        fits = (
            value in kind.values if isinstance(kind, GraphQLEnumType) else isinstance(value, KINDS.get(kind.name, str))
        )
        if not fits:
            yield f"{path}: {value!r} for {kind}"
    else:
        sets = [node.selection_set for node in nodes if node.selection_set is not None]
        yield from _of_object(schema, kind, sets, value, path)


def _of_object(schema: GraphQLSchema, kind: Any, sets: list[SelectionSetNode], value: Any, path: str) -> Iterator[str]:
    named = schema.type_map.get(value["__typename"]) if isinstance(value, dict) else None
    possible = schema.get_possible_types(kind) if is_abstract_type(kind) else [kind]
    if not isinstance(named, GraphQLObjectType) or named not in possible:
        yield f"{path}: not of {kind}"
        return
    asked: dict[str, list[FieldNode]] = {}
    for one in sets:
        _collect(schema, named, one, asked)
    if list(asked) != list(value):
        yield f"{path}: {list(value)} where {list(asked)} were asked for"
    for key, nodes in asked.items():
        name = nodes[0].name.value
        if name != "__typename":
            yield from _of(schema, named.fields[name].type, nodes, value.get(key), f"{path}.{key}")


def _collect(
    schema: GraphQLSchema, named: GraphQLObjectType, chosen: SelectionSetNode, asked: dict[str, list[FieldNode]]
) -> None:
    for node in chosen.selections:
        if isinstance(node, FieldNode):
            asked.setdefault((node.alias or node.name).value, []).append(node)
        elif isinstance(node, InlineFragmentNode):
            condition = schema.type_map[node.type_condition.name.value] if node.type_condition else named
            if condition is named or (is_abstract_type(condition) and schema.is_sub_type(condition, named)):
                _collect(schema, named, node.selection_set, asked)
