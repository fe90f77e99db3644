"""The WebSocket endpoint (protocol graphql-transport-ws)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import HTTPConnection
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket

from majung.access.actor import Actor
from majung_schema.live.connections import LiveConnections
from majung_schema.messages import PROTOCOL, WRONG_PROTOCOL
from majung_schema.operations import Operations
from majung_schema.socket_connection import SocketConnection


class GraphQLSocket:
    """Accepts a client that speaks the protocol, and serves it until it leaves."""

    def __init__(
        self,
        operations: Operations,
        authenticate: Callable[[HTTPConnection | dict[str, object]], Awaitable[Actor]],
        connections: LiveConnections,
    ) -> None:
        self.operations = operations
        self.authenticate = authenticate
        self.connections = connections

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        websocket = WebSocket(scope, receive, send)
        offered = websocket.scope.get("subprotocols") or ()
        if PROTOCOL not in offered:
            await websocket.accept()
            await websocket.close(WRONG_PROTOCOL, "Subprotocol not acceptable; expected graphql-transport-ws")
            return
        await websocket.accept(subprotocol=PROTOCOL)
        connection = SocketConnection(websocket, send, self.operations, self.authenticate)
        with self.connections.counted(connection):
            await connection.run()
