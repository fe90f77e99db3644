"""The broker (NATS JetStream): a copy of the log from which other processes and partners consume.

It is never the log of record. What it lost is published again from the log, and whoever hears of a position reads the
log itself; losing the broker costs latency, never events.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from cloudevents.core.formats.json import JSONFormat
from nats.aio.client import Client
from nats.js import JetStreamContext
from nats.js.api import RetentionPolicy, StorageType, StreamConfig
from nats.js.errors import APIError, NotFoundError

from majung.errors import Refusal
from majung.events.cloud import cloud_event, event_id

STREAM = "MAJUNG"
SUBJECTS = "majung.events.>"
POSITION = "Majung-Position"
"""Header with the place in the log, by which a consumer sees a gap and the relay where it goes on."""

ANSWER_SECONDS = 5.0
RETRY_SECONDS = 0.5
_LAST_SEQUENCE_WRONG = 10071

_FORMAT = JSONFormat()

log = logging.getLogger(__name__)


class BrokerUnreachable(Refusal):
    """The broker at {address} did not answer within {seconds} seconds. Start it, or correct the address.

    ko: {address}의 브로커가 {seconds}초 안에 응답하지 않았습니다. 브로커를 시작하거나 주소를 확인하십시오.
    """


class OvertakenByAnother(Exception):
    """Another relay published meanwhile; look again where the broker stands."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How far the broker's copy goes: the position of its newest event (None: it has none) and its own number of it."""

    position: int | None
    sequence: int


class Broker:
    """A connection to the broker, with the stream that holds the copy."""

    def __init__(self, client: Client, jetstream: JetStreamContext) -> None:
        self.client = client
        self.jetstream = jetstream

    @property
    def connected(self) -> bool:
        """Whether the broker is there just now; the client comes back to it by itself."""
        return bool(self.client.is_connected)

    async def prepare(self, days: int) -> None:
        """Make the stream, or set for how long it keeps events."""
        config = StreamConfig(
            name=STREAM,
            description="The event log of Majung, in its order; republished from the log where it is lost.",
            subjects=[SUBJECTS],
            retention=RetentionPolicy.LIMITS,
            storage=StorageType.FILE,
            max_age=days * 86_400.0,
        )
        make = self.jetstream.update_stream if await self.has_stream() else self.jetstream.add_stream
        await make(config)

    async def has_stream(self) -> bool:
        """Whether the copy is there; a broker may lose it, and the relay makes it again."""
        try:
            await self.jetstream.stream_info(STREAM)
        except NotFoundError:
            return False
        return True

    async def standing(self) -> Standing:
        """Where the copy ends."""
        state = (await self.jetstream.stream_info(STREAM)).state
        if not state.messages:
            return Standing(position=None, sequence=state.last_seq)
        last = await self.jetstream.get_msg(STREAM, seq=state.last_seq)
        return Standing(position=int((last.headers or {})[POSITION]), sequence=state.last_seq)

    async def publish(self, event: Mapping[str, Any], after: int) -> int:
        """Add an event behind the broker's own number `after`; its number. Two relays never mix their events."""
        headers = {
            "Nats-Msg-Id": event_id(event),
            "Nats-Expected-Last-Sequence": str(after),
            POSITION: str(event["position"]),
            "Content-Type": "application/cloudevents+json",
        }
        try:
            acknowledged = await self.jetstream.publish(
                f"majung.events.{event['type']}", told(event), headers=headers, timeout=ANSWER_SECONDS
            )
        except APIError as error:
            if error.err_code == _LAST_SEQUENCE_WRONG:
                raise OvertakenByAnother from error
            raise
        return int(acknowledged.seq)


def told(event: Mapping[str, Any]) -> bytes:
    """An event as the broker carries it: CloudEvents JSON with the facts recorded in the log, and ids, never names."""
    data = {
        "facts": event["snapshot"],
        "firms": [f"firm_{i}" for i in event["firm_ids"]],
        "persons": [f"person_{i}" for i in event["person_ids"]],
        "institutions": [f"inst_{i}" for i in event["institution_ids"]],
        "program": event["program"],
        "district": event["district"],
        "actor": event["actor"],
        "position": event["position"],
        "version": event["type_version"],
    }
    return bytes(_FORMAT.write(cloud_event(event, data)))


@asynccontextmanager
async def open_broker(address: str, *, name: str, patience: float | None = None) -> AsyncIterator[Broker]:
    """Connect, and come back whenever the broker does, for as long as the block runs.

    Without `patience` (seconds) the first connection, too, is waited for as long as it takes.
    """
    client = Client()
    shown = address.rpartition("@")[2]
    connecting = asyncio.create_task(
        client.connect(
            servers=[one.strip() for one in address.split(",")],
            name=name,
            max_reconnect_attempts=-1,
            reconnect_time_wait=RETRY_SECONDS,  # type: ignore[arg-type]  # the client says int, and takes parts of
            connect_timeout=ANSWER_SECONDS,  # type: ignore[arg-type]  # seconds as well
            error_cb=_note,
        )
    )
    try:
        done, _ = await asyncio.wait({connecting}, timeout=patience)
        if not done:
            raise BrokerUnreachable(address=shown, seconds=f"{patience:g}")
        await connecting
    except BaseException:
        await _ended(connecting)
        await client.close()
        raise
    try:
        yield Broker(client, client.jetstream(timeout=ANSWER_SECONDS))
    finally:
        await client.close()


async def _ended(connecting: asyncio.Task[None]) -> None:
    """Cancel until it has ended: with a try that fails at the same moment, the client forgets the cancellation."""
    while not connecting.done():
        connecting.cancel()
        await asyncio.wait({connecting}, timeout=0.1)


async def _note(error: Exception) -> None:
    log.info("the broker is away", extra={"reason": type(error).__name__})
