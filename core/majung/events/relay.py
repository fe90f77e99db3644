"""The relay: publishes the log to the broker, in its order, going on where the broker's own copy ends."""

from __future__ import annotations

import asyncio
import logging

from nats.errors import Error as NatsError

from majung.access.actor import system
from majung.errors import Refusal
from majung.events.broker import STREAM, Broker, OvertakenByAnother
from majung.events.log import newest_position, oldest_position, read_after
from majung.events.tail import Tail
from majung.storage.away import DATABASE_AWAY, end_if_told

AT_ONCE = 500
"""Events read from the log at a time."""

PAUSE = 0.5
"""Seconds before the next try when the broker or the database is away."""

log = logging.getLogger(__name__)


class BrokerAhead(Refusal):
    """The broker has events up to position {broker}, the log ends at {log}: it copies another log, or the database was restored from a backup. Delete the stream {stream} at the broker; it is filled again.

    ko: 브로커에는 {broker}번까지의 이벤트가 있지만 기록은 {log}번에서 끝납니다. 다른 기록의 사본이거나 데이터베이스를 백업에서 복구한 경우입니다. 브로커의 스트림 {stream}을(를) 삭제하면 다시 채워집니다.
    """  # noqa: E501


async def run_relay(broker: Broker, tail: Tail, *, days: int) -> None:
    """Keep the broker's copy up with the log until cancelled or the tail closes. Any number may run; one publishes."""
    prepared = False
    while not tail.closed:
        seen = tail.position
        try:
            if not prepared:
                await broker.prepare(days)
                prepared = True
            await catch_up(broker, until=seen)
        except OvertakenByAnother:
            continue
        except (NatsError, *DATABASE_AWAY) as error:
            end_if_told()
            log.warning("the relay waits for the broker or the database", extra={"reason": type(error).__name__})
            prepared = False  # a broker that comes back may have come back empty
            await asyncio.sleep(PAUSE)
            continue
        end_if_told()
        await tail.wait(seen)


async def catch_up(broker: Broker, *, until: int) -> int:
    """Publish what the log has beyond the broker's copy, up to a position; how many events."""
    actor = system("relay")
    standing = await broker.standing()
    if standing.position is not None and standing.position > until:
        await _check_same_log(standing.position)
    position, sequence = standing.position, standing.sequence
    if position is None:
        position = await oldest_position()
    published = 0
    while True:
        events = await read_after(actor, position, until=until, limit=AT_ONCE)
        if events and events[0]["position"] > position + 1:  # only a restored log leaves positions out
            await _check_same_log(position)
        for event in events:
            sequence = await broker.publish(event, sequence)
            position = event["position"]
            published += 1
        if len(events) < AT_ONCE:
            return published


async def _check_same_log(position: int) -> None:
    """The broker's newest event must be one of this log, or older than what the log keeps."""
    known = await newest_position(position)
    if known != position and position > await oldest_position():
        raise BrokerAhead(broker=position, log=known, stream=STREAM)
