"""The process of `majung relay`."""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress

from majung.errors import Refusal
from majung.events.event_source import require_broker_library
from majung.events.tail import Tail
from majung.settings import Settings, broker_address
from majung_schema.cli.running import say
from majung_schema.platform import open_platform, read_registry
from majung_schema.preparing import check_prepared

PATIENCE = 10.0
"""Seconds to wait for the broker at the start; later it is waited for without end."""


class NoBrokerNamed(Refusal):
    """Name the broker: --to nats://host:4222, or MAJUNG_EVENT_SOURCE.

    ko: 브로커를 지정하십시오: --to nats://host:4222 또는 환경 변수 MAJUNG_EVENT_SOURCE.
    """


async def relay_to(settings: Settings, to: str | None) -> None:
    """Publish until a signal says stop."""
    address = broker_address(to) or settings.event_source
    if address is None:
        raise NoBrokerNamed
    require_broker_library()
    from majung.events.broker import open_broker
    from majung.events.relay import run_relay

    registry = read_registry(settings)
    await check_prepared(settings, registry)
    async with (
        open_platform(settings, registry, max_connections=4) as platform,
        open_broker(address, name="majung relay", patience=PATIENCE) as broker,
        Tail(platform.database) as tail,
    ):
        say("기록을 {to}(으)로 전달합니다.", "Relaying the log to {to}.", to=address.rpartition("@")[2])
        work = asyncio.create_task(run_relay(broker, tail, days=settings.event_days))
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, work.cancel)
        with suppress(asyncio.CancelledError):
            await work
