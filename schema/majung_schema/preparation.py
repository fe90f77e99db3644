"""What an operation's execution begins with: its fragments, and variables from what a client sent to what is used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLInputType,
    GraphQLNonNull,
    GraphQLSchema,
    OperationDefinitionNode,
    Undefined,
    default_field_resolver,
    default_type_resolver,
)
from graphql.execution import Executor
from graphql.execution.collect_fields import FragmentDetails
from graphql.execution.get_variable_signature import GraphQLVariableSignature, get_variable_signature
from graphql.execution.values import VariableValues, VariableValueSource
from strawberry.execution import optimized_is_awaitable
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from majung_schema.coercing import Coerce, Coercions

_is_awaitable = cast(Any, optimized_is_awaitable)


@dataclass(frozen=True)
class _Variable:
    """One variable whose definition has been looked up in the schema."""

    name: str
    type: GraphQLInputType
    coerce: Coerce
    signature: GraphQLVariableSignature
    has_default: bool

    @property
    def may_be_left_out(self) -> bool:
        """Whether its absence needs no thought: nullable, and no default in its place."""
        return not self.has_default and not isinstance(self.type, GraphQLNonNull)


class Runnable:
    """Builds executors for one operation of a valid document.

    `Executor.build` looks through the document and asks the schema for the types of all variables at each request,
    which takes longer than a point query. Here that is done once. Whatever is not plain (a default that is needed,
    a value that does not fit, fragments with variables) is built by graphql-core itself, which also says what is
    wrong.
    """

    def __init__(
        self,
        schema: GraphQLSchema,
        executor: type[StrawberryGraphQLCoreExecutionContext],
        document: DocumentNode,
        operation: OperationDefinitionNode,
        coercions: Coercions,
    ) -> None:
        self.schema = schema
        self.executor = executor
        self.document = document
        self.operation = operation
        fragments = [node for node in document.definitions if isinstance(node, FragmentDefinitionNode)]
        self._definitions = {node.name.value: node for node in fragments}
        self._fragments = {node.name.value: FragmentDetails(node) for node in fragments}
        plain = not any(node.variable_definitions for node in fragments)
        self._variables = _looked_up(schema, operation, coercions) if plain else None

    def build(
        self, raw: dict[str, Any], name: str | None, extensions: dict[str, Any], *, hide_suggestions: bool
    ) -> list[GraphQLError] | Executor[Any]:
        """An executor for these values of variables, or what is wrong with them."""
        values = self._values(raw)
        if values is None:
            return self.executor.build(
                self.schema,
                self.document,
                raw_variable_values=raw,
                operation_name=name,
                is_awaitable=_is_awaitable,
                hide_suggestions=hide_suggestions,
                operation_extensions=extensions,
            )
        return self.executor(
            self.schema,
            self._definitions,
            self._fragments,
            None,
            None,
            self.operation,
            values,
            default_field_resolver,
            default_type_resolver,
            default_field_resolver,
            is_awaitable=_is_awaitable,
            hide_suggestions=hide_suggestions,
            operation_extensions=extensions,
        )

    def _values(self, raw: dict[str, Any]) -> VariableValues | None:
        if self._variables is None:
            return None
        sources: dict[str, VariableValueSource] = {}
        coerced: dict[str, Any] = {}
        for variable in self._variables:
            name = variable.name
            value = raw.get(name, Undefined)
            if value is Undefined:
                if not variable.may_be_left_out:
                    return None
                sources[name] = VariableValueSource(variable.signature)
                continue
            try:
                found = variable.coerce(value)
            except (GraphQLError, RecursionError):
                return None
            if found is Undefined:
                return None
            sources[name] = VariableValueSource(variable.signature, value)
            coerced[name] = found
        return VariableValues(sources, coerced)


def _looked_up(
    schema: GraphQLSchema, operation: OperationDefinitionNode, coercions: Coercions
) -> tuple[_Variable, ...] | None:
    found: list[_Variable] = []
    for node in operation.variable_definitions or ():
        signature = get_variable_signature(schema, node)
        if isinstance(signature, GraphQLError):
            return None
        coerce, has_default = coercions.of(signature.type), node.default_value is not None
        found.append(_Variable(signature.name, signature.type, coerce, signature, has_default))
    return tuple(found)
