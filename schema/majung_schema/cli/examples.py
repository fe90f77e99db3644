"""Queries to paste for a start, made to fit the programs that run here."""

from __future__ import annotations

from dataclasses import dataclass, replace

from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLObjectType,
    GraphQLOutputType,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    is_leaf_type,
    is_list_type,
    is_required_argument,
    parse,
    print_ast,
)
from graphql.type import GraphQLNonNull

from majung.texts import Text
from majung_schema.composition import ComposedSchema

LEAVES = 3
"""How many plain fields of an object are shown."""

WIDTH = 84
"""Columns of a line of a query."""


@dataclass(frozen=True, kw_only=True)
class Example:
    """A query with what it answers."""

    title: Text
    query: str


def examples(schema: ComposedSchema, brn: str) -> tuple[Example, ...]:
    """Three queries that every actor may send; each answers with what its sender may see."""
    return (
        Example(
            title=Text(
                "한 기업의 모든 것: 지원이력과 각 사업이 덧붙인 정보", "A firm: its support, and what programs add"
            ),
            query=_laid_out(
                f'{{ firm(brn: "{brn}") {{ name representative status district {{ nameKo nameEn }}'
                " supportRecords(first: 3) { totalCount nodes { year title decidedKrw } }"
                f" {' '.join(additions(schema, 'Firm'))} }} }}"
            ),
        ),
        Example(
            title=Text("입력 중인 한글로 찾기(초성 포함)", "Search as people type it, by initial consonants"),
            query=_laid_out('{ search(text: "ㄴㄷ", first: 5) { kind title node { id } } }'),
        ),
        Example(
            title=Text("접수 중인 공고", "Calls that are open"),
            query=_laid_out(
                '{ calls(first: 3, where: {status: ["OPEN"]}) { totalCount nodes { title closingText } } }'
            ),
        ),
    )


def additions(schema: ComposedSchema, type_name: str) -> list[str]:
    """Selections of the fields that plugins add to a type and that need no argument."""
    owner = schema._schema.type_map[type_name]
    assert isinstance(owner, GraphQLObjectType)
    names = [c.field for c in schema.contributions if c.type == type_name]
    return [shown for name in names if (shown := _selection(name, owner.fields[name]))]


def _selection(name: str, field: GraphQLField) -> str:
    if any(is_required_argument(argument) for argument in field.args.values()):
        return ""
    kind = get_named_type(field.type)
    if is_leaf_type(kind):
        return name
    if not isinstance(kind, GraphQLObjectType):
        return ""
    if "totalCount" in kind.fields:
        return f"{name} {{ totalCount }}"
    leaves = [n for n, f in kind.fields.items() if _is_plain(f) and n not in ("id", "version")][:LEAVES]
    return f"{name} {{ {' '.join(leaves)} }}" if leaves else ""


def _is_plain(field: GraphQLField) -> bool:
    kind: GraphQLOutputType = field.type
    inner = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
    return is_leaf_type(inner) and not is_list_type(inner) and not any(map(is_required_argument, field.args.values()))


def _laid_out(query: str) -> str:
    """The query in as few lines as a terminal is wide for, which leaves the answers in sight."""
    document = parse(query)
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    return _selected(operation.selection_set, indent="")


def _selected(selections: SelectionSetNode, indent: str) -> str:
    inner = indent + "  "
    parts = [_field(field, inner) for field in selections.selections if isinstance(field, FieldNode)]
    flat = f"{{ {' '.join(parts)} }}"
    if "\n" not in flat and len(inner) + len(flat) <= WIDTH:
        return flat
    lines: list[str] = []
    for part in parts:
        joined = f"{lines[-1]} {part}" if lines else ""
        if lines and "{" not in joined and len(inner) + len(joined) <= WIDTH:
            lines[-1] = joined
        else:
            lines.append(part)
    return "{\n" + "\n".join(inner + line for line in lines) + f"\n{indent}}}"


def _field(field: FieldNode, indent: str) -> str:
    head = " ".join(print_ast(replace(field, selection_set=None)).split())
    return f"{head} {_selected(field.selection_set, indent)}" if field.selection_set else head
