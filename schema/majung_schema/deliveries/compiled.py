"""A stored document made ready to run: checked against the schema and its own limits, its cursor a variable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from graphql import (
    ArgumentNode,
    DocumentNode,
    FieldNode,
    GraphQLField,
    NamedTypeNode,
    NameNode,
    OperationDefinitionNode,
    OperationType,
    VariableDefinitionNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_interface_type,
    is_object_type,
)
from graphql.execution import Executor
from strawberry.execution import optimized_is_awaitable

from majung_schema.composition import ComposedSchema
from majung_schema.deliveries.refusals import CursorInDocument, DocumentRefused, DocumentTooDear, NotOverEvents
from majung_schema.limits import Ceiling
from majung_schema.operations import Operations
from majung_schema.refusals import RequestRefused

STORED = Ceiling(cost=2_000, tokens=2_000, characters=20_000, page=50)
"""What one event may cost by a stored document: it is executed for every event, not once."""

AFTER = "majungAfter"
UPDATE = "Update"


@dataclass(frozen=True, kw_only=True)
class Compiled:
    """A document whose field takes its cursor from a variable of the platform's own."""

    schema: ComposedSchema
    ast: DocumentNode
    variables: Mapping[str, Any]
    root_field: str
    answer_key: str
    cost: int

    def executor(self, after: str | None = None) -> Executor[Any]:
        """An executor for this document, from a cursor on."""
        built = self.schema.execution_context_class.build(
            self.schema._schema,
            self.ast,
            raw_variable_values={**self.variables, AFTER: after},
            is_awaitable=cast(Any, optimized_is_awaitable),
            hide_suggestions=True,
        )
        if isinstance(built, list):
            raise DocumentRefused(reason_code="VARIABLES_INVALID", reason=built[0].message)
        return built


def compiled(operations: Operations, text: str, variables: Mapping[str, Any]) -> Compiled:
    """Parse, measure and validate a document; refuses what could not be executed for each event."""
    try:
        document = operations.documents.read(text, STORED)
        name, operation = document.operation(None)
        measured = operations.documents.measured(document, name, variables)
        if measured.cost > STORED.cost:
            raise DocumentTooDear(counted=measured.cost, allowed=STORED.cost)
        STORED.check(measured, schema_size=0)
        faults = operations.documents.faults(text, document, suggestions=False)
    except RequestRefused as refusal:
        raise DocumentRefused(reason_code=refusal.code, reason=refusal.message("en")) from None
    if faults:
        where = faults[0].locations[0] if faults[0].locations else None
        place = f" (line {where.line}, column {where.column})" if where else ""
        raise DocumentRefused(reason_code="VALIDATION_FAILED", reason=f"{faults[0].message}{place}")
    schema = cast(ComposedSchema, operations.schema)
    field = _only_field(schema, operation)
    ready = Compiled(
        schema=schema,
        ast=_resumable(document.ast, operation, field),
        variables=dict(variables),
        root_field=field.name.value,
        answer_key=(field.alias or field.name).value,
        cost=measured.cost,
    )
    ready.executor()
    return ready


def _only_field(schema: ComposedSchema, operation: OperationDefinitionNode) -> FieldNode:
    if operation.operation is not OperationType.SUBSCRIPTION:
        raise NotOverEvents(found=operation.operation.value)
    selections = operation.selection_set.selections
    field = selections[0]
    if len(selections) != 1 or not isinstance(field, FieldNode) or field.directives:
        raise NotOverEvents(found="a fragment or a directive around it")
    root = schema._schema.subscription_type
    definition = root.fields.get(field.name.value) if root is not None else None
    if definition is None or not _gives_updates(definition):
        raise NotOverEvents(found=field.name.value)
    given = {argument.name.value for argument in field.arguments or ()}
    declared = {one.variable.name.value for one in operation.variable_definitions or ()}
    if "after" in given or AFTER in declared:
        raise CursorInDocument
    return field


def _gives_updates(definition: GraphQLField) -> bool:
    named = get_named_type(definition.type)
    updates = is_interface_type(named) and named.name == UPDATE
    if is_object_type(named) or is_interface_type(named):
        updates = updates or any(one.name == UPDATE for one in named.interfaces)
    after = definition.args.get("after")
    return updates and after is not None and get_nullable_type(after.type) is after.type


def _resumable(ast: DocumentNode, operation: OperationDefinitionNode, field: FieldNode) -> DocumentNode:
    """The document with `after` taken from a variable, so that one text runs from any cursor."""
    variable = VariableNode(name=NameNode(value=AFTER))
    argument = ArgumentNode(name=NameNode(value="after"), value=variable)
    taken = replace(field, arguments=(*(field.arguments or ()), argument))
    declared = VariableDefinitionNode(variable=variable, type=NamedTypeNode(name=NameNode(value="Cursor")))
    resumable = replace(
        operation,
        selection_set=replace(operation.selection_set, selections=(taken,)),
        variable_definitions=(*(operation.variable_definitions or ()), declared),
    )
    return replace(ast, definitions=tuple(resumable if d is operation else d for d in ast.definitions))
