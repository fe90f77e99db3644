"""Documents that were parsed, measured and found valid once, kept for one schema within bounds."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field

from graphql import (
    DocumentNode,
    FloatValueNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    IntValueNode,
    Node,
    OperationDefinitionNode,
    StringValueNode,
    parse,
    specified_rules,
    validate,
)
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from majung_schema.cost import Measured, measure, page_value
from majung_schema.limits import Ceiling, Limits
from majung_schema.preparation import Runnable
from majung_schema.refusals import DocumentTooLong, SyntaxFault, TooManyTokens, UnknownOperation

RULES = (*specified_rules, MaybeNullValidationRule, OneOfInputValidationRule)
MEASURES_KEPT = 32
"""Measures kept for one document (one for each combination of page sizes that clients send)."""
BYTES_OF_A_TOKEN = 400
"""Memory of a parsed document, measured with tracemalloc, for each of its tokens."""
MAX_DIGITS = 40

_SUSPICIOUS = re.compile(r"\d{41}|\x00|\\u0000|\\u\{0+\}")
_TOKENS_EXCEEDED = re.compile(r"contains more than \d+ (lexical )?(tokens|comments)")


@dataclass(eq=False)
class Document:
    """A parsed document with what was counted in it."""

    ast: DocumentNode
    tokens: int
    bytes: int
    operations: dict[str, OperationDefinitionNode]
    valid: bool = False
    runnables: dict[str, Runnable] = field(default_factory=dict)
    """By operation: what its execution begins with, worked out once."""
    measures: dict[tuple[object, ...], Measured] = field(default_factory=dict)
    page_variables: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def operation(self, name: str | None) -> tuple[str, OperationDefinitionNode]:
        """The operation that a request names; it need not, where the document has only one."""
        operations = self.operations
        if name is None and len(operations) == 1:
            return next(iter(operations.items()))
        if name is None or name not in operations:
            found = ", ".join(operations) or "none"
            raise UnknownOperation(name="without a name" if name is None else name, found=found)
        return name, operations[name]


class Documents:
    """Parses, measures and validates documents for one schema.

    The cache holds only valid documents, at most `cached_documents` and `cached_document_bytes`, and lives and
    dies with its owner: nothing of it is shared between schemas. It belongs to one event loop.
    """

    def __init__(self, schema: GraphQLSchema, limits: Limits) -> None:
        self.schema = schema
        self.limits = limits
        self.kept: OrderedDict[str, Document] = OrderedDict()
        self.bytes = 0

    def read(self, source: str, ceiling: Ceiling) -> Document:
        """The document of a source text, which may not be valid yet; refused past the caller's limits."""
        if len(source) > ceiling.characters:
            raise DocumentTooLong(counted=len(source), allowed=ceiling.characters)
        document = self.kept.get(source)
        if document is None:
            document = _parsed(source, ceiling)
        else:
            self.kept.move_to_end(source)
        if document.tokens > ceiling.tokens:
            raise TooManyTokens(counted=document.tokens, allowed=ceiling.tokens)
        return document

    def measured(self, document: Document, name: str, variables: Mapping[str, object]) -> Measured:
        """What an operation of the document asks for with these variables."""
        names = document.page_variables.get(name)
        if names is not None:
            known = document.measures.get((name, *(_page_key(variables, n) for n in names)))
            if known is not None:
                return known
        measured = measure(self.schema, document.ast, document.operations[name], variables)
        names = document.page_variables.setdefault(name, tuple(sorted(measured.page_variables)))
        if len(document.measures) >= MEASURES_KEPT:
            document.measures.clear()
        document.measures[(name, *(_page_key(variables, n) for n in names))] = measured
        return measured

    def faults(self, source: str, document: Document, *, suggestions: bool) -> list[GraphQLError]:
        """What validation says against the document; when nothing, the document is kept."""
        if document.valid:
            return []
        faults = validate(self.schema, document.ast, RULES, max_errors=20, hide_suggestions=not suggestions)
        if not faults:
            document.valid = True
            self._keep(source, document)
        return faults

    def _keep(self, source: str, document: Document) -> None:
        if document.bytes > self.limits.cached_document_bytes // 8 or source in self.kept:
            return
        self.kept[source] = document
        self.bytes += document.bytes
        while len(self.kept) > self.limits.cached_documents or self.bytes > self.limits.cached_document_bytes:
            _, dropped = self.kept.popitem(last=False)
            self.bytes -= dropped.bytes


def _parsed(source: str, ceiling: Ceiling) -> Document:
    try:
        ast = parse(source, max_lexical_tokens=ceiling.tokens, max_comments=ceiling.tokens)
        if _SUSPICIOUS.search(source):
            _check_literals(ast)
    except GraphQLSyntaxError as error:
        if _TOKENS_EXCEEDED.search(error.message):
            raise TooManyTokens(counted=ceiling.tokens + 1, allowed=ceiling.tokens) from None
        where = error.locations[0] if error.locations else None
        reason = error.message.removeprefix("Syntax Error: ").rstrip(".")
        raise SyntaxFault(reason=f"{reason} (line {where.line}, column {where.column})" if where else reason) from None
    operations = {
        node.name.value if node.name else "": node
        for node in ast.definitions
        if isinstance(node, OperationDefinitionNode)
    }
    tokens = ast.token_count or 0
    return Document(ast=ast, tokens=tokens, bytes=len(source) * 2 + tokens * BYTES_OF_A_TOKEN, operations=operations)


def _check_literals(ast: DocumentNode) -> None:
    """Numbers that Python refuses to convert and characters that Postgres cannot store have no business here."""
    waiting: list[Node] = [ast]
    while waiting:
        node = waiting.pop()
        if isinstance(node, IntValueNode | FloatValueNode) and len(node.value) > MAX_DIGITS:
            raise SyntaxFault(reason=f"a number has more than {MAX_DIGITS} digits")
        if isinstance(node, StringValueNode) and "\x00" in node.value:
            raise SyntaxFault(reason="a text contains the character NUL")
        for key in node.keys:
            value = getattr(node, key, None)
            if isinstance(value, Node):
                waiting.append(value)
            elif isinstance(value, tuple):
                waiting.extend(child for child in value if isinstance(child, Node))


def _page_key(variables: Mapping[str, object], name: str) -> int | str | None:
    return page_value(variables[name]) if name in variables else "absent"
