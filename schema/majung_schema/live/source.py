"""The source of a subscription: what its field returned, with the context that stays open while it is read."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterable, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from graphql import ExecutionResult, create_source_event_stream
from graphql.execution import Executor
from msgspec import structs

from majung.access.actor import Actor
from majung_schema.answers import Answer
from majung_schema.refusals import MandateChanged

if TYPE_CHECKING:
    from majung_schema.asking import RequestInfo
    from majung_schema.operations import Operations


@dataclass(frozen=True, kw_only=True)
class Source:
    """Events of a field's own, or what it wants of the log."""

    executor: Executor[Any]
    events: Any
    info: RequestInfo
    stack: AsyncExitStack

    async def close(self) -> None:
        """Close the context in which the field was asked."""
        await self.stack.aclose()


async def open_source(
    operations: Operations, executor: Executor[Any], actor: Actor, info: RequestInfo
) -> Source | Answer:
    """Ask the field for its events; an answer when it refuses."""
    stack = AsyncExitStack()
    try:
        executor.context_value = await stack.enter_async_context(operations.open_operation(actor, info))
        source = create_source_event_stream(executor)
        if executor.is_awaitable(source):
            with operations.settings.operation_deadlines.one():
                source = await cast("Awaitable[AsyncIterable[object] | ExecutionResult]", source)
    except BaseException:
        await stack.aclose()
        raise
    if isinstance(source, ExecutionResult):
        await stack.aclose()
        speaker = operations.speaker(actor, info)
        return Answer(body={"errors": [speaker.error(error) for error in source.errors or ()]}, status=400)
    return Source(executor=executor, events=source, info=info, stack=stack)


async def answered(
    operations: Operations, source: Source, actor: Actor, authenticate: Callable[[], Awaitable[Actor]]
) -> AsyncGenerator[Answer, None]:
    """An answer for each event of a field's own source, for one viewer, whose rights are looked at again each time."""
    info, events = structs.replace(source.info, is_event=True), aiter(cast("AsyncIterable[object]", source.events))
    try:
        async for event in events:
            now = await authenticate()
            if now.rights != actor.rights:
                raise MandateChanged
            actor = now
            yield await operations.executed(source.executor.build_per_event_executor(event), actor, info)
    except Exception as error:
        yield operations.speaker(actor, info).failed(error)
    finally:
        if isinstance(events, AsyncGenerator):
            await events.aclose()
        await source.close()
