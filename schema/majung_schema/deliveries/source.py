"""Which events a stored document is about: what its field wants of the log between two positions."""

from __future__ import annotations

from typing import Any

from graphql import ExecutionResult, GraphQLError, create_source_event_stream

from majung.errors import Refusal
from majung.events.log import encode_cursor, read_wanted
from majung.events.models import LoggedEvent
from majung_schema.deliveries.compiled import Compiled
from majung_schema.deliveries.refusals import NotOverEvents
from majung_schema.graph.context import Context
from majung_schema.graph.rows import Row
from majung_schema.live.following import Following

MOST = 200
"""Events taken at once; the next look goes on from the last of them."""


async def events_between(
    document: Compiled, context: Context, after: int, until: int, *, most: int = MOST
) -> tuple[list[Row], int]:
    """The rows of the log that the document's field wants, and the position up to which they are all there are."""
    executor = document.executor(encode_cursor(after))
    executor.context_value = context
    source: Any = create_source_event_stream(executor)
    if executor.is_awaitable(source):
        source = await source
    if isinstance(source, ExecutionResult):
        raise _cause(source.errors or [])
    if not isinstance(source, Following):
        raise NotOverEvents(found=type(source).__name__)
    events = await read_wanted(context.actor, after, source.wanted, until=until, limit=most)
    rows = [Row(LoggedEvent, event) for event in events if source.wanted.has(event)]
    return rows, events[-1]["position"] if len(events) == most else until


def _cause(errors: list[GraphQLError]) -> Exception:
    error: BaseException = errors[0] if errors else RuntimeError("a subscription without a source")
    while isinstance(error, GraphQLError) and error.original_error is not None:
        error = error.original_error
    return error if isinstance(error, Refusal) else RuntimeError(f"a source failed: {error!r}")
