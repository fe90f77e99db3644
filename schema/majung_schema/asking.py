"""What a client asks in one request, and under which circumstances."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from hashlib import sha256
from typing import Any, Literal

import msgspec
import orjson

from majung.access.actor import Actor
from majung.idempotency.writes import Key
from majung_schema.graph.reading import NotePersonal

Kind = Literal["query", "mutation", "subscription"]
READS: frozenset[Kind] = frozenset({"query"})
SINGLE: frozenset[Kind] = frozenset({"query", "mutation"})
ANY: frozenset[Kind] = frozenset({"query", "mutation", "subscription"})


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What a client sent: a document, which of its operations, and the values of its variables."""

    query: str
    operation_name: str | None = None
    variables: dict[str, Any] = msgspec.field(default_factory=dict)
    extensions: dict[str, Any] = msgspec.field(default_factory=dict)
    document_id: str | None = None
    """Of a trusted document, where it was named instead of sent; `query` is empty then."""


class RequestInfo(msgspec.Struct, frozen=True, kw_only=True):
    """The circumstances of one operation, for the context that is opened for it."""

    request_id: str
    transport: Literal["http", "websocket", "stream", "process"] = "process"
    kind: Kind = "query"
    name: str | None = None
    """Which operation of its document the client named."""
    is_event: bool = False
    """One event of a running subscription; a subscription itself opens a context only to find its events."""
    origin: str | None = None
    """Network address the request came from."""
    headers: Mapping[str, str] = msgspec.field(default_factory=dict)
    """Names in lower case, over WebSocket with the connection parameters on top: majung-purpose."""
    idempotency: Key | None = None
    """Of a mutation: what the client named it by, so that sent twice it is made once."""
    note_personal: NotePersonal | None = None
    """Takes over the access records of an execution that several viewers share."""
    is_part: bool = False
    """Of a request that was let in already, such as a page of an export: paid for, but not refused half way."""


OpenOperation = Callable[[Actor, RequestInfo], AbstractAsyncContextManager[object]]
"""Makes the context of one operation, or of one event of a subscription; never shared between two of them."""


def of_kind(info: RequestInfo, kind: Kind, asked: Asked) -> RequestInfo:
    """The circumstances of an operation once its kind is known; a mutation may have a key.

    Over WebSocket, where one handshake serves many operations, the key comes in `extensions` only.
    """
    given = asked.extensions.get("idempotencyKey")
    if given is None and info.transport != "websocket":
        given = info.headers.get("idempotency-key")
    if kind != "mutation" or given is None:
        return info if info.kind == kind else msgspec.structs.replace(info, kind=kind)
    text = orjson.dumps([asked.query, asked.operation_name, asked.variables], option=orjson.OPT_SORT_KEYS)
    return msgspec.structs.replace(
        info, kind=kind, idempotency=Key(value=str(given), fingerprint=sha256(text).hexdigest())
    )
