"""Spans of requests and operations: names, costs and codes; never documents, variables or values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import structlog
from starlette.types import Scope

from majung.tracing import NOBODYS, TRACEPARENT, Fact, Span, is_traced, span, trace_id

if TYPE_CHECKING:
    from majung.storage.table import Table
    from majung_schema.answers import Answer
    from majung_schema.asking import RequestInfo

_FEW_CODES = 5
"""Codes of errors that a span names."""


def request_span(scope: Scope, request_id: str) -> Span:
    """The span of a request over HTTP, which goes on with the trace of its caller."""
    if not is_traced():
        return NOBODYS
    given = next((value for name, value in scope["headers"] if name == TRACEPARENT.encode()), None)
    facts = {"http.request.method": scope["method"], "majung.request_id": request_id}
    parent = given.decode("latin-1") if given else None
    return span(f"HTTP {scope['method']}", facts, kind="server", alone=True, parent=parent)


def note_answered(request: Span, scope: Scope, status: int) -> None:
    """Tell what became of a request; a path that we do not have may say anything, so it is not told."""
    if request is NOBODYS:
        return
    request.note({"http.response.status_code": status, "url.path": scope["path"] if status != 404 else None})
    if status >= 500:
        request.fail(str(status))


def operation_span(info: RequestInfo) -> Span:
    """The span of one operation: inside its request, or by itself on a socket, where one handshake serves many."""
    if not is_traced():
        return NOBODYS
    facts: dict[str, Fact] = {"majung.transport": info.transport}
    if info.transport == "websocket":
        facts["majung.request_id"] = info.request_id
        return span("operation", facts, kind="server", alone=True, parent=info.headers.get(TRACEPARENT))
    return span("operation", facts)


def execution_span(info: RequestInfo, name: str | None) -> Span:
    """The span of executing an operation, or of one update of a subscription, which is a trace of its own."""
    if not info.is_event:
        return span("execute")
    facts = {"graphql.operation.name": name, "majung.transport": info.transport}
    return span("update", facts, alone=True)


def note_prepared(operation: Span, kind: str, name: str | None, cost: Mapping[str, Any]) -> None:
    """Tell which operation it is. Its name is the client's word for it, as in the measurements."""
    if operation is NOBODYS:
        return
    counted = (cost.get("cost") or {}).get("counted") or {}
    operation.rename(f"{kind} {name}" if name else kind)
    operation.note({"graphql.operation.type": kind, "graphql.operation.name": name, "majung.cost": counted.get("cost")})


def note_answer(operation: Span, answer: Answer) -> None:
    """Tell which errors an answer has, by their codes."""
    if errors := answer.body.get("errors"):
        codes = dict.fromkeys(str(error.get("extensions", {}).get("code")) for error in errors)
        operation.fail(",".join(list(codes)[:_FEW_CODES]))


def statement_span(table: type[Table] | None, wants: str | None) -> Span:
    """The span of one statement; those of plans tell of which table they want rows, how many, or what lies behind."""
    if not is_traced():  # one request asks many statements
        return NOBODYS
    name = table.table_name() if table is not None else None
    facts = {
        "db.system.name": "postgresql",
        "db.operation.name": "SELECT",
        "db.collection.name": name,
        "majung.wants": wants,
    }
    return span(f"SELECT {name}" if name else "SELECT", facts, kind="client")


def traced_as(name: str) -> dict[str, Any]:
    """The running trace by a name, for whoever is told the id of the request; empty when nothing is traced."""
    running = trace_id()
    return {name: running} if running is not None else {}


def with_trace(_logger: object, _method: str, line: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Lines of the log say to which trace they belong."""
    if (running := trace_id()) is not None:
        line["trace_id"] = running
    return line
