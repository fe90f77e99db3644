"""Endpoints that hang or fail delay nobody else."""

from __future__ import annotations

import asyncio
import time

from starlette.responses import Response
from tests.schema.deliveries.conftest import Partner, Received, Receiver

from majung_schema.testing import App

HANGING, FAILING, WELL = 4, 4, 12
EVENTS = 5
LATEST = 5.0
"""Seconds within which a healthy endpoint has every event, whatever the others do."""


async def test_endpoints_that_hang_or_fail_do_not_delay_the_others(
    app: App, partner: Partner, receiver: Receiver
) -> None:
    document = await partner.store()
    kinds = {"hang": HANGING, "fail": FAILING, "well": WELL}
    for kind, count in kinds.items():
        for number in range(count):
            await partner.endpoint(f"{receiver.url}/{kind}/{number}", document, name=f"{kind} {number}")
    came: dict[str, float] = {}
    complete = asyncio.Event()

    async def answer(one: Received) -> Response:
        if one.path.startswith("/hang"):
            await asyncio.sleep(3600)
        if one.path.startswith("/fail"):
            return Response(status_code=500)
        came[f"{one.path} {one.id}"] = time.monotonic()
        if len(came) == WELL * EVENTS:
            complete.set()
        return Response(status_code=200)

    receiver.answer = answer
    async with app.serving():
        begun = time.monotonic()
        events = await partner.hear(EVENTS)
        await asyncio.wait_for(complete.wait(), 60)
    assert max(came.values()) - begun < LATEST
    assert len({one.id for one in receiver.received if one.path == "/well/0"}) == len(events)
    hung = [one.path for one in receiver.received if one.path.startswith("/hang")]
    assert len(hung) == len(set(hung)) == HANGING
