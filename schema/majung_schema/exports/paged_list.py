"""From the question for one list to a document that asks it page by page, and the columns of its file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    get_named_type,
    is_list_type,
    parse,
    print_ast,
)
from graphql.type import GraphQLField, get_nullable_type

from majung_schema.exports.errors import NotOneList, PagesAreOurs

FIRST, AFTER, PAGE = "majungFirst", "majungAfter", "majungPage"
_OURS = {"first", "after", "last", "before"}
_UNTITLED = {"nodes", "edges", "node"}
"""Levels of connections, which say nothing in a heading."""

_PIECES = parse(
    f"query (${FIRST}: Int!, ${AFTER}: Cursor) {{"
    f" list(first: ${FIRST}, after: ${AFTER}) {{ {PAGE}: pageInfo {{ hasNextPage endCursor }} }} }}"
).definitions[0]


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of the file: the response keys that lead from a node to its value."""

    heading: str
    keys: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PagedList:
    """A document with variables for its page, where its list is in the answer, and what its rows hold."""

    document: str
    path: tuple[str, ...]
    nodes: str
    columns: tuple[Column, ...]


def paged_list(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode) -> PagedList:
    """The one list that a valid query asks for, to be asked page by page; refuses what is not one list."""
    fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
    root = schema.query_type
    assert root is not None
    selections, path, nodes = _descend(schema, root, operation.selection_set, ())
    pieces = _PIECES
    assert isinstance(pieces, OperationDefinitionNode)
    variables = (*(operation.variable_definitions or ()), *(pieces.variable_definitions or ()))
    asked = replace(operation, selection_set=selections, variable_definitions=variables)
    whole = replace(document, definitions=(asked, *fragments.values()))
    columns = tuple(_columns([nodes.selection_set] if nodes.selection_set else [], fragments))
    return PagedList(document=print_ast(whole), path=path, nodes=_key(nodes), columns=columns)


def _descend(
    schema: GraphQLSchema, kind: GraphQLNamedType, selections: SelectionSetNode, path: tuple[str, ...]
) -> tuple[SelectionSetNode, tuple[str, ...], FieldNode]:
    """The selections down to the list with its page asked for, the list's path, and its field `nodes`."""
    node = _only(selections, path)
    if isinstance(node, InlineFragmentNode):
        inner = schema.get_type(node.type_condition.name.value) if node.type_condition else kind
        assert inner is not None
        below, path, nodes = _descend(schema, inner, node.selection_set, path)
        return _one(replace(node, selection_set=below)), path, nodes
    definition = _definition(kind, node)
    path = (*path, _key(node))
    named = get_named_type(definition.type)
    if _is_connection(named):
        listed, nodes = _paged(node)
        return _one(listed), path, nodes
    if is_list_type(get_nullable_type(definition.type)) or node.selection_set is None:
        raise NotOneList(found=".".join(path))
    below, path, nodes = _descend(schema, named, node.selection_set, path)
    return _one(replace(node, selection_set=below)), path, nodes


def _only(selections: SelectionSetNode, path: tuple[str, ...]) -> FieldNode | InlineFragmentNode:
    match selections.selections:
        case (FieldNode() | InlineFragmentNode() as node,) if not node.directives:
            return node
        case several:
            where = ".".join(path) or "query"
            raise NotOneList(found=f"{where} {{ {', '.join(_named(one) for one in several)} }}")


def _definition(kind: GraphQLNamedType, node: FieldNode) -> GraphQLField:
    fields: dict[str, GraphQLField] = {}
    if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
        fields = kind.fields
    found = fields.get(node.name.value)
    if found is None:  # __typename and the schema's own fields are no lists
        raise NotOneList(found=node.name.value)
    return found


def _is_connection(kind: GraphQLNamedType) -> bool:
    return isinstance(kind, GraphQLObjectType) and {"nodes", "pageInfo"} <= kind.fields.keys()


def _paged(node: FieldNode) -> tuple[FieldNode, FieldNode]:
    """The field of a list with our page arguments and our look at the page, and its field `nodes`."""
    for argument in node.arguments or ():
        if argument.name.value in _OURS:
            raise PagesAreOurs(argument=argument.name.value)
    assert node.selection_set is not None
    nodes = _only(node.selection_set, (_key(node),))
    if not isinstance(nodes, FieldNode) or nodes.name.value != "nodes":
        raise NotOneList(found=f"{_key(node)} {{ {_named(nodes)} }}")
    assert isinstance(_PIECES, OperationDefinitionNode)
    [template] = _PIECES.selection_set.selections
    assert isinstance(template, FieldNode)
    assert template.selection_set is not None
    arguments = (*(node.arguments or ()), *(template.arguments or ()))
    inside = SelectionSetNode(selections=(nodes, *template.selection_set.selections))
    return replace(node, arguments=arguments, selection_set=inside), nodes


def _columns(
    selections: Sequence[SelectionSetNode],
    fragments: dict[str, FragmentDefinitionNode],
    keys: tuple[str, ...] = (),
    titles: tuple[str, ...] = (),
) -> Iterator[Column]:
    """A column for each leaf, in the order of the answer; fields of one key asked for twice are one."""
    grouped: dict[str, list[FieldNode]] = {}
    for field in _fields(selections, fragments):
        grouped.setdefault(_key(field), []).append(field)
    for key, fields in grouped.items():
        below = [field.selection_set for field in fields if field.selection_set]
        named = titles if fields[0].name.value in _UNTITLED else (*titles, key)
        if below:
            yield from _columns(below, fragments, (*keys, key), named)
        else:
            yield Column(heading=".".join(named or (key,)), keys=(*keys, key))


def _fields(
    selections: Sequence[SelectionSetNode], fragments: dict[str, FragmentDefinitionNode]
) -> Iterator[FieldNode]:
    for selection in selections:
        for node in selection.selections:
            if isinstance(node, FieldNode):
                yield node
            elif isinstance(node, InlineFragmentNode):
                yield from _fields([node.selection_set], fragments)
            elif isinstance(node, FragmentSpreadNode):
                yield from _fields([fragments[node.name.value].selection_set], fragments)


def _key(node: FieldNode) -> str:
    return node.alias.value if node.alias else node.name.value


def _named(node: SelectionNode) -> str:
    return _key(node) if isinstance(node, FieldNode) else "..."


def _one(node: SelectionNode) -> SelectionSetNode:
    return SelectionSetNode(selections=(node,))
