"""A program behind a real port: everybody has a token of a login of their own, and asks over HTTP and WebSocket."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx2
import pytest
import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from majung.access.actor import system
from majung.clock import SEOUL, clock_at
from majung.institutions.writes import create_account, grant_mandate, issue_token
from majung_schema.app import build_app
from majung_schema.testing import App

PATIENCE = 20
"""Seconds within which an update must arrive; the machine may be busy."""


REFUSED = "refusals { code message path }"


def change(name: str, arguments: str, call: str, record: str = "id version") -> str:
    """A document with one mutation field."""
    return f"mutation {name}({arguments}) {{ {call} {{ record {{ {record} }} {REFUSED} }} }}"


# who may come in
CREATE_ACCOUNT = change("A", "$login: String!", "createAccount(login: $login)", "id")
GRANT_MANDATE = change("M", "$input: MandateInput!", "grantMandate(input: $input)", "id")
ISSUE_TOKEN = 'mutation T($mandate: ID!) { issueToken(mandate: $mandate, name: "test") { token } }'
BANKS = "{ institutions { nodes { id bankCode } } }"
REGISTER_FIRM = change("F", "$input: FirmInput!", "registerFirm(input: $input)", "id name version")
RECORD_YEAR = change("Y", "$firm: ID!, $input: FirmYearInput!", "recordFirmYear(firm: $firm, input: $input)", "id")

# a year, its money, a call, and an application as far as its decision
SET_RULES = change(
    "R",
    "$edition: ID!, $data: JSON!",
    'setEditionRules(edition: $edition, data: $data, validFrom: "2026-01-01")',
    "id",
)
CREATE_CALL = change("C", "$edition: ID!, $input: CallInput!", "createCall(edition: $edition, input: $input)")
ALLOW_BUDGET = change("B", "$call: ID!, $line: ID!", "allowCallBudget(call: $call, line: $line)", "id")
PUBLISH_CALL = change("P", "$id: ID!, $version: Int!", "publishCall(id: $id, version: $version)", "id version status")
SUBMIT = change(
    "T",
    "$id: ID!, $version: Int!, $documents: [DocumentInput!]",
    "submitApplication(id: $id, version: $version, documents: $documents)",
    "id version state",
)
MOVE = change(
    "V",
    "$id: ID!, $version: Int!, $action: String!",
    "moveApplication(id: $id, version: $version, action: $action)",
    "id version state",
)

UPDATES = "subscription U($after: Cursor) { updates(after: $after) { __typename type cursor subject { __typename } } }"


class Refusals(AssertionError):
    """A change was refused: `codes` says with which refusals."""

    def __init__(self, found: Sequence[dict[str, Any]]) -> None:
        self.codes = [str(one["code"]) for one in found]
        super().__init__("\n".join(f"{one['code']}: {one['message']}" for one in found))


@dataclass
class Agency:
    """A served installation on a day that the test moves, and who knocks at its door."""

    app: App
    address: str
    calendar: list[datetime]
    client: httpx2.AsyncClient
    tokens: dict[str, str] = field(default_factory=dict)

    def on(self, day: str, hour: int = 9) -> None:
        """Let it be that morning in Seoul."""
        self.calendar[0] = datetime.fromisoformat(day).replace(hour=hour, tzinfo=SEOUL)

    async def answer(self, who: str, document: str, **variables: Any) -> dict[str, Any]:
        """The whole GraphQL answer over HTTP."""
        headers = {"authorization": f"Bearer {self.tokens[who]}"} if who != "anonymous" else {}
        body = {"query": document, "variables": variables}
        response = await self.client.post(f"http://{self.address}/graphql", json=body, headers=headers)
        found: dict[str, Any] = response.json()
        return found

    async def see(self, who: str, document: str, **variables: Any) -> Any:
        """What somebody sees; a document with one root field answers with that field."""
        body = await self.answer(who, document, **variables)
        assert "errors" not in body, body["errors"]
        return next(iter(body["data"].values())) if len(body["data"]) == 1 else body["data"]

    async def do(self, who: str, document: str, **variables: Any) -> Any:
        """Make a change; the changed record."""
        payload = await self.see(who, document, **variables)
        if payload["refusals"]:
            raise Refusals(payload["refusals"])
        return payload["record"]

    async def refused(self, who: str, document: str, **variables: Any) -> list[str]:
        """The codes with which a change is refused."""
        payload = await self.see(who, document, **variables)
        assert payload["record"] is None
        return [one["code"] for one in payload["refusals"]]

    async def admit(self, who: str, **mandate: Any) -> None:
        """Give somebody a login, a mandate and a token, as the administrator does."""
        account = await self.do("admin", CREATE_ACCOUNT, login=who)
        given = await self.do("admin", GRANT_MANDATE, input={"account": account["id"], **mandate})
        self.tokens[who] = (await self.see("admin", ISSUE_TOKEN, mandate=given["id"]))["token"]

    async def until(self, holds: Callable[[], Awaitable[bool]]) -> None:
        """Wait for what the platform does by itself, in any of its processes: there is nothing to be told by."""
        async with asyncio.timeout(PATIENCE):
            while not await holds():  # noqa: ASYNC110 - the listeners of a server give no sign to a test
                await asyncio.sleep(0.02)

    @asynccontextmanager
    async def following(self, who: str, after: str | None = None, document: str = UPDATES) -> AsyncIterator[Follower]:
        """Follow updates over graphql-transport-ws from a cursor on."""
        protocol = Subprotocol("graphql-transport-ws")
        async with connect(f"ws://{self.address}/graphql", subprotocols=[protocol]) as connection:
            credentials = {"Authorization": f"Bearer {self.tokens[who]}"} if who != "anonymous" else {}
            await connection.send(json.dumps({"type": "connection_init", "payload": credentials}))
            assert json.loads(await connection.recv()) == {"type": "connection_ack"}
            asked = {"query": document, "variables": {"after": after}}
            await connection.send(json.dumps({"type": "subscribe", "id": "1", "payload": asked}))
            follower = Follower()
            listening = asyncio.create_task(follower.listen(connection))
            try:
                yield follower
            finally:
                listening.cancel()


class Follower:
    """What a subscription has delivered so far."""

    def __init__(self) -> None:
        self.heard: list[dict[str, Any]] = []
        self._more = asyncio.Event()

    async def listen(self, connection: Any) -> None:
        async for message in connection:
            read = json.loads(message)
            assert read["type"] == "next", read
            assert "errors" not in read["payload"], read
            self.heard.append(next(iter(read["payload"]["data"].values())))
            self._more.set()

    async def until(self, kind: str) -> list[dict[str, Any]]:
        """Everything delivered before the first update of a kind, once that has come."""
        async with asyncio.timeout(PATIENCE):
            while kind not in self.kinds:
                self._more.clear()
                await self._more.wait()
        return self.heard[: self.kinds.index(kind)]

    @property
    def kinds(self) -> list[str]:
        """The types of the updates, in order."""
        return [one["__typename"] for one in self.heard]


@pytest.fixture
async def agency(app: App) -> AsyncIterator[Agency]:
    """The agency on 5 January 2026, with an administrator, staff of each duty, and two banks."""
    calendar = [datetime(2026, 1, 5, 9, tzinfo=SEOUL)]
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(app.serving())
        address = await stack.enter_async_context(_served(_dated(build_app(app.platform), calendar)))
        client = await stack.enter_async_context(httpx2.AsyncClient(timeout=PATIENCE))
        opened = Agency(app=app, address=address, calendar=calendar, client=client)
        with clock_at(calendar[0]):
            opened.tokens["admin"] = await _first_administrator()
        await _staff(opened)
        yield opened


async def _first_administrator() -> str:
    account = await create_account(system("test"), login="admin")
    mandate = await grant_mandate(system("test"), account_id=account.id, kind="official", roles=["administrator"])
    return await issue_token(system("test"), mandate_id=mandate.id, name="test")


async def _staff(agency: Agency) -> None:
    for who, roles in (
        ("officer", ["officer"]),
        ("examiner", ["officer"]),
        ("decider", ["manager"]),
        ("manager", ["manager"]),
        ("finance", ["finance"]),
        ("auditor", ["auditor"]),
    ):
        await agency.admit(who, kind="official", roles=roles)
    await agency.admit("yeosu", kind="official", roles=["officer"], districts=["12130"])
    banks = {one["bankCode"]: one["id"] for one in (await agency.see("admin", BANKS))["nodes"]}
    for who, code in (("bank", "034"), ("other bank", "004")):
        await agency.admit(who, kind="partner", institution=banks[code])


def _dated(served: ASGIApp, calendar: list[datetime]) -> ASGIApp:
    """The application, living on the calendar's day."""

    async def run(scope: Scope, receive: Receive, send: Send) -> None:
        with clock_at(calendar[0]):
            await served(scope, receive, send)

    return run


@asynccontextmanager
async def _served(served: ASGIApp) -> AsyncIterator[str]:
    """Serve on a free port; its address."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    uvicorn_server = uvicorn.Server(uvicorn.Config(served, log_level="critical", lifespan="off"))
    task = asyncio.create_task(uvicorn_server.serve(sockets=[listening]))
    try:
        async with asyncio.timeout(PATIENCE):
            while not uvicorn_server.started:  # noqa: ASYNC110 - uvicorn offers no event
                await asyncio.sleep(0.01)
        yield f"127.0.0.1:{listening.getsockname()[1]}"
    finally:
        uvicorn_server.should_exit = True
        await task
