"""Which events a stored document is about: what its field yields between two positions of the log."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, Awaitable
from contextlib import aclosing
from typing import Any, cast

from graphql import ExecutionResult, GraphQLError, create_source_event_stream

from majung.errors import Refusal
from majung.events.log import encode_cursor
from majung.events.models import LoggedEvent
from majung_schema.deliveries.compiled import Compiled
from majung_schema.deliveries.refusals import NotOverEvents
from majung_schema.deliveries.window import Window
from majung_schema.graph.context import Context
from majung_schema.graph.rows import Row

MOST = 200
"""Events taken at once; the next look goes on from the last of them."""


async def events_between(
    document: Compiled, context: Context, after: int, until: int, *, most: int = MOST
) -> tuple[list[Row], int]:
    """The rows of the log that the document's field yields, and the position up to which they are all there are."""
    context.tail = Window(until)
    executor = document.executor(encode_cursor(after))
    executor.context_value = context
    source = create_source_event_stream(executor)
    if executor.is_awaitable(source):
        source = await cast(Awaitable[AsyncIterable[object] | ExecutionResult], source)
    if isinstance(source, ExecutionResult):
        raise _cause(source.errors or [])
    found: list[Row] = []
    async with aclosing(cast("AsyncGenerator[Any, None]", source)) as events:
        async for event in events:
            if not isinstance(event, Row) or event.table is not LoggedEvent:
                raise NotOverEvents(found=type(event).__name__)
            found.append(event)
            if len(found) >= most:
                return found, event["position"]
            await asyncio.sleep(0)
    return found, until


def _cause(errors: list[GraphQLError]) -> Exception:
    error: BaseException = errors[0] if errors else RuntimeError("a subscription without a source")
    while isinstance(error, GraphQLError) and error.original_error is not None:
        error = error.original_error
    return error if isinstance(error, Refusal) else RuntimeError(f"a source failed: {error!r}")
