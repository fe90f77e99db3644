"""The broker's copy of the log: whole, in order, once, whoever publishes and whatever gets lost."""

from __future__ import annotations

import asyncio
import json
import signal
from collections.abc import AsyncIterator
from typing import Any

import pytest
from tests.core.relay.conftest import NatsServer

from majung import clock
from majung.access.actor import system
from majung.errors import BadSetting, Refusal
from majung.events.broker import POSITION, STREAM, Broker, BrokerUnreachable, OvertakenByAnother, open_broker
from majung.events.broker_tail import BrokerTail
from majung.events.event import append
from majung.events.event_source import tail_of
from majung.events.log import decode_cursor, latest_position
from majung.events.relay import BrokerAhead, catch_up, run_relay
from majung.events.restored import tell_restored
from majung.events.sequencer import sweep
from majung.events.tail import Tail
from majung.persons.events import PersonRegistered
from majung.settings import broker_address
from majung.storage.database import Database
from majung.storage.ids import uuid7
from majung.storage.transaction import transaction

DAYS = 30
ACTOR = system("relay test")


async def happen(count: int) -> None:
    """Put events into the log."""
    for _ in range(count):
        async with transaction(ACTOR):
            person = uuid7()
            await append(PersonRegistered(), subject=person, persons=[person], district="12790")
    await sweep()


async def copied(broker: Broker) -> list[Any]:
    """Every message of the broker's copy, in its order."""
    state = (await broker.jetstream.stream_info(STREAM)).state
    return [await broker.jetstream.get_msg(STREAM, seq=n) for n in range(state.first_seq, state.last_seq + 1)]


async def positions(broker: Broker) -> list[int]:
    return [int(message.headers[POSITION]) for message in await copied(broker)]


async def reached(broker: Broker, position: int) -> None:
    """Wait until the broker's copy goes as far as a position."""
    async with asyncio.timeout(60):
        while (await broker.standing()).position != position:  # noqa: ASYNC110 - the broker does not tell
            await asyncio.sleep(0.05)


@pytest.fixture
async def broker(nats_server: NatsServer, database: Database) -> AsyncIterator[Broker]:
    async with open_broker(nats_server.address, name="test", patience=10) as opened:
        await opened.prepare(DAYS)
        yield opened


async def test_publishes_the_log_once_and_in_its_order(broker: Broker) -> None:
    await happen(7)
    latest = await latest_position()

    assert await catch_up(broker, until=latest) == 7
    assert await catch_up(broker, until=latest) == 0
    assert await positions(broker) == list(range(1, latest + 1))


async def test_a_message_is_a_cloud_event_with_ids_and_facts(broker: Broker) -> None:
    await happen(1)
    await catch_up(broker, until=await latest_position())
    [message] = await copied(broker)
    told = json.loads(message.data)

    assert message.subject == f"majung.events.{told['type']}"
    assert message.headers["Nats-Msg-Id"] == told["id"]
    assert decode_cursor(told["cursor"]) == int(message.headers[POSITION]) == told["data"]["position"]
    assert told["data"]["persons"] == [told["subject"]]
    assert told["data"]["district"] == "12790"


async def test_a_broker_that_lost_everything_is_filled_again(broker: Broker, nats_server: NatsServer) -> None:
    await happen(5)
    latest = await latest_position()
    await catch_up(broker, until=latest)
    nats_server.stop(signal.SIGKILL)
    nats_server.forget()
    nats_server.start()

    async with open_broker(nats_server.address, name="again", patience=10) as again:
        await again.prepare(DAYS)
        assert await catch_up(again, until=latest) == 5
        assert await positions(again) == list(range(1, latest + 1))


async def test_relays_at_once_do_not_mix_their_events(broker: Broker, database: Database) -> None:
    await happen(60)
    async with Tail(database) as tail:
        relays = [asyncio.create_task(run_relay(broker, tail, days=DAYS)) for _ in range(3)]
        await happen(20)
        latest = await latest_position()
        await reached(broker, latest)
        for task in relays:
            task.cancel()
        await asyncio.gather(*relays, return_exceptions=True)

    assert await positions(broker) == list(range(1, latest + 1))


