"""A partner's consumer in a process of its own: writes down the position of each event, then acknowledges it.

Run as ``python consumer.py <broker> <file>``; it goes on where it was after it was killed (durable consumer).
"""

from __future__ import annotations

import asyncio
import os
import sys

from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.js.api import ConsumerConfig

ONE_BY_ONE = ConsumerConfig(max_ack_pending=1, ack_wait=2)
"""Else what a consumer had in hand when it was killed would come again after what happened later."""


async def consume(address: str, file: str) -> None:
    """Consume until killed."""
    client = Client()
    await client.connect(servers=[address], max_reconnect_attempts=-1, reconnect_time_wait=0.1)
    jetstream = client.jetstream(timeout=1)
    with open(file, "a", encoding="utf-8") as written:  # noqa: ASYNC230 - it does nothing else meanwhile
        while True:
            try:
                subscription = await jetstream.pull_subscribe(
                    "majung.events.>", durable="partner", stream="MAJUNG", config=ONE_BY_ONE
                )
                while True:
                    for message in await subscription.fetch(1, timeout=0.5):
                        written.write(f"{message.headers['Majung-Position']} {message.headers['Nats-Msg-Id']}\n")
                        written.flush()
                        os.fsync(written.fileno())
                        await message.ack()
            except (NatsError, TimeoutError, OSError):
                await asyncio.sleep(0.1)


if __name__ == "__main__":
    asyncio.run(consume(sys.argv[1], sys.argv[2]))
