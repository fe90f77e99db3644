"""A subscription as answers one by one, for whoever asks inside this process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING, Any

import orjson

from majung.access.actor import Actor
from majung.errors import Refusal
from majung_schema.answers import Answer
from majung_schema.limits import Limits
from majung_schema.live.following import NoUpdatesHere
from majung_schema.live.opened import Opened
from majung_schema.live.outbox import Outbox
from majung_schema.live.payload import Payload

if TYPE_CHECKING:
    from majung_schema.operations import Operations


class _Queue:
    """The sink of one reader in this process."""

    def __init__(self, limits: Limits) -> None:
        self.outbox: Outbox[Payload] = Outbox(limits)
        self.ended: asyncio.Future[Answer | None] = asyncio.get_running_loop().create_future()
        self.stalled = False

    @property
    def half_full(self) -> bool:
        return self.outbox.half_full

    def put(self, payload: Payload) -> bool:
        return self.outbox.put(payload, len(payload.content))

    def end(self, answer: Answer | None) -> None:
        self.ended.set_result(answer)

    def too_slow(self) -> None:
        self.ended.set_result(None)


async def followed(operations: Operations, opened: Opened, actor: Actor) -> AsyncGenerator[Answer, None]:
    """An answer for each event that is followed, until the reader leaves or the platform ends it."""
    hub = operations.live()
    if hub is None:
        raise NoUpdatesHere
    sink = _Queue(operations.settings)
    try:
        member = await hub.subscribe(opened, actor, sink)
    except Refusal as refusal:
        yield opened.speaker(actor).refused(refusal)
        return
    try:
        while True:
            waiting = asyncio.ensure_future(sink.outbox.wait())
            either: list[asyncio.Future[Any]] = [waiting, sink.ended]
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            waiting.cancel()
            while len(sink.outbox):
                content = sink.outbox.first().content
                sink.outbox.sent()
                yield Answer(body=orjson.loads(content), content=content)
            if sink.ended.done():
                if (answer := sink.ended.result()) is not None:
                    yield answer
                return
    finally:
        member.leave()
