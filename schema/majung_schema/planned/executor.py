"""The executor: queries, payloads of mutations and events of subscriptions are answered by plan."""

from __future__ import annotations

from typing import Any

from graphql import ExecutionResult, OperationType
from graphql.execution.collect_fields import FieldDetails
from graphql.pyutils import Path
from graphql.type import GraphQLResolveInfoHelpers
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from majung_schema.planned.asked import AskedField
from majung_schema.planned.plans import plans_of
from majung_schema.planned.run import Run


class PlanExecutor(StrawberryGraphQLCoreExecutionContext):
    """Runs operations by plan; fields that nobody declared (introspection) are graphql-core's."""

    def execute_operation(self, serially: bool | None = None) -> Any:
        """The operation's result, as graphql-core would answer it."""
        if serially is None:
            serially = self.operation.operation is OperationType.MUTATION
        return self._planned(serially=serially)

    async def _planned(self, *, serially: bool) -> ExecutionResult:
        plans = plans_of(self.schema)
        plan = plans.of(self)
        grown = plan.growth.times
        try:
            return await Run(self, plan).result(serially=serially)
        finally:
            if plan.growth.times != grown or not grown:
                plans.weigh(plan)

    @property
    def async_helpers(self) -> GraphQLResolveInfoHelpers:
        """Made when they are asked for: kept, they hold the executor in a circle that only the collector ends."""
        return GraphQLResolveInfoHelpers(gather=self.gather_async_work, track=self.track_async_work)

    @async_helpers.setter
    def async_helpers(self, _: GraphQLResolveInfoHelpers) -> None:
        """The base class sets them on each executor."""

    async def by_graphql_core(self, field: AskedField) -> Any:
        """The value of one root field, executed by graphql-core with all that hangs on it."""
        path = Path(None, field.key, field.parent.name)
        details = [FieldDetails(node, None) for node in field.nodes]
        value = self.execute_field(field.parent, self.root_value, details, path, None)
        if self.is_awaitable(value):
            value = await value
        if self.collected_errors.errors:
            raise self.collected_errors.errors.pop()
        return value
