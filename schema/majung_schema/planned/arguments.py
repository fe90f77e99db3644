"""Arguments: converted once where the document gives them whole, looked up where it names a variable."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from types import SimpleNamespace
from typing import Any

import strawberry
from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLInputType,
    GraphQLNonNull,
    GraphQLScalarType,
    OperationDefinitionNode,
    Undefined,
    ValueNode,
    VariableNode,
    get_named_type,
)
from graphql.execution.values import get_argument_values
from strawberry.types.fields.resolver import StrawberryResolver

from majung_schema.late_resolvers import LateResolver
from majung_schema.planned.asked import AskedField
from majung_schema.planned.conversion import Conversions


class Arguments:
    """The arguments of one field of a document, as its declaration takes them."""

    def __init__(self, field: AskedField, conversions: Conversions, operation: OperationDefinitionNode) -> None:
        self.field = field
        self._schema = conversions.schema
        self._convert = conversions.of_arguments(field.declared.arguments) if field.declared else None
        given = {a.name.value: a.value for a in field.nodes[0].arguments or ()}
        self._looked_up = self._variables(given, operation)
        self.constant = not any(_names_variable(value) for value in given.values())
        """Whether the document gives them whole, so that they are the same for every request."""
        self._whole: Mapping[str, Any] | None = None

    def of(self, variables: Any) -> Mapping[str, Any]:
        """Their values; raises what is wrong with them."""
        if self._whole is not None:
            return self._whole
        if self.constant:
            self._whole = self._converted(self.field.definition, variables)
            return self._whole
        if self._looked_up is None:
            return self._converted(self.field.definition, variables)
        constants, names = self._looked_up
        coerced = variables.coerced
        return {**constants, **{argument: coerced[name] for argument, name in names if name in coerced}}

    def _variables(
        self, given: Mapping[str, ValueNode], operation: OperationDefinitionNode
    ) -> tuple[Mapping[str, Any], list[tuple[str, str]]] | None:
        """Constant arguments converted, and for the others the variable; None where a value needs converting."""
        required = {d.variable.name.value: d.type.kind == "non_null_type" for d in operation.variable_definitions or ()}
        names, rest = self._names(), dict(self.field.definition.args)
        looked_up: list[tuple[str, str]] = []
        for name, value in given.items():
            if not isinstance(value, VariableNode):
                if _names_variable(value):
                    return None
                continue
            definition = rest.pop(name)
            variable = value.name.value
            if not _as_it_is(definition.type) or definition.default_value not in {None, Undefined}:
                return None  # an omitted variable leaves the argument out, which null as a default means too
            if isinstance(definition.type, GraphQLNonNull) and not required.get(variable):
                return None
            looked_up.append((names[name], variable))
        if not looked_up:
            return None
        field = self.field.definition
        try:
            return self._converted(GraphQLField(field.type, args=rest), None), looked_up
        except Exception:
            return None  # what is wrong is said when it is asked for

    def _names(self) -> dict[str, str]:
        """Python names of the arguments by their GraphQL names."""
        declared, converter = self.field.declared, self._schema.config.name_converter
        assert declared is not None
        return {converter.get_graphql_name(a): a.python_name for a in declared.arguments}

    def _converted(self, definition: GraphQLField, variables: Any) -> Mapping[str, Any]:
        assert self._convert is not None
        raw = get_argument_values(definition, self.field.nodes[0], variables)
        # open inputs ask it for the parts that plugins gave them
        return self._convert(raw, SimpleNamespace(schema=self._schema)) if raw else {}

    def raw(self, variables: Any) -> dict[str, Any]:
        """The values as a resolver of graphql-core takes them."""
        node: FieldNode = self.field.nodes[0]
        return get_argument_values(self.field.definition, node, variables) if self.field.definition.args else {}

    @cached_property
    def resolver(self) -> StrawberryResolver[Any] | None:
        """The function that answers the field, where nothing of Strawberry's or somebody else's stands before it."""
        plain = isinstance(self.field.definition.resolve, LateResolver)
        if self.field.declared is None or not plain or self._schema.schema_converter.exception_handlers:
            return None
        return self.field.declared.base_resolver

    def called(self, resolver: StrawberryResolver[Any], value: Any, info: strawberry.Info, raw: dict[str, Any]) -> Any:
        """What the function answers for an object."""
        assert self._convert is not None
        given = self._convert(raw, info)
        if resolver.info_parameter:
            given[resolver.info_parameter.name] = info
        for parameter in (resolver.parent_parameter, resolver.root_parameter):
            if parameter:
                given[parameter.name] = value
        return resolver(value, **given) if resolver.self_parameter else resolver(**given)


def _names_variable(value: ValueNode) -> bool:
    if isinstance(value, VariableNode):
        return True
    children = (getattr(value, "values", None) or ()) + tuple(f.value for f in getattr(value, "fields", None) or ())
    return any(_names_variable(child) for child in children)


def _as_it_is(kind: GraphQLInputType) -> bool:
    """Whether a coerced value is what the declaration takes: scalars are, inputs and enums are converted."""
    return isinstance(get_named_type(kind), GraphQLScalarType)
