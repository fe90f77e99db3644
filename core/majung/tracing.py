"""Spans: what a process does and how long it takes, for a collector of OpenTelemetry; off unless one is named.

Off, a span costs a look at a variable. A span carries names, counts, ids and codes: never documents, variables,
values of rows, addresses or the text of an error, which may all be personal.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from threading import Thread
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Self

from majung.errors import Refusal

if TYPE_CHECKING:
    from opentelemetry.context import Context
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Tracer

Fact = str | int | float | bool
Kind = Literal["internal", "server", "client", "producer", "consumer"]

TRACEPARENT = "traceparent"
ENDPOINTS = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
"""Settings of OpenTelemetry that name a collector, and so switch tracing on."""

LAST_SECONDS = 2.0
"""How long the last spans may take to the collector when the process ends; then they are given up."""


class TracingLibraryMissing(Refusal):
    """Traces need the libraries of OpenTelemetry, because {setting} is set. Install majung[traces].

    ko: {setting} 설정에 따라 추적을 보내려면 OpenTelemetry 라이브러리가 필요합니다. majung[traces]를 설치하십시오.
    """


class Span:
    """A piece of work while it is done; this one is nobody's, and forgets what it is told."""

    __slots__ = ()

    def note(self, facts: Mapping[str, Fact | None]) -> None:
        """Tell what is known by now; what is None is left out."""

    def rename(self, name: str) -> None:
        """Call it by what it turned out to be."""

    def fail(self, code: str) -> None:
        """It did not succeed, for a reason that has a stable code or is the name of an error's class."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """The work is done."""


NOBODYS = Span()
"""The span of all work while nothing is traced."""

_tracer: Tracer | None = None


def span(
    name: str,
    facts: Mapping[str, Fact | None] | None = None,
    *,
    kind: Kind = "internal",
    alone: bool = False,
    parent: str | None = None,
) -> Span:
    """A span inside the running one; `alone` begins a trace, under the `traceparent` of a caller if there is one."""
    if _tracer is None:
        return NOBODYS
    return _Exported(_tracer, name, facts or {}, kind, _beginning(parent) if alone else None)


def is_traced() -> bool:
    """Whether spans go anywhere: who begins many need not gather facts for nobody."""
    return _tracer is not None


def trace_id() -> str | None:
    """The trace that the running work belongs to, in the 32 digits by which collectors find it."""
    if _tracer is None:
        return None
    from opentelemetry.trace import get_current_span

    context = get_current_span().get_span_context()
    return f"{context.trace_id:032x}" if context.is_valid else None


def traceparent() -> dict[str, str]:
    """The header by which whoever is asked next can go on with the running trace; empty when nothing is traced."""
    if _tracer is None:
        return {}
    from opentelemetry.trace import get_current_span

    context = get_current_span().get_span_context()
    if not context.is_valid:
        return {}
    return {TRACEPARENT: f"00-{context.trace_id:032x}-{context.span_id:016x}-{context.trace_flags:02x}"}


@contextmanager
def traced() -> Iterator[None]:
    """Export spans until the block is left, if the environment names a collector, in the way that it says."""
    global _tracer  # noqa: PLW0603 - a process has one collector, and spans are begun everywhere
    named = next((setting for setting in ENDPOINTS if os.environ.get(setting)), None)
    if named is None or os.environ.get("OTEL_SDK_DISABLED", "").lower() == "true":
        yield
        return
    if find_spec("opentelemetry") is None or find_spec("opentelemetry.exporter.otlp.proto.http") is None:
        raise TracingLibraryMissing(setting=named)
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

    exporter = OTLPSpanExporter()
    before, provider = _tracer, _provider(exporter)
    _tracer = provider.get_tracer("majung")
    try:
        yield
    finally:
        _tracer = before
        ending = Thread(target=provider.shutdown, daemon=True)  # it sends what waits, and would try for long
        ending.start()
        ending.join(LAST_SECONDS)
        if ending.is_alive():
            exporter.shutdown()  # type: ignore[no-untyped-call]  # the library says no types of it
            ending.join(LAST_SECONDS)


def _provider(exporter: OTLPSpanExporter) -> TracerProvider:
    """Spans in batches over HTTP. The libraries read addresses, headers, sampling and limits from OTEL_… themselves."""
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    own: dict[str, Fact] = {"process.pid": os.getpid()}
    if not os.environ.get("OTEL_SERVICE_NAME"):
        own["service.name"] = "majung"
    provider = TracerProvider(resource=Resource.create(own), shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(exporter))
    return provider


def _beginning(parent: str | None) -> Context:
    """Where a trace begins. Only the ids of a caller are taken over: the rest of what it may send can say anything."""
    from opentelemetry.context import Context
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    carrier = {TRACEPARENT: parent} if parent else {}
    return TraceContextTextMapPropagator().extract(carrier, Context())


class _Exported(Span):
    """A span that a collector gets."""

    __slots__ = ("_attached", "_span", "_token")

    def __init__(
        self, tracer: Tracer, name: str, facts: Mapping[str, Fact | None], kind: Kind, context: Context | None
    ) -> None:
        from opentelemetry.trace import SpanKind

        known = {name: fact for name, fact in facts.items() if fact is not None}
        self._span = tracer.start_span(name, context, kind=SpanKind[kind.upper()], attributes=known)

    def note(self, facts: Mapping[str, Fact | None]) -> None:
        self._span.set_attributes({name: fact for name, fact in facts.items() if fact is not None})

    def rename(self, name: str) -> None:
        self._span.update_name(name)

    def fail(self, code: str) -> None:
        from opentelemetry.trace import StatusCode

        self._span.set_attribute("error.type", code)
        self._span.set_status(StatusCode.ERROR)

    def __enter__(self) -> Self:
        from opentelemetry.context import attach
        from opentelemetry.trace import set_span_in_context

        self._token = attach(set_span_in_context(self._span))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        from opentelemetry.context import detach

        if error is not None:
            self.fail(error.code if isinstance(error, Refusal) else type(error).__qualname__)
        self._span.end()
        detach(self._token)
