"""Runs one GraphQL operation for one actor, the same for HTTP, WebSocket and the command line."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from typing import Any, cast

import msgspec
import orjson
from graphql import ExecutionResult
from graphql.execution import Executor
from strawberry import Schema
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from majung.access.actor import Actor
from majung.tracing import Span, span
from majung_schema.answers import Answer, Body, Speaker
from majung_schema.asking import ANY, SINGLE, Asked, Kind, OpenOperation, RequestInfo, of_kind
from majung_schema.coercing import Coercions
from majung_schema.limits import Limits
from majung_schema.live.following import Following
from majung_schema.live.hub import Hub
from majung_schema.live.opened import Opened, opened
from majung_schema.live.source import Source, answered, open_source
from majung_schema.live.stream import followed
from majung_schema.metering import price_of_refusal
from majung_schema.parsing import Documents
from majung_schema.preparation import Runnable
from majung_schema.refusals import (
    MutationOverGet,
    OperationTimedOut,
    RequestRefused,
    SubscriptionNeedsSocket,
    ValidationFault,
    VariablesFault,
)
from majung_schema.traces import execution_span, note_answer, note_prepared, operation_span

INTROSPECTION_OF_ONE = 1_000
"""Of the cost of introspection, which lists of lists make large, this much is worth 1 of a client's minute."""


class _Prepared(msgspec.Struct, frozen=True, kw_only=True):
    executor: Executor[Any]
    kind: Kind
    cost: Body
    price: int
    """What is taken off the client's minute."""


class _Ready(msgspec.Struct, frozen=True, kw_only=True):
    asked: Asked
    executor: Executor[Any]
    info: RequestInfo
    cost: Body


