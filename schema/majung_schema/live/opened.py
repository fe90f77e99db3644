"""A subscription that was parsed, measured and validated, and is ready to be followed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import orjson
from msgspec import structs

from majung.access.actor import Actor
from majung.events.models import LoggedEvent
from majung_schema.answers import Answer, Speaker
from majung_schema.graph.reading import NotePersonal
from majung_schema.graph.rows import Row
from majung_schema.live.following import Following, NoUpdatesHere, cursor_variable
from majung_schema.live.source import Source

if TYPE_CHECKING:
    from majung_schema.asking import Asked, RequestInfo
    from majung_schema.operations import Operations

PURPOSE_HEADER = "majung-purpose"

Execute = Callable[[Row, Actor, NotePersonal], Awaitable[Answer]]


@dataclass(frozen=True, kw_only=True)
class Opened:
    """What to follow, and how to answer for one event."""

    following: Following
    info: RequestInfo
    key: object
    """The document, which of its operations, the values of its variables but the cursor's, and what is followed."""
    execute: Execute
    """The answer for one row of the log, to an actor."""
    speaker: Callable[[Actor], Speaker]
    """Words for an actor."""
    table: type[LoggedEvent] = LoggedEvent


def opened(operations: Operations, asked: Asked, source: Source) -> Opened:
    """The subscription behind a source that only says what it wants. Raises NoUpdatesHere."""
    if operations.live() is None:
        raise NoUpdatesHere
    executor, info = source.executor, structs.replace(source.info, is_event=True)
    # the purpose of unmasking goes with the viewer, whose updates others with another purpose do not share
    headers = {name: value for name, value in info.headers.items() if name != PURPOSE_HEADER}

    async def execute(row: Row, actor: Actor, note: NotePersonal) -> Answer:
        asking = structs.replace(info, headers=headers, note_personal=note)
        return await operations.executed(executor.build_per_event_executor(row), actor, asking)

    def speaker(actor: Actor) -> Speaker:
        return operations.speaker(actor, info)

    return Opened(following=source.events, info=info, key=_key(asked, source), execute=execute, speaker=speaker)


def _key(asked: Asked, source: Source) -> object:
    executor = source.executor
    cursor = cursor_variable(executor.operation, executor.fragment_definitions)
    values = {name: value for name, value in asked.variables.items() if name != cursor}
    # as text: the bytes that orjson returns keep kilobytes for each of thousands of subscribers
    return (
        asked.query,
        asked.operation_name,
        orjson.dumps(values, option=orjson.OPT_SORT_KEYS).decode(),
        source.events.wanted,
    )
