"""The plans of one schema, kept within bounds of number and memory."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Any, cast
from weakref import WeakKeyDictionary

import structlog
from graphql import DirectiveNode, GraphQLSchema, OperationDefinitionNode, VariableNode
from graphql.language import visit
from graphql.language.visitor import Visitor

from majung_schema.planned.conversion import Conversions
from majung_schema.planned.kinds import Kinds
from majung_schema.planned.plan import Plan

if TYPE_CHECKING:
    from majung_schema.planned.executor import PlanExecutor

KEPT_PLANS = 1_000
KEPT_BYTES = 32 * 1024 * 1024

log = structlog.get_logger("majung.planned")


class Plans:
    """Plans by operation, the values of its @skip and @include, and the kind of actor; least recently used ones go.

    They belong to one schema, so another set of plugins has others; other permissions are another kind of actor.
    """

    def __init__(self, schema: GraphQLSchema) -> None:
        self._kinds = Kinds(schema)
        self._conversions = Conversions(cast("Any", schema)._strawberry_schema)
        self._kept: OrderedDict[tuple[Any, ...], Plan] = OrderedDict()
        self._bytes: dict[tuple[Any, ...], int] = {}
        self._switches: dict[int, tuple[OperationDefinitionNode, tuple[str, ...]]] = {}
        self.hits = self.made = 0

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def bytes(self) -> int:
        """Memory of all plans, roughly."""
        return sum(self._bytes.values())

    def of(self, executor: PlanExecutor) -> Plan:
        """The plan of an operation for who asks."""
        operation = executor.operation
        names = self._names(executor)
        coerced = executor.variable_values.coerced if names else {}
        actor = executor.context_value.actor
        key = (id(operation), *[coerced.get(name) for name in names], actor.likeness)
        plan = self._kept.get(key)
        if plan is not None and plan.operation is operation:
            self._kept.move_to_end(key)
            self.hits += 1
            return plan
        self.made += 1
        plan = Plan(
            schema=executor.schema,
            kinds=self._kinds,
            conversions=self._conversions,
            operation=operation,
            fragments=executor.fragment_definitions,
            variables=executor.variable_values,
            actor=actor,
        )
        self._kept[key] = plan
        return plan

    def newest(self) -> Plan | None:
        """The plan that was asked for last."""
        return next(reversed(self._kept.values()), None)

    def weigh(self, plan: Plan) -> None:
        """Take note of a plan that grew while it ran, tell what compiling took, and keep within the bounds."""
        key = next((k for k in reversed(self._kept) if self._kept[k] is plan), None)
        if key is None:
            return
        self._bytes[key] = plan.bytes
        name = plan.operation.name.value if plan.operation.name else None
        log.debug("planned", operation=name, parts=len(plan.parts), ms=round(plan.seconds * 1000, 2), bytes=plan.bytes)
        while len(self._kept) > KEPT_PLANS or (self.bytes > KEPT_BYTES and len(self._kept) > 1):
            old, _ = self._kept.popitem(last=False)
            self._bytes.pop(old, None)
            self._switches.pop(old[0], None)

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


class _Switches(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def enter_directive(self, node: DirectiveNode, *_: Any) -> None:
        self.names |= {a.value.name.value for a in node.arguments or () if isinstance(a.value, VariableNode)}


_plans: WeakKeyDictionary[GraphQLSchema, Plans] = WeakKeyDictionary()


def plans_of(schema: GraphQLSchema) -> Plans:
    """The plans of a schema; they end with it."""
    plans = _plans.get(schema)
    if plans is None:
        plans = _plans[schema] = Plans(schema)
    return plans
