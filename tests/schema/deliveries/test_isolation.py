"""Endpoints that hang or fail delay nobody else."""

from __future__ import annotations

import asyncio
from functools import partial

import pytest
from starlette.responses import Response
from tests.schema.deliveries.conftest import Partner, Received, Receiver

from majung.deliveries.sending import Sender
from majung_schema.testing import App

HANGING, FAILING, WELL = 4, 4, 12
EVENTS = 5


async def test_endpoints_that_hang_or_fail_do_not_delay_the_others(
    app: App, partner: Partner, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who hangs here hangs for longer than the test: a message that waited for it would not arrive at all."""
    monkeypatch.setattr("majung_schema.app.Sender", partial(Sender, timeout=3600.0))
    document = await partner.store()
    kinds = {"hang": HANGING, "fail": FAILING, "well": WELL}
    for kind, count in kinds.items():
        for number in range(count):
            await partner.endpoint(f"{receiver.url}/{kind}/{number}", document, name=f"{kind} {number}")
    came: set[tuple[str, str]] = set()
    complete = asyncio.Event()

    async def answer(one: Received) -> Response:
        if one.path.startswith("/hang"):
            await asyncio.Event().wait()
        if one.path.startswith("/fail"):
            return Response(status_code=500)
        came.add((one.path, one.id))
        if len(came) == WELL * EVENTS:
            complete.set()
        return Response(status_code=200)

    receiver.answer = answer
    async with app.serving():
        await partner.hear(EVENTS)
        await asyncio.wait_for(complete.wait(), 120)
        hung = [one.path for one in receiver.received if one.path.startswith("/hang")]
    assert sorted(hung) == [f"/hang/{number}" for number in range(HANGING)]  # its next waits for the first
