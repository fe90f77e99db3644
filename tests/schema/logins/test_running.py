"""Subscriptions of who came by a login: they end with what opened them, within five seconds."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager

import pytest
from tests.schema.live.conftest import UPDATES, Stream, stream
from tests.schema.logins.conftest import ADMIN, Installation, Service, ended_with, following, installation
from websockets.exceptions import ConnectionClosed

from majung.access import authentication
from majung.institutions.models import Account
from majung.institutions.writes import end_mandate
from majung.logins.models import Identity, LoginSession
from majung.logins.writes import revoke_session, unlink_identity
from majung_schema.live import hub

SOON = 5.0
Opened = AbstractAsyncContextManager[Stream]


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rights are looked at more often than in three seconds, so that many endings do not take a minute."""
    monkeypatch.setattr(hub, "RIGHTS_SECONDS", 0.3)


async def test_a_subscription_ends_when_the_token_expires(here: Installation, service: Service) -> None:
    await here.admit("brief", service.url)
    token = await service.token("brief")
    async with following(here, {"authorization": f"Bearer {token}"}) as socket:
        assert await ended_with(socket, 2 + SOON) == "UNAUTHENTICATED"


async def _unlinked(here: Installation) -> None:
    await unlink_identity(ADMIN, identity_id=(await Identity.get()).id)


async def _mandate_ended(here: Installation) -> None:
    await end_mandate(ADMIN, mandate_id=(await LoginSession.get()).mandate_id)


async def _account_closed(here: Installation) -> None:
    await Account.filter(login="officer-here").update(active=False)


async def _session_revoked(here: Installation) -> None:
    await revoke_session(ADMIN, session_id=(await LoginSession.get()).id)


@pytest.mark.parametrize("end", [_unlinked, _mandate_ended, _account_closed, _session_revoked])
async def test_a_subscription_ends_when_its_right_ends(
    here: Installation, service: Service, end: Callable[[Installation], Awaitable[None]]
) -> None:
    await here.admit("officer", service.url)
    token = await service.token("officer")
    async with following(here, {"authorization": f"Bearer {token}"}) as socket:
        await asyncio.sleep(0.2)  # a subscription begins when it has been read, which is not told
        await end(here)
        assert await ended_with(socket, SOON) == "UNAUTHENTICATED"


async def test_what_one_server_revokes_ends_at_another(here: Installation, service: Service) -> None:
    await here.admit("officer", service.url, roles=["administrator"], scopes=["accounts.manage"])
    token = await service.token("officer")
    async with (
        installation(here.settings) as there,
        following(there, {"authorization": f"Bearer {token}"}) as socket,
    ):
        assert (await there.asks(token)).status_code == 200
        [session] = await LoginSession.all()
        revoke = f'mutation {{ revokeSession(id: "session_{session.id}") {{ refusals {{ code }} }} }}'
        done = await here.asks(token, revoke)
        assert done.json()["data"] == {"revokeSession": {"refusals": []}}
        assert await ended_with(socket, SOON) == "UNAUTHENTICATED"
        await asyncio.sleep(authentication.KEPT_SECONDS)
        assert (await there.asks(token)).status_code == 401


async def _by_token(here: Installation, token: str) -> Opened:
    return stream(_Served(f"{here.url}/graphql"), UPDATES, token)


async def _by_ticket(here: Installation, token: str) -> Opened:
    made = await here.asks(token, "mutation { openStream { ticket } }")
    ticket = made.json()["data"]["openStream"]["ticket"]
    return stream(_Served(f"{here.url}/graphql"), UPDATES, None, "GET", params={"ticket": ticket})


@pytest.mark.parametrize("open_stream", [_by_token, _by_ticket])
async def test_an_event_stream_is_open_to_a_login_and_ends_with_it(
    here: Installation, service: Service, open_stream: Callable[[Installation, str], Awaitable[Opened]]
) -> None:
    await here.admit("officer", service.url)
    async with await open_stream(here, await service.token("officer")) as opened:
        await asyncio.sleep(0.2)
        await _session_revoked(here)
        told = await opened.next()
        assert told is not None
        assert told.code == "UNAUTHENTICATED"


async def test_a_socket_that_must_choose_is_told_so(here: Installation, service: Service) -> None:
    await here.admit("officer", service.url)
    second = await here.admit("officer", service.url)
    token = f"Bearer {await service.token('officer')}"
    with pytest.raises(ConnectionClosed) as closed:
        async with following(here, {"authorization": token}):
            pass
    assert closed.value.rcvd is not None
    assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (4403, "Forbidden: MANDATE_NOT_CHOSEN")
    async with following(here, {"authorization": token, "Majung-Mandate": f"mandate_{second.id}"}) as socket:
        await socket.send(json.dumps({"type": "ping"}))
        assert json.loads(await socket.recv()) == {"type": "pong"}


class _Served:
    """What `stream` needs to know of a server."""

    def __init__(self, url: str) -> None:
        self.url = url
