"""The executor: queries run by plan; whatever a plan does not answer, graphql-core does, with the same result."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any, cast
from weakref import WeakKeyDictionary

import structlog
from graphql import DirectiveNode, ExecutionResult, GraphQLSchema, OperationType, VariableNode
from graphql.language import visit
from graphql.language.visitor import Visitor
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from majung.errors import Refusal
from majung_schema.planned.leaves import Unplannable
from majung_schema.planned.plan import Plan
from majung_schema.planned.run import Run

KEPT_PLANS = 500

log = structlog.get_logger("majung.planned")


class Plans:
    """The plans of one schema, least recently used ones dropped; values of variables are never part of one."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[int, tuple[Any, ...]], tuple[Any, Plan]] = OrderedDict()
        self._switches: dict[int, tuple[Any, tuple[str, ...]]] = {}

    def of(self, executor: PlanExecutor) -> Plan:
        """The plan of this operation for the present values of its @skip and @include."""
        operation = executor.operation
        names = self._names(executor)
        values = executor.variable_values.coerced if names else {}
        key = (id(operation), tuple(values.get(name) for name in names))
        kept = self._kept.get(key)
        if kept is not None and kept[0] is operation:
            self._kept.move_to_end(key)
            return kept[1]
        plan = Plan(schema=executor.schema, fragments=executor.fragment_definitions, variables=executor.variable_values)
        self._kept[key] = (operation, plan)
        while len(self._kept) > KEPT_PLANS:
            (old, _), _ = self._kept.popitem(last=False)
            self._switches.pop(old, None)
        return plan

    def _names(self, executor: PlanExecutor) -> tuple[str, ...]:
        """Names of the variables that decide what is selected."""
        operation = executor.operation
        known = self._switches.get(id(operation))
        if known is not None and known[0] is operation:
            return known[1]
        found = _Switches()
        for definition in (operation, *executor.fragment_definitions.values()):
            visit(definition, found)
        names = tuple(sorted(found.names))
        self._switches[id(operation)] = (operation, names)
        return names


_plans: WeakKeyDictionary[GraphQLSchema, Plans] = WeakKeyDictionary()


class _Switches(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def enter_directive(self, node: DirectiveNode, *_: Any) -> None:
        self.names |= {a.value.name.value for a in node.arguments or () if isinstance(a.value, VariableNode)}


class PlanExecutor(StrawberryGraphQLCoreExecutionContext):
    """Runs queries by plan."""

    def execute_operation(self, serially: bool | None = None) -> Any:
        """The answer of a plan, or of graphql-core where there is none."""
        if self.operation.operation is not OperationType.QUERY or self.root_value is not None:
            return super().execute_operation(serially)
        return self._planned(serially)

    async def _planned(self, serially: bool | None) -> ExecutionResult:
        root = self.schema.query_type
        try:
            plan = _plans.setdefault(self.schema, Plans()).of(self)
            assert root is not None
            object_plan = plan.of(root, [self.operation.selection_set])
            [data] = await Run(self, plan).objects(object_plan, [None])
            return ExecutionResult(data=data)
        except Exception as error:
            # A query changes nothing, so it may be run again; graphql-core says what is wrong, field by field.
            if not isinstance(error, Unplannable | Refusal):
                log.info("a plan was given up", reason=repr(error))
            result = super().execute_operation(serially)
            if self.is_awaitable(result):
                result = await result
            return cast("ExecutionResult", result)