class Operations:
    """Everything that is the same for all transports: documents, limits, rates, deadline, contexts, words of errors.

    Strawberry's schema extensions are not run: what they are used for elsewhere (caches, limits, masks) is here,
    and another executor comes in through the schema's `execution_context_class`.
    """

    def __init__(
        self,
        schema: Schema,
        *,
        open_operation: OpenOperation,
        settings: Limits,
        live: Callable[[], Hub | None] = lambda: None,
    ) -> None:
        if schema.extensions or schema.directives:
            raise ValueError("schema extensions and operation directives are not run here; found some on the schema")
        self.schema = schema
        self.open_operation = open_operation
        self.settings = settings
        self.live = live
        self.documents = Documents(schema._schema, settings)
        self.coercions = Coercions()

    def speaker(self, actor: Actor, info: RequestInfo) -> Speaker:
        """Words for this actor and request."""
        return Speaker(locale=actor.locale, request_id=info.request_id, production=self.settings.production)

    async def answer(
        self, asked: Asked, actor: Actor, info: RequestInfo, *, allowed: frozenset[Kind] = SINGLE
    ) -> Answer:
        """Run a query or mutation; nothing but cancellation is raised."""
        with operation_span(info) as operation:
            try:
                ready = await self._ready(asked, actor, info, allowed, operation)
                answer = ready if isinstance(ready, Answer) else await self._run(ready, actor)
            except Exception as error:
                answer = self.speaker(actor, info).failed(error)
            note_answer(operation, answer)
            return answer

    async def begin(
        self, asked: Asked, actor: Actor, info: RequestInfo, *, allowed: frozenset[Kind] = ANY
    ) -> Answer | Opened | Source:
        """Run any operation: the answer of a query, a mutation or a refusal, or a subscription that is open.

        Nothing but cancellation is raised. What is `Opened` is followed through `live`; a `Source` of a field's own
        must be iterated to its end, in this task.
        """
        with operation_span(info) as operation:
            try:
                begun = await self._begun(asked, actor, info, allowed, operation)
            except Exception as error:
                begun = self.speaker(actor, info).failed(error)
            if isinstance(begun, Answer):
                note_answer(operation, begun)
            return begun

    async def _begun(
        self, asked: Asked, actor: Actor, info: RequestInfo, allowed: frozenset[Kind], operation: Span
    ) -> Answer | Opened | Source:
        ready = await self._ready(asked, actor, info, allowed, operation)
        if isinstance(ready, Answer):
            return ready
        if ready.info.kind != "subscription":
            return await self._run(ready, actor)
        source = await open_source(self, ready.executor, actor, ready.info)
        if not isinstance(source, Source) or not isinstance(source.events, Following):
            return source
        await source.close()
        return opened(self, ready.asked, source)

    async def stream(
        self, asked: Asked, actor: Actor, authenticate: Callable[[], Awaitable[Actor]], info: RequestInfo
    ) -> AsyncGenerator[Answer, None]:
        """Run any operation; a subscription yields an answer for each event until its source ends.

        Who asks is looked up again at each event, so that a revoked token ends a running subscription.
        """
        begun = await self.begin(asked, actor, info)
        if isinstance(begun, Answer):
            yield begun
            return
        if isinstance(begun, Opened):
            answers = followed(self, begun, actor)
        else:
            answers = answered(self, begun, actor, authenticate)
        async with aclosing(answers):
            async for answer in answers:
                yield answer

    async def _ready(
        self, asked: Asked, actor: Actor, info: RequestInfo, allowed: frozenset[Kind], operation: Span
    ) -> _Ready | Answer:
        with span("prepare"):
            asked = await self.let_in(asked, actor, info)
            prepared = self._prepare(asked, actor, info, allowed)
        if isinstance(prepared, Answer):
            return prepared
        note_prepared(operation, prepared.kind, _name_of(prepared.executor), prepared.cost)
        info = of_kind(info, prepared.kind, asked)
        return _Ready(asked=asked, executor=prepared.executor, info=info, cost=prepared.cost)

    async def _run(self, ready: _Ready, actor: Actor) -> Answer:
        return await self.executed(ready.executor, actor, ready.info, ready.cost)

    async def let_in(self, asked: Asked, actor: Actor, info: RequestInfo) -> Asked:
        """What is asked, with its text where only its id was sent; the command line may ask anything.

        Raises RateLimited, before anything is parsed, DocumentUnknown and DocumentNotTrusted.
        """
        if info.transport == "process" or info.is_part:
            return asked
        meter, trusted = self.settings.meter, self.settings.trusted
        meter.check(actor, info.headers)
        if asked.document_id is None and actor.kind not in trusted.only:
            return asked
        try:
            return msgspec.structs.replace(asked, query=await trusted.text(asked.query, asked.document_id, actor.kind))
        except RequestRefused:
            meter.charge(actor, price_of_refusal(asked.query))
            raise

    def _prepare(self, asked: Asked, actor: Actor, info: RequestInfo, allowed: frozenset[Kind]) -> _Prepared | Answer:
        """Look at an operation at its client's charge; the command line is nobody's client."""
        found, meter = self._looked_at(asked, actor, info, allowed), self.settings.meter
        if info.transport == "process":
            return found
        if isinstance(found, Answer):
            meter.charge(actor, price_of_refusal(asked.query))
        elif minute := meter.charge(actor, found.price):
            found.cost["cost"]["minute"] = minute
        return found

    def _looked_at(self, asked: Asked, actor: Actor, info: RequestInfo, allowed: frozenset[Kind]) -> _Prepared | Answer:
        """Parse, measure, validate, coerce variables: what can be refused without touching any data."""
        limits, schema, speaker = self.settings, self.schema._schema, self.speaker(actor, info)
        ceiling = limits.ceiling(actor)
        cost: Body = {}
        try:
            document = self.documents.read(asked.query, ceiling)
            name, operation = document.operation(asked.operation_name)
            measured = self.documents.measured(document, name, asked.variables)
            cost = {"cost": ceiling.told(measured, document.tokens)}
            limits.check(measured, actor, schema_size=len(schema.type_map))
            if faults := self.documents.faults(asked.query, document, suggestions=limits.shows_schema(actor)):
                return speaker.invalid(faults, ValidationFault)
            kind = operation.operation.value
            if kind not in allowed:
                raise SubscriptionNeedsSocket if kind == "subscription" else MutationOverGet(operation=kind)
        except RequestRefused as refusal:
            answer = speaker.refused(refusal)
            return msgspec.structs.replace(answer, body={**answer.body, "extensions": cost}) if cost else answer
        executor = cast(type[StrawberryGraphQLCoreExecutionContext], self.schema.execution_context_class)
        runnable = document.runnables.get(name)
        if runnable is None or runnable.executor is not executor:
            runnable = Runnable(schema, executor, document.ast, operation, self.coercions)
            document.runnables[name] = runnable
        hides = not limits.shows_schema(actor)
        built = runnable.build(asked.variables, asked.operation_name, asked.extensions, hide_suggestions=hides)
        if isinstance(built, list):
            return speaker.invalid(built, VariablesFault)
        price = measured.cost + measured.introspection_cost // INTROSPECTION_OF_ONE
        return _Prepared(executor=built, kind=kind, cost=cost, price=price)

    async def executed(
        self, executor: Executor[Any], actor: Actor, info: RequestInfo, extensions: Body | None = None
    ) -> Answer:
        """Execute within a context of its own and the deadline."""
        with execution_span(info, _name_of(executor)) as execution:
            answer = await self._executed(executor, actor, info, extensions)
            note_answer(execution, answer)
            return answer

    async def _executed(
        self, executor: Executor[Any], actor: Actor, info: RequestInfo, extensions: Body | None
    ) -> Answer:
        speaker, deadline = self.speaker(actor, info), self.settings.operation_deadlines.one()
        try:
            with deadline:
                async with self.open_operation(actor, info) as context:
                    executor.context_value = context
                    result = executor.execute_operation(False if info.is_event else None)
                    if executor.is_awaitable(result):
                        result = await cast(Awaitable[ExecutionResult], result)
        except TimeoutError as error:
            seconds = self.settings.operation_seconds
            return speaker.failed(OperationTimedOut(counted=seconds, allowed=seconds) if deadline.expired else error)
        except Exception as error:
            return speaker.failed(error)
        return _told(cast(ExecutionResult, result), speaker, extensions)


def _name_of(executor: Executor[Any]) -> str | None:
    return executor.operation.name.value if executor.operation.name else None


def _told(result: ExecutionResult, speaker: Speaker, extensions: Body | None) -> Answer:
    errors = [speaker.error(error) for error in result.errors or ()]
    body: Body = {"errors": errors, "data": result.data} if errors else {"data": result.data}
    if extensions:
        body["extensions"] = extensions
    try:
        return Answer(body=body, content=orjson.dumps(body))
    except TypeError as error:  # a scalar let something through that JSON cannot carry
        return speaker.failed(error)