async def test_who_comes_second_is_told_so(broker: Broker) -> None:
    await happen(1)
    await catch_up(broker, until=await latest_position())
    event = {"id": uuid7(), "type": "core.X"}

    with pytest.raises(OvertakenByAnother):
        await broker.publish(await _any_event(event), after=0)


async def _any_event(over: dict[str, Any]) -> dict[str, Any]:
    from majung.events.log import read_after

    [event] = await read_after(ACTOR, 0, limit=1)
    return {**event, **over}


async def test_a_broker_with_another_log_is_refused(broker: Broker) -> None:
    await happen(1)
    event = await _any_event({"id": uuid7(), "position": 900})
    await broker.publish(event, after=0)

    with pytest.raises(BrokerAhead) as refused:
        await catch_up(broker, until=await latest_position())
    assert refused.value.details == {"broker": 900, "log": await latest_position(), "stream": STREAM}


async def test_goes_on_behind_the_positions_that_a_restored_log_leaves_out(
    broker: Broker, owner_database: Database
) -> None:
    await happen(1)
    latest = await latest_position()
    await catch_up(broker, until=latest)
    restored = await _restored(owner_database)
    await catch_up(broker, until=restored)

    assert await positions(broker) == [*range(1, latest + 1), restored]


async def test_a_broker_with_events_that_a_restore_lost_is_refused(broker: Broker, owner_database: Database) -> None:
    await happen(1)
    latest = await latest_position()
    await catch_up(broker, until=latest)
    lost = await _any_event({"id": uuid7(), "position": latest + 1})
    await broker.publish(lost, after=(await broker.standing()).sequence)
    restored = await _restored(owner_database)

    with pytest.raises(BrokerAhead) as refused:
        await catch_up(broker, until=restored)
    assert refused.value.details == {"broker": latest + 1, "log": latest, "stream": STREAM}


async def _restored(owner: Database) -> int:
    connection = await owner.connect_listen()
    try:
        return await tell_restored(connection, clock.now())
    finally:
        await connection.close()


async def test_a_tail_is_woken_by_the_broker(broker: Broker, database: Database, nats_server: NatsServer) -> None:
    async with BrokerTail(database, nats_server.address, seldom=60) as tail:
        await asyncio.sleep(1)  # its consumer is there
        await happen(1)
        latest = await latest_position()
        assert tail.position < latest
        await catch_up(broker, until=latest)

        assert await tail.wait(latest - 1, seconds=10) == latest


async def test_a_tail_without_its_broker_looks_at_the_log(database: Database, nats_server: NatsServer) -> None:
    nats_server.stop(signal.SIGKILL)
    async with BrokerTail(database, nats_server.address, seldom=60) as tail:
        await happen(1)
        latest = await latest_position()

        assert await tail.wait(latest - 1, seconds=10) == latest


async def test_settings_choose_what_wakes_a_process(database: Database) -> None:
    assert type(tail_of(database, None)) is Tail
    assert type(tail_of(database, "nats://127.0.0.1:4222")) is BrokerTail


async def test_waiting_for_an_absent_broker_can_be_given_up_at_any_moment() -> None:
    """With a try that fails at the same moment, the client forgets a cancellation; a tail could not be closed then."""

    async def wait_for_it() -> None:
        async with open_broker("nats://127.0.0.1:9", name="test"):
            raise AssertionError("somebody is there")

    for moment in range(200):
        waiting = asyncio.create_task(wait_for_it())
        await asyncio.sleep(0.0002 * (moment % 25))
        waiting.cancel()
        done, _ = await asyncio.wait({waiting}, timeout=30)
        assert done, f"not given up at moment {moment}"
        assert waiting.cancelled()


async def test_an_absent_broker_is_refused_in_words() -> None:
    with pytest.raises(BrokerUnreachable) as refused:
        async with open_broker("nats://someone:secret@127.0.0.1:9", name="test", patience=0.5):
            pass
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("address", ["http://broker", "nats://", "nats://host:port", "broker:4222"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(BadSetting) as refused:
        broker_address(address)
    assert isinstance(refused.value, Refusal)
